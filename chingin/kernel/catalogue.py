"""The kernel's own messages; those of an app stand in its `messages.py`."""

from typing import Final

from .messages import Message, register

SYSTEM_ERROR: Final = Message(
    "E9001",
    "システムで問題が発生したため、処理を完了できませんでした。",
    cause="システムの内部で予期しない問題が発生しました。入力された内容が原因ではありません。",
    remedy="時間をおいてもう一度操作してください。続けて表示される場合は、お取引店へご連絡ください。",
    contact=True,
)
BEYOND_CALENDAR: Final = Message(
    "E9010",
    "{day}は、営業日が確定していないため、日付を計算できません。",
    cause="営業日カレンダーは{known_through}まで確定しています。それより後の祝日は、まだ公表されていません。",
    remedy="{known_through}までの日付を指定してください。それより後の日付が必要な場合は、お取引店へご連絡ください。",
    contact=True,
)
YEAR_OUT_OF_TURN: Final = Message(
    "E9012",
    "{year}年の営業日は確定できません。",
    cause="営業日は1年ずつ順に確定します。次に確定できるのは{expected}年です。",
    remedy="官報で{expected}年の祝日を確かめ、{expected}年を指定してください。",
)

register(SYSTEM_ERROR, BEYOND_CALENDAR, YEAR_OUT_OF_TURN)
