"""Deposits are stopped and the stops lifted (入金中止設定・解除, DED-8): by line, in one go for many."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin import messages, rules
from deductions.rokin.deposits.standing import standing_request, stoppable
from deductions.rokin.events import Event
from deductions.rokin.models import DepositStop
from deductions.rokin.rules import Window

FUNCTION = "DED-8"


class WindowNotOpen(Refusal):
    """Before 入金中止・確定の開始."""

    message = messages.WINDOW_NOT_OPEN


class WindowClosed(Refusal):
    """From the deadline (確定締切) on."""

    message = messages.WINDOW_CLOSED


class AlreadyConfirmed(Refusal):
    """A confirmed request stands."""

    message = messages.ALREADY_CONFIRMED


class NothingToStop(Refusal):
    """None of the lines can be stopped, or lifted."""

    message = messages.NOTHING_TO_STOP


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many lines changed, and their yen; `left`: asked for, but as wanted already or without amount."""

    count: int
    yen: int
    left: int


def refuse_outside_window(cycle: Cycle, *, at: datetime) -> None:
    """Raise WindowNotOpen or WindowClosed."""
    window = rules.deposit_window(
        opens_at=cycle.confirmation_opens_at, deadline=cycle.confirmation_deadline, at=at
    )
    if window is Window.BEFORE:
        raise WindowNotOpen(opens=clock.moment(cycle.confirmation_opens_at))
    if window is Window.AFTER:
        raise WindowClosed(deadline=clock.moment(cycle.confirmation_deadline))


def refuse_confirmed(cycle: Cycle) -> None:
    """Raise AlreadyConfirmed, saying by whom and when."""
    request = standing_request(cycle)
    if request is not None:
        raise AlreadyConfirmed(
            user=f"{request.user_id}({request.user_name})",
            at=clock.moment(request.confirmed_at),
            number=request.number,
            version=request.version,
        )


@transaction.atomic
def stop_deposits(*, cycle: Cycle, lines: Collection[int], reason: str, by: Actor, at: datetime) -> Stopped:
    """Stop the deposit of these lines (primary keys) of the cycle; those of another cycle are passed over.

    Raises WindowNotOpen, WindowClosed, AlreadyConfirmed, NothingToStop.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    refuse_outside_window(cycle, at=at)
    refuse_confirmed(cycle)
    found = list(stoppable(cycle).filter(pk__in=lines).values_list("pk", "amount"))
    if not found:
        raise NothingToStop
    DepositStop.objects.bulk_create(
        DepositStop(line_id=pk, reason=reason, set_at=at, set_by=by.user_id, set_by_name=by.name)
        for pk, _ in found
    )
    stopped = Stopped(len(found), sum(amount for _, amount in found), len(set(lines)) - len(found))
    _record(Event.DEPOSITS_STOPPED, cycle, stopped, by=by, at=at, reason=reason)
    return stopped


@transaction.atomic
def lift_stops(*, cycle: Cycle, lines: Collection[int], by: Actor, at: datetime) -> Stopped:
    """Deposit these lines after all (中止解除). Raises as stop_deposits does."""
    cycle = Cycle.objects.locked(cycle.pk)
    refuse_outside_window(cycle, at=at)
    refuse_confirmed(cycle)
    standing = DepositStop.objects.of_cycle(cycle).standing().filter(line__in=lines)
    yen = standing.aggregate(yen=Sum("line__amount"))["yen"] or 0
    count = standing.update(lifted_at=at, lifted_by=by.user_id, lifted_by_name=by.name)
    if not count:
        raise NothingToStop
    lifted = Stopped(count, yen, len(set(lines)) - count)
    _record(Event.STOPS_LIFTED, cycle, lifted, by=by, at=at)
    return lifted


def _record(
    event: Event, cycle: Cycle, changed: Stopped, *, by: Actor, at: datetime, reason: str = ""
) -> None:
    audit.record(
        event,
        chain=cycle.group.contract.log_chain,
        by=by,
        at=at,
        function=FUNCTION,
        target=str(cycle),
        detail={"count": changed.count, "yen": changed.yen, "reason": reason},
    )
