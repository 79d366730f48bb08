"""A member's own password: changed by choice (USR-7) and by force after a provisional one (LOGIN-3)."""

from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import functions, messages
from accounts.actions import sessions as actions
from accounts.forms import PasswordChangeForm
from accounts.guards import function_page, open_to_provisional, shut_out, takes_password
from accounts.members import MemberRequest
from chingin.kernel import clock

CHANGED = "パスワードを変更しました。次回から、新しいパスワードでログインしてください。"


@function_page(functions.PASSWORD_CHANGE)
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: MemberRequest) -> HttpResponse:
    """「パスワード変更」 of 共通機能 (USR-7)."""
    form = PasswordChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _change(request, form):
        notices.success(request, CHANGED)
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
    if form.is_valid() and _change(request, form):
        notices.success(request, CHANGED)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/passwords/change_provisional.html", {"form": form})


def _change(request: MemberRequest, form: PasswordChangeForm) -> bool:
    at, member = clock.now(), request.member
    present, new = form.cleaned_data["present"], form.cleaned_data["new"]
    try:
        attempt = actions.change_password(user=member.user, present=present, new=new, by=member.actor, at=at)
    except actions.SamePassword as refusal:
        form.tell(refusal, field="new")
        return False
    user = attempt.subject or member.user
    if not attempt.is_right:
        form.tell(shut_out(user, at=at) or messages.PASSWORD_WRONG, field="present")
        return False
    # The session, bound to the password's hash, goes on under a new key.
    update_session_auth_hash(request, user)
    return True
