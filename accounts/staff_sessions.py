"""The session of a member of staff: 60 minutes idle, one at a time (BNK-3, ENV-4, LOGIN-6)."""

from datetime import datetime

from django.contrib import auth, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from accounts import rules
from accounts.actions.sessions import LoggedIn
from accounts.actions.staff import device_of
from accounts.addresses import address_of
from accounts.events import Event
from accounts.messages import ELSEWHERE, TIMED_OUT
from accounts.models import User
from accounts.sessions import LAST_SEEN, TOKEN, touch
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.messages import Message

BACKEND = "accounts.backends.StaffBackend"


def open_session(request: HttpRequest, entered: LoggedIn, *, at: datetime) -> None:
    """Begin a session under a new key, bound to this login and to the device that showed the token."""
    # django-otp writes it into the session when the login is told (django_otp.login).
    entered.user.otp_device = device_of(entered.user)  # type: ignore[attr-defined]  # django-otp's
    auth.login(request, entered.user, backend=BACKEND)
    request.session[TOKEN] = entered.token
    touch(request, at=at)


def actor(request: HttpRequest, user: User) -> Actor:
    """The person behind the request, for the operation log."""
    return Actor(user_id=user.user_id, name=user.name, address=address_of(request))


def reason_to_end(request: HttpRequest, user: User, *, at: datetime) -> Message | None:
    """Why this session may not go on, if so. A session that no login here began may never."""
    token = request.session.get(TOKEN, "")
    if not token or not constant_time_compare(token, user.session_token):
        return ELSEWHERE
    if at.timestamp() - request.session[LAST_SEEN] > rules.SCREEN_TIMEOUT.total_seconds():
        return TIMED_OUT
    return None


def end_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> HttpResponseRedirect:
    """Log out by force, remember it, and tell why on the login page."""
    by = actor(request, user)
    with transaction.atomic():
        audit.record(Event.SESSION_ENDED, chain=user.log_chain, by=by, at=at, target=reason.text)
    auth.logout(request)
    messages.warning(request, reason.text + reason.remedy)
    return redirect("admin:login")
