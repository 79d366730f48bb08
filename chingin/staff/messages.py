"""What the pages of ActionAdmin themselves tell the bank's staff (労金職員)."""

from typing import Final

from chingin.kernel.messages import Message, register

PROCEDURE_CLOSED: Final = Message(
    "E1164",
    "「{procedure}」は、いまの状態では行えません。",
    cause="「{row}」はこの手続きの対象ではないか、手続きがすでに済んでいます。",
    remedy="「{row}」の画面で、状態を確認してください。",
)

register(PROCEDURE_CLOSED)
