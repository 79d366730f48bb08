"""What the bank's staff do with certificates on a received form (受付帳票, BNK-2)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.actions.contracts import Grounds
from certificates import messages
from certificates.models import Certificate, Reason, Revocation
from certificates.staff_events import StaffEvent
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .revocation import revoke


class AlreadyEnded(Refusal):
    """Past its end: nobody is let in with it, so there is nothing to revoke."""

    message = messages.ALREADY_ENDED


@transaction.atomic
def revoke_on_request(
    *, certificate: Certificate, reason: Reason, grounds: Grounds, by: Actor, at: datetime
) -> Revocation:
    """電子証明書失効: revoke, and keep the grounds (BNK-2, CERT-12, CERT-13).

    Raises AlreadyRevoked as `revoke`, and AlreadyEnded, for which no lock is needed: its end never changes.
    """
    if at > certificate.not_after:
        raise AlreadyEnded(serial=certificate.serial, last_day=certificate.last_day)
    revocation = revoke(certificate=certificate, reason=reason, by=by, at=at)
    audit.record(
        StaffEvent.REVOCATION_REQUESTED,
        chain=certificate.user.log_chain,
        by=by,
        at=at,
        target=str(certificate.user),
        detail={"serial": certificate.serial, **asdict(grounds)},
    )
    return revocation
