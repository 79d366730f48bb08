"""The lump deposit (まとめ入金) is confirmed, undone, sent, accepted (DED-9)."""

import hashlib
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin import messages, rules
from deductions.rokin.deposits import frozen_content, standing_request, totals
from deductions.rokin.events import Event
from deductions.rokin.models import (
    DepositRequest,
    RequestAcceptance,
    RequestSubmission,
    RequestUndoing,
)

from .stops import refuse_confirmed, refuse_outside_window

FUNCTION: Final = "DED-9"
# Each line as it stands under the cycle's lock; a stopped one is 更新区分 4 whatever was changed before.
_FREEZE: Final = """
INSERT INTO rokin_depositrequestline (request_id, line_id, amount, deposit, "update", stop_reason, end_month)
SELECT %s, line.id, line.amount,
       CASE WHEN stop.id IS NULL THEN line.amount ELSE 0 END,
       CASE WHEN stop.id IS NULL THEN line."update" ELSE '4' END,
       COALESCE(stop.reason, ''), line.end_month
FROM rokin_deductionline AS line
LEFT JOIN rokin_depositstop AS stop ON stop.line_id = line.id AND stop.lifted_at IS NULL
WHERE line.cycle_id = %s AND NOT (line.line_key = '' AND line."update" = '3')
"""


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


@transaction.atomic
def confirm_deposit(*, cycle: Cycle, checked: rules.DepositTotals, by: Actor, at: datetime) -> DepositRequest:
    """Freeze the cycle's lines and stops as the next version of its request (まとめ入金依頼書).

    `checked`: the totals that the person saw. Raises WindowNotOpen, WindowClosed, AlreadyConfirmed,
    ChangedSinceCheck.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    refuse_confirmed(cycle)
    refuse_outside_window(cycle, at=at)
    now = totals(cycle)
    if now != checked:
        raise ChangedSinceCheck
    request = _frozen(cycle, now, by=by, at=at)
    _record(Event.DEPOSIT_CONFIRMED, request, by=by, at=at)
    return request


def _frozen(cycle: Cycle, now: rules.DepositTotals, *, by: Actor, at: datetime) -> DepositRequest:
    request = DepositRequest.objects.create(
        cycle=cycle,
        version=DepositRequest.objects.filter(cycle=cycle).count() + 1,
        number=rules.request_number(
            group=cycle.group.number, month=cycle.month, pay_kind=cycle.pay_kind, sequence=cycle.sequence
        ),
        requested_count=now.requested.count,
        requested_total=now.requested.yen,
        stopped_count=now.stopped.count,
        stopped_total=now.stopped.yen,
        deposit_count=now.deposit.count,
        deposit_total=now.deposit.yen,
        control_hash=_control_hash(cycle),
        confirmed_at=at,
        user_id=by.user_id,
        user_name=by.name,
    )
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, [request.pk, cycle.pk])
    return request


def _control_hash(cycle: Cycle) -> str:
    """照合値: SHA-256 over each line in one order, so that paper, file and table can be compared."""
    hashed = hashlib.sha256()
    for line in frozen_content(cycle).iterator(chunk_size=2000):
        hashed.update("\t".join(map(str, line)).encode() + b"\n")
    return hashed.hexdigest()


@transaction.atomic
def undo_confirmation(*, cycle: Cycle, reason: str, by: Actor, at: datetime) -> DepositRequest:
    """確定解除, until the bank has accepted; also of what was sent. Raises NotConfirmed, AlreadyAccepted."""
    request = _standing(Cycle.objects.locked(cycle.pk))
    if hasattr(request, "acceptance"):
        raise AlreadyAccepted(at=clock.moment(request.acceptance.at))
    RequestUndoing.objects.create(
        request=request, reason=reason, at=at, user_id=by.user_id, user_name=by.name
    )
    _record(Event.CONFIRMATION_UNDONE, request, by=by, at=at, reason=reason)
    return request


@transaction.atomic
def send_deposit(*, cycle: Cycle, by: Actor, at: datetime) -> DepositRequest:
    """送信. Raises NotConfirmed, AlreadySent, WindowNotOpen, WindowClosed."""
    cycle = Cycle.objects.locked(cycle.pk)
    request = _standing(cycle)
    if hasattr(request, "submission"):
        sent = request.submission
        raise AlreadySent(user=f"{sent.user_id}({sent.user_name})", at=clock.moment(sent.at))
    refuse_outside_window(cycle, at=at)
    RequestSubmission.objects.create(request=request, at=at, user_id=by.user_id, user_name=by.name)
    _record(Event.DEPOSIT_SENT, request, by=by, at=at)
    return request


@transaction.atomic
def accept_deposit(*, request: DepositRequest, by: Actor, at: datetime) -> None:
    """受付, by the bank. Raises NotSent (also once it was undone), AlreadyAccepted."""
    Cycle.objects.locked(request.cycle_id)
    request = DepositRequest.objects.select_related("submission", "acceptance", "undoing").get(pk=request.pk)
    if hasattr(request, "acceptance"):
        raise AlreadyAccepted(at=clock.moment(request.acceptance.at))
    if not hasattr(request, "submission") or hasattr(request, "undoing"):
        raise NotSent
    RequestAcceptance.objects.create(request=request, at=at, user_id=by.user_id, user_name=by.name)
    _record(Event.DEPOSIT_ACCEPTED, request, by=by, at=at)


def _standing(cycle: Cycle) -> DepositRequest:
    request = standing_request(cycle)
    if request is None:
        raise NotConfirmed
    return request


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
