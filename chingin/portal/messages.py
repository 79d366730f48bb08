"""Messages of the portal: the operator's entries (E109x), error pages (E90xx, by HTTP status if any)."""

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
# nginx says these by itself, without the application: deploy/nginx/pages/ carries them letter for letter.
UNAVAILABLE: Final = Message(
    "E9060",
    text="ただいまご利用いただけません",
    cause="システムが起動の途中か、メンテナンスのため停止しています。お客さまの操作によるものではありません。"
    "登録が済んだ内容は保存されています。",
    remedy="1分ほど待ってから、このページをもう一度読み込んでください。"
    "登録や送信の途中だったときは、先に結果の画面で処理が済んでいないかをご確認ください。"
    "続けて表示されるときは、エラーコードと発生時刻をヘルプデスクへお知らせください。",
    contact=True,
)
BODY_TOO_LARGE: Final = Message(
    "E9061",
    text="送信したファイルが大きすぎます",
    cause="一度に送信できる大きさを超えているため、受け付けていません。登録されているデータは変わっていません。",
    remedy="選んだファイルが正しいかをご確認ください。正しいときは、ファイルを分けて送信してください。"
    "分けられないときは、エラーコードをヘルプデスクへお知らせください。",
    contact=True,
)
UNKNOWN_HOST: Final = Message(
    "E9062",
    text="このアドレスではご利用いただけません",
    cause="アドレスの「https://」から最初の「/」までが、このシステムのものではありません。"
    "送信された内容は受け付けていません。",
    remedy="ご案内のアドレスを、「https://」からすべて入力してください。"
    "続けて表示されるときは、エラーコードをヘルプデスクへお知らせください。",
    contact=True,
)
ENDS_BEFORE_IT_BEGINS: Final = Message(
    "E1091",
    text="終了は、開始より後の日時を入力してください。",
    cause="終了の日時が、開始の日時と同じか、それより前になっています。",
    remedy="開始と終了の日時を確認して、入力し直してください。",
)
ALREADY_OVER: Final = Message(
    "E1092",
    text="終了日時を過ぎたメンテナンス予定は登録できません。",
    cause="入力された終了日時({until})は、すでに過ぎています。",
    remedy="日付を確認して、これから終わる日時を入力してください。",
)
MAINTENANCE_GONE: Final = Message(
    "E1093",
    text="メンテナンス予定{number}番は登録されていません。",
    cause="番号が間違っているか、ほかの操作で先に取り消されました。",
    remedy="メンテナンス予定の一覧で番号を確認してください。",
)
NEWS_ENDED: Final = Message(
    "E1094",
    text="このお知らせの掲載は、すでに終了しています。",
    cause="掲載終了日時を過ぎたか、ほかの操作で先に掲載が終了されました。",
    remedy="お知らせの一覧で掲載期間を確認してください。もう一度掲載する場合は、掲載期間を変更してください。",
)
TOO_LONG: Final = Message(
    "E1095",
    text="メンテナンスの終了日時が、開始から離れすぎています。",
    cause="入力された終了日時({until})は、開始から{days}日より後です。終わるまで、どなたもご利用いただけなくなります。",
    remedy="終了日時の年月日を確認して、入力し直してください。"
    "{days}日より長く続くときは、続きを別のメンテナンス予定として登録してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
