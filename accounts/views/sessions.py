"""Login, logout and the page that says why a session ended (LOGIN-1, ENV-4, ENV-5, CERT-9)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import messages
from accounts.actions import sessions as actions
from accounts.forms import LoginForm
from accounts.guards import open_to_provisional, shut_out, takes_password
from accounts.members import Member
from accounts.models import User
from accounts.presented import fault_of, presented_user
from accounts.sessions import REASONS, actor, open_session
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.origins import Origin, absolute_url

# Those of よくあるご質問 about a login without a valid certificate.
QUESTIONS: Final = (19, 17, 20, 21)


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """「ログイン」: the certificate names the user, only the password is asked (LOGIN-1)."""
    if _member(request) is not None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    user = presented_user(request)
    if user is None:
        return _no_certificate(request)
    at = clock.now()
    if refusal := shut_out(user, at=at):
        return _shut(request, refusal)
    form = LoginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _try(request, user, form, at=at)
    return _login_page(request, user, form)


def _try(request: HttpRequest, user: User, form: LoginForm, *, at: datetime) -> HttpResponse:
    password = form.cleaned_data["password"]
    outcome = actions.log_in(user=user, password=password, by=actor(request, user), at=at)
    if isinstance(outcome, actions.LoggedIn):
        open_session(request, user=outcome.user, token=outcome.token, previous=outcome.previous_login, at=at)
        return redirect(settings.LOGIN_REDIRECT_URL)
    if refusal := shut_out(outcome.subject or user, at=at):
        return _shut(request, refusal)
    form.tell(messages.PASSWORD_WRONG, field="password")
    return _login_page(request, user, form)


@login_not_required
@open_to_provisional
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """「ログアウト」 (ENV-5). Pressed twice, the second finds nobody to log out and says the same."""
    member = _member(request)
    if member is not None:
        actions.log_out(user=member.user, by=member.actor, at=clock.now())
        auth.logout(request)
    return redirect("accounts:logged_out")


@login_not_required
@require_safe
def logged_out(request: HttpRequest) -> HttpResponse:
    """The session is over; the browser still holds the certificate until it is closed."""
    return render(request, "accounts/sessions/logged_out.html", {"top": _top()})


@login_not_required
@require_safe
def close(request: HttpRequest) -> HttpResponse:
    """「閉じる」: no script may close a window that it did not open, so the page says how."""
    return render(request, "accounts/sessions/close.html", {"top": _top()})


@login_not_required
@require_safe
def session_ended(request: HttpRequest, code: str) -> HttpResponse:
    """Why the user was logged out by force (ENV-4, LOGIN-2, LOGIN-6)."""
    if code not in REASONS:
        raise Http404
    return render(request, "accounts/sessions/ended.html", {"told": REASONS[code]})


def _no_certificate(request: HttpRequest) -> HttpResponse:
    """CERT-9's sentence whatever the reason, with the cause and the way out of this one (CERT-10)."""
    told, fault = messages.NO_CERTIFICATE, fault_of(request)
    if fault is not None:
        told = replace(told, code=fault.code, cause=fault.cause, remedy=fault.remedy)
    issue_url = absolute_url(Origin.PUBLIC, "certificates:authenticate")
    context = {"told": told, "questions": QUESTIONS, "issue_url": issue_url}
    return render(request, "accounts/sessions/no_certificate.html", context, status=403)


def _login_page(request: HttpRequest, user: User, form: LoginForm) -> HttpResponse:
    context = {"form": form, "user_id": user.user_id, "top": _top()}
    return render(request, "accounts/sessions/login.html", context)


def _shut(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "accounts/sessions/shut_out.html", {"told": refusal}, status=403)


def _member(request: HttpRequest) -> Member | None:
    return getattr(request, "member", None)


def _top() -> str:
    """The page with the four buttons stands on the public origin."""
    return absolute_url(Origin.PUBLIC, "portal:top")
