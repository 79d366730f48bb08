"""What the certificates app tells this one about a request: the only thing known here of certificates."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User
from chingin.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class PresentedCertificate:
    """A client certificate of this system that is valid at this moment, and whose it is."""

    user_pk: int
    # SHA-256 of the DER form, in hex: what a session is bound to (LOGIN-2).
    fingerprint: str


def presented_certificate(request: HttpRequest) -> PresentedCertificate | None:
    """The certificate of this request; None when none, a foreign, an expired or a revoked one came."""
    certificate: PresentedCertificate | None = getattr(request, "certificate", None)
    return certificate


def fault_of(request: HttpRequest) -> Message | None:
    """Why no certificate of this request opens the door (CERT-10); None where nothing is wrong with it."""
    fault: Message | None = getattr(request, "certificate_fault", None)
    return fault


def presented_user(request: HttpRequest) -> User | None:
    """The registered member whom the certificate names (LOGIN-1)."""
    certificate = presented_certificate(request)
    if certificate is None:
        return None
    user: User | None = User.objects.registered().of_organisations().filter(pk=certificate.user_pk).first()
    return user
