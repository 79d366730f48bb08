"""Pages of the inquiry (DED-1) and of the history (DED-3): rows in words, counts, ways on.

Pages are cut by number: a clerk says 「12ページ」, and 150,000 lines are walked along the index of the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from chingin.kernel.lists.screen import Cut, Pager, cut
from deductions.groups.models import Cycle
from deductions.rokin import wording
from deductions.rokin.line_errors import line_error
from deductions.rokin.models import DeductionLine, LineUpdate
from deductions.rokin.models.line import IN_ERROR


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines, and how much they deduct."""

    count: int
    amount: int

    def __str__(self) -> str:
        return f"{self.count:,}件 {wording.yen(self.amount)}"


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all lines of the cycle, of those selected, of those whose error is still to be dealt with."""

    cycle: Counted
    selected: Counted
    errors: Counted


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as the inquiry shows it."""

    pk: int
    department: str
    employee_number: str
    name_kana: str
    name: str
    account: str
    subject: str
    kind: str
    amount: str
    start_month: str
    end_month: str
    movement: str
    error: str


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One change as the history shows it."""

    line_pk: int
    at: str
    user: str
    employee_number: str
    name_kana: str
    account: str
    kind: str
    amount_before: str
    amount_after: str
    end_month: str


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of lines, with the totals of what it is a page of."""

    rows: tuple[LineRow, ...]
    totals: Totals
    pager: Pager


@dataclass(frozen=True, slots=True)
class UpdatePage:
    """One page of the history."""

    rows: tuple[UpdateRow, ...]
    pager: Pager


def page_of_lines(cycle: Cycle, wanted: Q, query: QueryDict) -> LinePage:
    """Two queries: one counts, one reads the page."""
    lines = DeductionLine.objects.of_cycle(cycle)
    totals = _totals(lines, wanted)
    count = totals.selected.count
    shown = cut(count, query)
    found = _window(lines.filter(wanted).in_order(), shown, count)
    return LinePage(tuple(line_row(line) for line in found), totals, shown.pager)


def page_of_updates(cycle: Cycle, wanted: Q, query: QueryDict) -> UpdatePage:
    """Newest first."""
    updates = LineUpdate.objects.of_cycle(cycle).filter(wanted)
    shown = cut(updates.count(), query)
    found = updates.order_by("-at", "-pk")[shown.start : shown.stop]
    return UpdatePage(update_rows(found), shown.pager)


def update_rows(updates: Iterable[LineUpdate]) -> tuple[UpdateRow, ...]:
    """In words; needs each update's line at hand."""
    return tuple(_update_row(update) for update in updates)


def _totals(lines: QuerySet[DeductionLine], wanted: Q) -> Totals:
    parts = {"cycle": Q(), "selected": wanted, "errors": IN_ERROR}
    asked: dict[str, Count | Sum] = {}
    for part, condition in parts.items():
        asked[f"{part}_count"] = Count("pk", filter=condition)
        asked[f"{part}_amount"] = Sum("amount", filter=condition, default=0)
    found: dict[str, Any] = lines.aggregate(**asked)
    counted = {part: Counted(found[f"{part}_count"], found[f"{part}_amount"]) for part in parts}
    return Totals(**counted)


def _window(lines: QuerySet[DeductionLine], shown: Cut, count: int) -> list[DeductionLine]:
    """The page's lines. Those of the second half are read from the end: far in, a sort of all would begin."""
    if shown.start <= count // 2:
        return list(lines[shown.start : shown.stop])
    return list(lines.reverse()[count - shown.stop : count - shown.start])[::-1]


def line_row(line: DeductionLine) -> LineRow:
    """In words."""
    return LineRow(
        pk=line.pk,
        department=line.department,
        employee_number=line.employee_number,
        name_kana=line.name_kana,
        name=line.name,
        account=f"{line.branch}-{line.account_number}",
        subject=wording.subject(line.subject),
        kind=line.get_kind_display(),
        amount=wording.yen(line.amount),
        start_month=wording.month(line.start_month),
        end_month=wording.month(line.end_month),
        movement=line.get_movement_display(),
        error=_error(line),
    )


def _error(line: DeductionLine) -> str:
    error = line_error(line.error)
    if error is None:
        return ""
    return f"{error}(対処済み)" if line.is_error_mended else str(error)


def _update_row(update: LineUpdate) -> UpdateRow:
    line = update.line
    return UpdateRow(
        line_pk=line.pk,
        at=wording.moment(update.at),
        user=f"{update.user_id}({update.user_name})",
        employee_number=line.employee_number,
        name_kana=line.name_kana,
        account=line.account,
        kind=update.get_kind_display(),
        amount_before=wording.yen(update.amount_before),
        amount_after=wording.yen(update.amount_after),
        end_month=_end_month(update),
    )


def _end_month(update: LineUpdate) -> str:
    """「― → 2027年3月」; what stayed is said once."""
    before, after = wording.month(update.end_month_before), wording.month(update.end_month_after)
    return after if before == after else f"{before} → {after}"
