"""Reads which certificate a browser presented, from what nginx passes on, and looks it up in the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from accounts.presented import PresentedCertificate
from chingin.kernel.messages import Message

from . import messages, x509
from .models import Certificate
from .rules import CertificateState, state_of

# Set by deploy/nginx on every request, so that none ever comes from a browser.
VERIFY: Final = "X-SSL-Client-Verify"
CERTIFICATE: Final = "X-SSL-Client-Cert"
_VERIFIED: Final = "SUCCESS"
_NOTHING_SENT: Final = frozenset({"", "NONE"})
# CERT-10: each state but VALID has its cause and its way out.
FAULTS: Final[Mapping[CertificateState, Message]] = {
    CertificateState.NONE: messages.NOT_PRESENTED,
    CertificateState.FOREIGN: messages.FOREIGN,
    CertificateState.UNKNOWN: messages.UNKNOWN,
    CertificateState.REVOKED: messages.REVOKED,
    CertificateState.NOT_YET_VALID: messages.NOT_YET_VALID,
    CertificateState.EXPIRED: messages.EXPIRED,
    CertificateState.UNVERIFIED: messages.UNVERIFIED,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came, and the register's row of it where there is one."""

    state: CertificateState
    registered: Certificate | None = None

    @property
    def certificate(self) -> PresentedCertificate | None:
        """What opens the door; None in every state but VALID."""
        if self.registered is None or self.state is not CertificateState.VALID:
            return None
        return PresentedCertificate(self.registered.user_id, self.registered.fingerprint)

    @property
    def fault(self) -> Message | None:
        """What the holder is told; None where nothing is wrong."""
        return FAULTS.get(self.state)


NOTHING: Final = Reading(CertificateState.NONE)


def read(request: HttpRequest, *, at: datetime) -> Reading:
    """The reading of this request; at most one query. Only where nginx's headers may be believed."""
    verdict = request.headers.get(VERIFY, "")
    if verdict in _NOTHING_SENT:
        return NOTHING
    presented = x509.presented(request.headers.get(CERTIFICATE, ""))
    if presented is None:
        return Reading(CertificateState.FOREIGN)
    whole = Certificate.objects.select_related("user", "revocation")
    registered = whole.filter(fingerprint=presented.fingerprint).first()
    facts = registered.facts if registered else None
    return Reading(state_of(facts, is_verified=verdict == _VERIFIED, at=at), registered)


def reading_of(request: HttpRequest) -> Reading:
    """What the middleware read; NOTHING where it does not stand."""
    reading: Reading = getattr(request, "certificate_reading", NOTHING)
    return reading
