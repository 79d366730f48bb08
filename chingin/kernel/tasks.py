"""What the workers do for the kernel."""

from celery import shared_task

from . import clock
from .mail import deliver, deliver_pending


@shared_task(name="kernel.deliver_mail")  # type: ignore[untyped-decorator]
def deliver_mail(*, mail: int) -> None:
    """Send one mail of the outbox, unless it is sent already or another worker is at it."""
    deliver(mail, at=clock.now())


@shared_task(name="kernel.deliver_pending_mail")  # type: ignore[untyped-decorator]
def deliver_pending_mail() -> None:
    """Every minute: send what is due."""
    deliver_pending(clock.now())
