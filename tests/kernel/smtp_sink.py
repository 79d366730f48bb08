"""A mail server of our own on 127.0.0.1 that takes, refuses or stalls as a test wishes."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def subject_of(message: EmailMessage) -> str:
    """The subject without the blank of a folded line, which Python 3.11 takes for a part of it."""
    return str(message["Subject"]).strip()


class Sink:
    """What came in; what is refused; where the conversation stalls."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.greetings = 0
        # Recipient or subject → answer.
        self.refused: dict[str, str] = {}
        # Stall before the answer about this recipient, or about this recipient's mail once it is taken.
        self.stall_at_recipient = self.stall_after_mail_to = ""
        self.stalled, self.go_on = threading.Event(), threading.Event()

    @property
    def message_ids(self) -> "Counter[str]":
        return Counter(message["Message-ID"] for message in self.received)

    @property
    def recipients(self) -> list[str]:
        return sorted(message["To"] for message in self.received)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.stall_at_recipient:
            await self._stall()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        message = message_from_bytes(content, _class=EmailMessage, policy=default)
        if (subject := subject_of(message)) in self.refused:
            return self.refused[subject]
        self.received.append(message)
        if message["To"] == self.stall_after_mail_to:
            await self._stall()
        return "250 OK"

    async def _stall(self) -> None:
        """Until the test lets go, at most ten seconds: a test fails rather than hangs."""
        self.stalled.set()
        for _ in range(1000):
            if self.go_on.is_set():
                break
            await asyncio.sleep(0.01)


@contextmanager
def listening(port: int) -> Iterator[Sink]:
    """The sink on 127.0.0.1:`port`, in a thread of its own."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink
    finally:
        sink.go_on.set()
        controller.stop()
