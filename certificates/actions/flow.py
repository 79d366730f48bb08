"""The way to a certificate: password, then the mailed code (電子証明書発行 ①②, CERT-2, CERT-5).

What must be remembered is returned, not raised. Each outcome that stops the user is a Refusal with the words
for the page.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from accounts.actions.passwords import try_password
from accounts.models import User
from certificates import codes, emails, messages, rules
from certificates.events import Event
from certificates.models import (
    AFTER_ISSUE,
    BEFORE_ISSUE,
    Certificate,
    FlowState,
    IssuanceFlow,
    browser_hash,
)
from chingin.kernel import audit
from chingin.kernel.actors import SYSTEM, Actor
from chingin.kernel.clock import local_date
from chingin.kernel.errors import Refusal
from chingin.kernel.later import after_commit

# Of a flow that awaits no code any more: nor will one that is being mailed just now be good.
NO_CODE: Final[dict[str, Any]] = {
    "code_hash": "",
    "code_is_due": False,
    "pending_hash": "",
    "pending_since": None,
}


class AlreadyIssued(Refusal):
    """One certificate per user, until 30 days before its end (CERT-5)."""

    message = messages.ALREADY_ISSUED


class FlowOver(Refusal):
    """Given up, replaced by another, finished, or begun too long ago."""

    message = messages.FLOW_OVER


class WrongCode(Refusal):
    """Counted; `values["left"]` tries are left."""

    message = messages.CODE_WRONG


class NoLivingCode(Refusal):
    """The code is older than 10 minutes, or not sent yet. Not counted: nothing was compared."""

    message = messages.NO_LIVING_CODE


class TriesUsedUp(Refusal):
    """Five codes were tried; a new flow may begin 60 minutes after this one began."""

    message = messages.TRIES_USED_UP


class TooSoon(Refusal):
    """60 seconds between two codes; `values["seconds"]` are left."""

    message = messages.TOO_SOON


class SendsUsedUp(Refusal):
    """Ten codes were asked for."""

    message = messages.SENDS_USED_UP


@dataclass(frozen=True, slots=True)
class NotAuthenticated:
    """Wrong password, locked, blocked or nobody of this name: the caller cannot tell which (LOCK-6)."""


@dataclass(frozen=True, slots=True)
class Started:
    """A flow began. The browser's session keeps `browser`; with the flow's id it finds the flow again."""

    flow: IssuanceFlow
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Resent:
    """Another code is on its way."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The code was right."""


@sensitive_variables()
def start(*, user_id: str, password: str, by: Actor, at: datetime) -> Started | NotAuthenticated:
    """① Try the password, counted with all others (LOCK-3), and have a code sent.

    Raises AlreadyIssued, TriesUsedUp, SendsUsedUp, but only to one who knows the password. `by`: who typed.
    """
    users = User.objects.registered().of_organisations().filter(user_id=user_id)
    attempt = try_password(users=users, password=password, by=by, at=at)
    if attempt.subject is None or not attempt.is_right:
        return NotAuthenticated()
    return _begin(attempt.subject, address=by.address, at=at)


@transaction.atomic
def _begin(user: User, *, address: str, at: datetime) -> Started | NotAuthenticated:
    user = (
        User.objects.select_for_update(of=("self",), no_key=True).select_related("contract").get(pk=user.pk)
    )
    if not user.is_active:
        return NotAuthenticated()
    refuse_holder(user, at=at)
    tries, sends = _counted_before(user, at=at)
    user.issuances.filter(state__in=BEFORE_ISSUE).update(state=FlowState.ABANDONED, **NO_CODE)
    browser = secrets.token_urlsafe(32)
    flow = IssuanceFlow.objects.create(
        user=user,
        browser_hash=browser_hash(browser),
        started_at=at,
        code_wanted_at=at,
        tries=tries,
        sends=sends + 1,
    )
    _record(Event.FLOW_STARTED, flow, by=flow.actor(address), at=at)
    after_commit("certificates.send_code", issuance_code=str(flow.pk))
    return Started(flow, browser)


def refuse_holder(user: User, *, at: datetime) -> None:
    """Raise AlreadyIssued for who may not have another one yet. The caller holds the user's lock."""
    last_days = list(Certificate.objects.issued_to(user.pk).unended(at).values_list("last_day", flat=True))
    begin = rules.issuable_from(last_days)
    if begin is not None and at < begin:
        raise AlreadyIssued(last_day=max(last_days), from_day=local_date(begin))


def _counted_before(user: User, *, at: datetime) -> tuple[int, int]:
    """Tries and sends that the next flow takes over: whoever gives up and begins anew gets no new tries."""
    previous = (
        user.issuances.filter(started_at__gt=at - rules.COUNTED_TOGETHER)
        .order_by("-started_at", "-sends")
        .first()
    )
    if previous is None or previous.state in AFTER_ISSUE:
        return 0, 0
    if previous.tries >= rules.MAX_TRIES:
        raise TriesUsedUp
    if previous.sends >= rules.MAX_SENDS:
        raise SendsUsedUp
    return previous.tries, previous.sends


class Sending(Enum):
    """What became of a code that was to be sent."""

    DONE = auto()
    NOTHING = auto()  # sent before, or not wanted any more
    ELSEWHERE = auto()  # another worker is at it; if it is lost, the code is due again after SENDING_LASTS


@sensitive_variables()
def send_code(flow_id: str, *, at: datetime) -> Sending:
    """In the worker: make a code and mail it. Until the mail server has taken it, the one before is good.

    Its keyed hash is committed first, as pending: nobody in front of a page waits for the mail server, and no
    second worker begins. When the server does not take it (OSError), all is as before, and the next run makes
    another code. A code stays due until one is noted as mailed: what a worker mailed that was lost before it
    noted so is never good, and after SENDING_LASTS another code is mailed.
    """
    code = codes.new_code()
    flow = _claim(flow_id, code, at=at)
    if isinstance(flow, Sending):
        return flow
    try:
        emails.send_code(flow.user, code=code, until=rules.code_end(sent_at=at, flow_end=flow.ends_at))
    except OSError:
        IssuanceFlow.objects.filter(pk=flow.pk, pending_hash=flow.pending_hash).update(
            pending_hash="", pending_since=None
        )
        raise
    _note_sent(flow, at=at)
    return Sending.DONE


@sensitive_variables()
@transaction.atomic
def _claim(flow_id: str, code: str, *, at: datetime) -> IssuanceFlow | Sending:
    awaited = IssuanceFlow.objects.alive(at).filter(pk=flow_id, state=FlowState.CODE_SENT, code_is_due=True)
    whole = awaited.select_related("user__contract__branch__bank")
    flow = whole.select_for_update(of=("self",), no_key=True).filter(user__deleted_at__isnull=True).first()
    if flow is None:
        return Sending.NOTHING
    if rules.is_being_sent(wanted_at=flow.code_wanted_at, sending_since=flow.pending_since, at=at):
        return Sending.ELSEWHERE
    flow.pending_hash = codes.keyed_hash(code, flow=flow.pk, secret=settings.SECRET_KEY)
    flow.pending_since = at
    flow.save(update_fields=["pending_hash", "pending_since"])
    return flow


@transaction.atomic
def _note_sent(mailed: IssuanceFlow, *, at: datetime) -> None:
    """The mailed code is good from now on, unless none is awaited any more or a later one is good already.

    Also while another worker mails the next. Done with, unless another worker or another wish came meanwhile.
    """
    flow = locked(mailed)
    if flow.state == FlowState.CODE_SENT and (flow.code_sent_at is None or flow.code_sent_at <= at):
        flow.code_hash, flow.code_sent_at = mailed.pending_hash, at
    if flow.pending_hash == mailed.pending_hash:
        flow.pending_hash, flow.pending_since = "", None
        flow.code_is_due = flow.code_wanted_at != mailed.code_wanted_at
    flow.save(update_fields=["code_hash", "code_sent_at", "pending_hash", "pending_since", "code_is_due"])
    _record(Event.CODE_SENT, flow, by=SYSTEM, at=at)


@transaction.atomic
def resend_code(
    *, flow: IssuanceFlow, by: Actor, at: datetime
) -> Resent | TooSoon | SendsUsedUp | TriesUsedUp | FlowOver:
    """② Have another code sent; the one before is good until it has been. The tries go on counting."""
    flow = locked(flow)
    if flow.state != FlowState.CODE_SENT or not flow.is_alive(at):
        return FlowOver()
    if flow.tries >= rules.MAX_TRIES:
        return TriesUsedUp()
    if flow.sends >= rules.MAX_SENDS:
        return SendsUsedUp()
    if seconds := rules.seconds_until_resend(wanted_at=flow.code_wanted_at, at=at):
        return TooSoon(seconds=seconds)
    flow.code_wanted_at, flow.code_is_due, flow.sends = at, True, flow.sends + 1
    flow.save(update_fields=["code_wanted_at", "code_is_due", "sends"])
    _record(Event.CODE_WANTED_AGAIN, flow, by=by, at=at)
    after_commit("certificates.send_code", issuance_code=str(flow.pk))
    return Resent()


@sensitive_variables()
@transaction.atomic
def redeem_code(
    *, flow: IssuanceFlow, code: str, by: Actor, at: datetime
) -> Redeemed | WrongCode | NoLivingCode | TriesUsedUp | FlowOver:
    """② Compare the code. Each comparison is counted first, in one statement: a sixth never happens.

    Once right, the same button again says so again, and compares nothing.
    """
    counted = IssuanceFlow.objects.alive(at).filter(
        pk=flow.pk,
        state=FlowState.CODE_SENT,
        tries__lt=rules.MAX_TRIES,
        code_sent_at__gt=at - rules.CODE_LIFETIME,
    )
    is_counted = counted.exclude(code_hash="").update(tries=F("tries") + 1) == 1
    flow = IssuanceFlow.objects.select_related("user__contract").get(pk=flow.pk)
    if not is_counted:
        return _why_not_compared(flow, at=at)
    if codes.agrees(code, flow.code_hash, flow=flow.pk, secret=settings.SECRET_KEY):
        return _accept(flow, by=by, at=at)
    _record(Event.CODE_WRONG, flow, by=by, at=at, result=audit.Result.REFUSED)
    left = rules.MAX_TRIES - flow.tries
    return WrongCode(left=left) if left else TriesUsedUp()


def _why_not_compared(
    flow: IssuanceFlow, *, at: datetime
) -> Redeemed | NoLivingCode | TriesUsedUp | FlowOver:
    if flow.state == FlowState.CODE_RIGHT and flow.is_alive(at):
        return Redeemed()
    if flow.state != FlowState.CODE_SENT or not flow.is_alive(at):
        return FlowOver()
    return TriesUsedUp() if flow.tries >= rules.MAX_TRIES else NoLivingCode()


def _accept(flow: IssuanceFlow, *, by: Actor, at: datetime) -> Redeemed:
    """The mailbox is the user's: wrong tries before are forgotten, and the code is good for nothing more."""
    IssuanceFlow.objects.filter(pk=flow.pk).update(state=FlowState.CODE_RIGHT, tries=0, **NO_CODE)
    _record(Event.CODE_RIGHT, flow, by=by, at=at)
    return Redeemed()


@transaction.atomic
def abandon(*, flow: IssuanceFlow, by: Actor, at: datetime) -> bool:
    """「キャンセル」 at ② or ③: whether the flow is given up now. False: it has issued, and goes on."""
    flow = locked(flow)
    if flow.state not in BEFORE_ISSUE:
        return flow.state == FlowState.ABANDONED
    IssuanceFlow.objects.filter(pk=flow.pk).update(state=FlowState.ABANDONED, **NO_CODE)
    _record(Event.FLOW_ABANDONED, flow, by=by, at=at)
    return True


def locked(flow: IssuanceFlow) -> IssuanceFlow:
    """The flow as it is now; others wait."""
    whole = IssuanceFlow.objects.select_related("user__contract__branch__bank")
    return whole.select_for_update(of=("self",), no_key=True).get(pk=flow.pk)


def _record(
    event: Event,
    flow: IssuanceFlow,
    *,
    by: Actor,
    at: datetime,
    result: audit.Result = audit.Result.SUCCESS,
) -> None:
    audit.record(event, chain=flow.user.log_chain, by=by, at=at, target=str(flow.user), result=result)
