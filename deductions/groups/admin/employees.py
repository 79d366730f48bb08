"""Employees (職員) of the groups."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin

from accounts.models import STAFF_ROLES
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from deductions.groups.actions import employees as actions
from deductions.groups.models import Employee
from deductions.groups.staff_forms import EmployeeForm


@admin.register(Employee)
class EmployeeAdmin(ActionAdmin[Employee]):
    """Most come with the bank's files; the branch adds whom it is told of before (E01)."""

    viewers = registrars = editors = STAFF_ROLES
    form = EmployeeForm
    fixed = ("group", "number")
    list_display = ("number", "name", "name_kana", "department", "group", "changed_at")
    list_select_related = ("group",)
    search_fields = ("number", "name", "name_kana", "group__number")
    search_help_text = "職員番号、漢字氏名、カナ氏名(半角)、入金グループ番号で検索します。"
    ordering = ("group__number", "number")
    readonly_fields = ("changed_at",)

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Employee:
        """E01."""
        entry = _entry(values)
        return actions.register_employee(
            group=values["group"], number=values["number"], entry=entry, by=by, at=at
        )

    def change_row(self, *, row: Employee, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Names and department."""
        actions.change_employee(employee=row, entry=_entry(values), by=by, at=at)


def _entry(values: Mapping[str, Any]) -> actions.EmployeeEntry:
    return actions.EmployeeEntry(
        name_kana=values["name_kana"], name=values["name"], department=values["department"]
    )
