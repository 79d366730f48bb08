"""kernel.clock: the one place that knows what time it is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from chingin.kernel.clock import JST, at_time, day_in_words, in_words, local_date, moment, now, today

# Already the 25th in Japan, still the 24th in UTC.
AFTER_MIDNIGHT_IN_JAPAN = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def test_now_is_an_aware_instant_in_utc() -> None:
    with time_machine.travel(AFTER_MIDNIGHT_IN_JAPAN, tick=False):
        instant = now()

    assert instant == AFTER_MIDNIGHT_IN_JAPAN
    assert instant.utcoffset() == timedelta(0)


def test_today_is_the_date_in_japan_not_in_utc() -> None:
    with time_machine.travel(AFTER_MIDNIGHT_IN_JAPAN, tick=False):
        assert today() == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 24, 14, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 25, 23, 59, tzinfo=JST), date(2026, 11, 25)),
    ],
)
def test_the_date_of_an_instant_changes_at_midnight_in_japan(at: datetime, day: date) -> None:
    assert local_date(at) == day


def test_an_instant_without_a_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 11, 25, 8, 0))  # noqa: DTZ001 - the fault under test


def test_a_deadline_at_20_00_is_11_00_utc() -> None:
    deadline = at_time(date(2026, 11, 19), time(20, 0))

    assert deadline == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    assert deadline.utcoffset() == timedelta(hours=9)


def test_a_time_with_a_zone_of_its_own_is_no_time_on_a_japanese_clock() -> None:
    with pytest.raises(ValueError, match="no zone"):
        at_time(date(2026, 11, 19), time(20, 0, tzinfo=UTC))


def test_an_instant_is_told_to_people_as_a_minute_in_japan() -> None:
    assert in_words(datetime(2026, 11, 24, 15, 5, 59, tzinfo=UTC)) == "2026年11月25日 0時05分"


def test_a_deadline_is_told_with_its_weekday() -> None:
    assert moment(datetime(2026, 11, 10, 11, 0, tzinfo=UTC)) == "2026年11月10日(火) 20:00"
    assert day_in_words(date(2026, 11, 1)) == "2026年11月1日(日)"
