"""What is stored becomes each bank's timetable, and is held for some seconds only."""

from datetime import date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Bank
from chingin.kernel.clock import JST
from chingin.kernel.models import CalendarOverride
from chingin.portal.models import MaintenanceWindow, ServiceHours
from chingin.portal.rules import USUAL, Closed, Hours, Open
from chingin.portal.timetables import HELD_FOR, Holder, load
from tests.accounts.factories import BankFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
HOUR = timedelta(hours=1)


@pytest.fixture
def own() -> Bank:
    return BankFactory.create(code="9999")


@pytest.fixture
def other() -> Bank:
    return BankFactory.create(code="9998")


def close(day: date, bank_code: str, *, is_business_day: bool = False) -> None:
    CalendarOverride.objects.create(
        bank_code=bank_code,
        day=day,
        is_business_day=is_business_day,
        reason="臨時",
        recorded_by="連合三郎",
        recorded_at=AT,
    )


def test_without_any_row_the_usual_hours_hold() -> None:
    """ENV-2."""
    timetables = load(at=AT)

    assert timetables.general.hours == USUAL
    assert timetables.standing_of_any(at=AT) == Open(AT + 10 * HOUR)


def test_a_bank_s_own_hours_come_before_the_general_ones(own: Bank, other: Bank) -> None:
    """ENV-2."""
    ServiceHours.objects.create(opens_at=time(9), closes_at=time(18))
    ServiceHours.objects.create(bank=own, opens_at=time(10), closes_at=time(15))

    timetables = load(at=AT)

    assert timetables.of_bank("9999").hours == Hours(time(10), time(15))
    assert timetables.of_bank("9998").hours == Hours(time(9), time(18))
    assert timetables.of_bank("0001").hours == Hours(time(9), time(18))


def test_closing_days_and_maintenance_are_everyone_s_or_one_bank_s(own: Bank, other: Bank) -> None:
    """ENV-2."""
    close(date(2026, 11, 24), "")
    close(date(2026, 11, 24), "9999", is_business_day=True)
    close(date(2026, 11, 20), "9998")
    MaintenanceWindow.objects.create(starts_at=AT, ends_at=AT + HOUR, notice="全体")
    MaintenanceWindow.objects.create(bank=own, starts_at=AT + HOUR, ends_at=AT + 2 * HOUR, notice="自庫")
    MaintenanceWindow.objects.create(starts_at=AT - HOUR, ends_at=AT, notice="済んだもの")

    timetables = load(at=AT)

    assert timetables.of_bank("9999").standing(at=AT) == Closed(AT + 2 * HOUR, "メンテナンス", "全体")
    assert timetables.of_bank("9998").standing(at=AT + HOUR).until == AT + timedelta(days=5) - 2 * HOUR
    assert isinstance(timetables.of_bank("9999").standing(at=AT + timedelta(days=4)), Open)
    assert [window.notice for window in timetables.of_bank("9999").maintenance] == ["全体", "自庫"]
    assert [window.notice for window in timetables.of_bank("9998").maintenance] == ["全体"]


def test_any_bank_that_is_open_lets_strangers_in(own: Bank, other: Bank) -> None:
    """ENV-2: before login the bank is unknown; without a bank of its own the general rule opens no door."""
    for bank in (own, other):
        ServiceHours.objects.create(bank=bank, opens_at=time(9), closes_at=time(9, 30 + int(bank.code[-1])))

    standing = load(at=AT).standing_of_any(at=AT)

    assert standing == Closed(datetime(2026, 11, 24, 9, 0, tzinfo=JST), "時間外")


def test_it_takes_four_queries_however_many_banks(
    own: Bank, other: Bank, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for bank in (own, other):
        ServiceHours.objects.create(bank=bank, opens_at=time(9), closes_at=time(15))
        MaintenanceWindow.objects.create(bank=bank, starts_at=AT, ends_at=AT + HOUR, notice="工事")

    with django_assert_num_queries(4):
        load(at=AT)


@pytest.mark.parametrize(
    ("later", "seen"),
    [
        (timedelta(0), time(20)),
        (HELD_FOR - timedelta(microseconds=1), time(20)),
        (HELD_FOR, time(17)),
        (-timedelta(seconds=1), time(17)),
    ],
)
def test_a_change_made_elsewhere_is_seen_within_a_minute(later: timedelta, seen: time) -> None:
    """ENV-2; a clock that was set back does not hold on to the old hours either."""
    holder = Holder()
    holder.get(at=AT)
    ServiceHours.objects.create(opens_at=time(8), closes_at=time(17))

    assert timedelta(minutes=1) >= HELD_FOR
    assert holder.get(at=AT + later).general.hours.closes_at == seen


def test_what_is_held_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    holder = Holder()
    holder.get(at=AT)

    with django_assert_num_queries(0):
        holder.get(at=AT)
