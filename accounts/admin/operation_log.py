"""The operation log (操作ログ), to read."""

import json

from django.contrib import admin
from django.db.models import QuerySet

from accounts.models import STAFF_ROLES, User
from accounts.scope import log_of
from chingin.kernel.models import OperationLog
from chingin.staff.action_admin import ActionAdmin


@admin.register(OperationLog)
class OperationLogAdmin(ActionAdmin[OperationLog]):
    """What happened to the visible contracts, and at the own bank."""

    viewers = STAFF_ROLES
    list_display = ("at", "user_id", "user_name", "event_label", "target", "result", "address", "chain")
    list_filter = ("result", "at")
    search_fields = ("user_id", "user_name", "event_label", "target", "chain")
    search_help_text = "ユーザーID、ユーザー名、操作、対象、系列(契約番号など)で検索します。"
    ordering = ("-pk",)
    fields = (
        ("at", "result"),
        ("user_id", "user_name"),
        "address",
        "event_label",
        "function",
        "target",
        "details",
        ("chain", "sequence"),
        "hash",
    )

    def rows_for(self, viewer: User) -> QuerySet[OperationLog]:
        """The chains of visible contracts, and the bank's for its bank staff."""
        return log_of(viewer)

    @admin.display(description="詳細")
    def details(self, entry: OperationLog) -> str:
        """The detail as text, in Japanese letters."""
        return json.dumps(entry.detail, ensure_ascii=False, indent=1) if entry.detail else "-"
