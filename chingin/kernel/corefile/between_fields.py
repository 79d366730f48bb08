"""What fields that several kinds of file have say of each other: rules for `kinds.Rule`, by their names."""

from datetime import datetime
from typing import Final

from chingin.kernel.months import Month

from .movements import amount_expected

_NO_UPDATE: Final = "0"


def amount_moved(movement: str, amount: int, previous: int) -> str | None:
    """The amount agrees with the movement (異動区分)."""
    return amount_expected(movement, now=amount, before=previous)


def ends_after_it_begins(start_month: Month, end_month: Month | None) -> str | None:
    """終了年月 lies not before 開始年月."""
    return "開始年月以後の年月" if end_month and end_month < start_month else None


def update_has_a_time(update: str, done_at: datetime | None) -> str | None:
    """What was changed on the web was changed at some time (操作日時)."""
    return None if done_at or update == _NO_UPDATE else "更新区分がなし(0)でないときは、操作日時"


def update_has_a_user(update: str, user_id: str) -> str | None:
    """What was changed on the web was changed by somebody (ユーザーID)."""
    return None if user_id or update == _NO_UPDATE else "更新区分がなし(0)でないときは、ユーザーID"
