"""Messages about certificates. From E1281 on: the certificate authority itself, for those who operate it."""

from typing import Final

from chingin.kernel.messages import Message, register

# E1201: the holder, E1211: the register, E1221: an issue that failed, E1231: what a browser presented,
# E1241: what nginx could not take.
_FROM_THE_START: Final = "「電子証明書発行」から、もう一度やり直してください。"
_PICK_AGAIN: Final = (
    "開いているブラウザをすべて閉じてから、もう一度ログインし、"
    "ご自身のユーザーIDが表示されている電子証明書を選択してください。"
)
_RENEWED_OR_ISSUE: Final = (
    f"新しい電子証明書をお持ちの場合は、{_PICK_AGAIN}お持ちでない場合は「電子証明書発行」へ進んでください。"
)

ALREADY_ISSUED: Final = Message(
    "E1201",
    "すでに電子証明書を発行済みのため、認証できません。",
    cause="電子証明書は1人のユーザーに1枚だけ発行できます。現在の電子証明書の有効期限は{last_day:%Y年%-m月%-d日}です。",
    remedy="{from_day:%Y年%-m月%-d日}から更新できます。パソコンを変更する場合や、電子証明書のファイルを開かずに終了した場合は、"
    "一般ユーザーの方はマスターユーザーに削除と再登録を、マスターユーザーの方は労金に失効をご依頼ください。",
    contact=True,
)
FLOW_OVER: Final = Message(
    "E1202",
    "電子証明書の発行手続きを続けられません。",
    cause="手続きを始めてから時間がたったか、中断されたか、別の画面で新しく始められました。",
    remedy=_FROM_THE_START,
)
CODE_WRONG: Final = Message(
    "E1203",
    "認証コードが正しくありません。入力できる回数は、あと{left}回です。",
    cause="入力された認証コードが、最後にお送りしたメールの認証コードと異なります。",
    remedy="最後に届いた「認証コードのお知らせ」の6桁の数字を入力してください。",
)
NO_LIVING_CODE: Final = Message(
    "E1204",
    "有効な認証コードがありません。",
    cause="認証コードの送信から10分が過ぎたか、認証コードがまだ送信されていません。",
    remedy="「認証コードを再送信」を押し、届いたメールの認証コードを入力してください。",
)
TRIES_USED_UP: Final = Message(
    "E1205",
    "認証コードを5回間違えたため、電子証明書を発行できません。",
    cause="安全のため、認証コードを入力できる回数は、再送信を含めて5回までです。",
    remedy=f"60分後に、{_FROM_THE_START}お心当たりがない場合は、パスワードを変更して、労金へご連絡ください。",
    contact=True,
)
TOO_SOON: Final = Message(
    "E1206",
    "認証コードは、あと{seconds}秒で再送信できます。",
    cause="認証コードは、60秒以上の間隔をおいて再送信できます。",
    remedy="迷惑メールフォルダも確認しながら、しばらくお待ちください。",
)
SENDS_USED_UP: Final = Message(
    "E1207",
    "認証コードを再送信できません。",
    cause="認証コードの送信を、60分の間に10回繰り返しました。",
    remedy="登録されているメールアドレスと、迷惑メールフォルダを確認し、60分後に" + _FROM_THE_START,
    contact=True,
)
# CERT-13: whichever way the file was lost, the certificate counts as issued.
_HAVE_IT_REVOKED: Final = (
    "マスターユーザーの方は「ログインID/パスワード初期化・電子証明書失効等依頼書」をお取引店に提出して失効を、"
    "一般ユーザーの方はマスターユーザーに削除と再登録をご依頼ください。そのうえで、もう一度電子証明書を発行してください。"
)
FILE_TAKEN: Final = Message(
    "E1208",
    "電子証明書ファイルは、すでにダウンロードされています。",
    cause="安全のため、ファイルをお渡しできるのは1回だけです。お渡しすると同時に、システムから消去されます。",
    remedy=f"ダウンロードフォルダのファイルを開いてください。ファイルが見当たらない場合は、{_HAVE_IT_REVOKED}",
    contact=True,
)
FILE_LOST: Final = Message(
    "E1209",
    "電子証明書ファイルをお渡しできなくなりました。",
    cause="電子証明書は発行されましたが、ダウンロードされないまま10分以上たったか、ブラウザのCookieが消去されました。",
    remedy=_HAVE_IT_REVOKED,
    contact=True,
)
ALREADY_REVOKED: Final = Message(
    "E1211",
    "電子証明書 {serial} は、すでに失効しています。",
    cause="{at:%Y-%m-%d %H:%M} に失効しました(理由: {reason})。",
    remedy="操作は必要ありません。",
)
NO_SUCH_CERTIFICATE: Final = Message(
    "E1212",
    "シリアル番号 {serial} の電子証明書はありません。",
    cause="このシステムの台帳に、このシリアル番号の電子証明書がありません。",
    remedy="シリアル番号(16進数40桁)を確認してください。",
)
NO_SUCH_HOLDER: Final = Message(
    "E1213",
    "ユーザーID {user_id} のユーザーはいません。",
    cause="登録されている契約ユーザーに、このユーザーIDがありません。削除と同時に、電子証明書は失効しています。",
    remedy="ユーザーIDの大文字と小文字を確認してください。",
)
ALREADY_ENDED: Final = Message(
    "E1214",
    "電子証明書 {serial} は、すでに有効期限が過ぎています。",
    cause="有効期限は{last_day:%Y年%-m月%-d日}でした。有効期限が過ぎた電子証明書は、ログインに使えません。",
    remedy="失効の手続きは必要ありません。ユーザーは、「電子証明書発行」から新しい電子証明書を発行できます。",
)

# CERT-11: the bank's own words (Q18). Cause and remedy are for the bank's staff, who look the code up.
_ISSUE_FAILED: Final = (
    "電子証明書発行に失敗しました、再度発行処理を行ってください。また、再度行っても発行できない場合は"
    "下記のエラーコードを労金にご連絡ください。"
)
_TELL_OPERATOR: Final = "労金の担当者は、このコードと発生日時を連合会の運用担当者へ伝えてください。"
ISSUE_CA_MISSING: Final = Message(
    "E1221",
    _ISSUE_FAILED,
    cause="認証局が準備されていません。",
    remedy=_TELL_OPERATOR + "運用担当者は `manage.py init_ca` で認証局を準備します(E1281)。",
    contact=True,
)
ISSUE_CA_FILE_LOST: Final = Message(
    "E1222",
    _ISSUE_FAILED,
    cause="認証局のファイルがそろっていません。",
    remedy=_TELL_OPERATOR + "運用担当者は、失われたファイルをバックアップから戻します(E1282)。",
    contact=True,
)
ISSUE_CA_MISMATCH: Final = Message(
    "E1223",
    _ISSUE_FAILED,
    cause="認証局の鍵と証明書の組が合いません。",
    remedy=_TELL_OPERATOR + "運用担当者は、同じ時点のバックアップから両方を戻します(E1283)。",
    contact=True,
)
ISSUE_CA_UNREADABLE: Final = Message(
    "E1224",
    _ISSUE_FAILED,
    cause="認証局の鍵を開けません。パスフレーズが違うか、ファイルが壊れているか、読む権限がありません。",
    remedy=_TELL_OPERATOR + "運用担当者は、CHINGIN_CA_PASSPHRASE とファイルの権限を確認します(E1284)。",
    contact=True,
)
ISSUE_CA_EXPOSED: Final = Message(
    "E1225",
    _ISSUE_FAILED,
    cause="認証局の鍵を、ほかのOSユーザーが読める状態です。",
    remedy=_TELL_OPERATOR + "運用担当者は、鍵が漏れていないか確認し、権限を直します(E1285)。",
    contact=True,
)
ISSUE_CA_ENDS: Final = Message(
    "E1226",
    _ISSUE_FAILED,
    cause="認証局の有効期限が、これから発行する電子証明書の有効期限より先に終わります。",
    remedy=_TELL_OPERATOR + "運用担当者は `manage.py rotate_issuing_ca` で発行局を更新します(E1286)。",
    contact=True,
)
ISSUE_DISK: Final = Message(
    "E1227",
    _ISSUE_FAILED,
    cause="認証局のファイルを読み書きできません。ディスクに異常があります。",
    remedy=_TELL_OPERATOR + "運用担当者は、記録でファイル名を確かめ、ディスクの空きと権限を確認します。",
    contact=True,
)

# CERT-10: the page names the cause and the way out (Q17, Q19, Q21).
FOREIGN: Final = Message(
    "E1231",
    "このシステム以外の電子証明書が選択されたため、ログインできません。",
    cause="ろうきん賃金控除事務支援システムが発行したものではない電子証明書が選択されました。",
    remedy=_PICK_AGAIN,
    contact=True,
)
UNKNOWN: Final = Message(
    "E1232",
    "この電子証明書は台帳に登録されていないため、ログインできません。",
    cause="選択された電子証明書を、このシステムが発行した記録がありません。",
    remedy="この電子証明書は使わずに、労金へご連絡ください。",
    contact=True,
)
REVOKED: Final = Message(
    "E1233",
    "失効した電子証明書が選択されたため、ログインできません。",
    cause="選択された電子証明書は、更新、失効の依頼、またはユーザーの削除により、使えなくなっています。",
    remedy=_RENEWED_OR_ISSUE,
    contact=True,
)
NOT_YET_VALID: Final = Message(
    "E1234",
    "この電子証明書は、まだ有効期間が始まっていないため、ログインできません。",
    cause="選択された電子証明書の有効期間が、まだ始まっていません。",
    remedy="労金へご連絡ください。",
    contact=True,
)
EXPIRED: Final = Message(
    "E1235",
    "有効期限が過ぎた電子証明書が選択されたため、ログインできません。",
    cause="選択された電子証明書は、有効期限(発行日を含めて366日間)が過ぎています。",
    remedy=_RENEWED_OR_ISSUE,
    contact=True,
)
UNVERIFIED: Final = Message(
    "E1236",
    "電子証明書を確認できないため、ログインできません。",
    cause="電子証明書は有効ですが、システムの失効リストを確認できませんでした。お客さまの操作が原因ではありません。",
    remedy="時間をおいて、開いているブラウザをすべて閉じてから、もう一度ログインしてください。続けて表示される場合は、労金へご連絡ください。",
    contact=True,
)
NOT_PRESENTED: Final = Message(
    "E1237",
    "電子証明書が提示されていません。",
    cause="電子証明書がこのパソコンに取り込まれていないか、電子証明書を選択する画面で「キャンセル」が押されたか、"
    "その画面が表示されませんでした。電子証明書は、取り込んだときと同じWindowsのユーザーでだけ使えます。"
    "有効期限が過ぎた電子証明書は、選択する画面に表示されません。",
    remedy=f"{_PICK_AGAIN}電子証明書をお持ちでない場合と、有効期限が過ぎた場合は、「電子証明書発行」へ進んでください。",
    contact=True,
)
# Before any page could be asked for: nginx refused the connection or the request (ENV-3).
UNREADABLE: Final = Message(
    "E1241",
    "送られた内容を受け付けられませんでした。",
    cause="アドレスが長すぎるか、ブラウザに保存されたCookieが多すぎるか、通信の途中で内容が壊れた可能性があります。",
    remedy="アドレスが正しいことをご確認ください。正しいときは、ブラウザの閲覧データからCookieを削除し、"
    "開いているブラウザをすべて閉じてから、もう一度アクセスしてください。",
    contact=True,
)
PLAIN_HTTP: Final = Message(
    "E1242",
    "「http://」で始まるアドレスではご利用いただけません。",
    cause="アドレスが「https://」ではなく「http://」で始まっているため、通信が暗号化されていません。",
    remedy="「https://」で始まる、下の正しいアドレスからお進みください。お気に入りに登録しているときは、登録し直してください。",
    contact=True,
)
CA_MISSING: Final = Message(
    "E1281",
    "認証局が準備されていません。",
    cause="認証局のファイル {path} がありません。",
    remedy="システムの運用担当者が `manage.py init_ca` を実行してください。",
    contact=True,
)
CA_FILE_LOST: Final = Message(
    "E1282",
    "認証局のファイルがそろっていないため、続けられません。",
    cause="{path} がありません。ほかのファイルはすでに使われているため、新しく作ると組が合わなくなります。",
    remedy="保管場所またはバックアップから {path} を元の場所へ戻し、もう一度実行してください。",
    contact=True,
)
CA_MISMATCH: Final = Message(
    "E1283",
    "認証局の鍵と証明書の組が合いません。",
    cause="{key} は {certificate} の鍵ではありません。",
    remedy="同じ時点のバックアップから、両方のファイルを戻してください。",
    contact=True,
)
CA_FILE_UNREADABLE: Final = Message(
    "E1284",
    "認証局のファイルを開けません。",
    cause="{path} が壊れているか、鍵のパスフレーズが違うか、実行したOSユーザーに読む権限がありません。",
    remedy="パスフレーズと、ファイルの所有者を確認してください。壊れているときは、バックアップから戻してください。",
    contact=True,
)
CA_KEY_EXPOSED: Final = Message(
    "E1285",
    "認証局の鍵を、ほかのOSユーザーが読める状態のため、使用を中止しました。",
    cause="{path} の権限が広すぎます。",
    remedy="`chmod go= {path}` を実行し、鍵が漏れていないか確認してください。",
    contact=True,
)
CA_ENDS_TOO_SOON: Final = Message(
    "E1286",
    "認証局の有効期限が近いため、証明書を発行できません。",
    cause="{path} は {end} に終わり、これから発行する証明書の有効期限より先に切れます。",
    remedy="システムの運用担当者が、認証局を更新してください。",
    contact=True,
)
CA_PASSPHRASE_WEAK: Final = Message(
    "E1287",
    "このパスフレーズは、認証局の鍵に使えません。",
    cause="{name}のパスフレーズが {length} 文字より短いか、もう一方の鍵と同じです。",
    remedy="鍵ごとに別の、{length} 文字以上のパスフレーズを決めてください。",
    contact=True,
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
