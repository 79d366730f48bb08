"""Receptions (受信) of core files, to read; files are handed in at the pages of `reception_upload`."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from accounts.models import STAFF_ROLES, Contract, User
from accounts.scope import receptions_of
from chingin.kernel.corefile.kinds import all_kinds, kind_by_code
from chingin.kernel.models import Reception
from chingin.kernel.months import Month
from chingin.kernel.receptions.takers import taker_of
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.requests import role_of

from . import reception_upload
from .reception_words import cycle_in_words, group_in_words, kind_in_words, totals_in_words


class KindFilter(admin.SimpleListFilter):
    """ファイル種別 with its title; those that can be received here."""

    title = "ファイル種別"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """10 控除依頼 …"""
        return [(kind.code, kind.label) for kind in all_kinds() if taker_of(kind.code) is not None]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reception]) -> QuerySet[Reception]:
        """Of the chosen kind."""
        return queryset.filter(Q(("kind", self.value()))) if self.value() else queryset


@admin.register(Reception)
class ReceptionAdmin(ActionAdmin[Reception]):
    """Which sets were taken, when, by whom. Nothing is added, changed or deleted by hand."""

    viewers = STAFF_ROLES
    list_display = (
        "received_at",
        "kind_title",
        "contract",
        "group",
        "cycle_label",
        "lines",
        "total",
        "serial",
        "received_by",
    )
    list_filter = (KindFilter,)
    search_fields = ("contract_number", "group_number", "serial", "month")
    search_help_text = "契約番号、入金グループ番号、ファイル通番、対象年月(202611)で検索します。"
    # As they were received, and read right off an index.
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("number", "received_at", "received_by")}),
        (
            "受信した組",
            {
                "fields": (
                    "kind_title",
                    "contract_page",
                    "group",
                    "cycle_label",
                    "created_on",
                    "bank_code",
                    "serial",
                )
            },
        ),
        ("トレーラーの合計", {"fields": ("lines", "totals_listed", "sha256")}),
        ("受信ファイル", {"fields": ("file_page", "file_size", "file_records", "file_hash")}),
    )

    def rows_for(self, viewer: User) -> QuerySet[Reception]:
        """Of the visible contracts, each with its file and its contract's name at hand."""
        contracts = Contract.objects.filter(number=OuterRef("contract_number"))
        named = receptions_of(viewer).annotate(contract_name=Subquery(contracts.values("name")[:1]))
        return named.select_related("file")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The list's own filter is no field of the model."""
        return lookup == KindFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> list[URLPattern]:
        """And the pages at which a file is handed in, and of a file, which belong to no row."""
        own = [
            path(route, self.admin_site.admin_view(view), name=f"kernel_reception_{name}")
            for route, view, name in reception_upload.PAGES
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the button for those who may hand in files."""
        may_upload = role_of(request) in reception_upload.UPLOADERS
        return super().changelist_view(request, {"may_upload": may_upload, **(extra_context or {})})

    @admin.display(description="受信番号")
    def number(self, reception: Reception) -> str:
        """#12, as the operation log and the answer to a second try call it."""
        return f"#{reception.pk}"

    @admin.display(description="ファイル種別", ordering="kind")
    def kind_title(self, reception: Reception) -> str:
        """10 控除依頼."""
        return kind_in_words(reception.kind)

    @admin.display(description="契約", ordering="contract_number")
    def contract(self, reception: Reception) -> str:
        """Number and name."""
        return format_html("{}<br>{}", reception.contract_number, reception.contract_name)  # type: ignore[attr-defined]  # annotated by rows_for

    @admin.display(description="契約")
    def contract_page(self, reception: Reception) -> str:
        """The same, and the page of the contract."""
        contract = Contract.objects.filter(number=reception.contract_number).first()
        if contract is None:
            return reception.contract_number
        url = reverse("admin:accounts_contract_change", args=[contract.pk])
        return format_html('<a href="{}">{}</a>', url, contract)

    @admin.display(description="入金グループ", ordering="group_number")
    def group(self, reception: Reception) -> str:
        """The number; an employer has none."""
        return group_in_words(reception.group_number)

    @admin.display(description="対象", ordering="month")
    def cycle_label(self, reception: Reception) -> str:
        """2026年11月 月例 第1回."""
        return cycle_in_words(Month.parse(reception.month), reception.pay_kind, reception.sequence)

    @admin.display(description="件数", ordering="count")
    def lines(self, reception: Reception) -> str:
        """280件."""
        return f"{reception.count:,}件"

    @admin.display(description="合計")
    def total(self, reception: Reception) -> str:
        """The main total; of alarms (財形アラーム) there is none."""
        totals = totals_in_words(kind_by_code(reception.kind), reception.totals)
        return totals[0] if totals else "-"

    @admin.display(description="合計")
    def totals_listed(self, reception: Reception) -> str:
        """All totals of the trailer, each in a line."""
        totals = totals_in_words(kind_by_code(reception.kind), reception.totals)
        return format_html_join("", "<div>{}</div>", ([line] for line in totals)) or "-"

    @admin.display(description="ファイル名")
    def file_page(self, reception: Reception) -> str:
        """What it was called, and what else came with it."""
        url = reverse("admin:kernel_reception_file", args=[reception.file_id])
        return format_html('<a href="{}">{}</a>', url, reception.file)

    @admin.display(description="バイト数")
    def file_size(self, reception: Reception) -> str:
        """Of the whole file."""
        return f"{reception.file.size:,}バイト"

    @admin.display(description="レコード数")
    def file_records(self, reception: Reception) -> str:
        """Of the whole file."""
        return f"{reception.file.records:,}件"

    @admin.display(description="ファイルのSHA-256")
    def file_hash(self, reception: Reception) -> str:
        """Under which its bytes are kept."""
        return reception.file.sha256
