"""Days that differ from the law's calendar (営業日の変更)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Role, User
from accounts.scope import calendar_of
from accounts.staff_forms import CalendarOverrideForm
from chingin.kernel import actions
from chingin.kernel.actors import Actor
from chingin.kernel.models import CalendarOverride
from chingin.staff.action_admin import ActionAdmin


@admin.register(CalendarOverride)
class CalendarOverrideAdmin(ActionAdmin[CalendarOverride]):
    """The federation closes and opens days for all, a bank for itself."""

    viewers = registrars = editors = (Role.FEDERATION, Role.BANK_STAFF)
    form = CalendarOverrideForm
    fixed = ("bank_code", "day")
    readonly_fields = ("recorded_by", "recorded_at")
    list_display = ("day", "bank_code", "is_business_day", "reason", "recorded_by", "recorded_at")
    list_filter = ("is_business_day",)
    date_hierarchy = "day"
    ordering = ("-day", "bank_code")

    def get_fields(self, request: HttpRequest, obj: CalendarOverride | None = None) -> Any:
        """Who recorded it, once it is recorded."""
        typed = CalendarOverrideForm.Meta.fields
        return typed if obj is None else (*typed, *self.readonly_fields)

    def rows_for(self, viewer: User) -> QuerySet[CalendarOverride]:
        """Of the own bank, and of all banks."""
        return calendar_of(viewer)

    def may_edit(self, viewer: User, row: CalendarOverride) -> bool:
        """A day of every bank is the federation's."""
        bank = viewer.home_bank
        return bank is None or row.bank_code == bank.code

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> CalendarOverride:
        """ENV-2."""
        return actions.override_day(**values, by=by, at=at)

    def change_row(
        self, *, row: CalendarOverride, values: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        """ENV-2."""
        actions.override_day(**values, bank_code=row.bank_code, day=row.day, by=by, at=at)
