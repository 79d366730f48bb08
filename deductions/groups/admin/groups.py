"""Deposit groups (入金グループ) with their calendar rules (CON-5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from accounts.models import STAFF_ROLES, Contract, ContractKind, User
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from deductions.groups.actions import groups as actions
from deductions.groups.models import DepositGroup
from deductions.groups.rules import CalendarRules
from deductions.groups.staff_forms import DepositGroupForm


@admin.register(DepositGroup)
class DepositGroupAdmin(ActionAdmin[DepositGroup]):
    """The branch's staff register the groups of its members."""

    viewers = registrars = editors = STAFF_ROLES
    form = DepositGroupForm
    fixed = ("contract", "number")
    list_display = ("number", "name", "contract", "employee_number_digits", "update_days_before")
    list_select_related = ("contract",)
    search_fields = ("number", "name", "contract__number", "contract__name")
    search_help_text = "入金グループ番号、グループ名、契約番号、契約名で検索します。"
    ordering = ("number",)

    def choices_for(self, field: Any, viewer: User) -> QuerySet[Contract]:
        """Visible contracts of members that run."""
        members = Contract.objects.visible_to(viewer).filter(kind=ContractKind.MEMBER, ended_at__isnull=True)
        return members.order_by("number")

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> DepositGroup:
        """CON-5."""
        return actions.register_group(
            contract=values["contract"], number=values["number"], entry=_entry(values), by=by, at=at
        )

    def change_row(self, *, row: DepositGroup, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """CON-5; cycles that are open keep their deadlines."""
        actions.change_group(group=row, entry=_entry(values), by=by, at=at)


def _entry(values: Mapping[str, Any]) -> actions.GroupEntry:
    return actions.GroupEntry(
        name=values["name"],
        employee_number_digits=values["employee_number_digits"],
        calendar=CalendarRules(
            update_days_before=values["update_days_before"],
            update_closes_at=values["update_closes_at"],
            confirmation_opens_days_before=values["confirmation_opens_days_before"],
            confirmation_days_before=values["confirmation_days_before"],
            confirmation_closes_at=values["confirmation_closes_at"],
            results_days_after=values["results_days_after"],
        ),
    )
