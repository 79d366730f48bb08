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
    session, certificate = request.session, presented_certificate(request)
    token = session.get(TOKEN, "")
    if not token or not constant_time_compare(token, user.session_token):
        return messages.ELSEWHERE
    if certificate is None:
        return messages.CERTIFICATE_NO_LONGER_GOOD
    if certificate.fingerprint != session.get(FINGERPRINT):
        return messages.OTHER_CERTIFICATE
    if at.timestamp() - session[LAST_SEEN] > rules.SCREEN_TIMEOUT.total_seconds():
        return messages.TIMED_OUT
    return None


def end_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> HttpResponseRedirect:
    """Log out by force, remember it, and tell why."""
    by = Actor(user_id=user.user_id, name=user.name, address=address_of(request))
    with transaction.atomic():
        audit.record(Event.SESSION_ENDED, chain=user.log_chain, by=by, at=at, target=reason.text)
    auth.logout(request)
    return redirect("accounts:session_ended", code=reason.code)
