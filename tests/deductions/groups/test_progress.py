"""The state of a cycle (控除回の状態) is told once, by what is recorded, and every page tells the same."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import product
from typing import Final

import pytest
from django.db import connection
from django.db.models import Exists
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Collection, Role
from deductions.company.models import CycleResults
from deductions.groups import progress
from deductions.groups.models import Cycle, DepositGroup
from deductions.groups.rules import CycleState
from deductions.rokin.actions.deposits import accept_deposit
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.company.factories import CycleResultsFactory
from tests.deductions.factories import DEADLINE, IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.pay_day import (
    BRANCH,
    DEPOSITS,
    PAY_DAY,
    client,
    confirmed,
    cycle,
    doors,
    lines,
    master,
    pay_day,
    sent,
    undone,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = pytest.mark.django_db
SHOWN: Final = re.compile(r"<dt>状態</dt>\s*<dd>(.*?)</dd>")
CYCLES: Final = "/admin/groups/cycle/"
RESULTS: Final = "/company/results/"


def nothing(_cycle: Cycle) -> None:
    """Only received."""


def accepted(cycle: Cycle) -> None:
    accept_deposit(request=sent(cycle), by=BRANCH, at=PAY_DAY)


def confirmed_and_undone(cycle: Cycle) -> None:
    confirmed(cycle)
    undone(cycle)


def sent_and_undone(cycle: Cycle) -> None:
    sent(cycle)
    undone(cycle)


def sent_undone_and_confirmed(cycle: Cycle) -> None:
    sent_and_undone(cycle)
    confirmed(cycle)


# What happened to the deposit, and what it makes of the cycle after its deadline.
DEPOSIT: Final[dict[Callable[[Cycle], object], CycleState]] = {
    nothing: CycleState.CLOSED,
    confirmed: CycleState.CONFIRMED,
    confirmed_and_undone: CycleState.CLOSED,
    sent: CycleState.SENT,
    sent_and_undone: CycleState.CLOSED,
    sent_undone_and_confirmed: CycleState.CONFIRMED,
    accepted: CycleState.ACCEPTED,
}


def read_again(cycle: Cycle) -> tuple[Cycle, Cycle]:
    """As a page reads one, and as a list reads many."""
    return Cycle.objects.get(pk=cycle.pk), Cycle.objects.with_progress().get(pk=cycle.pk)


@pytest.mark.parametrize("collection", Collection)
@pytest.mark.parametrize(("happened", "has_results"), list(product(DEPOSIT, (False, True))))
def test_the_furthest_that_is_recorded_is_the_state(
    happened: Callable[[Cycle], object], has_results: bool, collection: Collection
) -> None:
    cycle = CycleFactory.create(group__contract__rokin_collection=collection)
    DeductionLineFactory.create(cycle=cycle)
    DeductionLineFactory.create(cycle=CycleFactory.create(group=cycle.group, sequence=2))
    happened(cycle)
    if has_results:
        CycleResultsFactory.create(cycle=cycle)

    expected = CycleState.RESULTS if has_results else DEPOSIT[happened]
    assert {one.state(at=PAY_DAY) for one in read_again(cycle)} == {expected}
    early = CycleState.PUBLISHED if expected is CycleState.CLOSED else expected
    assert {one.state(at=IN_TIME) for one in read_again(cycle)} == {early}


@pytest.mark.parametrize("happened", [accepted, CycleResultsFactory])
def test_what_is_recorded_of_another_cycle_is_not_recorded_of_this_one(
    happened: Callable[..., object],
) -> None:
    cycle = CycleFactory.create()
    other = CycleFactory.create(group=cycle.group, sequence=2)
    DeductionLineFactory.create(cycle=other)
    happened(cycle=other)

    assert {one.state(at=DEADLINE) for one in read_again(cycle)} == {CycleState.CLOSED}


def test_a_state_costs_one_query_and_among_many_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cycle = CycleFactory.create()
    alone, among_many = read_again(cycle)

    with django_assert_num_queries(1):
        alone.state(at=PAY_DAY)
    with django_assert_num_queries(0):
        among_many.state(at=PAY_DAY)
        assert alone.takes_updates(at=IN_TIME)


def test_a_cycle_at_hand_sees_what_happens_to_it() -> None:
    cycle = CycleFactory.create()
    DeductionLineFactory.create(cycle=cycle)
    before = cycle.state(at=PAY_DAY)

    confirmed(cycle)

    assert (before, cycle.state(at=PAY_DAY)) == (CycleState.CLOSED, CycleState.CONFIRMED)


@pytest.mark.parametrize("name", ["is_forgotten", "has_results"])
def test_an_event_is_one_that_the_rule_knows_and_is_registered_once(name: str) -> None:
    with pytest.raises(AssertionError):
        progress.register(**{name: Exists(CycleResults.objects.all())})

    assert set(progress.recorded()) == {"is_confirmed", "is_sent", "is_accepted", "has_results"}


def states_on(client: Client, *pages: str) -> list[list[str]]:
    return [SHOWN.findall(words(client.get(page))) for page in pages]


@pytest.mark.parametrize(("happened", "state"), list(DEPOSIT.items()))
def test_each_page_of_the_deposit_s_cycle_shows_the_same_state(
    client: Client,
    cycle: Cycle,
    lines: list[object],
    happened: Callable[[Cycle], object],
    state: CycleState,
) -> None:
    happened(cycle)
    line = cycle.lines.all()[0]

    shown = states_on(client, "/rokin/lines/", f"/rokin/lines/{line.pk}/", DEPOSITS)

    assert shown == [[state.value]] * 3


@pytest.mark.parametrize(("has_results", "state"), [(False, "締切後"), (True, "結果公開")])
def test_each_page_of_the_results_cycle_shows_the_same_state(
    pay_day: datetime, has_results: bool, state: str
) -> None:
    contract = ContractFactory.create(wage_exchange=True)
    cycle = CycleFactory.create(group=DepositGroupFactory.create(contract=contract))
    line = DeductionLineFactory.create(cycle=cycle)
    if has_results:
        CycleResultsFactory.create(cycle=cycle)
    client = logged_in(MasterFactory.create(contract=contract))

    shown = states_on(client, "/rokin/lines/", f"/rokin/lines/{line.pk}/", f"{RESULTS}?cycle={cycle.pk}")

    assert shown == [[state]] * 3


@pytest.mark.usefixtures("friday")
def test_the_staff_s_list_shows_every_state_with_the_same_number_of_queries() -> None:
    contract = ContractFactory.create()
    group: DepositGroup = DepositGroupFactory.create(contract=contract)
    first = CycleFactory.create(group=group)
    clerk = staff_logged_in(member_of_staff(Role.BRANCH_STAFF, contract.branch))
    clerk.get(CYCLES)
    with CaptureQueriesContext(connection) as of_one:
        clerk.get(CYCLES)
    for number, happened in enumerate(DEPOSIT, start=2):
        cycle = CycleFactory.create(group=group, sequence=number)
        DeductionLineFactory.create(cycle=cycle)
        happened(cycle)
    CycleResultsFactory.create(cycle=first)

    with CaptureQueriesContext(connection) as of_many:
        page = words(clerk.get(CYCLES))

    shown = re.findall(r'<td class="field-state_now">(.*?)</td>', page)
    assert sorted(shown) == sorted(["結果公開", *(state.value for state in DEPOSIT.values())])
    assert len(of_many) == len(of_one)
    detail = words(clerk.get(f"{CYCLES}{first.pk}/change/"))
    assert "結果公開" in detail
