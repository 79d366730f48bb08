"""The kernel's own messages; those of an app stand in its `messages.py`."""

from typing import Final

from .lists.orders.rules import MOST_ROWS, ROWS_AT_ONCE
from .messages import Message, register

BEYOND_CALENDAR: Final = Message(
    "E9010",
    "{day}は、営業日が確定していないため、日付を計算できません。",
    cause="営業日カレンダーは{known_through}まで確定しています。それより後の祝日は、まだ公表されていません。",
    remedy="{known_through}までの日付を指定してください。それより後の日付が必要な場合は、お取引店へご連絡ください。",
    contact=True,
)
TOO_MANY_LISTS: Final = Message(
    "E9020",
    "作成中の帳票が{limit}件あるため、新しい帳票を作成できません。",
    cause="件数の多い帳票は順に作成しています。1人が同時に依頼できるのは{limit}件までです。",
    remedy="作成中の帳票が完成してから、もう一度操作してください。すぐに必要な場合は、CSV出力をご利用ください。",
)
LIST_NOT_MADE: Final = Message(
    "E9021",
    "帳票(PDF)を作成できませんでした。",
    cause="システムの内部で問題が発生しました。指定された条件が原因ではありません。",
    remedy="もう一度「印刷(PDF)」を押してください。続けて表示される場合は、お取引店へご連絡ください。",
    contact=True,
)
LIST_TOO_LARGE: Final = Message(
    "E9022",
    "件数が多いため、帳票(PDF)を作成できません。",
    cause=f"1つのPDFに印刷できるのは{MOST_ROWS:,}件までです。",
    remedy=(
        "画面で確認するか、CSV出力・データエクスポートをご利用ください。条件を指定できる帳票は、条件で件数を減らすと"
        "印刷できます。紙の帳票が必要な場合は、お取引店へご連絡ください。"
    ),
    contact=True,
)
LIST_NOT_ORDERED: Final = Message(
    "E9024",
    "件数が多いため、この帳票(PDF)を作成できません。",
    cause=f"{ROWS_AT_ONCE:,}件を超える帳票を作成する準備が、システムにできていません。指定された条件が原因ではありません。",
    remedy="画面で確認するか、CSV出力をご利用ください。紙の帳票が必要な場合は、お取引店へご連絡ください。",
    contact=True,
)
LIST_LAPSED: Final = Message(
    "E9023",
    "帳票(PDF)の作成を中止しました。",
    cause="依頼された後に、対象のデータまたは表示できる範囲が変わりました。",
    remedy="帳票の画面を開き直し、条件を確認して、もう一度「印刷(PDF)」を押してください。",
)
YEAR_OUT_OF_TURN: Final = Message(
    "E9012",
    "{year}年の営業日は確定できません。",
    cause="営業日は1年ずつ順に確定します。次に確定できるのは{expected}年です。",
    remedy="官報で{expected}年の祝日を確かめ、{expected}年を指定してください。",
)

register(
    BEYOND_CALENDAR,
    YEAR_OUT_OF_TURN,
    TOO_MANY_LISTS,
    LIST_NOT_MADE,
    LIST_TOO_LARGE,
    LIST_NOT_ORDERED,
    LIST_LAPSED,
)
