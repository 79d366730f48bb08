"""What the workers do for certificates. Each may run twice."""

from celery import Task, shared_task

from certificates import rules
from certificates.actions import flow, notices, revocation
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from chingin.kernel.errors import Refusal


# smtplib's errors are OSErrors. The user looks at a page that offers 「再送信」: two minutes are enough.
@shared_task(  # type: ignore[untyped-decorator]
    bind=True, name="certificates.send_code", autoretry_for=(OSError,), retry_backoff=5, max_retries=4
)
def send_code(self: Task, *, issuance_code: str) -> None:
    """Mail the code that this flow waits for. If another worker is at it, see later whether it was lost."""
    if flow.send_code(issuance_code, at=clock.now()) is flow.Sending.ELSEWHERE:
        raise self.retry(countdown=rules.SENDING_LASTS.total_seconds())


@shared_task(  # type: ignore[untyped-decorator]
    name="certificates.publish_crl", autoretry_for=(OSError, Refusal), retry_backoff=30, max_retries=5
)
def publish_crl() -> None:
    """Daily, and after each revocation."""
    revocation.publish_crl(by=SYSTEM, at=clock.now())


@shared_task(name="certificates.send_expiry_notices")  # type: ignore[untyped-decorator]
def send_expiry_notices() -> None:
    """Every day at 8:30."""
    notices.send_expiry_notices(by=SYSTEM, at=clock.now())
