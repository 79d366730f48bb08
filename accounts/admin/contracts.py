"""Contracts (契約): services, initial password, procedures on received forms (BNK-1, BNK-2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.db.models import Prefetch, QuerySet

from accounts.actions import contracts as actions
from accounts.actions.contracts import Grounds
from accounts.models import STAFF_ROLES, Branch, Contract, Role, User
from accounts.rules import Standing
from accounts.scope import branches_of
from accounts.staff_forms import ContractForm, GroundsForm, InitialPasswordForm
from accounts.subscriptions import SUBSCRIPTION_FIELDS, Subscription
from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.procedures import Procedure

from .standing import standing_in_words


def _runs(contract: Contract, _at: datetime) -> bool:
    return contract.ended_at is None


def _is_shut(contract: Contract, at: datetime) -> bool:
    return contract.standing(at=at) is not Standing.OPEN


def _has_master(contract: Contract, _at: datetime) -> bool:
    return contract.master is not None


def _set_initial_password(*, row: Contract, values: Mapping[str, Any], by: Actor, at: datetime) -> object:
    return actions.set_initial_password(contract=row, password=values["password"], by=by, at=at)


def _reset_master(*, row: Contract, values: Mapping[str, Any], by: Actor, at: datetime) -> object:
    return actions.reset_master(contract=row, grounds=Grounds(**values), by=by, at=at)


def _lift_lockout(*, row: Contract, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
    actions.lift_lockout(row=row, grounds=Grounds(**values), by=by, at=at)


def _end(*, row: Contract, values: Mapping[str, Any], by: Actor, at: datetime) -> object:
    return actions.end_contract(contract=row, grounds=Grounds(**values), by=by, at=at)


SET_INITIAL_PASSWORD: Final[Procedure[Contract]] = Procedure(
    slug="initial-password",
    label="初期パスワード登録",
    form=InitialPasswordForm,
    run=_set_initial_password,
    done="初期パスワードを登録しました。",
    roles=STAFF_ROLES,
    notice="「初期パスワード届出書」の初期パスワードを登録します。登録した内容は、だれも画面で確認できません。"
    "すでに登録されている場合は、新しいものに置き換わります。ロック・閉塞は解除されません。",
    is_open=_runs,
)
LIFT_LOCKOUT: Final[Procedure[Contract]] = Procedure(
    slug="lift-lockout",
    label="初期登録のロック・閉塞解除",
    form=GroundsForm,
    run=_lift_lockout,
    done="初期登録のロック・閉塞を解除しました。",
    roles=STAFF_ROLES,
    notice="初期パスワードの誤りによる、マスターユーザー初期登録のロック・閉塞を解除します。",
    is_open=_is_shut,
)
RESET_MASTER: Final[Procedure[Contract]] = Procedure(
    slug="reset-master",
    label="ログインID/パスワード初期化",
    form=GroundsForm,
    run=_reset_master,
    done="マスターユーザーを初期化しました。初期パスワードで、もう一度初期登録できます。",
    roles=STAFF_ROLES,
    notice="マスターユーザーを削除し、電子証明書を失効します。元には戻せません。"
    "契約番号と初期パスワードで、もう一度初期登録できるようになります。一般ユーザーはそのまま残ります。",
    is_open=_has_master,
)
END_CONTRACT: Final[Procedure[Contract]] = Procedure(
    slug="end",
    label="契約終了",
    form=GroundsForm,
    run=_end,
    done="契約を終了しました。",
    roles=STAFF_ROLES,
    notice="この契約を終了します。すべてのユーザーを削除し、電子証明書を失効します。元には戻せません。",
    is_open=_runs,
)


@admin.register(Contract)
class ContractAdmin(ActionAdmin[Contract]):
    """Branch staff look after their branch's contracts; the list answers 契約番号照会 too."""

    viewers = registrars = editors = STAFF_ROLES
    form = ContractForm
    fixed = ("number", "kind")
    procedures = (SET_INITIAL_PASSWORD, LIFT_LOCKOUT, RESET_MASTER, END_CONTRACT)
    list_display = ("number", "name", "kind", "branch", "services", "has_initial", "master_user", "state")
    list_select_related = ("branch__bank",)
    list_filter = ("kind", ("branch", admin.RelatedOnlyFieldListFilter))
    search_fields = ("number", "name", "name_kana")
    search_help_text = "契約番号、契約名、契約名カナ(半角)で検索します。"
    ordering = ("number",)
    fieldsets = (
        (None, {"fields": ("number", "kind", "branch", "name", "name_kana")}),
        (
            "会員のサービス",
            {"fields": ("rokin_collection", "rokin_access", "has_ledger", "has_group_savings")},
        ),
        ("事業主のサービス", {"fields": ("zaikei_access", "has_zaikei_balances", "has_zaikei_incentives")}),
    )
    _present = ("登録状況", {"fields": ("initial", "master_user", "state", "registered_at", "ended_at")})
    readonly_fields = ("initial", "master_user", "state", "registered_at", "ended_at")

    def rows_for(self, viewer: User) -> QuerySet[Contract]:
        """Visible contracts, each with its master at hand: one query more for a whole page."""
        masters = User.objects.registered().filter(role=Role.MASTER)
        return super().rows_for(viewer).prefetch_related(Prefetch("users", masters, to_attr="masters"))

    def get_fieldsets(self, request: Any, obj: Contract | None = None) -> Any:
        """What stands of a registered contract comes after what was typed."""
        return self.fieldsets if obj is None else (*self.fieldsets, self._present)

    def may_edit(self, viewer: User, row: Contract) -> bool:
        """Not past its end."""
        return row.ended_at is None

    def choices_for(self, field: Any, viewer: User) -> QuerySet[Branch]:
        """A contract belongs to a visible branch."""
        return branches_of(viewer).select_related("bank").order_by("bank__code", "code")

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Contract:
        """BNK-1."""
        return actions.register_contract(entry=_entry(values), by=by, at=at)

    def change_row(self, *, row: Contract, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """BNK-1."""
        entry = _entry({"number": row.number, "kind": row.kind, **values})
        actions.change_contract(contract=row, entry=entry, by=by, at=at)

    @admin.display(description="サービス")
    def services(self, contract: Contract) -> str:
        """The contracted services with their variants."""
        return services_in_words(contract)

    @admin.display(description="初期パスワード")
    def has_initial(self, contract: Contract) -> str:
        """Whether there is one."""
        return "登録済み" if contract.initial_password else "未登録"

    @admin.display(description="初期パスワード")
    def initial(self, contract: Contract) -> str:
        """Whether and since when; never what."""
        at = contract.initial_password_set_at
        return f"登録済み({clock.in_words(at)})" if at else "未登録"

    @admin.display(description="マスターユーザー")
    def master_user(self, contract: Contract) -> str:
        """Who is registered."""
        masters: list[User] = getattr(contract, "masters", [])
        return str(masters[0]) if masters else "未登録"

    @admin.display(description="状態")
    def state(self, contract: Contract) -> str:
        """終了, or how the initial registration stands."""
        return "契約終了" if contract.ended_at else standing_in_words(contract, at=clock.now())


def services_in_words(contract: Contract) -> str:
    """労金控除(まとめ入金・Web更新)、賃控元帳 …"""
    rokin = (contract.get_rokin_collection_display(), contract.get_rokin_access_display())
    words = {
        f"労金控除({'・'.join(rokin)})": contract.rokin_collection,
        "賃控元帳": contract.has_ledger,
        "一斉積立": contract.has_group_savings,
        f"財形({contract.get_zaikei_access_display()})": contract.zaikei_access,
        "残高一覧": contract.has_zaikei_balances,
        "奨励金": contract.has_zaikei_incentives,
    }
    return "、".join(word for word, contracted in words.items() if contracted)


def _entry(values: Mapping[str, Any]) -> actions.ContractEntry:
    return actions.ContractEntry(
        number=values["number"],
        branch=values["branch"],
        name=values["name"],
        name_kana=values["name_kana"],
        subscription=Subscription(**{name: values[name] for name in SUBSCRIPTION_FIELDS}),
    )
