"""Results (控除結果) of the cycles, version by version: to look at; they come with the bank's files."""

from typing import Final

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from accounts.admin.reception_words import totals_in_words
from accounts.models import STAFF_ROLES, User
from chingin.kernel import clock
from chingin.kernel.corefile.kinds import kind_by_code
from chingin.staff.action_admin import ActionAdmin
from deductions.company.exchange import COLLECTED_TOTAL, REQUESTED_TOTAL
from deductions.company.models import CycleResults, OutcomeState

CURRENT: Final = "現在の版"
REPLACED: Final = "訂正済み"


@admin.register(CycleResults)
class CycleResultsAdmin(ActionAdmin[CycleResults]):
    """What came of each cycle, with which file, when and by whom it was taken; nobody changes it."""

    viewers = STAFF_ROLES
    list_display = (
        "group",
        "label",
        "version",
        "standing",
        "count",
        "requested",
        "collected",
        "published_at",
    )
    search_fields = (
        "cycle__group__number",
        "cycle__group__name",
        "cycle__group__contract__number",
        "cycle__group__contract__name",
        "cycle__month",
    )
    search_help_text = "入金グループ番号、グループ名、契約番号、契約名、対象年月(202611)で検索します。"
    ordering = ("-published_at", "-pk")
    fieldsets = (
        (None, {"fields": ("contract", "group", "cycle_page", "version", "standing", "versions")}),
        ("金額", {"fields": ("trailer", "shortfall", "outcomes")}),
        ("受信", {"fields": ("published_at", "received_by", "reception_page", "created_on", "file")}),
    )

    def rows_for(self, viewer: User) -> QuerySet[CycleResults]:
        """Of the visible groups, each with its file, and whether another version came after it."""
        newer = CycleResults.objects.filter(cycle=OuterRef("cycle"), version__gt=OuterRef("version"))
        rows: QuerySet[CycleResults] = CycleResults.objects.visible_to(viewer).annotate(
            is_replaced=Exists(newer)
        )
        return rows.select_related("cycle__group__contract", "reception__file")

    @admin.display(description="契約")
    def contract(self, results: CycleResults) -> str:
        """Number and name."""
        return str(results.cycle.group.contract)

    @admin.display(description="入金グループ", ordering="cycle__group__number")
    def group(self, results: CycleResults) -> str:
        """Number and name."""
        return str(results.cycle.group)

    @admin.display(description="控除回", ordering="cycle__month")
    def label(self, results: CycleResults) -> str:
        """2026年11月 月例."""
        return results.cycle.label

    @admin.display(description="控除回")
    def cycle_page(self, results: CycleResults) -> str:
        """The same, and its page."""
        url = reverse("admin:groups_cycle_change", args=[results.cycle_id])
        return format_html('<a href="{}">{}</a>', url, results.cycle.label)

    @admin.display(description="状態")
    def standing(self, results: CycleResults) -> str:
        """Whether the members see it as the results of the cycle."""
        is_replaced: bool = results.is_replaced  # type: ignore[attr-defined]  # annotated by rows_for
        return REPLACED if is_replaced else CURRENT

    @admin.display(description="この控除回の版")
    def versions(self, results: CycleResults) -> str:
        """All of them, the current one first, each with its page."""
        rows = (
            (
                reverse("admin:company_cycleresults_change", args=[one.pk]),
                one.version,
                clock.in_words(one.published_at),
            )
            for one in CycleResults.objects.of_cycle(results.cycle)
        )
        return format_html_join("", '<div><a href="{}">第{}版</a> {}</div>', rows)

    @admin.display(description="件数")
    def count(self, results: CycleResults) -> str:
        """Results in the file."""
        return f"{results.reception.count:,}件"

    @admin.display(description=REQUESTED_TOTAL)
    def requested(self, results: CycleResults) -> str:
        """By the trailer."""
        return f"{results.reception.totals[REQUESTED_TOTAL]:,}円"

    @admin.display(description=COLLECTED_TOTAL)
    def collected(self, results: CycleResults) -> str:
        """By the trailer."""
        return f"{results.reception.totals[COLLECTED_TOTAL]:,}円"

    @admin.display(description="トレーラーの合計")
    def trailer(self, results: CycleResults) -> str:
        """Each total in a line."""
        reception = results.reception
        totals = totals_in_words(kind_by_code(reception.kind), reception.totals)
        return format_html_join("", "<div>{}</div>", ([each] for each in [self.count(results), *totals]))

    @admin.display(description="不能金額合計")
    def shortfall(self, results: CycleResults) -> str:
        """Invariant 3: requested − collected."""
        totals = results.reception.totals
        return f"{totals[REQUESTED_TOTAL] - totals[COLLECTED_TOTAL]:,}円"

    @admin.display(description="結果区分ごとの件数・依頼・控除・不能")
    def outcomes(self, results: CycleResults) -> str:
        """As stored, to be held against the trailer."""
        stored = results.outcomes.values("outcome").annotate(
            count=Count("pk"), asked=Sum("requested"), taken=Sum("collected"), lacking=Sum("shortfall")
        )
        rows = (
            (
                OutcomeState(one["outcome"]).label,
                f"{one['count']:,}",
                f"{one['asked']:,}",
                f"{one['taken']:,}",
                f"{one['lacking']:,}",
            )
            for one in stored.order_by("outcome")
        )
        return format_html_join("", "<div>{} {}件 {}円 {}円 {}円</div>", rows) or "-"

    @admin.display(description="受信者")
    def received_by(self, results: CycleResults) -> str:
        """Who handed the file in."""
        return results.reception.received_by

    @admin.display(description="受信番号")
    def reception_page(self, results: CycleResults) -> str:
        """The reception, and its page."""
        url = reverse("admin:kernel_reception_change", args=[results.reception_id])
        return format_html('<a href="{}">{}</a>', url, results.reception)

    @admin.display(description="作成日")
    def created_on(self, results: CycleResults) -> str:
        """The day on which the bank's core system made the file."""
        return clock.day_in_words(results.reception.created_on)

    @admin.display(description="受信ファイル")
    def file(self, results: CycleResults) -> str:
        """Its name."""
        return results.reception.file.name
