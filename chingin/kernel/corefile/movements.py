"""異動区分 as the bank's files write it, and what each movement says of the amounts (invariant 2)."""

from enum import StrEnum
from typing import Final


class Movement(StrEnum):
    """異動区分; a file carries the digit."""

    CONTINUED = "0"
    NEW = "1"
    CHANGED = "2"
    CANCELLED = "3"
    RESUMED = "4"
    SUSPENDED = "5"


MOVEMENTS: Final = {
    "0": "継続",
    "1": "新規",
    "2": "変更",
    "3": "解除",
    "4": "再開",
    "5": "中止",
}
_BEGINS: Final = frozenset({Movement.NEW, Movement.RESUMED})


def amount_expected(movement: str, *, now: object, before: object, nothing: object = 0) -> str | None:
    """What the amount should have been; None when it agrees with the movement.

    So that 前回合計 + 新規 + 増額 + 再開 − 減額 − 解除 − 中止 = 今回合計 holds for any sum of records: what
    continues is unchanged, what begins was nothing before, what ends is nothing now, what changes differs.
    `now` and `before` are yen, or tuples of yen with a tuple of zeros as `nothing`.
    """
    if movement == Movement.CONTINUED:
        return None if now == before else "異動区分が継続(0)のときは、前回と同じ金額"
    if movement == Movement.CHANGED:
        return None if now != before else "異動区分が変更(2)のときは、前回と異なる金額"
    if movement in _BEGINS:
        return None if before == nothing else "異動区分が新規(1)・再開(4)のときは、前回の金額が0"
    return None if now == nothing else "異動区分が解除(3)・中止(5)のときは、今回の金額が0"
