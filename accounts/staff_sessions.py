"""The session of a member of staff: 60 minutes idle, one at a time (BNK-3, ENV-4, LOGIN-6)."""

from datetime import datetime

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from accounts.actions.sessions import LoggedIn
from accounts.actions.staff import device_of
from accounts.messages import ELSEWHERE, TIMED_OUT
from accounts.models import User
from accounts.sessions import TOKEN, close_session, is_idle, is_replaced, touch
from chingin.kernel.messages import Message

BACKEND = "accounts.backends.StaffBackend"


def open_session(request: HttpRequest, entered: LoggedIn, *, at: datetime) -> None:
    """Begin a session under a new key, bound to this login and to the device that showed the token."""
    # django-otp writes it into the session when the login is told (django_otp.login).
    entered.user.otp_device = device_of(entered.user)  # type: ignore[attr-defined]  # django-otp's
    auth.login(request, entered.user, backend=BACKEND)
    request.session[TOKEN] = entered.token
    touch(request, at=at)


def reason_to_end(request: HttpRequest, user: User, *, at: datetime) -> Message | None:
    """Why this session may not go on, if so. A session that no login here began may never."""
    if is_replaced(request, user):
        return ELSEWHERE
    return TIMED_OUT if is_idle(request, at=at) else None


def end_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> HttpResponseRedirect:
    """Log out by force, remember it, and tell why on the login page."""
    close_session(request, user, reason, at=at)
    messages.warning(request, reason.text + reason.remedy)
    return redirect("admin:login")
