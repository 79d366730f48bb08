"""The session of a member: one login, one certificate, 60 minutes a screen (LOGIN-2, LOGIN-6, ENV-4)."""

from datetime import datetime
from typing import Final

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from accounts import messages, rules
from accounts.addresses import address_of
from accounts.events import Event
from accounts.models import User
from accounts.presented import presented_certificate
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.messages import Message

TOKEN: Final = "session_token"  # noqa: S105  a key of the session, not a secret
FINGERPRINT: Final = "certificate"
LAST_SEEN: Final = "last_seen"
PREVIOUS_LOGIN: Final = "previous_login"
# What a person may be told when a session was ended by force.
REASONS: Final = {
    reason.code: reason
    for reason in (
        messages.TIMED_OUT,
        messages.ELSEWHERE,
        messages.OTHER_CERTIFICATE,
        messages.CERTIFICATE_NO_LONGER_GOOD,
        messages.SERVICE_ENDED,
    )
}


def open_session(
    request: HttpRequest, *, user: User, token: str, previous: datetime | None, at: datetime
) -> None:
    """Begin a member's session under a new key, bound to this login and its certificate (LOGIN-2)."""
    certificate = presented_certificate(request)
    assert certificate is not None
    auth.login(request, user, backend="accounts.backends.MemberBackend")
    request.session[TOKEN] = token
    request.session[FINGERPRINT] = certificate.fingerprint
    request.session[PREVIOUS_LOGIN] = previous.isoformat() if previous else ""
    touch(request, at=at)


def touch(request: HttpRequest, *, at: datetime) -> None:
    """Each click starts the 60 minutes again (ENV-4)."""
    request.session[LAST_SEEN] = at.timestamp()


def previous_login(request: HttpRequest) -> datetime | None:
    """When the member logged in before this session (LOGIN-6); None at the first login."""
    stored = request.session.get(PREVIOUS_LOGIN, "")
    return datetime.fromisoformat(stored) if stored else None


def reason_to_end(request: HttpRequest, user: User, *, at: datetime) -> Message | None:
    """Why this session may not go on, if so. A session that no login here began may never."""
    if is_replaced(request, user):
        return messages.ELSEWHERE
    certificate = presented_certificate(request)
    if certificate is None:
        return messages.CERTIFICATE_NO_LONGER_GOOD
    if certificate.fingerprint != request.session.get(FINGERPRINT):
        return messages.OTHER_CERTIFICATE
    return messages.TIMED_OUT if is_idle(request, at=at) else None


def is_replaced(request: HttpRequest, user: User) -> bool:
    """Whether another login made another session the only good one (LOGIN-6)."""
    token = request.session.get(TOKEN, "")
    return not token or not constant_time_compare(token, user.session_token)


def is_idle(request: HttpRequest, *, at: datetime) -> bool:
    """Whether nobody clicked for more than 60 minutes (ENV-4)."""
    return at.timestamp() - float(request.session[LAST_SEEN]) > rules.SCREEN_TIMEOUT.total_seconds()


def end_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> HttpResponseRedirect:
    """Log out by force, remember it, and tell why."""
    close_session(request, user, reason, at=at)
    return redirect("accounts:session_ended", code=reason.code)


def close_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> None:
    """Log out by force, and remember it."""
    with transaction.atomic():
        audit.record(
            Event.SESSION_ENDED, chain=user.log_chain, by=actor(request, user), at=at, target=reason.text
        )
    auth.logout(request)


def actor(request: HttpRequest, user: User) -> Actor:
    """The person behind the request, for the operation log."""
    return Actor(user_id=user.user_id, name=user.name, address=address_of(request))
