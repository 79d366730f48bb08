"""Pay day of a group: two savings lines, a loan and one that the bank ended; a clerk at the browser."""

import re
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from chingin.kernel.actors import Actor
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits, stops
from deductions.rokin.deposits.standing import next_version, to_confirm
from deductions.rokin.models import (
    DeductionLine,
    DepositRequest,
    DepositStop,
    LineKind,
    Movement,
    RequestUndoing,
)
from deductions.rokin.models.deposit import MOST_VERSIONS
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.portal.doors import doors

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]

# Pay day Wed 2026-11-25, 10:00: stops and confirmation until 15:00.
PAY_DAY: Final = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
BEFORE: Final = datetime(2026, 11, 24, 14, 59, 59, tzinfo=UTC)
CLOSED: Final = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
OTHER: Final = Actor("ippan01", "組合花子", "192.0.2.8")
DEPOSITS: Final = "/rokin/deposits/"
MASTER: Final = Actor("master01", "労金太郎", "192.0.2.1")
STOPS: Final = "/rokin/stops/"
EXECUTE: Final = {"step": "execute"}
BRANCH: Final = Actor("honten01", "本店　守")


@pytest.fixture
def pay_day(doors: None, settings: Settings) -> Generator[time_machine.Traveller]:
    """Inside the window; service hours are another app's affair."""
    settings.SERVICE_HOURS_ENFORCED = False
    with time_machine.travel(PAY_DAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def cycle(pay_day: time_machine.Traveller) -> Cycle:
    return CycleFactory.create(group__contract=ContractFactory.create(), group__number="50000001")


@pytest.fixture
def lines(cycle: Cycle) -> list[DeductionLine]:
    """20,000 and 10,000 saved by two people, 30,000 of a loan of the first, and nothing of the third."""
    return [
        line(cycle, "001001", "0000001"),
        line(cycle, "001001", "0000002", requested=30_000, kind=LineKind.LOAN, subject="51"),
        line(cycle, "001002", "0000003", requested=10_000, name_kana="ﾄｳｷﾖｳ ﾀﾛｳ", name="東京　太郎"),
        line(
            cycle,
            "001003",
            "0000004",
            requested=0,
            previous=5_000,
            received_movement=Movement.CANCELLED,
            received_origin="3",
        ),
    ]


def line(cycle: Cycle, number: str, account: str, **values: Any) -> DeductionLine:
    return DeductionLineFactory.create(cycle=cycle, employee_number=number, account_number=account, **values)


@pytest.fixture
def master(cycle: Cycle) -> User:
    return MasterFactory.create(contract=cycle.group.contract, user_id="master01")


@pytest.fixture
def client(master: User) -> Client:
    return logged_in(master)


def stopped(*lines: DeductionLine, reason: str = "01", by: Actor = OTHER, at: datetime = PAY_DAY) -> None:
    """入金中止, by another clerk."""
    stops.stop_deposits(cycle=lines[0].cycle, lines=[each.pk for each in lines], reason=reason, by=by, at=at)


def confirmed(cycle: Cycle, *, by: Actor = OTHER, at: datetime = PAY_DAY) -> DepositRequest:
    """確定, by another clerk."""
    return deposits.confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=by, at=at)


def sent(cycle: Cycle, *, by: Actor = OTHER, at: datetime = PAY_DAY) -> DepositRequest:
    """確定 and 送信, by another clerk."""
    request = confirmed(cycle, by=by, at=at)
    return deposits.send_deposit(cycle=cycle, version=request.version, by=by, at=at)


def undone(cycle: Cycle, *, by: Actor = OTHER, at: datetime = PAY_DAY) -> DepositRequest:
    """確定解除 of what stands, by another clerk."""
    number = next_version(cycle) - 1
    return deposits.undo_confirmation(cycle=cycle, version=number, reason="入金中止の追加", by=by, at=at)


def used_up(cycle: Cycle) -> None:
    """Confirmed and undone until no version is left; all but the first are made up."""
    confirmed(cycle)
    undone(cycle)
    columns = [field.attname for field in DepositRequest._meta.concrete_fields if not field.primary_key]
    [first] = DepositRequest.objects.filter(cycle=cycle).values(*columns)
    others = [DepositRequest(**{**first, "version": n}) for n in range(2, MOST_VERSIONS + 1)]
    undoings = [
        RequestUndoing(request=each, reason="x", at=PAY_DAY, user_id="x", user_name="x")
        for each in DepositRequest.objects.bulk_create(others)
    ]
    RequestUndoing.objects.bulk_create(undoings)


def stopped_in_october(stopping: DeductionLine) -> None:
    """The same account was stopped in the cycle before."""
    october = CycleFactory.create(
        group=stopping.cycle.group,
        month="202610",
        pay_date="2026-10-23",
        deposit_date="2026-10-26",
        results_on="2026-10-27",
        update_deadline="2026-10-08T11:00Z",
        confirmation_opens_at="2026-10-22T15:00Z",
        confirmation_deadline="2026-10-23T06:00Z",
    )
    before = line(october, stopping.employee_number, stopping.account_number, subject="51", kind="L")
    DepositStop.objects.create(line=before, reason="02", set_at=PAY_DAY, set_by="x", set_by_name="x")


def confirm_url(cycle: Cycle) -> str:
    return f"{DEPOSITS}{cycle.pk}/confirm/"


def version(cycle: Cycle, number: int = 1, act: str = "") -> str:
    return f"{DEPOSITS}{cycle.pk}/{number}/{act + '/' if act else ''}"


def checked(client: Client, cycle: Cycle) -> dict[str, str]:
    """What the check page sends back."""
    [value] = re.findall(r'name="checked" value="([^"]+)"', words(client.get(confirm_url(cycle))))
    return {"checked": value}


def told(page: str, *texts: str) -> None:
    for text in texts:
        assert text in page, text


def stops_url(cycle: Cycle, act: str) -> str:
    return f"{STOPS}{cycle.pk}/{act}/"


def chosen(*lines: DeductionLine, **more: str) -> dict[str, Any]:
    return {"lines": [line.pk for line in lines], **more}


def numbers_on(page: str) -> list[str]:
    """The employee numbers of the rows."""
    return re.findall(r'<th scope="row">(\d{6})', page)


def standing() -> dict[str, str]:
    return dict(DepositStop.objects.standing().values_list("line__account_number", "reason"))
