"""The operator hears in time that the calendar of business days ends (portal.W001, portal.E001)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import checks
from django.core.checks.registry import registry
from django.db import connection

from chingin.kernel.calendar import CONFIRMED_THROUGH
from chingin.kernel.clock import JST
from chingin.kernel.models import CalendarYear
from chingin.portal.checks import TAG, calendar_messages, check_calendar

NEXT = CONFIRMED_THROUGH.year + 1


def ids(today: date) -> list[str | None]:
    return [message.id for message in calendar_messages(today=today)]


def confirm_next_year() -> None:
    at = datetime(CONFIRMED_THROUGH.year, 2, 2, tzinfo=JST)
    CalendarYear.objects.create(year=NEXT, confirmed_by="連合三郎", confirmed_at=at)


def test_while_this_release_knows_enough_no_database_is_asked() -> None:
    """A check of a release runs where no database is."""
    assert ids(CONFIRMED_THROUGH - timedelta(days=60)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "found"), [(-59, ["portal.W001"]), (0, ["portal.W001"]), (1, ["portal.E001"])]
)
def test_from_60_days_before_the_end_it_warns_and_past_it_fails(days: int, found: list[str]) -> None:
    assert ids(CONFIRMED_THROUGH + timedelta(days=days)) == found


@pytest.mark.django_db
def test_a_year_that_the_operator_confirmed_counts() -> None:
    confirm_next_year()

    assert ids(CONFIRMED_THROUGH) == []
    assert ids(date(NEXT, 12, 1)) == ["portal.W001"]


@pytest.mark.django_db
def test_the_hint_names_the_year_to_confirm() -> None:
    confirm_next_year()

    (message,) = calendar_messages(today=date(NEXT, 12, 1))

    assert f"manage.py calendar confirm {NEXT + 1}" in (message.hint or "")


@pytest.mark.django_db
def test_before_the_first_migration_nobody_has_confirmed_anything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_calendaryear RENAME TO kernel_elsewhere")

    assert ids(CONFIRMED_THROUGH) == ["portal.W001"]


def test_check_deploy_runs_it() -> None:
    """`manage.py check --deploy`, as the operator's round has it."""
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=JST), tick=False):
        assert checks.run_checks(tags=[TAG], include_deployment_checks=True) == []
    assert check_calendar in registry.get_checks(include_deployment_checks=True)
    assert check_calendar not in registry.get_checks(include_deployment_checks=False)
