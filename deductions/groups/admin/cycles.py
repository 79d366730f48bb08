"""Cycles (控除回): to look at; they open with the bank's file."""

from django.contrib import admin
from django.db.models import QuerySet

from accounts.models import STAFF_ROLES, User
from chingin.kernel import clock
from chingin.staff.action_admin import ActionAdmin
from deductions.groups.models import Cycle


@admin.register(Cycle)
class CycleAdmin(ActionAdmin[Cycle]):
    """Dates and state of each cycle, and the reception that it came with."""

    viewers = STAFF_ROLES
    list_display = ("group", "label", "state_now", "update_deadline", "deposit_date", "count")
    list_select_related = ("group", "reception")
    list_filter = ("pay_kind",)
    search_fields = ("group__number", "group__name", "group__contract__number", "month")
    search_help_text = "入金グループ番号、グループ名、契約番号、対象年月(202611)で検索します。"
    ordering = ("-deposit_date", "group__number", "-pk")
    fields = readonly_fields = (
        "group",
        "label",
        "state_now",
        "pay_date",
        "deposit_date",
        "update_deadline",
        "confirmation_opens_at",
        "confirmation_deadline",
        "results_on",
        "opened_at",
        "reception",
        "count",
    )

    def rows_for(self, viewer: User) -> QuerySet[Cycle]:
        """Each with its state: a page of them asks no more than one of them."""
        return Cycle.objects.visible_to(viewer).with_progress()

    @admin.display(description="控除回")
    def label(self, cycle: Cycle) -> str:
        """2026年11月 月例."""
        return cycle.label

    @admin.display(description="状態")
    def state_now(self, cycle: Cycle) -> str:
        """更新受付中 …"""
        return cycle.state(at=clock.now()).value

    @admin.display(description="明細の件数")
    def count(self, cycle: Cycle) -> str:
        """As received."""
        return f"{cycle.reception.count:,}件"
