"""Certificates end early (失効): by the bank, with their user, by their successor (CERT-7, CERT-12)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from certificates import authority, messages, x509
from certificates.events import Event
from certificates.models import Certificate, FirstUse, Reason, Revocation
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.errors import Refusal
from chingin.kernel.later import after_commit


class AlreadyRevoked(Refusal):
    """Revoked for good, by whom and when stands in the register."""

    message = messages.ALREADY_REVOKED


@transaction.atomic
def revoke(*, certificate: Certificate, reason: Reason, by: Actor, at: datetime) -> Revocation:
    """Revoke one certificate, ended or not; from now on no request with it is let in (CERT-12)."""
    _lock(certificate.user_id)
    before = Revocation.objects.filter(certificate=certificate).first()
    if before is not None:
        raise AlreadyRevoked(
            serial=certificate.serial, at=before.at.astimezone(JST), reason=before.get_reason_display()
        )
    (revocation,) = _revoke([certificate], reason=reason, by=by, at=at)
    return revocation


@transaction.atomic
def revoke_all_of(*, user: User, reason: Reason, by: Actor, at: datetime) -> list[Revocation]:
    """Revoke all that a user can still log in with: one, two during a renewal, none."""
    _lock(user.pk)
    return _revoke(Certificate.objects.issued_to(user.pk).unended(at), reason=reason, by=by, at=at)


@transaction.atomic
def record_first_use(*, fingerprint: str, by: Actor, at: datetime) -> list[Revocation]:
    """A login succeeded with this certificate. The first one ends the user's older certificates (CERT-7).

    A login, not a mere presentation: before the password is given, whoever holds the new .p12 may not be the
    user, and the old certificate is the only one that surely works. Returns what was ended.
    """
    certificate = Certificate.objects.select_related("user__contract").filter(fingerprint=fingerprint).first()
    if certificate is None or FirstUse.objects.filter(certificate=certificate).exists():
        return []
    _lock(certificate.user_id)
    # Looked up again behind the lock: another first use or a revocation may have come in between.
    if not Certificate.objects.valid_at(at).filter(pk=certificate.pk, first_use=None).exists():
        return []
    FirstUse.objects.create(certificate=certificate, at=at)
    older = Certificate.objects.issued_to(certificate.user_id).filter(ordinal__lt=certificate.ordinal)
    ended = _revoke(older.unended(at), reason=Reason.SUPERSEDED, by=by, at=at)
    _record(Event.FIRST_USED, certificate, by=by, at=at)
    return ended


@transaction.atomic
def publish_crl(*, by: Actor, at: datetime) -> authority.Published:
    """Sign the revocation lists anew from the register: daily, and after each revocation (CERT-15)."""
    published = authority.publish_crl(revoked=_revoked(at), at=at)
    audit.record(
        Event.CRL_PUBLISHED,
        chain=audit.SYSTEM_CHAIN,
        by=by,
        at=at,
        detail={"entries": published.entries, "next_update": published.next_update.isoformat()},
    )
    return published


def _revoked(at: datetime) -> Iterator[x509.Revoked]:
    """A row at a time, and not before the authority asks under its lock."""
    still_listed = at - timedelta(days=authority.CRL_DAYS)
    rows = Revocation.objects.for_crl(ended_after=still_listed)
    columns = rows.values_list("certificate__serial", "at", "certificate__generation")
    for serial, revoked_at, generation in columns.iterator(chunk_size=2000):
        yield x509.Revoked(int(serial, 16), revoked_at, generation)


def _lock(user_pk: int) -> None:
    """Issue, first use, revocation and notice of one user's certificates wait for each other here."""
    User.objects.select_for_update(no_key=True).get(pk=user_pk)


def _revoke(
    certificates: Iterable[Certificate], *, reason: Reason, by: Actor, at: datetime
) -> list[Revocation]:
    revocations = [
        Revocation.objects.create(certificate=certificate, reason=reason, by_user_id=by.signature, at=at)
        for certificate in certificates
    ]
    for revocation in revocations:
        _record(Event.REVOKED, revocation.certificate, by=by, at=at, reason=reason.label)
    if revocations:
        after_commit("certificates.publish_crl")
    return revocations


def _record(event: Event, certificate: Certificate, *, by: Actor, at: datetime, **detail: audit.JSON) -> None:
    audit.record(
        event,
        chain=certificate.user.log_chain,
        by=by,
        at=at,
        target=str(certificate.user),
        detail={"serial": certificate.serial, **detail},
    )
