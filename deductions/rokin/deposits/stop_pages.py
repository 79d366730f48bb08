"""Pages of 入金中止 (DED-8): lines with their stops, a selection before it is acted on, what was done."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict

from chingin.kernel.lists.paging import ROWS_A_PAGE
from chingin.kernel.lists.screen import Pager, cut
from deductions.groups.models import Cycle
from deductions.rokin import wording
from deductions.rokin.deposits.standing import if_stopped, stoppable, stopped_twice
from deductions.rokin.line_pages import Counted, LineRow, line_row
from deductions.rokin.models import DeductionLine, DepositStop
from deductions.rokin.models.line import IN_ORDER

_SHOWN: Final = ROWS_A_PAGE


@dataclass(frozen=True, slots=True)
class StopRow:
    """One line and, where its deposit is stopped, why, by whom and when."""

    line: LineRow
    may_choose: bool
    is_repeated: bool
    reason: str
    user: str
    at: str


@dataclass(frozen=True, slots=True)
class StopPage:
    """One page of lines."""

    rows: tuple[StopRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class Selection:
    """What will be stopped or lifted. `left`: chosen, but already as wanted or without an amount."""

    pks: tuple[int, ...]
    sum: Counted
    left: int
    rows: tuple[StopRow, ...]
    more: int
    repeated: tuple[StopRow, ...]
    repeated_count: int

    @property
    def left_in_words(self) -> str:
        """For the person who chose them."""
        return f"選択した明細のうち{self.left:,}件は、すでに同じ状態か、控除金額が0円です。"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one press did. `receipt`: 受付番号, by which people ask about it."""

    receipt: str
    sum: Counted
    rows: tuple[StopRow, ...]
    more: int


def page_of_stops(cycle: Cycle, wanted: Q, query: QueryDict) -> StopPage:
    """Four queries, however many lines there are."""
    lines = DeductionLine.objects.of_cycle(cycle).filter(wanted).in_order()
    shown = cut(lines.count(), query)
    return StopPage(_rows(cycle, _with_stops(lines[shown.start : shown.stop])), shown.pager)


def selection_to_stop(cycle: Cycle, chosen: Collection[int]) -> Selection:
    """Those of the chosen lines that carry an amount and are not stopped."""
    found = stoppable(cycle).filter(pk__in=chosen)
    repeated = stopped_twice(cycle).filter(pk__in=found.values("pk"))
    return _selection(cycle, found, len(chosen), repeated=repeated)


def selection_to_lift(cycle: Cycle, chosen: Collection[int]) -> Selection:
    """Those of the chosen lines that are stopped."""
    found = DeductionLine.objects.of_cycle(cycle).filter(if_stopped, pk__in=chosen)
    return _selection(cycle, found, len(chosen), repeated=DeductionLine.objects.none())


def lines_of_employees(cycle: Cycle, numbers: Collection[str]) -> tuple[int, ...]:
    """All lines of these employees, by primary key."""
    lines = DeductionLine.objects.of_cycle(cycle).filter(employee_number__in=numbers)
    return tuple(lines.values_list("pk", flat=True))


def batch(stop: DepositStop, *, at: str, by: str) -> Batch:
    """All stops that were set, or lifted, by the same press."""
    same = {at: getattr(stop, at), by: getattr(stop, by)}
    stops = DepositStop.objects.of_cycle(stop.line.cycle).filter(**same)
    found = stops.aggregate(count=Count("pk"), yen=Coalesce(Sum("line__amount"), 0), first=Min("pk"))
    shown = stops.select_related("line").order_by("line__employee_number", "pk")[:_SHOWN]
    return Batch(
        receipt=f"{'S' if at == 'set_at' else 'R'}{found['first']:09}",
        sum=Counted(found["count"], int(found["yen"])),
        rows=tuple(_row(each.line, each) for each in shown),
        more=max(0, found["count"] - _SHOWN),
    )


def _selection(
    cycle: Cycle, found: QuerySet[DeductionLine], asked: int, *, repeated: QuerySet[DeductionLine]
) -> Selection:
    ordered = found.order_by("employee_number", *IN_ORDER)
    amounts = dict(ordered.values_list("pk", "amount"))
    again = list(repeated.order_by("employee_number", *IN_ORDER))
    return Selection(
        pks=tuple(amounts),
        sum=Counted(len(amounts), sum(amounts.values())),
        left=asked - len(amounts),
        rows=_rows(cycle, _with_stops(ordered[:_SHOWN])),
        more=max(0, len(amounts) - _SHOWN),
        repeated=tuple(_row(line, None) for line in again[:_SHOWN]),
        repeated_count=len(again),
    )


def _with_stops(lines: Any) -> list[DeductionLine]:
    standing = Prefetch("stops", queryset=DepositStop.objects.standing(), to_attr="standing_stops")
    return list(lines.prefetch_related(standing))


def _rows(cycle: Cycle, lines: list[DeductionLine]) -> tuple[StopRow, ...]:
    repeated = set(
        stopped_twice(cycle).filter(pk__in=[line.pk for line in lines]).values_list("pk", flat=True)
    )
    return tuple(
        _row(line, next(iter(line.standing_stops), None), is_repeated=line.pk in repeated)  # type: ignore[attr-defined]  # prefetched
        for line in lines
    )


def _row(line: DeductionLine, stop: DepositStop | None, *, is_repeated: bool = False) -> StopRow:
    return StopRow(
        line=line_row(line),
        may_choose=line.amount > 0 or stop is not None,
        is_repeated=is_repeated,
        reason=f"{stop.reason} {stop.get_reason_display()}" if stop else "",
        user=f"{stop.set_by}({stop.set_by_name})" if stop else "",
        at=wording.moment(stop.set_at) if stop else "",
    )
