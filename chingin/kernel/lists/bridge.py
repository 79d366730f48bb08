"""The bridge (増減表) of a list of movements: from the last total to this one, to the yen (invariant 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from .definition import SummaryLine, SummaryTable


class Step(Enum):
    """What leads from 前回合計 to 今回合計: its name and its sign."""

    NEW = "新規", 1
    INCREASED = "増額", 1
    RESUMED = "再開", 1
    DECREASED = "減額", -1
    CANCELLED = "解除", -1
    SUSPENDED = "中止", -1

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def sign(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Moved:
    """So many lines moved in this way; `difference`: this total less the last one, in yen."""

    step: Step
    count: int
    difference: int


class Unbalanced(ValueError):
    """A bridge that does not reach the other side is a bug; it is not printed."""


_TITLE: Final = "前回からの増減"
_SIGNS: Final = {1: "＋", -1: "－"}


def bridge(*, previous: int, now: int, moved: Iterable[Moved]) -> SummaryTable:
    """前回合計 + 新規 + 増額 + 再開 − 減額 − 解除 − 中止 = 今回合計. Raises Unbalanced."""
    moves = tuple(moved)
    if previous + sum(move.difference for move in moves) != now:
        raise Unbalanced(f"{previous} and {moves} do not make {now}")
    return SummaryTable(
        _TITLE,
        ("区分", "件数", "金額"),
        (
            SummaryLine("前回合計", (None, previous)),
            *(_line(step, [move for move in moves if move.step is step]) for step in Step),
            SummaryLine("今回合計", (None, now), strong=True),
        ),
    )


def _line(step: Step, moves: list[Moved]) -> SummaryLine:
    """Each step in its own direction: 減額 of 500 yen reads 500."""
    count, difference = sum(move.count for move in moves), sum(move.difference for move in moves)
    return SummaryLine(f"{step.label}({_SIGNS[step.sign]})", (count, step.sign * difference))
