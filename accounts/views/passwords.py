"""One's own password: changed by choice (USR-7) and by force after a provisional one (LOGIN-3)."""

from typing import Final

from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import functions, messages
from accounts.actions import sessions as actions
from accounts.forms import PasswordChangeForm
from accounts.guards import function_page, open_to_provisional, shut_out, takes_password
from accounts.members import MemberRequest
from accounts.models import User
from chingin.kernel import clock
from chingin.kernel.actors import Actor

CHANGED: Final = "パスワードを変更しました。次回から、新しいパスワードでログインしてください。"


@function_page(functions.PASSWORD_CHANGE)
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: MemberRequest) -> HttpResponse:
    """「パスワード変更」 of 共通機能 (USR-7)."""
    form = PasswordChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and has_changed(request, form, user=request.member.user, by=request.member.actor):
        return redirect("accounts:change_password")
    return render(request, "accounts/passwords/change.html", {"form": form})


@open_to_provisional
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def change_provisional_password(request: MemberRequest) -> HttpResponse:
    """Stands before every other page until the provisional password (仮のパスワード) is changed (LOGIN-3)."""
    if not request.member.user.password_is_provisional:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = PasswordChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and has_changed(request, form, user=request.member.user, by=request.member.actor):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/passwords/change_provisional.html", {"form": form})


@sensitive_variables()
def has_changed(request: HttpRequest, form: PasswordChangeForm, *, user: User, by: Actor) -> bool:
    """Change the password of whoever asks, a member or the bank's staff; otherwise the form says why not."""
    at, present, new = clock.now(), form.cleaned_data["present"], form.cleaned_data["new"]
    try:
        attempt = actions.change_password(user=user, present=present, new=new, by=by, at=at)
    except actions.SamePassword as refusal:
        form.tell(refusal, field="new")
        return False
    user = attempt.subject or user
    if not attempt.is_right:
        form.tell(shut_out(user, at=at) or messages.PASSWORD_WRONG, field="present")
        return False
    # The session, bound to the password's hash, goes on under a new key.
    update_session_auth_hash(request, user)
    notices.success(request, CHANGED)
    return True
