"""Messages of the error pages (E90xx: the last two digits follow the HTTP status where there is one)."""

from typing import Final

from chingin.kernel.messages import Message, register

BAD_REQUEST: Final = Message(
    "E9040",
    text="送られた内容を読み取れませんでした。",
    cause="アドレスまたは送信された内容が途中で欠けたか、書き換わった可能性があります。",
    remedy="ログイン画面から、もう一度操作してください。くり返し表示されるときは、ヘルプデスクへご連絡ください。",
    contact=True,
)
FORBIDDEN: Final = Message(
    "E9043",
    text="この画面をご利用いただく権限がありません。",
    cause="ご契約のサービスに含まれていないか、ユーザー別機能制限で「非表示」または「閲覧のみ」に設定されています。",
    remedy="必要な機能のときは、マスターユーザーに機能制限の変更をご依頼ください。"
    "マスターユーザーの方は、お取引店へお問い合わせください。",
    contact=True,
)
NOT_FOUND: Final = Message(
    "E9044",
    text="お探しの画面が見つかりません。",
    cause="アドレスが間違っているか、対象のデータが削除されたか、ほかの契約のものです。",
    remedy="アドレスをご確認いただくか、メニューまたはログイン画面からお進みください。",
)
CSRF_FAILED: Final = Message(
    "E9045",
    text="画面の有効期間が過ぎたため、操作を受け付けませんでした。",
    cause="画面を開いたまま長い時間が過ぎたか、別のウィンドウでログインし直したか、"
    "ブラウザがCookieを受け付けない設定になっています。",
    remedy="ブラウザの「戻る」で前の画面に戻り、画面を読み込み直してから、もう一度操作してください。"
    "くり返し表示されるときは、ブラウザのCookieの設定をご確認ください。",
    contact=True,
)
SERVER_ERROR: Final = Message(
    "E9050",
    text="システムに問題が発生したため、処理を完了できませんでした。",
    cause="お客さまの操作によるものではありません。",
    remedy="しばらく待ってから、もう一度操作してください。"
    "登録や送信の途中だったときは、先に結果の画面で処理が済んでいないかをご確認ください。"
    "くり返し表示されるときは、エラーコードと発生時刻をヘルプデスクへお知らせください。",
    contact=True,
)
OUTSIDE_HOURS: Final = Message(
    "E9053",
    text="ご利用時間外です",
    cause="ただいまの時間は、システムをご利用いただけません。",
    remedy="ご利用時間内に、もう一度アクセスしてください。",
)

register(BAD_REQUEST, FORBIDDEN, NOT_FOUND, CSRF_FAILED, SERVER_ERROR, OUTSIDE_HOURS)
