"""照合表: what was asked for against what the bank answered, to the yen (invariant 3)."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from deductions.company.exchange import COLLECTED_TOTAL, REQUESTED_TOTAL
from deductions.company.models import CycleResults
from deductions.company.rules import Figures
from deductions.rokin.models import DeductionLine
from deductions.rokin.reconciliation import Compared, Measures, Part

MEASURES: Final[Measures[Figures]] = Measures(
    sums={
        "count": Count("pk"),
        "asked": Sum("amount", default=0),
        "taken": Sum("result__collected", default=0),
        "lacking": Sum("result__shortfall", default=0),
    },
    make=Figures,
)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole page. `unanswered`: lines that asked for something and have no result."""

    parts: tuple[Part[Figures], ...]
    received: tuple[Compared, ...]
    unanswered: int

    @property
    def total(self) -> Figures:
        """合計, the last row."""
        return self.parts[-1].figures

    @property
    def agrees(self) -> bool:
        """Every yen asked for was collected or is short, and the file says the same."""
        return not (self.unanswered or self.total.difference or any(one.difference for one in self.received))


def reconciliation(results: CycleResults) -> Reconciliation:
    """Lines on one side, results on the other; neither is taken from the other's columns."""
    lines = lines_with_results(results)
    return Reconciliation(
        parts=MEASURES.parts(lines),
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


def answered_lines(lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Lines with what the result says of each."""
    told: QuerySet[Any, Any] = lines.annotate(
        collected=F("result__collected"),
        shortfall=F("result__shortfall"),
        outcome=F("result__outcome"),
        reason=F("result__reason"),
    )
    return told


def _received(results: CycleResults) -> tuple[Compared, ...]:
    """The trailer beside the rows that were stored."""
    reception = results.reception
    stored = results.outcomes.aggregate(
        count=Count("pk"), requested=Sum("requested", default=0), collected=Sum("collected", default=0)
    )
    return (
        Compared("件数", reception.count, stored["count"], "件"),
        Compared(REQUESTED_TOTAL, reception.totals[REQUESTED_TOTAL], int(stored["requested"])),
        Compared(COLLECTED_TOTAL, reception.totals[COLLECTED_TOTAL], int(stored["collected"])),
    )
