"""契約ユーザー情報照会 (USR-1 … USR-5): the contract's users, for its master."""

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.holding import UserGone
from accounts.actions.registration import UserIdTaken
from accounts.actions.users import (
    NothingChanged,
    NotLocked,
    TooManyUsers,
    change_user,
    delete_general_user,
    lift_user_lockout,
    register_general_user,
    registered_before,
)
from accounts.functions import USER_INQUIRY
from accounts.guards import function_page, takes_password
from accounts.lists import CONTRACT_USERS, roster, user_row
from accounts.members import MemberRequest
from accounts.models import Role, User
from accounts.user_forms import MasterChangeForm, UserChangeForm, UserRegistrationForm, change_form
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.views import list_view

FILES = (Medium.PDF, Medium.CSV, Medium.CSV_UTF8)
# HEAD is answered as GET.
entry_page = require_http_methods(["GET", "HEAD", "POST"])
_user_files = list_view(CONTRACT_USERS, media=FILES)


@function_page(USER_INQUIRY)
@require_safe
def users(request: MemberRequest) -> HttpResponse:
    """The list with its buttons 「登録へ」「更新へ」「削除」「ロック解除」 (USR-1)."""
    found = roster(contract=request.member.contract, as_of=clock.now())
    return render(
        request, "accounts/users/list.html", {"roster": found, "files": FILES, "full": TooManyUsers()}
    )


@function_page(USER_INQUIRY)
def user_list(request: MemberRequest) -> HttpResponseBase:
    """契約ユーザー一覧 (L29) to print or to keep: `?output=pdf`, `csv`, `csv-utf8`."""
    return _user_files(request, as_of=clock.now())


@function_page(USER_INQUIRY, changes=True)
@takes_password
@entry_page
@refusals_in_words
def user_new(request: MemberRequest) -> HttpResponse:
    """「登録へ」: full seats are told before anything is typed (USR-2)."""
    contract = request.member.contract
    is_posted = request.method == "POST"
    if not is_posted and roster(contract=contract, as_of=clock.now()).is_full:
        raise TooManyUsers
    form = UserRegistrationForm(request.POST if is_posted else None, contract=contract)
    if form.is_valid() and (user := _registered(request, form)):
        return redirect("accounts:user_registered", user.pk)
    return render(request, "accounts/users/new.html", {"form": form})


def _registered(request: MemberRequest, form: UserRegistrationForm) -> User | None:
    """The new user, of a second press too; None when the ID is another's, and the form says so (REG-9)."""
    contract, entry, grants = request.member.contract, form.entry(), form.grants()
    try:
        return register_general_user(
            contract=contract, entry=entry, grants=grants, by=request.member.actor, at=clock.now()
        )
    except (UserIdTaken, TooManyUsers) as refusal:
        if user := registered_before(contract=contract, entry=entry):
            return user
        if isinstance(refusal, TooManyUsers):
            raise
        form.tell(refusal, field="user_id")
        return None


@function_page(USER_INQUIRY, changes=True)
@require_safe
@refusals_in_words
def user_registered(request: MemberRequest, pk: int) -> HttpResponse:
    """登録結果, and what the new user does next."""
    user = present(general_user_of(request, pk))
    row = user_row(user=user, contract=request.member.contract, as_of=clock.now())
    return render(request, "accounts/users/registered.html", {"row": row})


@function_page(USER_INQUIRY, changes=True)
@takes_password
@entry_page
@refusals_in_words
def user_change(request: MemberRequest, pk: int) -> HttpResponse:
    """「更新へ」: 照会結果, and the fields that change (USR-3, USR-4)."""
    user = present(user_of(request, pk))
    form = change_form(user, request.POST if request.method == "POST" else None)
    if form.is_valid() and _changed(request, user, form):
        notices.success(request, f"{user.user_id}({user.name})の情報を更新しました。")
        return redirect("accounts:users")
    row = user_row(user=user, contract=request.member.contract, as_of=clock.now())
    return render(request, "accounts/users/change.html", {"form": form, "row": row})


def _changed(request: MemberRequest, user: User, form: MasterChangeForm | UserChangeForm) -> bool:
    try:
        change_user(user=user, change=form.change(), by=request.member.actor, at=clock.now())
    except NothingChanged as refusal:
        form.tell(refusal)
        return False
    return True


@function_page(USER_INQUIRY, changes=True)
@entry_page
@refusals_in_words
def user_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """「削除」: what will happen, then 「削除」 once more; pressed twice it acts once (USR-4)."""
    user = general_user_of(request, pk)
    if request.method == "POST":
        _delete(request, user)
        return redirect("accounts:users")
    row = user_row(user=present(user), contract=request.member.contract, as_of=clock.now())
    return render(request, "accounts/users/delete.html", {"row": row})


def _delete(request: MemberRequest, user: User) -> None:
    try:
        delete_general_user(user=user, by=request.member.actor, at=clock.now())
    except UserGone as refusal:
        notices.info(request, refusal.text)
    else:
        notices.success(request, f"{user.user_id}({user.name})を削除し、電子証明書を失効しました。")


@function_page(USER_INQUIRY, changes=True)
@require_POST
@refusals_in_words
def user_lift(request: MemberRequest, pk: int) -> HttpResponse:
    """「ロック解除」「閉塞解除」 of a general user (LOCK-5)."""
    user = general_user_of(request, pk)
    try:
        lift_user_lockout(user=user, by=request.member.actor, at=clock.now())
    except (NotLocked, UserGone) as refusal:
        notices.info(request, f"{refusal.text}{refusal.cause}")
    else:
        notices.success(request, f"{user.user_id}({user.name})のロック・閉塞を解除しました。")
    return redirect("accounts:users")


def user_of(request: MemberRequest, pk: int) -> User:
    """A user of the member's own contract, deleted or not; another contract's is 404."""
    user: User = get_object_or_404(request.member.contract.users, pk=pk)
    return user


def general_user_of(request: MemberRequest, pk: int) -> User:
    """One whom the master may delete and free; the master itself is 404 here."""
    users = request.member.contract.users.filter(role=Role.GENERAL)
    user: User = get_object_or_404(users, pk=pk)
    return user


def present(user: User) -> User:
    """The user, or UserGone when somebody deleted it meanwhile."""
    if not user.is_active:
        raise UserGone
    return user
