"""Lump deposits (まとめ入金依頼書): the branch accepts what was sent (受付); nothing else changes here."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import STAFF_ROLES, User
from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.procedures import Procedure
from deductions.groups.rules import CycleState, cycle_state
from deductions.rokin.actions.deposits import AlreadyAccepted, accept_deposit
from deductions.rokin.deposits.frozen import is_as_confirmed
from deductions.rokin.deposits.standing import events_of
from deductions.rokin.deposits.words import control_value
from deductions.rokin.models import DepositRequest

NOT_YET: Final = "-"
UNDONE: Final = "確定解除"
_AGREES: Final = "一致(確定した明細から計算した値と同じです)"
_DIFFERS: Final = (
    "不一致(確定した明細から計算した値と異なります。確定のあとに、データベースの内容が書き換えられたおそれがあります。"
    "受け付けずに、システムの責任者へ連絡してください)"
)
_STATES: Final = {
    CycleState.SENT.value: Q(submission__isnull=False, acceptance__isnull=True, undoing__isnull=True),
    CycleState.CONFIRMED.value: Q(submission__isnull=True, undoing__isnull=True),
    CycleState.ACCEPTED.value: Q(acceptance__isnull=False),
    UNDONE: Q(undoing__isnull=False),
}


def _is_sent(request: DepositRequest, at: datetime) -> bool:
    return _state(request, at=at) == CycleState.SENT.value


def _state(request: DepositRequest, *, at: datetime) -> str:
    """Of the request itself: of one that was undone its cycle may have another."""
    deadline, events = request.cycle.update_deadline, events_of(request)
    undone = hasattr(request, "undoing")
    return UNDONE if undone else cycle_state(update_deadline=deadline, at=at, events=events).value


def _accept(*, row: DepositRequest, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Pressed twice, or by two at once, it is accepted once, and both are told so."""
    with suppress(AlreadyAccepted):
        accept_deposit(request=row, by=by, at=at)


ACCEPT: Final[Procedure[DepositRequest]] = Procedure(
    slug="accept",
    label="受付",
    form=forms.Form,
    run=_accept,
    done="まとめ入金依頼を受け付けました。会員は、確定を解除できなくなりました。",
    roles=STAFF_ROLES,
    notice="このまとめ入金依頼を受け付けます。件数・金額・照合値を、届いた依頼書と見比べ、"
    "「照合値と明細」が一致であることを確認してください。"
    "受け付けると、会員は確定を解除できなくなります。元には戻せません。",
    is_open=_is_sent,
)


class StateFilter(admin.SimpleListFilter):
    """状態, as the list shows it; what waits for the branch comes first."""

    title = "状態"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All of them, also those in which no request stands just now."""
        return [(state, state) for state in _STATES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DepositRequest]) -> QuerySet[DepositRequest]:
        """Those in this state; of an unknown one, all."""
        return queryset.filter(_STATES.get(self.value() or "", Q()))


@admin.register(DepositRequest)
class DepositRequestAdmin(ActionAdmin[DepositRequest]):
    """What was confirmed, sent, transmitted and accepted, by whom and when."""

    viewers = STAFF_ROLES
    procedures = (ACCEPT,)
    list_display = ("number", "version", "state", "group", "label", "deposit_date", "deposit", "submitted")
    list_filter = (StateFilter,)
    search_fields = (
        "number",
        "cycle__group__number",
        "cycle__group__name",
        "cycle__group__contract__number",
        "cycle__month",
    )
    search_help_text = "依頼書番号、入金グループ番号、グループ名、契約番号、対象年月(202611)で検索します。"
    ordering = ("-confirmed_at", "-pk")
    fieldsets = (
        (None, {"fields": ("state", "number", "version", "group", "label", "deposit_date")}),
        ("金額", {"fields": ("requested", "stopped", "deposit", "control", "verified", "whole_control")}),
        ("経過", {"fields": ("confirmed", "submitted", "core_file", "accepted", "undone")}),
    )

    def rows_for(self, viewer: User) -> QuerySet[DepositRequest]:
        """Of the visible groups, each with what became of it."""
        return DepositRequest.objects.visible_to(viewer).select_related(
            "cycle__group", "submission", "transmitted__sent__transmission", "acceptance", "undoing"
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The list's own filter is no field of the model."""
        return lookup == StateFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    @admin.display(description="状態")
    def state(self, request: DepositRequest) -> str:
        """送信済 …"""
        return _state(request, at=clock.now())

    @admin.display(description="入金グループ")
    def group(self, request: DepositRequest) -> str:
        """Number and name."""
        return str(request.cycle.group)

    @admin.display(description="控除回")
    def label(self, request: DepositRequest) -> str:
        """2026年11月 月例."""
        return request.cycle.label

    @admin.display(description="入金予定日", ordering="cycle__deposit_date")
    def deposit_date(self, request: DepositRequest) -> str:
        """N."""
        return clock.day_in_words(request.cycle.deposit_date)

    @admin.display(description="依頼")
    def requested(self, request: DepositRequest) -> str:
        """All lines."""
        return _sum(request.requested_count, request.requested_total)

    @admin.display(description="入金中止")
    def stopped(self, request: DepositRequest) -> str:
        """Without these."""
        return _sum(request.stopped_count, request.stopped_total)

    @admin.display(description="入金")
    def deposit(self, request: DepositRequest) -> str:
        """What the union pays."""
        return _sum(request.deposit_count, request.deposit_total)

    @admin.display(description="照合値")
    def control(self, request: DepositRequest) -> str:
        """As on the union's screen and on its paper."""
        return control_value(request)

    @admin.display(description="照合値と明細")
    def verified(self, request: DepositRequest) -> str:
        """Made anew from the frozen lines."""
        return _AGREES if is_as_confirmed(request) else _DIFFERS

    @admin.display(description="照合値(全桁)")
    def whole_control(self, request: DepositRequest) -> str:
        """The rest tells machines more, people nothing."""
        return request.control_hash

    @admin.display(description="確定")
    def confirmed(self, request: DepositRequest) -> str:
        """When and by whom."""
        return _done(request.confirmed_at, request.user_id, request.user_name)

    @admin.display(description="会員の送信")
    def submitted(self, request: DepositRequest) -> str:
        """When and by whom."""
        return _event(request, "submission")

    @admin.display(description="送信ファイル")
    def core_file(self, request: DepositRequest) -> str:
        """Which file took it to the core system."""
        transmitted = getattr(request, "transmitted", None)
        if transmitted is None:
            return NOT_YET
        transmission = transmitted.sent.transmission
        serial = f"(ファイル通番 {transmitted.sent.serial})"
        return f"{transmission.name}{serial} {clock.in_words(transmission.made_at)}"

    @admin.display(description="受付")
    def accepted(self, request: DepositRequest) -> str:
        """When and by whom."""
        return _event(request, "acceptance")

    @admin.display(description="確定解除")
    def undone(self, request: DepositRequest) -> str:
        """When, by whom and why."""
        undoing = getattr(request, "undoing", None)
        return f"{_event(request, 'undoing')} {undoing.reason}" if undoing else NOT_YET


def _sum(count: int, yen: int) -> str:
    return f"{count:,}件 {yen:,}円"


def _event(request: DepositRequest, name: str) -> str:
    event = getattr(request, name, None)
    return _done(event.at, event.user_id, event.user_name) if event else NOT_YET


def _done(at: datetime, user_id: str, user_name: str) -> str:
    return f"{clock.in_words(at)} {user_id}({user_name})"
