"""The lump deposit (まとめ入金) is confirmed, undone, sent, accepted (DED-9)."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin import messages, rules
from deductions.rokin.deposits.frozen import control_hash, freeze_lines
from deductions.rokin.deposits.history import keep_history
from deductions.rokin.deposits.standing import (
    ToConfirm,
    next_version,
    standing_request,
    to_confirm,
    versions_of,
)
from deductions.rokin.events import Event
from deductions.rokin.models import (
    DepositRequest,
    RequestAcceptance,
    RequestEvent,
    RequestSubmission,
    RequestUndoing,
)
from deductions.rokin.models.deposit import MOST_VERSIONS

from .stops import refuse_confirmed, refuse_outside_window

FUNCTION: Final = "DED-9"


class ChangedSinceCheck(Refusal):
    """What was checked is not what stands now."""

    message = messages.CHANGED_SINCE_CHECK


class NotConfirmed(Refusal):
    """There is no standing request."""

    message = messages.NOT_CONFIRMED


class AlreadyAccepted(Refusal):
    """The bank has accepted the request."""

    message = messages.ALREADY_ACCEPTED


class AlreadySent(Refusal):
    """The request is on its way."""

    message = messages.ALREADY_SENT


class NotSent(Refusal):
    """Only what was sent can be accepted."""

    message = messages.NOT_SENT


class VersionUndone(Refusal):
    """The version that a person looks at no longer stands, whether another does or not."""

    message = messages.VERSION_UNDONE


class UndoneBeforeAcceptance(Refusal):
    """The bank cannot accept what was undone."""

    message = messages.UNDONE_BEFORE_ACCEPTANCE


class NoVersionLeft(Refusal):
    """版 has two digits."""

    message = messages.NO_VERSION_LEFT


@transaction.atomic
def confirm_deposit(*, cycle: Cycle, checked: ToConfirm, by: Actor, at: datetime) -> DepositRequest:
    """Freeze the cycle's lines, stops and history as the next version of its request (まとめ入金依頼書).

    `checked`: what the person saw. Raises WindowNotOpen, WindowClosed, AlreadyConfirmed, NoVersionLeft,
    ChangedSinceCheck.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    refuse_confirmed(cycle)
    refuse_outside_window(cycle, at=at)
    refuse_without_version(cycle)
    now = to_confirm(cycle)
    if now != checked:
        raise ChangedSinceCheck
    request = _frozen(cycle, now, by=by, at=at)
    _record(Event.DEPOSIT_CONFIRMED, request, by=by, at=at)
    return request


def refuse_without_version(cycle: Cycle) -> None:
    """Raise NoVersionLeft."""
    if next_version(cycle) > MOST_VERSIONS:
        raise NoVersionLeft(most=MOST_VERSIONS)


def _frozen(cycle: Cycle, now: ToConfirm, *, by: Actor, at: datetime) -> DepositRequest:
    sums, group = now.totals, cycle.group
    key = freeze_lines(cycle)
    request = DepositRequest.objects.create(
        pk=key,
        cycle=cycle,
        version=now.version,
        number=rules.request_number(
            group=group.number, month=cycle.month, pay_kind=cycle.pay_kind, sequence=cycle.sequence
        ),
        requested_count=sums.requested.count,
        requested_total=sums.requested.yen,
        stopped_count=sums.stopped.count,
        stopped_total=sums.stopped.yen,
        deposit_count=sums.deposit.count,
        deposit_total=sums.deposit.yen,
        control_hash=control_hash(key),
        confirmed_at=at,
        user_id=by.user_id,
        user_name=by.name,
        bank_name=group.contract.branch.bank.name,
        contract_name=group.contract.name,
        group_name=group.name,
    )
    keep_history(request)
    return request


@transaction.atomic
def undo_confirmation(*, cycle: Cycle, version: int, reason: str, by: Actor, at: datetime) -> DepositRequest:
    """確定解除 of the version that the person saw, until the bank has accepted; also of what was sent.

    Raises NotConfirmed, VersionUndone, AlreadyAccepted.
    """
    request = _standing(cycle, version)
    if hasattr(request, "acceptance"):
        raise AlreadyAccepted(at=clock.moment(request.acceptance.at))
    RequestUndoing.objects.create(request=request, reason=reason, **_now(by, at))
    _record(Event.CONFIRMATION_UNDONE, request, by=by, at=at, reason=reason)
    return request


@transaction.atomic
def send_deposit(*, cycle: Cycle, version: int, by: Actor, at: datetime) -> DepositRequest:
    """送信 of the version that the person saw.

    Raises NotConfirmed, VersionUndone, AlreadySent, WindowNotOpen, WindowClosed.
    """
    request = _standing(cycle, version)
    if hasattr(request, "submission"):
        sent = request.submission
        raise AlreadySent(user=_who(sent), at=clock.moment(sent.at))
    refuse_outside_window(request.cycle, at=at)
    RequestSubmission.objects.create(request=request, **_now(by, at))
    _record(Event.DEPOSIT_SENT, request, by=by, at=at)
    return request


@transaction.atomic
def accept_deposit(*, request: DepositRequest, by: Actor, at: datetime) -> None:
    """受付, by the bank. Raises NotSent, UndoneBeforeAcceptance, AlreadyAccepted."""
    request = _locked(request.cycle_id, request.version)
    if hasattr(request, "acceptance"):
        raise AlreadyAccepted(at=clock.moment(request.acceptance.at))
    if hasattr(request, "undoing"):
        raise UndoneBeforeAcceptance(reason=request.undoing.reason, **_undone(request))
    if not hasattr(request, "submission"):
        raise NotSent
    RequestAcceptance.objects.create(request=request, **_now(by, at))
    _record(Event.DEPOSIT_ACCEPTED, request, by=by, at=at)


def _standing(cycle: Cycle, version: int) -> DepositRequest:
    """This very version under the cycle's lock; never the one that stands in its place."""
    request = _locked(cycle.pk, version)
    if hasattr(request, "undoing"):
        raise version_undone(request)
    return request


def _locked(cycle: int, version: int) -> DepositRequest:
    """With what became of it."""
    request = versions_of(Cycle.objects.locked(cycle)).filter(version=version).first()
    if request is None:
        raise NotConfirmed
    return request


def version_undone(request: DepositRequest) -> VersionUndone:
    """Who has undone it, and what stands now."""
    return VersionUndone(**_undone(request))


def _undone(request: DepositRequest) -> dict[str, object]:
    undoing, standing = request.undoing, standing_request(request.cycle)
    return {
        "version": request.version,
        "user": _who(undoing),
        "at": clock.moment(undoing.at),
        "now": f"現在は第{standing.version}版が確定しています"
        if standing
        else "現在、確定している版はありません",
    }


def _who(event: RequestEvent) -> str:
    return f"{event.user_id}({event.user_name})"


def _now(by: Actor, at: datetime) -> dict[str, Any]:
    """When and by whom, as each event keeps it."""
    return {"at": at, "user_id": by.user_id, "user_name": by.name}


def _record(event: Event, request: DepositRequest, *, by: Actor, at: datetime, reason: str = "") -> None:
    audit.record(
        event,
        chain=request.cycle.group.contract.log_chain,
        by=by,
        at=at,
        function=FUNCTION,
        target=str(request),
        detail={
            "cycle": str(request.cycle),
            "count": request.deposit_count,
            "yen": request.deposit_total,
            "reason": reason,
        },
    )
