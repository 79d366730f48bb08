"""The master user's initial registration (マスターユーザーの初期登録, REG), in the manual's six steps.

What stands in the session between the steps is the contract whose initial password was right, for 30 minutes;
then the registered user, for the result page.
"""

from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import messages
from accounts.actions.passwords import try_initial_password
from accounts.actions.registration import MasterAlreadyRegistered, UserEntry, UserIdTaken, register_master
from accounts.addresses import address_of
from accounts.forms import InitialLoginForm, MasterForm
from accounts.guards import takes_password
from accounts.models import Contract, User
from chingin.kernel import clock
from chingin.kernel.actors import Actor

STEPS: Final = (
    "①URLアクセス",
    "②マスターユーザー初期登録選択",
    "③初期登録ログイン",
    "④登録内容入力",
    "⑤登録実行",
    "⑥登録結果",
)
ALLOWED: Final = timedelta(minutes=30)
CONTRACT: Final = "registration_contract"
REGISTERED: Final = "registration_user"
SINCE: Final = "registration_since"
NOBODY: Final = 0
TOO_LATE: Final = (
    "初期登録ログインが済んでいないか、済んでから30分が過ぎたため、登録画面を表示できません。"
    "入力途中の内容は登録されていません。契約番号と初期パスワードを、もう一度入力してください。"
)


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """③「マスターユーザー初期登録ログイン」 (REG-2). Whatever is wrong, the answer is the same (LOCK-6)."""
    form = InitialLoginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = clock.now()
        number, password = form.cleaned_data["number"], form.cleaned_data["password"]
        by = Actor(user_id=number, name="", address=address_of(request))
        attempt = try_initial_password(number=number, password=password, by=by, at=at)
        if attempt.subject is not None and attempt.is_right:
            request.session.flush()
            _remember(request, CONTRACT, attempt.subject.pk, at=at)
            return redirect("registration:entry")
        form.tell(messages.INITIAL_LOGIN_REFUSED)
    return render(request, "accounts/registration/login.html", {"form": form, "steps": STEPS})


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """④「マスターユーザー初期登録」 and ⑤ its execution (REG-3)."""
    at = clock.now()
    contract = _contract(request, at=at)
    if contract is None:
        return _back(request, at=at)
    form = MasterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _register(request, contract, form, at=at)
    return _already_registered(request) if contract.master else _entry_page(request, contract, form)


def _register(request: HttpRequest, contract: Contract, form: MasterForm, *, at: datetime) -> HttpResponse:
    if not form.is_valid():
        return _entry_page(request, contract, form)
    entry, address = form.entry(), address_of(request)
    try:
        user = register_master(contract=contract, entry=entry, address=address, at=at)
    except UserIdTaken as refusal:
        form.tell(refusal, field="user_id")
        return _entry_page(request, contract, form)
    except MasterAlreadyRegistered:
        master = contract.master
        if master is None or not _is_of(entry, master):
            return _already_registered(request)
        user = master  # 「登録」 was pressed twice
    _remember(request, REGISTERED, user.pk, at=at)
    return redirect("registration:result")


@login_not_required
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """⑥「登録結果」, which may be read again for 30 minutes."""
    user = _registered(request, at=clock.now())
    if user is None:
        return redirect("portal:top")
    context = {"user_id": user.user_id, "user_name": user.name, "mail": user.mail, "at": user.registered_at}
    return render(request, "accounts/registration/result.html", {**context, "steps": STEPS})


def _entry_page(request: HttpRequest, contract: Contract, form: MasterForm) -> HttpResponse:
    context = {"form": form, "contract": contract, "steps": STEPS}
    return render(request, "accounts/registration/entry.html", context)


def _already_registered(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    told = {"told": messages.MASTER_REGISTERED}
    return render(request, "accounts/registration/already_registered.html", told)


def _back(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """A second press that comes after the first was answered sees the result; others begin again."""
    if _registered(request, at=at):
        return redirect("registration:result")
    notices.warning(request, TOO_LATE)
    return redirect("registration:login")


def _is_of(entry: UserEntry, user: User) -> bool:
    return (entry.user_id, entry.name, entry.mail) == (user.user_id, user.name, user.mail)


def _remember(request: HttpRequest, key: str, pk: int, *, at: datetime) -> None:
    """Step forward: of the steps before nothing is left; by its key, a second press finds the answer."""
    request.session.clear()
    request.session[key], request.session[SINCE] = pk, at.timestamp()


def _remembered(request: HttpRequest, key: str, *, at: datetime) -> int:
    since: float = request.session.get(SINCE, 0)
    pk: int = request.session.get(key, NOBODY)
    return pk if at.timestamp() - since <= ALLOWED.total_seconds() else NOBODY


def _contract(request: HttpRequest, *, at: datetime) -> Contract | None:
    remembered = _remembered(request, CONTRACT, at=at)
    contract: Contract | None = Contract.objects.open_for_registration().filter(pk=remembered).first()
    return contract


def _registered(request: HttpRequest, *, at: datetime) -> User | None:
    remembered = _remembered(request, REGISTERED, at=at)
    user: User | None = User.objects.registered().filter(pk=remembered).first()
    return user
