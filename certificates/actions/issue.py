"""A certificate is issued and taken home (電子証明書発行 ③ to ⑤, CERT-3, CERT-4, CERT-11, CERT-15)."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from certificates import authority, messages, pkcs12, rules, x509
from certificates.events import Event
from certificates.models import Certificate, FlowState, IssuanceFlow
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.clock import local_date
from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message

from .flow import FlowOver, locked, refuse_holder

logger = logging.getLogger(__name__)

CAUSES: Final[dict[type[Refusal], Message]] = {
    authority.CaMissing: messages.ISSUE_CA_MISSING,
    authority.CaFileLost: messages.ISSUE_CA_FILE_LOST,
    authority.CaMismatch: messages.ISSUE_CA_MISMATCH,
    authority.CaFileUnreadable: messages.ISSUE_CA_UNREADABLE,
    authority.CaKeyExposed: messages.ISSUE_CA_EXPOSED,
    authority.CaEndsTooSoon: messages.ISSUE_CA_ENDS,
}


class IssueFailed(Refusal):
    """CERT-11's words, and a code that tells the bank's staff which of the causes it was."""

    message = messages.ISSUE_DISK

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.code, self.text, self.cause, self.remedy = (
            message.code,
            message.text,
            message.cause,
            message.remedy,
        )


@dataclass(frozen=True, slots=True)
class Download:
    """A certificate just issued, with the file for the user's PC: the only copy of its key (CERT-15)."""

    certificate: Certificate
    file_name: str
    p12: bytes = field(repr=False)


@sensitive_variables()
def issue(*, flow: IssuanceFlow, password: str, by: Actor, at: datetime) -> Download:
    """④ Sign a certificate, register it, and pack it for the user under the login password.

    Raises FlowOver unless the code was right and the password is the user's; AlreadyIssued; IssueFailed when
    the CA cannot sign: then nothing is registered, and 「発行」 may be pressed again.
    """
    try:
        return _issue(flow, password, by, at)
    except IssueFailed as failed:
        _remember_failure(flow, failed, by=by, at=at)
        raise


@transaction.atomic
def _issue(flow: IssuanceFlow, password: str, by: Actor, at: datetime) -> Download:
    user = User.objects.select_for_update(no_key=True).get(pk=flow.user_id)
    flow = locked(flow)
    if flow.state != FlowState.CODE_RIGHT or not flow.is_alive(at):
        raise FlowOver
    # Deleted, or the password changed meanwhile: whoever began this flow may no longer be the user.
    if not user.is_active or not check_password(password, user.password):
        raise FlowOver
    refuse_holder(user, at=at)
    issued = _signed(flow.user, at=at)
    p12 = pkcs12.serialize(issued, user_id=user.user_id, password=password, profile=_profile())
    certificate = _register(issued, flow.user, at=at)
    flow.state, flow.certificate = FlowState.ISSUED, certificate
    flow.save(update_fields=["state", "certificate"])
    _record(Event.ISSUED, certificate, by=by, at=at)
    return Download(certificate, pkcs12.file_name(user.user_id, at), p12)


def _signed(user: User, *, at: datetime) -> x509.Issued:
    contract = user.contract
    assert contract is not None  # flows are for users of organisations
    subject = x509.Subject(user_id=user.user_id, bank=contract.branch.bank.name, contract=contract.number)
    kind = x509.KeyKind[settings.CLIENT_KEY_KIND]
    try:
        return authority.issue_client(subject=subject, issued_on=local_date(at), kind=kind)
    except tuple(CAUSES) as refusal:
        logger.exception("no certificate for %s", user.user_id)
        raise IssueFailed(CAUSES[type(refusal)]) from refusal
    except OSError as error:
        logger.exception("no certificate for %s", user.user_id)
        raise IssueFailed(messages.ISSUE_DISK) from error


def _profile() -> pkcs12.Profile:
    return pkcs12.Profile[settings.PKCS12_PROFILE]


def _register(issued: x509.Issued, user: User, *, at: datetime) -> Certificate:
    signed, contract = issued.certificate, user.contract
    assert contract is not None
    return Certificate.objects.create(
        user=user,
        ordinal=user.certificates.count() + 1,
        common_name=user.user_id,
        contract_number=contract.number,
        serial=x509.serial_text(signed.serial_number),
        fingerprint=x509.fingerprint(signed),
        generation=issued.generation,
        not_before=signed.not_valid_before_utc,
        not_after=signed.not_valid_after_utc,
        last_day=rules.last_day(local_date(at)),
        pem=signed.public_bytes(Encoding.PEM).decode(),
        issued_at=at,
    )


@transaction.atomic
def _remember_failure(flow: IssuanceFlow, failed: IssueFailed, *, by: Actor, at: datetime) -> None:
    audit.record(
        Event.ISSUE_FAILED,
        chain=flow.user.log_chain,
        by=by,
        at=at,
        target=str(flow.user),
        result=audit.Result.FAILED,
        detail={"message": failed.code},
    )


@transaction.atomic
def record_download(*, flow: IssuanceFlow, by: Actor, at: datetime) -> bool:
    """⑤ The file leaves the server, once: True to the first who asks, who may send it.

    However long ago the flow began: how long the file waits is for its seal to say.
    """
    flow = locked(flow)
    if flow.state != FlowState.ISSUED:
        return False
    assert flow.certificate is not None  # the table's own constraint
    flow.state = FlowState.DOWNLOADED
    flow.save(update_fields=["state"])
    _record(Event.DOWNLOADED, flow.certificate, by=by, at=at)
    return True


def _record(event: Event, certificate: Certificate, *, by: Actor, at: datetime) -> None:
    audit.record(
        event,
        chain=certificate.user.log_chain,
        by=by,
        at=at,
        target=str(certificate.user),
        detail={"serial": certificate.serial, "last_day": certificate.last_day.isoformat()},
    )
