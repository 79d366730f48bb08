"""Business days (営業日) of a Japanese bank: what is known for certain, and a refusal for all else.

Closed are Saturdays, Sundays, national holidays with their substitutes, and 12/31–1/3 (ENV-2;
銀行法施行令第5条). The operator's own table has the last word on any day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from .catalogue import BEYOND_CALENDAR
from .errors import Refusal
from .messages import Message, register

# The last day whose holidays are certain. The two equinoxes of a year are law only when the National
# Astronomical Observatory publishes its 暦要項 in the February before: that for 2027 came out on
# 2026-02-02, with the substitute holiday of 2027-03-22. Move this each February, together with the pinned
# release of `holidays` and the table in tests/kernel/test_calendar.py.
CONFIRMED_THROUGH: Final = date(2027, 12, 31)

# Japanese banks close on every Saturday since February 1989; before that the rules below are not true.
KNOWN_FROM: Final = date(1989, 2, 1)

_LIBRARY_THROUGH: Final = date(2099, 12, 31)
_ONE_DAY: Final = timedelta(days=1)
_YEAR_END: Final = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})

BEFORE_CALENDAR: Final = Message(
    "E9011",
    "{day}は古い日付のため、営業日を計算できません。",
    cause="営業日カレンダーが扱う日付は、{known_from}からです。",
    remedy="{known_from}以後の日付を指定してください。",
)
register(BEFORE_CALENDAR)


class BeyondCalendar(Refusal):
    """A day was needed that lies past the last day known for certain; nothing is guessed."""

    message = BEYOND_CALENDAR


class BeforeCalendar(BeyondCalendar):
    """A day was needed that lies before the rules of this calendar began."""

    message = BEFORE_CALENDAR


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Which days a bank is open, through `known_through`; `overrides` (True = open) win over every rule.

    Every answer that would need a day past `known_through` is a BeyondCalendar instead, even where an
    override names it.
    """

    known_through: date
    overrides: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not KNOWN_FROM <= self.known_through <= _LIBRARY_THROUGH:
            raise ValueError(f"known_through is a day from {KNOWN_FROM} to {_LIBRARY_THROUGH}")
        object.__setattr__(self, "overrides", dict(self.overrides))

    def is_business_day(self, day: date) -> bool:
        return self.closing_reason(day) is None

    def closing_reason(self, day: date) -> str | None:
        """Why the bank is closed on this day, in Japanese, the most telling reason; None when it is open."""
        self._demand_known(day)
        if day in self.overrides:
            return None if self.overrides[day] else "臨時休業日"
        return _closing_reason_by_rule(day)

    def next_business_day(self, day: date) -> date:
        """The first business day strictly after this day."""
        return self.shift(day, 1)

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a business day, otherwise the next one (翌営業日)."""
        return next(self._business_days(day, _ONE_DAY))

    def on_or_before(self, day: date) -> date:
        """The day itself when it is a business day, otherwise the one before (前営業日)."""
        return next(self._business_days(day, -_ONE_DAY))

    def shift(self, day: date, n: int) -> date:
        """The n-th business day after this day, or before it when n is negative (N − 4 b.d.: -4).

        A closed day is a fair start: one business day after a Saturday is Monday. Only `shift(closed day,
        0)` has no answer and is a ValueError; say on_or_after or on_or_before.
        """
        self._demand_known(day)
        if n == 0:
            return self._business_day_itself(day)
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        days = self._business_days(day + step, step)
        for _ in range(abs(n) - 1):
            next(days)
        return next(days)

    def business_days_between(self, a: date, b: date) -> int:
        """How many business days lie after `a` up to and including `b`; negative when `b` lies before `a`.

        Of two business days it is the n with `shift(a, n) == b`.
        """
        if b < a:
            return -self.business_days_between(b, a)
        days = (a + _ONE_DAY * number for number in range(1, (b - a).days + 1))
        return sum(self.is_business_day(day) for day in days)

    def _business_day_itself(self, day: date) -> date:
        if not self.is_business_day(day):
            raise ValueError(f"{day} is not a business day")
        return day

    def _business_days(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            if self.is_business_day(day):
                yield day
            day += step

    def _demand_known(self, day: date) -> None:
        if day > self.known_through:
            raise BeyondCalendar(day=_in_words(day), known_through=_in_words(self.known_through))
        if day < KNOWN_FROM:
            raise BeforeCalendar(day=_in_words(day), known_from=_in_words(KNOWN_FROM))


def _closing_reason_by_rule(day: date) -> str | None:
    if holiday := _national_holidays(day.year).get(day):
        return holiday
    if (day.month, day.day) in _YEAR_END:
        return "年末年始休業"
    return {5: "土曜日", 6: "日曜日"}.get(day.weekday())


@cache
def _national_holidays(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("JP", years=year, expand=False, language="ja"))


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
