"""kernel.calendar: business days, and nothing guessed past the horizon."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.calendar import (
    CONFIRMED_THROUGH,
    KNOWN_FROM,
    BeforeCalendar,
    BeyondCalendar,
    BusinessCalendar,
)

CALENDAR = BusinessCalendar(known_through=CONFIRMED_THROUGH)
ONE_DAY = timedelta(days=1)

# Written by hand from the 暦要項 and the Cabinet Office's list of national holidays, not from the library.
HOLIDAYS = {
    date(2026, 1, 1): "元日",
    date(2026, 1, 12): "成人の日",
    date(2026, 2, 11): "建国記念の日",
    date(2026, 2, 23): "天皇誕生日",
    date(2026, 3, 20): "春分の日",
    date(2026, 4, 29): "昭和の日",
    date(2026, 5, 3): "憲法記念日",
    date(2026, 5, 4): "みどりの日",
    date(2026, 5, 5): "こどもの日",
    date(2026, 5, 6): "振替休日",
    date(2026, 7, 20): "海の日",
    date(2026, 8, 11): "山の日",
    date(2026, 9, 21): "敬老の日",
    date(2026, 9, 22): "国民の休日",
    date(2026, 9, 23): "秋分の日",
    date(2026, 10, 12): "スポーツの日",
    date(2026, 11, 3): "文化の日",
    date(2026, 11, 23): "勤労感謝の日",
    date(2027, 1, 1): "元日",
    date(2027, 1, 11): "成人の日",
    date(2027, 2, 11): "建国記念の日",
    date(2027, 2, 23): "天皇誕生日",
    date(2027, 3, 21): "春分の日",
    date(2027, 3, 22): "振替休日",
    date(2027, 4, 29): "昭和の日",
    date(2027, 5, 3): "憲法記念日",
    date(2027, 5, 4): "みどりの日",
    date(2027, 5, 5): "こどもの日",
    date(2027, 7, 19): "海の日",
    date(2027, 8, 11): "山の日",
    date(2027, 9, 20): "敬老の日",
    date(2027, 9, 23): "秋分の日",
    date(2027, 10, 11): "スポーツの日",
    date(2027, 11, 3): "文化の日",
    date(2027, 11, 23): "勤労感謝の日",
}
YEAR_END = {
    date(2026, 1, 2),
    date(2026, 1, 3),
    date(2026, 12, 31),
    date(2027, 1, 2),
    date(2027, 1, 3),
    date(2027, 12, 31),
}
WEEKEND = {5: "土曜日", 6: "日曜日"}

DAYS = st.dates(date(2020, 1, 1), date(2027, 6, 30))
SHIFTS = st.integers(-40, 40)


def expected_reason(day: date) -> str | None:
    if day in HOLIDAYS:
        return HOLIDAYS[day]
    return "年末年始休業" if day in YEAR_END else WEEKEND.get(day.weekday())


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_day_of_the_year_is_open_or_closed_for_the_reason_in_the_list_written_by_hand(
    year: int,
) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)

    for day in (first + ONE_DAY * number for number in range((last - first).days + 1)):
        assert CALENDAR.closing_reason(day) == expected_reason(day), day
        assert CALENDAR.is_business_day(day) == (expected_reason(day) is None), day


def test_the_confirmed_horizon_is_the_end_of_the_table_written_by_hand() -> None:
    assert date(max(HOLIDAYS).year, 12, 31) == CONFIRMED_THROUGH


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(1989, 2, 24), "大喪の礼"),
        (date(1990, 11, 12), "即位礼正殿の儀"),
        (date(2019, 4, 30), "国民の休日"),
        (date(2019, 5, 1), "天皇の即位の日"),
        (date(2021, 7, 23), "スポーツの日"),  # moved for the Olympic games
    ],
)
def test_holidays_of_a_single_year_are_known(day: date, name: str) -> None:
    assert CALENDAR.closing_reason(day) == name


class TestTheMonth:
    """The example of the month's default rules: N is the deposit date, D the pay day."""

    def test_pay_on_wednesday_2026_11_25_is_deposited_the_next_day(self) -> None:
        deposit_date = CALENDAR.next_business_day(date(2026, 11, 25))

        assert deposit_date == date(2026, 11, 26)
        assert CALENDAR.shift(deposit_date, -4) == date(2026, 11, 19)  # 11-23 is a holiday
        assert CALENDAR.shift(deposit_date, -11) == date(2026, 11, 10)
        assert CALENDAR.shift(deposit_date, -1) == date(2026, 11, 25)
        assert CALENDAR.shift(deposit_date, 1) == date(2026, 11, 27)
        assert CALENDAR.on_or_after(date(2026, 11, 1)) == date(2026, 11, 2)

    def test_pay_on_friday_2026_12_25_is_deposited_on_monday(self) -> None:
        deposit_date = CALENDAR.next_business_day(date(2026, 12, 25))

        assert deposit_date == date(2026, 12, 28)
        assert CALENDAR.shift(deposit_date, -4) == date(2026, 12, 22)
        assert CALENDAR.shift(deposit_date, 3) == date(2027, 1, 4)  # over 12/31–1/3


@given(DAYS, SHIFTS)
def test_shifting_back_leads_to_where_it_began(day: date, n: int) -> None:
    start = CALENDAR.on_or_after(day)

    assert CALENDAR.shift(CALENDAR.shift(start, n), -n) == start


@given(DAYS, SHIFTS)
def test_the_days_between_are_what_a_shift_counts(day: date, n: int) -> None:
    start = CALENDAR.on_or_after(day)

    assert CALENDAR.business_days_between(start, CALENDAR.shift(start, n)) == n


@given(DAYS)
def test_the_next_business_day_is_open_and_nothing_between_is(day: date) -> None:
    following = CALENDAR.next_business_day(day)

    assert following > day
    assert CALENDAR.is_business_day(following)
    between = (day + ONE_DAY * number for number in range(1, (following - day).days))
    assert not any(CALENDAR.is_business_day(closed) for closed in between)


@given(DAYS, DAYS, SHIFTS)
def test_a_later_day_never_leads_to_an_earlier_one(one: date, other: date, n: int) -> None:
    earlier, later = sorted([one, other])

    assert CALENDAR.next_business_day(earlier) <= CALENDAR.next_business_day(later)
    assert CALENDAR.shift(CALENDAR.on_or_after(earlier), n) <= CALENDAR.shift(CALENDAR.on_or_after(later), n)


@given(DAYS)
def test_on_or_after_and_on_or_before_are_the_nearest_open_days(day: date) -> None:
    after, before = CALENDAR.on_or_after(day), CALENDAR.on_or_before(day)

    assert before <= day <= after
    assert (before == day == after) == CALENDAR.is_business_day(day)
    assert CALENDAR.business_days_between(before, after) == (before != after)


def test_a_closed_day_is_a_fair_start_of_a_shift() -> None:
    saturday = date(2026, 11, 21)

    assert CALENDAR.shift(saturday, 1) == date(2026, 11, 24)  # Monday is a holiday
    assert CALENDAR.shift(saturday, -1) == date(2026, 11, 20)


def test_a_shift_by_nothing_leaves_a_business_day_and_refuses_a_closed_one() -> None:
    assert CALENDAR.shift(date(2026, 11, 20), 0) == date(2026, 11, 20)
    with pytest.raises(ValueError, match="2026-11-21 is not a business day"):
        CALENDAR.shift(date(2026, 11, 21), 0)


def test_the_days_between_are_counted_after_the_first_up_to_the_last() -> None:
    friday, tuesday = date(2026, 11, 20), date(2026, 11, 24)

    assert CALENDAR.business_days_between(friday, tuesday) == 1
    assert CALENDAR.business_days_between(tuesday, friday) == -1
    assert CALENDAR.business_days_between(friday, friday) == 0


class TestOverrides:
    SATURDAY_OPEN = date(2026, 11, 21)
    TUESDAY_CLOSED = date(2026, 11, 24)
    CALENDAR = BusinessCalendar(
        known_through=CONFIRMED_THROUGH, overrides={SATURDAY_OPEN: True, TUESDAY_CLOSED: False}
    )

    def test_the_operators_word_wins_over_every_rule(self) -> None:
        assert self.CALENDAR.closing_reason(self.SATURDAY_OPEN) is None
        assert self.CALENDAR.closing_reason(self.TUESDAY_CLOSED) == "臨時休業日"

    def test_deadlines_move_with_it(self) -> None:
        assert self.CALENDAR.next_business_day(date(2026, 11, 20)) == self.SATURDAY_OPEN
        assert self.CALENDAR.next_business_day(self.SATURDAY_OPEN) == date(2026, 11, 25)

    def test_a_change_of_the_table_afterwards_does_not_change_the_calendar(self) -> None:
        overrides = {self.TUESDAY_CLOSED: False}
        calendar = BusinessCalendar(known_through=CONFIRMED_THROUGH, overrides=overrides)

        overrides.clear()

        assert not calendar.is_business_day(self.TUESDAY_CLOSED)

    def test_an_override_past_the_horizon_does_not_make_the_day_known(self) -> None:
        day = date(2028, 1, 4)
        calendar = BusinessCalendar(known_through=CONFIRMED_THROUGH, overrides={day: True})

        with pytest.raises(BeyondCalendar):
            calendar.is_business_day(day)


class TestTheHorizon:
    LAST = date(2027, 12, 30)  # the last business day of the confirmed years

    def test_the_last_known_day_is_answered(self) -> None:
        assert CALENDAR.closing_reason(CONFIRMED_THROUGH) == "年末年始休業"
        assert CALENDAR.shift(date(2027, 12, 29), 1) == self.LAST

    def test_every_question_that_needs_a_later_day_is_refused(self) -> None:
        for question in (
            lambda: CALENDAR.is_business_day(date(2028, 1, 1)),
            lambda: CALENDAR.closing_reason(date(2028, 1, 1)),
            lambda: CALENDAR.next_business_day(self.LAST),
            lambda: CALENDAR.on_or_after(CONFIRMED_THROUGH),
            lambda: CALENDAR.on_or_before(date(2028, 1, 1)),
            lambda: CALENDAR.shift(self.LAST, 1),
            lambda: CALENDAR.shift(date(2028, 1, 1), 0),
            lambda: CALENDAR.shift(date(2028, 1, 1), -1),
            lambda: CALENDAR.shift(date.max, 1),
            lambda: CALENDAR.next_business_day(date.max),
            lambda: CALENDAR.business_days_between(self.LAST, date(2028, 1, 1)),
            lambda: CALENDAR.business_days_between(date(2028, 1, 1), self.LAST),
        ):
            with pytest.raises(BeyondCalendar):
                question()

    def test_the_refusal_names_the_day_the_horizon_and_what_to_do(self) -> None:
        with pytest.raises(BeyondCalendar) as refused:
            CALENDAR.next_business_day(self.LAST)

        assert refused.value.code == "E9010"
        assert "2028年1月1日" in refused.value.text
        assert "2027年12月31日" in refused.value.cause
        assert refused.value.remedy

    def test_the_horizon_is_the_operators_to_move(self) -> None:
        calendar = BusinessCalendar(known_through=date(2028, 12, 31))

        assert calendar.next_business_day(self.LAST) == date(2028, 1, 4)

    def test_days_before_the_rules_began_are_refused_too(self) -> None:
        assert CALENDAR.closing_reason(date(1989, 2, 4)) == "土曜日"
        assert CALENDAR.is_business_day(KNOWN_FROM)
        with pytest.raises(BeforeCalendar) as refused:
            CALENDAR.shift(KNOWN_FROM, -1)

        assert refused.value.code == "E9011"
        assert "1989年1月31日" in refused.value.text
        assert "1989年2月1日" in refused.value.remedy

    def test_the_first_day_of_all_is_refused_like_any_other(self) -> None:
        with pytest.raises(BeforeCalendar):
            CALENDAR.shift(date.min, -1)

    @pytest.mark.parametrize("known_through", [date(1989, 1, 31), date(2100, 1, 1)])
    def test_a_horizon_outside_the_holiday_data_is_no_calendar(self, known_through: date) -> None:
        with pytest.raises(ValueError, match="known_through"):
            BusinessCalendar(known_through=known_through)
