"""What this app does when something happened in accounts, in the same transaction where there is one."""

from datetime import datetime

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.addresses import address_of
from accounts.models import User
from accounts.presented import presented_certificate
from accounts.signals import user_deleted
from chingin.kernel import clock
from chingin.kernel.actors import Actor

from .actions.revocation import record_first_use, revoke_all_of
from .models import Reason


@receiver(user_deleted, dispatch_uid="certificates.revoke_with_user")
def revoke_with_user(*, user: User, by: Actor, at: datetime, **_: object) -> None:
    """CERT-12: with the user ends the certificate."""
    revoke_all_of(user=user, reason=Reason.USER_DELETED, by=by, at=at)


@receiver(user_logged_in, dispatch_uid="certificates.first_use")
def note_first_use(*, request: HttpRequest, user: User, **_: object) -> None:
    """CERT-7: the first login with a new certificate ends the old one. The staff log in without any."""
    certificate = presented_certificate(request)
    if certificate is not None:
        by = Actor(user_id=user.user_id, name=user.name, address=address_of(request))
        record_first_use(fingerprint=certificate.fingerprint, by=by, at=clock.now())
