"""Dates by the Japanese era (和暦), as letters and forms to organisations carry them."""

from datetime import date
from typing import Final

from .months import Month

# Latest first. Japan counts by the Gregorian calendar only since 1873-01-01 (明治6年): nothing earlier is
# convertible.
_ERAS: Final = (
    (date(2019, 5, 1), "令和", 2019),
    (date(1989, 1, 8), "平成", 1989),
    (date(1926, 12, 25), "昭和", 1926),
    (date(1912, 7, 30), "大正", 1912),
    (date(1873, 1, 1), "明治", 1868),
)


def era_date(day: date) -> str:
    """2026-11-21 → 令和8年11月21日; the first year of an era is 元年. ValueError before 1873."""
    return f"{_era_year(day)}{day.month}月{day.day}日"


def era_month(month: Month) -> str:
    """2026-11 → 令和8年11月. A month in which the era changes is named by the era of its last day."""
    return f"{_era_year(month.last_day)}{month.month}月"


def _era_year(day: date) -> str:
    era = next((era for era in _ERAS if day >= era[0]), None)
    if era is None:
        raise ValueError(f"{day} lies before the Gregorian calendar in Japan")
    _, name, first_year = era
    number = day.year - first_year + 1
    return f"{name}{'元' if number == 1 else number}年"
