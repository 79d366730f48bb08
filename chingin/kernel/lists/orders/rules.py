"""When a list is ordered rather than printed at once, how long it may take, and how it is told."""

from datetime import datetime, timedelta
from typing import Final

# A fifth of a second of a web worker; two or three where cells of every row break into lines (ADR 0018).
# A longer list is made by a worker.
ROWS_AT_ONCE: Final = 1_000
# The largest group has 150,000 lines: 15 s, 180 MB of memory, 9 MB of file. 200,000 take 20 s, 195 MB, 12 MB,
# or 8 minutes where cells of every row break. The file is one value, read whole when it is handed over.
MOST_ROWS: Final = 200_000
MOST_OPEN_ORDERS: Final = 5
# A list asked for again: a reload, a second press of the button, the page closed and opened again.
FRESH_FOR: Final = timedelta(minutes=5)
KEPT_FOR: Final = timedelta(days=1)
# Twice what the longest list needs where all is slow. Whoever needs longer is killed, and another tries. Less
# than the hour after which the broker gives an unfinished task to another worker.
MAKING_LIMIT: Final = timedelta(minutes=18)
LEASE: Final = timedelta(minutes=20)
# A queued order is started once more after so long: the broker may have lost it.
RESTART_AFTER: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 3

# Most rows take a tenth of it; who is told too much is not disappointed.
_SECONDS_A_ROW: Final = 0.001


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
