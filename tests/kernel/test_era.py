"""kernel.era: dates by the Japanese era."""

from datetime import date

import pytest

from chingin.kernel.era import era_date, era_month
from chingin.kernel.months import Month


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 21), "令和8年11月21日"),
        (date(2019, 12, 31), "令和元年12月31日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_a_day_is_named_by_its_era(day: date, text: str) -> None:
    assert era_date(day) == text


def test_a_day_before_the_gregorian_calendar_has_no_era_date() -> None:
    with pytest.raises(ValueError, match="Gregorian"):
        era_date(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("month", "text"),
    [
        (Month(2026, 11), "令和8年11月"),
        (Month(2019, 5), "令和元年5月"),
        (Month(2019, 4), "平成31年4月"),
        (Month(1989, 1), "平成元年1月"),  # seven days of it were 昭和64年
        (Month(1988, 12), "昭和63年12月"),
    ],
)
def test_a_month_is_named_by_the_era_in_which_it_ends(month: Month, text: str) -> None:
    assert era_month(month) == text
