"""kernel.months: the month as a value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.months import Month

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


@pytest.mark.parametrize(
    "typed",
    [
        "202611",
        "2026-11",
        "2026/11",
        "2026.11",
        "2026年11月",
        "2026年 11月",
        "２０２６１１",
        "２０２６／１１",
        "２０２６年１１月",
        " 202611　",
    ],
)
def test_a_month_is_read_in_every_form_that_people_type(typed: str) -> None:
    assert Month.parse(typed) == Month(2026, 11)


@pytest.mark.parametrize("typed", ["2026-1", "2026/01", "2026年1月", "202601"])
def test_january_may_be_typed_with_one_digit_or_two(typed: str) -> None:
    assert Month.parse(typed) == Month(2026, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2026",
        "20261",
        "2026111",
        "26-11",
        "2026-11-25",
        "2026--11",
        "2026-111",
        "abc",
        "2026 11",
        "-202611",
    ],
)
def test_what_is_not_a_month_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(typed)


@pytest.mark.parametrize("typed", ["202600", "202613", "2026-0", "000000", "000001"])
def test_a_month_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="there is no month"):
        Month.parse(typed)


@pytest.mark.parametrize(("year", "month"), [(0, 1), (10000, 1), (2026, 0), (2026, 13), (2026, -1)])
def test_no_month_outside_the_calendar_can_be_made(year: int, month: int) -> None:
    with pytest.raises(ValueError, match="there is no month"):
        Month(year, month)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("202611", 0, "202611"),
        ("202611", 1, "202612"),
        ("202611", 2, "202701"),
        ("202612", 12, "202712"),
        ("202601", -1, "202512"),
        ("202611", -23, "202412"),
        ("202611", 120, "203611"),
    ],
)
def test_months_are_counted_over_the_years(start: str, months: int, end: str) -> None:
    assert Month.parse(start).plus(months) == Month.parse(end)


@pytest.mark.parametrize(("month", "months"), [(Month(9999, 12), 1), (Month(1, 1), -1)])
def test_counting_out_of_the_calendar_is_refused(month: Month, months: int) -> None:
    with pytest.raises(ValueError, match="there is no month"):
        month.plus(months)


@given(MONTHS, st.integers(-1000, 1000))
def test_forth_and_back_is_where_it_began(month: Month, months: int) -> None:
    assert month.plus(months).plus(-months) == month


@given(MONTHS, MONTHS)
def test_the_distance_leads_from_one_month_to_the_other(one: Month, other: Month) -> None:
    assert one.plus(one.months_until(other)) == other
    assert (one < other) == (one.months_until(other) > 0)


@given(MONTHS, MONTHS)
def test_months_sort_as_their_days_and_their_codes_do(one: Month, other: Month) -> None:
    assert (one < other) == (one.first_day < other.first_day) == (one.code < other.code)


@given(MONTHS)
def test_code_and_label_are_read_back_equal(month: Month) -> None:
    assert Month.parse(month.code) == month
    assert Month.parse(month.label) == month


@pytest.mark.parametrize(
    ("month", "last_day"),
    [
        (Month(2026, 11), date(2026, 11, 30)),
        (Month(2026, 12), date(2026, 12, 31)),
        (Month(2027, 2), date(2027, 2, 28)),
        (Month(2028, 2), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_with_its_last_day(month: Month, last_day: date) -> None:
    assert month.first_day == last_day.replace(day=1)
    assert month.last_day == last_day


def test_a_day_lies_in_its_month() -> None:
    assert Month.from_date(date(2026, 11, 25)) == Month(2026, 11)


def test_a_month_is_written_for_files_and_for_people() -> None:
    month = Month(2026, 3)

    assert month.code == "202603"
    assert month.label == str(month) == "2026年3月"
