"""Two who confirm at once, and a process that dies in the middle: one confirmation, or none (DED-9)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from chingin.kernel.actors import Actor
from chingin.kernel.audit import verify_chain
from chingin.kernel.errors import Refusal
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle, DepositGroup
from deductions.rokin.actions import deposits
from deductions.rokin.actions.stops import lift_stops, stop_deposits
from deductions.rokin.deposits.standing import to_confirm
from deductions.rokin.models import (
    DepositRequest,
    DepositRequestLine,
    DepositStop,
    RequestAcceptance,
    RequestSubmission,
    RequestUndoing,
)
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.pay_day import PAY_DAY, confirmed, sent, stopped
from tests.kernel.threads import at_the_same_time

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 100


def clerk(n: int) -> Actor:
    return Actor(f"clerk{n:02}", f"職員{n}", "192.0.2.7")


@pytest.fixture
def group() -> DepositGroup:
    return DepositGroupFactory.create()


def cycle_of(group: DepositGroup, n: int = 0) -> Cycle:
    """The n-th cycle of the group, with two lines."""
    cycle = CycleFactory.create(group=group, month=f"{2026 + n // 50}11", sequence=1 + n % 50)
    DeductionLineFactory.create_batch(2, cycle=cycle)
    return cycle


def outcome(act: Callable[[], object]) -> str:
    """The name of the refusal, or "done"."""
    try:
        act()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def outcomes(*acts: Callable[[], object]) -> list[str]:
    return sorted(at_the_same_time([partial(outcome, act) for act in acts]))


def confirming(cycle: Cycle, who: int = 1) -> Callable[[], object]:
    return partial(
        deposits.confirm_deposit, cycle=cycle, checked=to_confirm(cycle), by=clerk(who), at=PAY_DAY
    )


def stopping(cycle: Cycle) -> Callable[[], object]:
    [line, _] = cycle.lines.all()
    return partial(stop_deposits, cycle=cycle, lines=[line.pk], reason="01", by=clerk(2), at=PAY_DAY)


def test_of_two_who_confirm_at_once_exactly_one_confirms_in_a_hundred_rounds(group: DepositGroup) -> None:
    """A double click, two tabs, two users."""
    for n in range(ROUNDS):
        cycle = cycle_of(group, n)

        found = outcomes(confirming(cycle), confirming(cycle, who=1 + n % 2))

        assert found == ["AlreadyConfirmed", "done"], n
        request = DepositRequest.objects.get(cycle=cycle)
        assert (request.version, request.deposit_count, request.lines.count()) == (1, 2, 2)
    assert verify_chain(group.contract.log_chain) is None


def test_a_stop_at_the_moment_of_confirmation_is_in_the_request_or_refused(group: DepositGroup) -> None:
    for n in range(20):
        cycle = cycle_of(group, n)

        found = outcomes(confirming(cycle), stopping(cycle))

        assert found in (["AlreadyConfirmed", "done"], ["ChangedSinceCheck", "done"])
        assert (
            DepositRequest.objects.filter(cycle=cycle).count() + (DepositStop.objects.of_cycle(cycle).count())
            == 1
        )


def test_what_is_accepted_is_never_undone_at_the_same_time(group: DepositGroup) -> None:
    for n in range(20):
        request = sent(cycle_of(group, n))
        accept = partial(deposits.accept_deposit, request=request, by=clerk(9), at=PAY_DAY)
        undo = partial(
            deposits.undo_confirmation, cycle=request.cycle, version=1, reason="x", by=clerk(1), at=PAY_DAY
        )

        found = outcomes(accept, undo)

        assert found in (["AlreadyAccepted", "done"], ["UndoneBeforeAcceptance", "done"])
        made = [
            model.objects.filter(request=request).count() for model in (RequestAcceptance, RequestUndoing)
        ]
        assert sum(made) == 1


def test_two_who_send_at_once_send_once(group: DepositGroup) -> None:
    for n in range(20):
        cycle = cycle_of(group, n)
        confirmed(cycle)
        send = [
            partial(deposits.send_deposit, cycle=cycle, version=1, by=clerk(who), at=PAY_DAY)
            for who in (1, 2)
        ]

        assert outcomes(*send) == ["AlreadySent", "done"]


class Killed(BaseException):
    """The process is gone."""


class Death:
    """Lets so many statements pass, then kills."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        if not self.left:
            raise Killed
        self.left -= 1
        return execute(*statement)


TABLES = (
    DepositRequest,
    DepositRequestLine,
    RequestUndoing,
    RequestSubmission,
    RequestAcceptance,
    DepositStop,
    OperationLog,
)


def state() -> list[list[tuple[object, ...]]]:
    return [list(model._default_manager.order_by("pk").values_list()) for model in TABLES]


# A cursor of the dead process that nobody closes.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_killed_at_any_statement_nothing_has_happened(group: DepositGroup) -> None:
    """No half state: neither a request without its lines nor an event without its log."""
    bare, half, gone, lifted = (cycle_of(group, n) for n in range(4))
    stopped(half.lines.all()[0])
    stopped(lifted.lines.all()[0])
    confirmed(gone)
    acts: tuple[Callable[[], object], ...] = (
        confirming(half),
        stopping(bare),
        partial(lift_stops, cycle=lifted, lines=[lifted.lines.all()[0].pk], by=clerk(1), at=PAY_DAY),
        partial(deposits.send_deposit, cycle=gone, version=1, by=clerk(1), at=PAY_DAY),
        partial(deposits.undo_confirmation, cycle=gone, version=1, reason="x", by=clerk(1), at=PAY_DAY),
    )
    before = state()
    for act in acts:
        deaths = 0
        while killed(act, after=deaths):
            assert state() == before, (act, deaths)
            deaths += 1
        assert deaths >= 4
        before = state()


def killed(act: Callable[[], object], *, after: int) -> bool:
    """Whether the process died before the act was done."""
    try:
        with connection.execute_wrapper(Death(after)):
            act()
    except Killed:
        return True
    return False
