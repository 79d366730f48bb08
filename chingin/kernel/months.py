"""A month (年月), the unit in which deductions are made."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Final, Self

from .japanese.width import normalise_code

_FORMS: Final = (
    re.compile(r"([0-9]{4})([0-9]{2})"),
    re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})"),
    re.compile(r"([0-9]{4})年 ?([0-9]{1,2})月"),
)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one year; earlier months are smaller."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= 12):
            raise ValueError(f"there is no month {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 202611 and what people type (2026-11, 2026/11, 2026年11月, in any width); or ValueError."""
        typed = normalise_code(text)
        match = next((found for form in _FORMS if (found := form.fullmatch(typed))), None)
        if match is None:
            raise ValueError(f"{text!r} is not a month")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_date(cls, day: date) -> Self:
        """The month in which this day lies."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> Self:
        """So many months later, or earlier for a negative number; ValueError outside the years 1 to 9999."""
        year, month = divmod(self._ordinal + months, 12)
        return type(self)(year, month + 1)

    def months_until(self, later: "Month") -> int:
        """How many months from here to there, negative backwards: `a.plus(a.months_until(b)) == b`."""
        return later._ordinal - self._ordinal

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def code(self) -> str:
        """YYYYMM, as in the files of the bank."""
        return f"{self.year:04}{self.month:02}"

    @property
    def label(self) -> str:
        """The month as people read it: 2026年11月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return self.label
