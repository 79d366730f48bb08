"""When the service is open (ENV-2): half-open periods, closing days, maintenance, the next opening."""

from datetime import date, datetime, time, timedelta
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.calendar import CONFIRMED_THROUGH
from chingin.kernel.clock import JST
from chingin.portal.rules import (
    USUAL,
    Closed,
    Hours,
    Maintenance,
    Open,
    Timetable,
    calendar_runs_out,
    forecast,
    standing_of_any,
)

PLAIN = Timetable(USUAL, forecast({}))
SECOND = timedelta(seconds=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def with_maintenance(start: str, end: str, notice: str = "機器の交換") -> Timetable:
    return Timetable(USUAL, forecast({}), (Maintenance(instant(start), instant(end), notice),))


@pytest.mark.parametrize("at", ["2026-11-20 08:00:00", "2026-11-20 12:00", "2026-11-20 19:59:59.999999"])
def test_it_is_open_on_business_days_from_8_to_20(at: str) -> None:
    """ENV-2."""
    assert PLAIN.standing(at=instant(at)) == Open(instant("2026-11-20 20:00"))


@pytest.mark.parametrize(
    ("at", "until", "reason"),
    [
        ("2026-11-20 07:59:59.999999", "2026-11-20 08:00", "時間外"),
        ("2026-11-20 00:00", "2026-11-20 08:00", "時間外"),
        ("2026-11-19 20:00", "2026-11-20 08:00", "時間外"),
        ("2026-11-20 20:00", "2026-11-24 08:00", "時間外"),
        ("2026-11-21 12:00", "2026-11-24 08:00", "土曜日"),
        ("2026-11-22 12:00", "2026-11-24 08:00", "日曜日"),
        ("2026-11-23 12:00", "2026-11-24 08:00", "勤労感謝の日"),
        ("2026-12-31 12:00", "2027-01-04 08:00", "年末年始休業"),
        ("2027-03-22 12:00", "2027-03-23 08:00", "振替休日"),
    ],
)
def test_it_is_closed_until_the_next_opening_and_says_why(at: str, until: str, reason: str) -> None:
    """ENV-2."""
    standing = PLAIN.standing(at=instant(at))

    assert isinstance(standing, Closed)
    assert standing.until == instant(until)
    assert reason in standing.reason
    assert standing.notice == ""


def test_a_bank_has_its_own_hours_and_closing_days() -> None:
    """ENV-2: data, not code."""
    own = Timetable(
        Hours(time(9, 30), time(15)), forecast({date(2026, 11, 20): False, date(2026, 11, 21): True})
    )

    assert own.standing(at=instant("2026-11-20 12:00")) == Closed(instant("2026-11-21 09:30"), "臨時休業日")
    assert own.standing(at=instant("2026-11-21 12:00")) == Open(instant("2026-11-21 15:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20 11:59", Open(instant("2026-11-20 12:00"))),
        ("2026-11-20 12:00", Closed(instant("2026-11-20 13:00"), "メンテナンス", "機器の交換")),
        ("2026-11-20 12:59", Closed(instant("2026-11-20 13:00"), "メンテナンス", "機器の交換")),
        ("2026-11-20 13:00", Open(instant("2026-11-20 20:00"))),
    ],
)
def test_maintenance_interrupts_the_day(at: str, expected: Open | Closed) -> None:
    """ENV-2."""
    timetable = with_maintenance("2026-11-20 12:00", "2026-11-20 13:00")

    assert timetable.standing(at=instant(at)) == expected


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [
        ("2026-11-20 18:00", "2026-11-20 20:00", "2026-11-20 19:00", "2026-11-24 08:00"),
        ("2026-11-20 18:00", "2026-11-25 10:00", "2026-11-20 19:00", "2026-11-25 10:00"),
        ("2026-11-24 06:00", "2026-11-24 09:00", "2026-11-20 21:00", "2026-11-24 09:00"),
        ("2026-11-24 08:00", "2026-11-24 20:00", "2026-11-20 21:00", "2026-11-25 08:00"),
        ("2026-11-20 22:00", "2026-11-21 06:00", "2026-11-20 23:00", "2026-11-24 08:00"),
    ],
)
def test_the_next_opening_is_never_within_maintenance(start: str, end: str, at: str, until: str) -> None:
    """ENV-2."""
    assert with_maintenance(start, end).standing(at=instant(at)).until == instant(until)


def test_one_interruption_after_the_other_opens_after_the_last() -> None:
    first = Maintenance(instant("2026-11-20 10:00"), instant("2026-11-20 11:00"), "一")
    second = Maintenance(instant("2026-11-20 11:00"), instant("2026-11-20 12:00"), "二")
    timetable = Timetable(USUAL, forecast({}), (first, second))

    standing = timetable.standing(at=instant("2026-11-20 10:30"))

    assert standing == Closed(instant("2026-11-20 12:00"), "メンテナンス", "一")


@pytest.mark.parametrize(
    ("before", "soon"),
    [(timedelta(minutes=10) + SECOND, False), (timedelta(minutes=10), True), (SECOND, True)],
)
def test_the_warning_stands_from_10_minutes_before(before: timedelta, soon: bool) -> None:
    """ENV-2."""
    closing = instant("2026-11-20 20:00")

    assert Open(closing).closes_soon(at=closing - before) is soon


def test_before_login_it_is_open_while_any_bank_is() -> None:
    """ENV-2: the bank is unknown."""
    late = Timetable(Hours(time(10), time(21)), forecast({}))

    both = [PLAIN, late]

    assert standing_of_any(both, at=instant("2026-11-20 09:00")) == Open(instant("2026-11-20 20:00"))
    assert standing_of_any(both, at=instant("2026-11-20 12:00")) == Open(instant("2026-11-20 21:00"))
    assert standing_of_any(both, at=instant("2026-11-20 21:00")).until == instant("2026-11-24 08:00")


def test_past_the_confirmed_calendar_the_door_follows_the_forecast() -> None:
    """Nobody is locked out because a year was not confirmed; deadlines still refuse (E9010)."""
    after = CONFIRMED_THROUGH.year + 1

    weekday = PLAIN.standing(at=datetime(after, 2, 2, 12, tzinfo=JST))
    holiday = PLAIN.standing(at=datetime(after, 5, 3, 12, tzinfo=JST))

    assert isinstance(weekday, Open)
    assert isinstance(holiday, Closed)
    assert holiday.reason == "憲法記念日"


@pytest.mark.parametrize(("days", "runs_out"), [(60, False), (59, True), (-1, True)])
def test_the_operator_hears_60_days_before_the_calendar_ends(days: int, runs_out: bool) -> None:
    today = date(2027, 6, 1)

    assert calendar_runs_out(known_through=today + timedelta(days=days), today=today) is runs_out


ON_FRIDAY = instant("2026-11-20 12:00")


@pytest.mark.parametrize("end", ["2062-11-20 13:00", "2926-11-20 13:00", "9999-12-31 08:00"])
def test_closed_for_years_it_says_so_at_once_whatever_the_calendar_knows(end: str) -> None:
    """ENV-2: such a row cannot be entered any more; a page is answered even if one stands there."""
    timetable = with_maintenance("2026-11-20 11:00", end)

    begun = monotonic()
    standing = timetable.standing(at=ON_FRIDAY)

    assert standing == Closed(None, "メンテナンス", "機器の交換")
    assert monotonic() - begun < 0.5


def test_one_maintenance_after_the_other_for_years_is_answered_at_once_too() -> None:
    starts = [ON_FRIDAY + timedelta(days=90) * n for n in range(400)]
    row = tuple(Maintenance(start, start + timedelta(days=90), "移行") for start in starts)

    assert Timetable(USUAL, forecast({}), row).standing(at=ON_FRIDAY) == Closed(None, "メンテナンス", "移行")


def test_the_next_opening_is_looked_for_a_year_ahead() -> None:
    """ENV-2: the last business day of 2027's maintenance is still told."""
    timetable = with_maintenance("2026-11-20 11:00", "2027-11-19 12:00")

    assert timetable.standing(at=ON_FRIDAY).until == instant("2027-11-19 12:00")


def test_where_the_calendar_ends_the_next_opening_is_unknown() -> None:
    assert PLAIN.standing(at=instant("2099-12-30 20:00")).until is None


def test_before_login_the_first_opening_that_is_known_is_told() -> None:
    """ENV-2."""
    closed = with_maintenance("2026-11-20 11:00", "2926-11-20 13:00")
    soon = with_maintenance("2026-11-20 11:00", "2026-11-20 13:00")

    assert standing_of_any([closed, soon, closed], at=ON_FRIDAY).until == instant("2026-11-20 13:00")
    assert standing_of_any([closed, closed], at=ON_FRIDAY).until is None


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(JST))  # noqa: DTZ001
interruptions = st.builds(
    lambda start, minutes: Maintenance(start, start + timedelta(minutes=minutes), "工事"),
    instants,
    st.integers(1, 20_000),
)


@given(at=instants, maintenance=st.lists(interruptions, max_size=4))
def test_closed_until_means_closed_till_then_and_open_then(
    at: datetime, maintenance: list[Maintenance]
) -> None:
    timetable = Timetable(USUAL, forecast({}), tuple(maintenance))

    standing = timetable.standing(at=at)

    assert standing.until is not None
    assert standing.until > at
    assert isinstance(timetable.standing(at=standing.until - SECOND / 1000), type(standing)) or (
        standing.until - SECOND / 1000 < at
    )
    assert type(timetable.standing(at=standing.until)) is not type(standing)
