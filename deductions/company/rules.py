"""How one employee's deduction moved (異動区分), and how what was asked for compares with what came back."""

from dataclasses import dataclass
from typing import Final

from chingin.kernel.corefile.movements import Movement

# 前回不能 of what was stopped (中止) without a reason; no code of the bank's.
NO_REASON: Final = "00"


def movement(*, previous: int, total: int) -> Movement:
    """By the yen of all of the employee's lines together: the company deducts one sum."""
    if total == previous:
        return Movement.CONTINUED
    if previous == 0:
        return Movement.NEW
    return Movement.CANCELLED if total == 0 else Movement.CHANGED


@dataclass(frozen=True, slots=True)
class Figures:
    """Lines and their yen: asked for (依頼), collected (控除), short (不能, 中止 among it)."""

    count: int
    requested: int
    collected: int
    shortfall: int

    @property
    def difference(self) -> int:
        """差引: what has no result. Invariant 3 holds where this is nothing."""
        return self.requested - self.collected - self.shortfall

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.count + other.count,
            self.requested + other.requested,
            self.collected + other.collected,
            self.shortfall + other.shortfall,
        )
