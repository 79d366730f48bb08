"""What may be done with a cycle's lump deposit (まとめ入金) now, and why not."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Branch
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin import rules
from deductions.rokin.actions.deposits import NoVersionLeft, refuse_without_version
from deductions.rokin.actions.stops import (
    AlreadyConfirmed,
    WindowClosed,
    WindowNotOpen,
    refuse_confirmed,
    refuse_outside_window,
)
from deductions.rokin.deposits.standing import ToConfirm, events_of, if_stopped, stopped_twice, totals
from deductions.rokin.deposits.sums import sums_confirmed, sums_now, totals_of
from deductions.rokin.deposits.words import TotalsTable, totals_table
from deductions.rokin.models import DepositRequest


@dataclass(frozen=True, slots=True)
class Ways:
    """Which buttons there are; `refusal`: why the next one is missing."""

    confirm: bool
    send: bool
    undo: bool
    refusal: Refusal | None


def ways(cycle: Cycle, request: DepositRequest | None, *, at: datetime) -> Ways:
    """確定 → 送信; 確定解除 until the bank has accepted, whatever the time."""
    events, closed = events_of(request), outside_window(cycle, at=at)
    if not events.is_confirmed:
        closed = closed or _without_version(cycle)
        return Ways(confirm=not closed, send=False, undo=False, refusal=closed)
    waits = not events.is_sent
    return Ways(
        confirm=False,
        send=waits and not closed,
        undo=not events.is_accepted,
        refusal=closed if waits else None,
    )


def _without_version(cycle: Cycle) -> Refusal | None:
    try:
        refuse_without_version(cycle)
    except NoVersionLeft as refusal:
        return refusal
    return None


def outside_window(cycle: Cycle, *, at: datetime) -> Refusal | None:
    """Why nothing can be stopped, confirmed or sent at this time."""
    try:
        refuse_outside_window(cycle, at=at)
    except (WindowNotOpen, WindowClosed) as refusal:
        return refusal
    return None


def whom_to_call(request: DepositRequest, *, at: datetime) -> Branch | None:
    """The branch of what was confirmed and not sent when 確定締切 struck: it never reached the bank."""
    waits = not (hasattr(request, "submission") or hasattr(request, "undoing"))
    if waits and isinstance(outside_window(request.cycle, at=at), WindowClosed):
        branch: Branch = request.cycle.group.contract.branch
        return branch
    return None


def fixed(cycle: Cycle, *, at: datetime) -> Refusal | None:
    """Why no stop can be set or lifted now; that it is confirmed is said first."""
    try:
        refuse_confirmed(cycle)
    except AlreadyConfirmed as refusal:
        return refusal
    return outside_window(cycle, at=at)


def unconfirmable(cycle: Cycle, *, at: datetime) -> Refusal | None:
    """Why nothing can be confirmed now."""
    return fixed(cycle, at=at) or _without_version(cycle)


def table_of(cycle: Cycle, request: DepositRequest | None) -> TotalsTable:
    """What is confirmed; before that, what stands now."""
    if request is None:
        return table_now(cycle, totals(cycle))
    return totals_table(sums_confirmed(request), totals_of(request))


def table_now(cycle: Cycle, found: rules.DepositTotals) -> TotalsTable:
    """What stands now, with the totals that the check page sends back."""
    return totals_table(sums_now(cycle), found)


def checked_as(request: DepositRequest) -> ToConfirm:
    """What the check page showed of which this request was made."""
    return ToConfirm(version=request.version, totals=totals_of(request), acts=request.updates.count())


def stopped_again(cycle: Cycle) -> int:
    """How many loans are stopped that were stopped in the cycle before as well."""
    return stopped_twice(cycle).filter(if_stopped).count()
