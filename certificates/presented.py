"""Reads which certificate a browser presented, from what nginx passes on, and looks it up in the register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from accounts.presented import PresentedCertificate

from . import x509
from .models import Certificate
from .rules import CertificateState, state_of

# Set by deploy/nginx on every request, so that none ever comes from a browser.
VERIFY: Final = "X-SSL-Client-Verify"
CERTIFICATE: Final = "X-SSL-Client-Cert"
_VERIFIED: Final = "SUCCESS"
_NOTHING_SENT: Final = frozenset({"", "NONE"})


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
