"""照合表: what was asked for against what the bank answered, to the yen (invariant 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F, FilteredRelation, Max, Q, QuerySet, Sum

from deductions.company.models import CycleResults
from deductions.company.rules import NOTHING, Figures
from deductions.groups.codes import LINE_KINDS, SUBJECTS
from deductions.rokin.models import DeductionLine

# The trailer's labels (file kind 11).
_REQUESTED: Final = "依頼金額合計"
_COLLECTED: Final = "控除金額合計"


@dataclass(frozen=True, slots=True)
class Part:
    """One row: a 科目, the sum of a 種別, or the total. `query` leads to the people behind it."""

    label: str
    figures: Figures
    query: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One total of the bank's file and what stands here; `difference` 0: they agree."""

    label: str
    told: int
    stored: int

    @property
    def difference(self) -> int:
        """Told − stored."""
        return self.told - self.stored


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole page. `unanswered`: lines that asked for something and have no result."""

    parts: tuple[Part, ...]
    total: Figures
    received: tuple[Received, ...]
    unanswered: int

    @property
    def agrees(self) -> bool:
        """Every yen asked for was collected or is short, and the file says the same."""
        return not (self.unanswered or self.total.difference or any(one.difference for one in self.received))


def reconciliation(results: CycleResults) -> Reconciliation:
    """Lines on one side, results on the other; neither is taken from the other's columns."""
    lines = lines_with_results(results)
    found = _summed(lines.values("kind", "subject")).order_by("-kind", "subject")
    parts = tuple(_parts(found))
    total = sum((part.figures for part in parts if not part.is_sum), NOTHING)
    return Reconciliation(
        parts=(*parts, Part("合計", total, "", is_sum=True)),
        total=total,
        received=_received(results),
        unanswered=lines.filter(result__pk=None).count(),
    )


def lines_with_results(results: CycleResults) -> QuerySet[Any, Any]:
    """Lines of the cycle that ask for something or were answered, each with its `result` in this version."""
    lines = DeductionLine.objects.of_cycle(results.cycle)
    joined: QuerySet[Any, Any] = lines.annotate(
        result=FilteredRelation("outcomes", condition=Q(outcomes__results=results))
    )
    return joined.filter(Q(amount__gt=0) | Q(result__pk__isnull=False))


def people(lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row for each employee, by 職員番号."""
    by_employee = lines.values("employee_number").annotate(kana=Max("name_kana"), kanji=Max("name"))
    return _summed(by_employee).order_by("employee_number")


def figures_of(lines: QuerySet[Any, Any]) -> Figures:
    """Their sum."""
    return _figures(lines.aggregate(**_SUMS))


def answered_lines(lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Lines with what the result says of each, in the order of the lists."""
    told: QuerySet[Any, Any] = lines.annotate(
        collected=F("result__collected"),
        shortfall=F("result__shortfall"),
        outcome=F("result__outcome"),
        reason=F("result__reason"),
        posted_on=F("result__posted_on"),
    )
    return told.order_by("employee_number", "subject", "branch", "account_number", "pk")


_SUMS: Final = {
    "count": Count("pk"),
    "asked": Sum("amount", default=0),
    "taken": Sum("result__collected", default=0),
    "lacking": Sum("result__shortfall", default=0),
}


def _summed(lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    summed: QuerySet[Any, Any] = lines.annotate(**_SUMS)
    return summed


def _figures(found: dict[str, Any]) -> Figures:
    return Figures(*(int(found[name]) for name in _SUMS))


def _parts(found: Iterable[dict[str, Any]]) -> Iterable[Part]:
    """The 科目 of each 種別 and then its sum; savings first."""
    for kind, rows in groupby(found, lambda row: str(row["kind"])):
        total = NOTHING
        for row in rows:
            figures = _figures(row)
            total += figures
            label = f"{row['subject']} {SUBJECTS.get(row['subject'], '')}".strip()
            yield Part(label, figures, f"subject={row['subject']}")
        yield Part(f"{LINE_KINDS[kind]}計", total, f"kind={kind}", is_sum=True)


def _received(results: CycleResults) -> tuple[Received, ...]:
    """The trailer beside the rows that were stored."""
    reception = results.reception
    stored = results.outcomes.aggregate(
        count=Count("pk"), requested=Sum("requested", default=0), collected=Sum("collected", default=0)
    )
    return (
        Received("件数", reception.count, stored["count"]),
        Received(_REQUESTED, reception.totals[_REQUESTED], int(stored["requested"])),
        Received(_COLLECTED, reception.totals[_COLLECTED], int(stored["collected"])),
    )
