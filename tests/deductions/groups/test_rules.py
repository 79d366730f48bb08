"""The dates of a cycle by the calendar rules, and its state (02-domain: the month)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.calendar import CONFIRMED_THROUGH, BeyondCalendar, BusinessCalendar
from chingin.kernel.clock import local_date
from chingin.kernel.months import Month
from deductions.groups.rules import (
    USUAL_RULES,
    CalendarRules,
    CycleEvents,
    CycleState,
    cycle_dates,
    cycle_label,
    cycle_state,
    deposit_date,
    takes_updates,
)

CALENDAR = BusinessCalendar(known_through=CONFIRMED_THROUGH)
DEADLINE = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pay_date", "deposit"),
    [
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2026, 12, 30), date(2027, 1, 4)),
        (date(2027, 4, 28), date(2027, 4, 30)),
    ],
)
def test_the_deposit_is_on_the_next_business_day_after_pay_day(pay_date: date, deposit: date) -> None:
    assert deposit_date(pay_date=pay_date, calendar=CALENDAR) == deposit


def test_november_2026_as_the_domain_page_computes_it() -> None:
    dates = cycle_dates(
        pay_date=date(2026, 11, 25),
        deposit_date=date(2026, 11, 26),
        update_closes_on=None,
        rules=USUAL_RULES,
        calendar=CALENDAR,
    )

    assert dates.update_deadline == DEADLINE
    assert dates.confirmation_opens_at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert dates.confirmation_deadline == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert dates.results_on == date(2026, 11, 27)


def test_the_header_s_closing_day_and_the_group_s_own_times_win() -> None:
    rules = CalendarRules(
        update_closes_at=time(17),
        confirmation_opens_days_before=4,
        confirmation_days_before=2,
        confirmation_closes_at=time(12),
        results_days_after=3,
    )

    dates = cycle_dates(
        pay_date=date(2026, 11, 25),
        deposit_date=date(2026, 11, 26),
        update_closes_on=date(2026, 11, 12),
        rules=rules,
        calendar=CALENDAR,
    )

    assert dates.update_deadline == datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
    assert dates.confirmation_opens_at == datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    assert dates.confirmation_deadline == datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert dates.results_on == date(2026, 12, 1)


def test_nothing_is_confirmed_while_lines_may_still_change() -> None:
    """Where both fall on one day, stops and confirmation begin when the changes end."""
    rules = CalendarRules(update_days_before=3, confirmation_opens_days_before=3)

    dates = cycle_dates(
        pay_date=date(2026, 11, 25),
        deposit_date=date(2026, 11, 26),
        update_closes_on=None,
        rules=rules,
        calendar=CALENDAR,
    )

    assert dates.confirmation_opens_at == dates.update_deadline == datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pay_date", "days_before", "closes_on", "opens"),
    [
        (date(2026, 11, 19), 1, None, datetime(2026, 11, 18, 15, 0, tzinfo=UTC)),
        (date(2026, 11, 21), 1, None, datetime(2026, 11, 20, 15, 0, tzinfo=UTC)),
        (date(2026, 11, 19), 6, None, datetime(2026, 11, 16, 15, 0, tzinfo=UTC)),
        (date(2026, 11, 26), 1, None, datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
        (date(2026, 11, 19), 1, date(2026, 11, 20), datetime(2026, 11, 20, 11, 0, tzinfo=UTC)),
    ],
    ids=["on pay day", "on a Saturday", "earlier by the group's rule", "D = N", "after the closing day"],
)
def test_stops_and_confirmation_begin_on_pay_day_at_the_latest(
    pay_date: date, days_before: int, closes_on: date | None, opens: datetime
) -> None:
    """D … N − 1 b.d., 15:00, also where the header's N lies several business days after D."""
    dates = cycle_dates(
        pay_date=pay_date,
        deposit_date=date(2026, 11, 26),
        update_closes_on=closes_on,
        rules=CalendarRules(confirmation_opens_days_before=days_before),
        calendar=CALENDAR,
    )

    assert dates.confirmation_opens_at == opens
    assert dates.confirmation_deadline == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def test_past_the_year_that_is_known_nothing_is_computed() -> None:
    with pytest.raises(BeyondCalendar):
        cycle_dates(
            pay_date=date(2027, 12, 29),
            deposit_date=date(2027, 12, 30),
            update_closes_on=None,
            rules=USUAL_RULES,
            calendar=CALENDAR,
        )


@given(
    paid=st.dates(date(2026, 3, 1), date(2027, 10, 31)),
    before=st.integers(1, 20),
    confirmed=st.integers(0, 1),
    after=st.integers(0, 5),
    later=st.integers(0, 15),
)
def test_deadlines_stand_in_order_and_on_business_days(
    paid: date, before: int, confirmed: int, after: int, later: int
) -> None:
    rules = CalendarRules(
        update_days_before=before, confirmation_days_before=confirmed, results_days_after=after
    )
    deposit = CALENDAR.shift(deposit_date(pay_date=paid, calendar=CALENDAR), later)

    dates = cycle_dates(
        pay_date=paid, deposit_date=deposit, update_closes_on=None, rules=rules, calendar=CALENDAR
    )

    closes, confirms = local_date(dates.update_deadline), local_date(dates.confirmation_deadline)
    assert dates.update_deadline <= dates.confirmation_opens_at
    assert dates.confirmation_opens_at <= max(dates.confirmation_deadline, dates.update_deadline)
    assert local_date(dates.confirmation_opens_at) <= max(paid, closes)
    assert closes <= confirms <= deposit <= dates.results_on
    assert all(CALENDAR.is_business_day(day) for day in (closes, confirms, deposit, dates.results_on))
    assert CALENDAR.business_days_between(closes, deposit) == before


# From the furthest down: 結果公開, 受付済, 送信済, 確定, and with none of them the deadline decides.
EVENTS = {
    "has_results": CycleState.RESULTS,
    "is_accepted": CycleState.ACCEPTED,
    "is_sent": CycleState.SENT,
    "is_confirmed": CycleState.CONFIRMED,
}


@pytest.mark.parametrize("happened", list(product((False, True), repeat=len(EVENTS))))
def test_the_furthest_that_is_recorded_is_the_state(happened: tuple[bool, ...]) -> None:
    events = CycleEvents(**dict(zip(EVENTS, happened, strict=True)))
    recorded = [state for state, has_happened in zip(EVENTS.values(), happened, strict=True) if has_happened]

    late = cycle_state(update_deadline=DEADLINE, at=DEADLINE, events=events)
    early = cycle_state(update_deadline=DEADLINE, at=DEADLINE - timedelta(seconds=1), events=events)

    assert late is [*recorded, CycleState.CLOSED][0]
    assert early is [*recorded, CycleState.PUBLISHED][0]


@pytest.mark.parametrize(("left", "open_"), [(timedelta(seconds=1), True), (timedelta(), False)])
def test_updates_are_taken_until_the_deadline_strikes(left: timedelta, open_: bool) -> None:
    assert takes_updates(update_deadline=DEADLINE, at=DEADLINE - left) is open_


def test_the_second_cycle_of_a_month_says_so() -> None:
    assert cycle_label(month=Month(2026, 11), pay_kind="月例", sequence=1) == "2026年11月 月例"
    assert cycle_label(month=Month(2026, 12), pay_kind="一時金", sequence=2) == "2026年12月 一時金 第2回"
