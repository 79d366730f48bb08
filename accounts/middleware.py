"""At the door of every page: who needs a login, whose session still is good, who was refused."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render

from accounts.addresses import address_of
from accounts.events import Event
from accounts.guards import AccessRefused
from accounts.members import Member, member_of
from accounts.models import User
from accounts.sessions import end_session, reason_to_end, touch
from chingin.kernel import audit, clock
from chingin.kernel.origins import Origin, origin_of

View = Callable[..., HttpResponseBase]
ENTRANCES: Final = {
    Origin.PUBLIC: "portal:top",
    Origin.CERTIFICATE: "accounts:login",
    Origin.STAFF: "admin:login",
}


class LoginRequired(LoginRequiredMiddleware):
    """Every page but a listed few needs a login (deny by default); each origin has its own way in."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Django's own would load the session before it sees that no login is needed."""
        if getattr(view_func, "outside_sessions", False):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        """To the entrance of this origin."""
        return redirect(ENTRANCES[origin_of(request)])


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
        if origin_of(request) is not Origin.CERTIFICATE or getattr(view, "outside_sessions", False):
            return None
        user = request.user
        if not isinstance(user, User):
            return None
        at = clock.now()
        if reason := reason_to_end(request, user, at=at):
            return end_session(request, user, reason, at=at)
        touch(request, at=at)
        request.member = member_of(user, address=address_of(request))  # type: ignore[attr-defined]  # MemberRequest
        if user.password_is_provisional and not getattr(view, "open_to_provisional", False):
            return redirect("accounts:change_provisional_password")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refused access is remembered and answered with 403 and the way out."""
        if not isinstance(exception, AccessRefused):
            return None
        _remember_refusal(request, exception)
        return render(request, "errors/refused.html", {"refusal": exception}, status=403)


def _remember_refusal(request: HttpRequest, refusal: AccessRefused) -> None:
    member: Member = request.member  # type: ignore[attr-defined]  # the guard that refused had one
    with transaction.atomic():
        audit.record(
            Event.ACCESS_REFUSED,
            chain=member.user.log_chain,
            by=member.actor,
            at=clock.now(),
            function=refusal.function_id,
            target=request.path,
            result=audit.Result.REFUSED,
        )
