"""What receiving tells the operator (E3031…); the file engine's own are E3001–E3029."""

from typing import Final

from chingin.kernel.messages import Message, register

SERIAL_TAKEN: Final = Message(
    "E3031",
    "同じファイル通番で、内容の異なるデータをすでに受信しています。",
    cause="1つの通番のデータは、一度だけ受信できます。",
    remedy="送信元に、新しいファイル通番での作り直しを依頼してください。",
)
NO_TAKER: Final = Message(
    "E3032",
    "この種別のファイルは受信できません。",
    cause="このシステムが労金から受け取るファイルではありません。",
    remedy="ファイル種別を確認してください。",
)
FILE_REFUSED: Final = Message(
    "E3033",
    "ファイルに誤りが{count}件あるため、受信しませんでした。何も登録していません。",
    cause="1か所でも誤りがあるファイルは、全体を受信しません。",
    remedy="送信元に訂正したファイルを依頼してください。"
    "正しい組だけを受信する場合は --valid-sets-only を付けます。",
)
NOTHING_TO_TAKE: Final = Message(
    "E3034",
    "受信できる組が1つもありません。何も登録していません。",
    cause="ファイルのすべての組に誤りがあります。",
    remedy="送信元に訂正したファイルを依頼してください。",
)
RECEIVED_MEANWHILE: Final = Message(
    "E3035",
    "同じデータの受信が、ほかの端末で同時に行われました。",
    cause="同じファイル通番のデータが、確認と登録の間に登録されました。",
    remedy="もう一度実行してください。すでに受信した組は飛ばされます。",
)
FILE_NOT_STORED: Final = Message(
    "E3036",
    "受信したファイルを保管できません。何も登録していません。",
    cause="{path} に書き込めません({reason})。",
    remedy="ディスクの空きと、フォルダーの権限を確認してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
