"""What sending tells the operator (E3071…)."""

from typing import Final

from chingin.kernel.messages import Message, register

NOT_WRITTEN: Final = Message(
    "E3071",
    "{path} に送信ファイルを書き出せません。",
    cause="{reason}。書き出し済みとは記録していません。",
    remedy="フォルダーの場所・権限とディスクの空きを確認し、同じコマンドをもう一度実行してください。",
)
NAME_TAKEN: Final = Message(
    "E3072",
    "{path} には、内容の異なる同じ名前のファイルがあります。上書きしていません。",
    cause="このファイル名は、これから書き出すデータのものです。",
    remedy="そのファイルを別の場所へ移してから、同じコマンドをもう一度実行してください。",
)
CONTENT_CHANGED: Final = Message(
    "E3073",
    "{name} の内容が、記録したときの内容(SHA-256)と一致しません。書き出していません。",
    cause="記録したあとに、データベースの内容が書き換えられた可能性があります。",
    remedy="操作ログを検証し(verify_operation_log)、システムの責任者へ連絡してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
