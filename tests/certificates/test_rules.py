"""CERT-5, CERT-6, CERT-8: 366 days, renewal from D - 30, notices on D - 30 and D + 1."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import rules
from certificates.rules import Notice
from chingin.kernel.clock import JST, local_date

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
RENEWABLE, EXPIRED = Notice.RENEWABLE, Notice.EXPIRED


@pytest.mark.parametrize(
    ("issued_on", "last_day", "renewable"),
    [
        (date(2026, 11, 21), date(2027, 11, 21), date(2027, 10, 22)),
        (date(2027, 1, 1), date(2028, 1, 1), date(2027, 12, 2)),
        (date(2027, 12, 31), date(2028, 12, 30), date(2028, 11, 30)),  # 2028-02-29 lies within
        (date(2028, 2, 28), date(2029, 2, 27), date(2029, 1, 28)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2029, 1, 29)),
        (date(2028, 3, 1), date(2029, 3, 1), date(2029, 1, 30)),
        (date(2027, 2, 28), date(2028, 2, 28), date(2028, 1, 29)),
        (date(2027, 3, 1), date(2028, 2, 29), date(2028, 1, 30)),
        (date(2099, 3, 1), date(2100, 3, 1), date(2100, 1, 30)),  # 2100 is no leap year
    ],
)
def test_last_day_and_renewal_over_year_ends_and_leap_days(
    issued_on: date, last_day: date, renewable: date
) -> None:
    assert rules.last_day(issued_on) == last_day
    assert rules.renewable_from(last_day) == datetime.combine(renewable, datetime.min.time(), tzinfo=JST)


def test_a_certificate_lives_from_midnight_to_the_last_second_of_its_last_day_in_japan() -> None:
    validity = rules.validity(date(2026, 11, 21), LONG_AGO)

    assert validity.start == datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
    assert validity.end == datetime(2027, 11, 21, 14, 59, 59, tzinfo=UTC)


def test_on_the_day_the_ca_was_made_a_certificate_starts_with_the_ca() -> None:
    made = datetime(2026, 11, 21, 9, 30, tzinfo=JST)

    validity = rules.validity(date(2026, 11, 21), made)

    assert validity.start == made
    assert local_date(validity.end) == date(2027, 11, 21)


@given(issued_on=days)
def test_the_days_of_a_certificate_are_366_different_ones(issued_on: date) -> None:
    validity = rules.validity(issued_on, LONG_AGO)
    half_days = int((validity.end - validity.start) / timedelta(hours=12)) + 1

    lived = {local_date(validity.start + n * timedelta(hours=12)) for n in range(half_days)}

    assert len(lived) == 366
    assert min(lived) == issued_on
    assert max(lived) == rules.last_day(issued_on)


@given(issued_on=days)
def test_renewal_opens_30_days_before_the_last_day_and_within_the_life(issued_on: date) -> None:
    validity = rules.validity(issued_on, LONG_AGO)
    renewable = rules.renewable_from(rules.last_day(issued_on))

    assert local_date(renewable) == rules.last_day(issued_on) - timedelta(days=30)
    assert local_date(renewable - timedelta(microseconds=1)) < local_date(renewable)
    assert validity.start < renewable < validity.end


D = date(2027, 11, 21)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (D - timedelta(days=31), []),
        (D - timedelta(days=30), [RENEWABLE]),
        (D - timedelta(days=12), [RENEWABLE]),  # the sender was down
        (D, [RENEWABLE]),
        (D + timedelta(days=1), [EXPIRED]),  # nobody is told to renew what has ended
        (D + timedelta(days=400), [EXPIRED]),
    ],
)
def test_which_notice_is_due_on_which_day_cert_8(on: date, due: list[Notice]) -> None:
    assert due_on(on, last_day=D) == due


def due_on(on: date, *, last_day: date) -> list[Notice]:
    ranges = {notice: rules.last_days_due(notice, on=on) for notice in Notice}
    return [notice for notice, (first, last) in ranges.items() if first <= last_day <= last]


@given(last_day=days, distance=st.integers(-60, 60))
def test_a_notice_is_due_from_its_day_on_until_the_next_one_is_cert_8(last_day: date, distance: int) -> None:
    on = last_day + timedelta(days=distance)

    reached = [notice for notice in Notice if on >= rules.notice_day(notice, last_day=last_day)]

    assert due_on(on, last_day=last_day) == reached[-1:]
