"""Banks (労働金庫) and branches (取引店)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from accounts.actions import contracts as actions
from accounts.models import STAFF_ROLES, Bank, Branch, Role, User
from accounts.scope import banks_of, branches_of
from accounts.staff_forms import BankForm, BranchForm
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin


@admin.register(Bank)
class BankAdmin(ActionAdmin[Bank]):
    """The federation registers banks; a bank keeps its own help desk up to date (ENV-7)."""

    viewers = STAFF_ROLES
    registrars = (Role.FEDERATION,)
    editors = (Role.FEDERATION, Role.BANK_STAFF)
    form = BankForm
    fixed = ("code",)
    list_display = ("code", "name", "help_desk_telephone", "mail_sender")
    search_fields = ("code", "name")
    search_help_text = "金融機関コード、金庫名で検索します。"
    ordering = ("code",)

    def rows_for(self, viewer: User) -> QuerySet[Bank]:
        """The own bank, or all."""
        return banks_of(viewer)

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Bank:
        """BNK-1."""
        return actions.register_bank(entry=actions.BankEntry(**values), by=by, at=at)

    def change_row(self, *, row: Bank, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """BNK-1."""
        actions.change_bank(bank=row, entry=actions.BankEntry(code=row.code, **values), by=by, at=at)


@admin.register(Branch)
class BranchAdmin(ActionAdmin[Branch]):
    """A bank looks after its branches."""

    viewers = STAFF_ROLES
    registrars = editors = (Role.FEDERATION, Role.BANK_STAFF)
    form = BranchForm
    fixed = ("bank", "code")
    list_display = ("code", "name", "telephone", "bank")
    list_select_related = ("bank",)
    search_fields = ("code", "name")
    search_help_text = "店番号、店名で検索します。"
    ordering = ("bank__code", "code")

    def rows_for(self, viewer: User) -> QuerySet[Branch]:
        """The own branch, those of the bank, or all."""
        return branches_of(viewer)

    def choices_for(self, field: Any, viewer: User) -> QuerySet[Bank]:
        """A branch is registered at a visible bank."""
        return banks_of(viewer).order_by("code")

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Branch:
        """BNK-1."""
        return actions.register_branch(entry=actions.BranchEntry(**values), by=by, at=at)

    def change_row(self, *, row: Branch, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """BNK-1."""
        entry = actions.BranchEntry(bank=row.bank, code=row.code, **values)
        actions.change_branch(branch=row, entry=entry, by=by, at=at)
