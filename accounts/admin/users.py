"""Users (契約ユーザー) and staff (労金職員), to read; what may be done to them are procedures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.actions import staff as actions
from accounts.actions.contracts import Grounds, lift_lockout
from accounts.models import STAFF_ROLES, Role, User
from accounts.rules import Standing
from accounts.scope import banks_of, branches_of, users_of
from accounts.staff_forms import GroundsForm, StaffForm
from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.procedures import Procedure
from chingin.staff.requests import actor_of

from .standing import standing_in_words

SHOWN_ONCE: Final = "admin/credentials.html"
_MANAGERS: Final = (Role.FEDERATION, Role.BANK_STAFF)


def _is_shut(user: User, at: datetime) -> bool:
    """A general user's lock is the master's to lift (LOCK-5)."""
    return user.role != Role.GENERAL and user.standing(at=at) is not Standing.OPEN


def _is_staff(user: User, _at: datetime) -> bool:
    return user.is_staff


def _lift(*, row: User, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
    lift_lockout(row=row, grounds=Grounds(**values), by=by, at=at)


def _renew(*, row: User, values: Mapping[str, Any], by: Actor, at: datetime) -> actions.Credentials:
    password = actions.provisional_password()
    return actions.renew_staff(staff=row, password=password, grounds=Grounds(**values), by=by, at=at)


def _delete(*, row: User, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
    actions.delete_staff(staff=row, grounds=Grounds(**values), by=by, at=at)


LIFT_LOCKOUT: Final[Procedure[User]] = Procedure(
    slug="lift-lockout",
    label="ロック・閉塞解除",
    form=GroundsForm,
    run=_lift,
    done="ロック・閉塞を解除しました。",
    roles=STAFF_ROLES,
    notice="パスワードの誤りによるロック・閉塞を解除します。パスワードは変わりません。",
    is_open=_is_shut,
)
RENEW: Final[Procedure[User]] = Procedure(
    slug="renew",
    label="仮パスワード・認証アプリの再発行",
    form=GroundsForm,
    run=_renew,
    done="仮パスワードと認証アプリの登録用の鍵を再発行しました。",
    roles=_MANAGERS,
    notice="新しい仮パスワードと、認証アプリの登録用の鍵を発行します。いまのパスワードと認証アプリは、すぐに使えなくなります。",
    is_open=_is_staff,
    result_template=SHOWN_ONCE,
)
DELETE: Final[Procedure[User]] = Procedure(
    slug="remove",
    label="職員の削除",
    form=GroundsForm,
    run=_delete,
    done="職員を削除しました。",
    roles=_MANAGERS,
    notice="この職員を削除します。すぐにログインできなくなります。元には戻せません。",
    is_open=_is_staff,
)


@admin.register(User)
class UserAdmin(ActionAdmin[User]):
    """Never a hash, never a token. 「追加」 registers staff; users of contracts are registered elsewhere."""

    viewers = STAFF_ROLES
    registrars = _MANAGERS
    form = StaffForm
    register_label = "職員を登録"
    procedures = (LIFT_LOCKOUT, RENEW, DELETE)
    list_display = ("user_id", "name", "role", "place", "state", "last_login")
    list_filter = ("role",)
    search_fields = ("user_id", "name", "contract__number")
    search_help_text = "ユーザーID、ユーザー名、契約番号で検索します。"
    ordering = ("user_id",)
    readonly_fields = ("place", "state", "last_login", "registered_at")
    _present = ("user_id", "name", "role", "place", "mail", "state", "last_login", "registered_at")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What is typed of new staff; what stands of everyone else."""
        return StaffForm.Meta.fields if obj is None else self._present

    def rows_for(self, viewer: User) -> QuerySet[User]:
        """Users of visible contracts; staff for bank staff and the federation."""
        return users_of(viewer)

    def choices_for(self, field: Any, viewer: User) -> QuerySet[Any]:
        """The viewer's bank and its branches, or all."""
        if field.name == "bank":
            return banks_of(viewer).order_by("code")
        return branches_of(viewer).select_related("bank").order_by("bank__code", "code")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Register staff; what is handed over stays in this request alone."""
        made = actions.create_staff(
            entry=actions.StaffEntry(**{**form.cleaned_data, "role": Role(form.cleaned_data["role"])}),
            password=actions.provisional_password(),
            by=actor_of(request),
            at=clock.now(),
        )
        obj.pk = made.user.pk
        request.credentials = made  # type: ignore[attr-defined]  # read by response_add

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The one page that shows the provisional password and the TOTP key."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": "職員の登録",
            "result": request.credentials,  # type: ignore[attr-defined]  # set by save_model
        }
        return TemplateResponse(request, SHOWN_ONCE, context)

    @admin.display(description="所属")
    def place(self, user: User) -> str:
        """Contract, branch, bank, or the federation."""
        if user.branch is not None:
            return f"{user.branch.bank} {user.branch}"
        return str(user.contract or user.bank or "労働金庫連合会")

    @admin.display(description="状態")
    def state(self, user: User) -> str:
        """利用可, ロック, 閉塞."""
        return standing_in_words(user, at=clock.now())
