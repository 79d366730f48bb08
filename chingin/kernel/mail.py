"""The outbox: a mail is a row in the transaction that announces it, and is sent after the commit.

At least once: a worker that dies between the mail server's answer and its own commit sends the mail again,
under the same Message-ID. A mail with a secret (the one-time code) never comes here: its own task
makes and sends it.
"""

import hashlib
import logging
import os
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import Enum, auto
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template import Context, Engine

from . import clock
from .later import after_commit
from .models import MailState, OutgoingMail, OutgoingMailQuerySet
from .secrecy import refuse_secret

logger = logging.getLogger(__name__)

# Minutes from one attempt to the next; the last one repeats until GIVE_UP_AFTER.
BACKOFF: Final = (1, 5, 15, 60, 180, 360)
GIVE_UP_AFTER: Final = timedelta(days=3)


class Delivery(Enum):
    """What became of one attempt."""

    SENT = auto()
    REFUSED = auto()  # for good
    POSTPONED = auto()  # this mail, for now
    UNREACHABLE = auto()  # the mail server, for now


def enqueue(
    *, key: str, to: str, template: str, context: Mapping[str, str | int], at: datetime, sender: str = ""
) -> OutgoingMail:
    """Write a mail into the outbox and start its delivery after the commit; a known key gives its mail.

    `template` names `emails/<template>.txt`; its first line is the subject. SecretRefused for a context value
    whose name looks like a secret's.
    """
    subject, body = _rendered(template, context)
    sender = sender or settings.DEFAULT_FROM_EMAIL
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "recipient": to,
            "sender": sender,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_attempt_at": at,
        },
    )
    if is_new:
        after_commit("kernel.deliver_mail", mail=mail.pk)
    return mail


def _rendered(template: str, context: Mapping[str, str | int]) -> tuple[str, str]:
    for name in context:
        refuse_secret(name)
    text = Engine.get_default().get_template(f"emails/{template}.txt")
    # Plain text: an ampersand in a union's name stays an ampersand.
    subject, _, body = text.render(Context(dict(context), autoescape=False)).partition("\n")
    return " ".join(subject.split()), body.lstrip("\n")


def deliver(mail_id: int, *, at: datetime) -> Delivery | None:
    """Try to send one mail that is due; None when it is not, or when another worker is at it."""
    connection = get_connection()
    try:
        return _deliver_first(OutgoingMail.objects.due(at).filter(pk=mail_id), at, connection)
    finally:
        connection.close()


def deliver_pending(at: datetime) -> Counter[Delivery]:
    """Send what is due, beside other workers; how many attempts ended how. Stops at an unreachable server."""
    outcomes: Counter[Delivery] = Counter()
    connection = get_connection()
    try:
        while outcome := _deliver_first(OutgoingMail.objects.due(at), at, connection):
            outcomes[outcome] += 1
            if outcome is Delivery.UNREACHABLE:
                break
    finally:
        connection.close()
    return outcomes


@transaction.atomic
def _deliver_first(due: OutgoingMailQuerySet, at: datetime, connection: BaseEmailBackend) -> Delivery | None:
    """One transaction per mail: it is sent and marked as sent, or neither."""
    mail = due.select_for_update(no_key=True, skip_locked=True).first()
    if mail is None:
        return None
    outcome, error = _attempt(mail, connection)
    _note(mail, outcome, error, at)
    mail.save(update_fields=["state", "attempts", "next_attempt_at", "sent_at", "last_error"])
    return outcome


def _attempt(mail: OutgoingMail, connection: BaseEmailBackend) -> tuple[Delivery, str]:
    try:
        connection.open()
        _message(mail, connection).send()
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as error:
        return (Delivery.REFUSED if _is_permanent(error) else Delivery.POSTPONED), str(error)
    except OSError as error:  # smtplib's exceptions are OSErrors
        return Delivery.UNREACHABLE, str(error)
    except ValueError as error:
        # No mail can be made of it: a header with a line break, an address that is none.
        return Delivery.REFUSED, str(error)
    return Delivery.SENT, ""


def _is_permanent(error: SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return error.smtp_code >= 500


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    headers = {
        "Message-ID": message_id(mail),
        # RFC 3834: answering machines leave it alone.
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        mail.subject, mail.body, mail.sender, [mail.recipient], connection=connection, headers=headers
    )


def message_id(mail: OutgoingMail) -> str:
    """The same for each attempt, so that a mail sent twice is known to be one."""
    origin = f"{mail.pk} {mail.created_at.timestamp():.6f} {mail.key}"
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(origin.encode()).hexdigest()[:40]}@{domain}>"


def _note(mail: OutgoingMail, outcome: Delivery, error: str, at: datetime) -> None:
    mail.attempts += 1
    mail.last_error = error
    if outcome is Delivery.SENT:
        mail.state, mail.sent_at = MailState.SENT, at
        return
    mail.next_attempt_at = at + timedelta(minutes=BACKOFF[min(mail.attempts, len(BACKOFF)) - 1])
    if outcome is Delivery.REFUSED or mail.next_attempt_at > mail.created_at + GIVE_UP_AFTER:
        mail.state = MailState.FAILED
        logger.error(
            "mail %s to %s given up after %d attempts: %s", mail.key, mail.recipient, mail.attempts, error
        )


class EmlFileBackend(BaseEmailBackend):
    """Writes each mail to a file of its own under EMAIL_FILE_PATH, for the demonstration.

    `20261121T090000_0001_taro@example.jp.eml`: sorted by name is sorted by time. Each appears whole.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; how many."""
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        directory = Path(settings.EMAIL_FILE_PATH)  # type: ignore[misc]  # a setting of the demonstration
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Mails of the demonstration hold codes: the file is its owner's alone, as mkstemp makes it.
        handle, unfinished = tempfile.mkstemp(prefix=".", dir=directory)
        with os.fdopen(handle, "wb") as file:
            file.write(message.message().as_bytes())
        _publish(Path(unfinished), _recipient(message))


def _recipient(message: EmailMessage) -> str:
    return re.sub(r"[^A-Za-z0-9@.+-]", "_", " ".join(message.recipients()))[:100]


def _publish(unfinished: Path, recipient: str) -> None:
    """Give the file the next number of this second. A link, unlike a rename, never replaces another mail."""
    stamp = f"{clock.now().astimezone(clock.JST):%Y%m%dT%H%M%S}"
    number = len(list(unfinished.parent.glob(f"{stamp}_*.eml"))) + 1
    while not _is_linked(unfinished, unfinished.with_name(f"{stamp}_{number:04}_{recipient}.eml")):
        number += 1
    unfinished.unlink()


def _is_linked(unfinished: Path, finished: Path) -> bool:
    try:
        finished.hardlink_to(unfinished)
    except FileExistsError:
        return False
    return True
