"""When a list is ordered rather than printed at once, how long it may take, and how it is told."""

from datetime import datetime, timedelta
from typing import Final

# Two or three seconds of a web worker; a longer list is made by a worker.
ROWS_AT_ONCE: Final = 200
# Plain WeasyPrint takes 0.25 MB a row: 2.5 GB. The faster way of rendering will lift this.
MOST_ROWS: Final = 10_000
MOST_OPEN_ORDERS: Final = 5
# A list asked for again: a reload, a second press of the button, the page closed and opened again.
FRESH_FOR: Final = timedelta(minutes=5)
KEPT_FOR: Final = timedelta(days=1)
# The longest list takes two minutes on an idle machine. Whoever needs longer is killed, and another tries.
MAKING_LIMIT: Final = timedelta(minutes=9)
LEASE: Final = timedelta(minutes=10)
# A queued order is started once more after so long: the broker may have lost it.
RESTART_AFTER: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 3

_SECONDS_A_ROW: Final = 0.012


def queued_in_words(*, ahead: int) -> str:
    """How long the queue is."""
    if ahead:
        return f"順番を待っています。前に{ahead:,}件の帳票があります。"
    return "まもなく作成を始めます。"


def running_in_words(*, rows: int | None, started_at: datetime, at: datetime) -> str:
    """What is being done and how long it will take; `rows` is None until they are counted."""
    if rows is None:
        return "件数を確認しています。"
    left = rows * _SECONDS_A_ROW - (at - started_at).total_seconds()
    return f"{rows:,}件を印刷しています。{_left_in_words(left)}"


def _left_in_words(seconds: float) -> str:
    if seconds <= 0:
        return "まもなく完成します。"
    if seconds <= 60:
        return "あと1分以内に完成します。"
    return f"あと{-int(-seconds // 60)}分ほどで完成します。"
