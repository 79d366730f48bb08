"""Users are written to when their certificate nears its end, and when it has ended (CERT-8)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from certificates import emails, rules
from certificates.events import Event
from certificates.models import Certificate, Notice
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.clock import local_date


def notices_due(*, at: datetime) -> Iterator[tuple[rules.Notice, Certificate]]:
    """What `send_expiry_notices` would send now."""
    for notice in rules.Notice:
        due = Certificate.objects.to_be_noticed(notice, on=local_date(at))
        for certificate in due.order_by("pk").iterator(chunk_size=500):
            yield notice, certificate


def send_expiry_notices(*, by: Actor, at: datetime) -> list[tuple[rules.Notice, Certificate]]:
    """Send each notice that is due, once ever, also those of days on which nobody sent; what was sent."""
    return [(notice, due) for notice, due in list(notices_due(at=at)) if _send(notice, due, by=by, at=at)]


@transaction.atomic
def _send(notice: rules.Notice, certificate: Certificate, *, by: Actor, at: datetime) -> bool:
    """Row and mail in one transaction, behind the user's lock: no renewal, no second sender comes between."""
    User.objects.select_for_update(no_key=True).get(pk=certificate.user_id)
    due = Certificate.objects.to_be_noticed(notice, on=local_date(at)).filter(pk=certificate.pk)
    found = due.select_related("user__contract__branch__bank").first()
    if found is None:
        return False
    Notice.objects.create(certificate=found, kind=notice.value, at=at)
    emails.announce_end(found, notice, at=at)
    audit.record(
        Event.NOTICE_SENT,
        chain=found.user.log_chain,
        by=by,
        at=at,
        target=str(found.user),
        detail={"notice": notice.value, "last_day": found.last_day.isoformat()},
    )
    return True
