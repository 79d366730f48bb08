"""What the workers do for accounts."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task(name="accounts.clear_sessions")  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Every night: sessions that are over leave the table, with the sealed remains of given-up issues."""
    SessionStore.clear_expired()
