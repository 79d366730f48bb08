"""A clerk's browser on the pages of lines: the group, its cycle, an employee, and the ways to the pages."""

from collections.abc import Generator
from typing import Any, Final

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.browsers import logged_in
from tests.accounts.factories import MasterFactory
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory, EmployeeFactory
from tests.portal.doors import doors

__all__ = ["client", "cycle", "doors", "in_time", "line", "master"]

LINES: Final = "/rokin/lines/"
NEW: Final = "/rokin/lines/new/"
HISTORY: Final = "/rokin/history/"
ENTRY: Final = {
    "employee_number": "001001",
    "branch": "101",
    "subject": "20",
    "account_number": "7654321",
    "amount": "5,000",
    "start_month": "2026/11",
    "end_month": "",
}


@pytest.fixture
def in_time(doors: None, settings: Settings) -> Generator[time_machine.Traveller]:
    """Thursday morning, five days before the deadline; hours are another app's affair."""
    settings.SERVICE_HOURS_ENFORCED = False
    with time_machine.travel(IN_TIME, tick=False) as travelled:
        yield travelled


@pytest.fixture
def cycle(in_time: time_machine.Traveller) -> Cycle:
    """November of a group with one registered employee."""
    found = CycleFactory.create()
    EmployeeFactory.create(group=found.group, number="001001")
    return found


@pytest.fixture
def line(cycle: Cycle) -> DeductionLine:
    return DeductionLineFactory.create(cycle=cycle, employee_number="001001", account_number="0000001")


@pytest.fixture
def master(cycle: Cycle) -> User:
    return MasterFactory.create(contract=cycle.group.contract, user_id="master01")


@pytest.fixture
def client(master: User) -> Client:
    return logged_in(master)


def page(line: DeductionLine, name: str = "") -> str:
    """One line's page."""
    return f"{LINES}{line.pk}/{name}/" if name else f"{LINES}{line.pk}/"


def new(cycle: Cycle) -> str:
    """新規登録 in this cycle."""
    return f"{NEW}?cycle={cycle.pk}"


def terms(line: DeductionLine, **typed: Any) -> dict[str, Any]:
    """What the change form sends: to be checked, unless `step` says otherwise."""
    return {"version": line.version, "amount": "25,000", "end_month": "", "step": "check", **typed}
