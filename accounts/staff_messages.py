"""What the staff origin tells the bank's staff (労金職員)."""

from typing import Final

from chingin.kernel.messages import Message, register

_LOOK_AGAIN: Final = "画面を読み込み直して、最新の状態を確認してください。"

UNCHANGED: Final = Message(
    "E1061",
    "変更された項目がありません。",
    cause="入力された内容は、登録されている内容と同じです。",
    remedy="変更する項目を入力し直して保存するか、一覧へ戻ってください。",
)
OTHER_BANK: Final = Message(
    "E1062",
    "契約を別の労働金庫の取引店へ移すことはできません。",
    cause="取引店{branch}は、この契約の労働金庫のものではありません。",
    remedy="同じ労働金庫の取引店を選ぶか、新しい契約として登録してください。",
)
STAFF_LOGIN_REFUSED: Final = Message(
    "E1161",
    "ユーザーID、パスワード、ワンタイムパスワードのいずれかが正しくありません。",
    cause="入力された内容では確認できませんでした。連続して6回間違えた場合は60分間ログイン不可(ロック)に、"
    "ロックを3回繰り返した場合はログイン不可(閉塞)になります。ワンタイムパスワードは、一度使うと同じものは使えません。",
    remedy="認証アプリに新しい数字が表示されてから、もう一度入力してください。"
    "ロック・閉塞のメールが届いている場合は、その案内にしたがってください。",
)
PROVISIONAL: Final = Message(
    "E1162",
    "はじめに、仮のパスワードを変更してください。",
    cause="発行された仮のパスワードでログインしています。",
    remedy="新しいパスワードを決めて入力してください。変更すると、ほかの画面を利用できます。",
)
OWN_ACCOUNT: Final = Message(
    "E1163",
    "ご自身のユーザーに対して、この手続きはできません。",
    cause="職員の手続きは、本人以外の職員が行います。",
    remedy="ほかの職員に手続きを依頼してください。",
)
CONTRACT_ENDED: Final = Message(
    "E2061",
    "契約番号{number}は、契約が終了しています。",
    cause="終了した契約は変更できません。",
    remedy="契約番号を確認してください。取引を再開する場合は、新しい契約番号での登録が必要です。",
)
NO_MASTER: Final = Message(
    "E2062",
    "契約番号{number}には、マスターユーザーが登録されていません。",
    cause="まだ初期登録が済んでいないか、すでに初期化されています。",
    remedy=_LOOK_AGAIN + "初期登録は、契約番号と初期パスワードで行えます。",
)
MASTERS_TASK: Final = Message(
    "E2063",
    "{name}さんのロック・閉塞は、職員の画面では解除できません。",
    cause="一般ユーザーのロック・閉塞は、契約のマスターユーザーが解除します。",
    remedy="マスターユーザーに、契約ユーザー情報照会の「ロック解除」「閉塞解除」を押すよう、ご案内ください。",
)
IMPORT_OVERTAKEN: Final = Message(
    "E3061",
    "取り込み中に、同じ契約番号がほかの操作で登録されました。",
    cause="ファイルを確認してから登録するまでの間に、契約が登録されました。",
    remedy="何も登録されていません。もう一度実行して、確認からやり直してください。",
)
UPLOAD_TOO_LARGE: Final = Message(
    "E3062",
    "ファイルが大きすぎます({size})。",
    cause="画面で受信できるのは、{limit}(約10万件)までのファイルです。",
    remedy="運用担当者に、サーバー上での受信(manage.py receive)を依頼してください。",
)
OTHER_BANKS_FILE: Final = Message(
    "E3063",
    "ほかの労働金庫のファイルは受信できません。",
    cause="ファイルのヘッダーの金融機関コードに、{own}以外のもの({codes})があります。",
    remedy="ファイルを確認し、自金庫のファイルを選択してください。",
)
UPLOAD_GONE: Final = Message(
    "E3064",
    "確認したファイルが残っていないため、受信していません。",
    cause="取りやめたか、あとから別のファイルを選択したか、確認から1日を過ぎたため、ファイルが削除されました。",
    remedy="もう一度ファイルを選択して、確認からやり直してください。",
)
UPLOAD_NOT_STORED: Final = Message(
    "E3065",
    "ファイルを保管できないため、受信していません。",
    cause="サーバーのディスクの空きが足りないか、フォルダーに書き込めません。",
    remedy="運用担当者へ連絡し、解消してからもう一度操作してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
