"""A mail server on a loopback port that keeps what it is given."""

import email
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .processes import free_port


@dataclass
class Mailbox:
    """The mails that arrived, in order."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def await_mail(self, to: str, subject: str, *, seconds: float = 20) -> str:
        """The body of the newest mail to this address whose subject holds these words; waits for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails):
                if mail["To"] == to and subject in str(mail["Subject"]):
                    return str(mail.get_content())
            time.sleep(0.05)
        raise AssertionError(
            f"no mail {subject!r} to {to}; there are {[(m['To'], m['Subject']) for m in self.mails]}"
        )

    def await_code(self, to: str) -> str:
        """The one-time code (認証コード) of the newest mail that brings one."""
        found = re.search(r"認証コード: (\d{6})\r?$", self.await_mail(to, "認証コード"), re.MULTILINE)
        assert found
        return found[1]


@contextmanager
def server() -> Iterator[Mailbox]:
    """Yield the mailbox of a running server."""
    mailbox = Mailbox(port=free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
