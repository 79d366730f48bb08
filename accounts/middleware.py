"""The session of a member: whose it is, and what ends it (LOGIN-2, LOGIN-6, ENV-4)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import auth
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from accounts import messages, rules
from accounts.events import Event
from accounts.guards import AccessRefused
from accounts.members import MemberRequest, member_of
from accounts.models import User
from accounts.presented import presented_certificate
from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.messages import Message
from chingin.kernel.origins import Origin, origin_of

View = Callable[..., HttpResponseBase]
LAST_SEEN = "last_seen"
TOKEN = "session_token"  # noqa: S105  a key of the session, not a secret
FINGERPRINT = "certificate"
PREVIOUS_LOGIN = "previous_login"


def open_session(
    request: HttpRequest, *, user: User, token: str, previous: datetime | None, at: datetime
) -> None:
    """Begin a member's session, bound to this login and to the certificate that came with it."""
    certificate = presented_certificate(request)
    assert certificate is not None
    auth.login(request, user, backend="accounts.backends.MemberBackend")
    request.session[TOKEN] = token
    request.session[FINGERPRINT] = certificate.fingerprint
    request.session[LAST_SEEN] = at.timestamp()
    request.session[PREVIOUS_LOGIN] = previous.isoformat() if previous else ""


class LoginRequired(LoginRequiredMiddleware):
    """Every page but a listed few needs a login (deny by default); each origin has its own way in."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        """To the login of this origin."""
        if origin_of(request) is Origin.STAFF:
            return redirect("admin:login")
        return redirect("accounts:login")


class MemberMiddleware:
    """Sets `request.member` on the certificate origin, once no reason to end the session is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only passes on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """End the session with its reason, ask for a new password first, or let the member in."""
        user = request.user
        if origin_of(request) is not Origin.CERTIFICATE or not isinstance(user, User):
            return None
        at = clock.now()
        if reason := reason_to_end(request, user, at=at):
            return end_session(request, user, reason, at=at)
        request.session[LAST_SEEN] = at.timestamp()
        member_of_request(request, user)
        if user.password_is_provisional and not getattr(view, "open_to_provisional", False):
            return redirect("accounts:change_provisional_password")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refused access is remembered and answered with 403 and the way out."""
        if not isinstance(exception, AccessRefused):
            return None
        member = getattr(request, "member", None)
        if member is not None:
            with transaction.atomic():
                audit.record(
                    Event.ACCESS_REFUSED,
                    chain=member.user.log_chain,
                    by=member.actor,
                    at=clock.now(),
                    function=exception.function_id,
                    target=request.path,
                    result=audit.Result.REFUSED,
                )
        return render(request, "errors/refused.html", {"refusal": exception}, status=403)


def member_of_request(request: HttpRequest, user: User) -> None:
    """Attach the member to the request."""
    request.member = member_of(user, address=address_of(request))  # type: ignore[attr-defined]  # MemberRequest


def address_of(request: HttpRequest) -> str:
    """The browser's address as nginx saw it (接続元)."""
    address: str = request.headers.get("X-Forwarded-For", "") or request.META.get("REMOTE_ADDR", "")
    return address


def reason_to_end(request: HttpRequest, user: User, *, at: datetime) -> Message | None:
    """Why this session may not go on, if so."""
    session = request.session
    certificate = presented_certificate(request)
    if not constant_time_compare(session.get(TOKEN, ""), user.session_token):
        return messages.ELSEWHERE
    if certificate is None or certificate.fingerprint != session.get(FINGERPRINT):
        return messages.OTHER_CERTIFICATE
    if at.timestamp() - session.get(LAST_SEEN, 0) > rules.SCREEN_TIMEOUT.total_seconds():
        return messages.TIMED_OUT
    return None


def end_session(request: HttpRequest, user: User, reason: Message, *, at: datetime) -> HttpResponse:
    """Log out by force and tell why."""
    by = Actor(user_id=user.user_id, name=user.name, address=address_of(request))
    with transaction.atomic():
        audit.record(Event.SESSION_ENDED, chain=user.log_chain, by=by, at=at, target=reason.text)
    auth.logout(request)
    return redirect("accounts:session_ended", code=reason.code)


__all__ = ["LoginRequired", "MemberMiddleware", "MemberRequest", "end_session", "open_session"]
