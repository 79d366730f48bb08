"""What a cycle's lump deposit (まとめ入金) stands at: its totals, its standing request."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from deductions.groups.models import Cycle
from deductions.groups.rules import CycleEvents
from deductions.rokin import rules
from deductions.rokin.deposits.history import acts_of
from deductions.rokin.models import (
    DeductionLine,
    DepositRequest,
    DepositRequestQuerySet,
    DepositStop,
    LineKind,
)

if_stopped = Exists(DepositStop.objects.filter(line=OuterRef("pk"), lifted_at__isnull=True))


def lines_with_stops(cycle: Cycle) -> QuerySet[DeductionLine]:
    """The cycle's lines, each knowing whether its deposit is stopped (`is_stopped`)."""
    lines: QuerySet[DeductionLine] = DeductionLine.objects.of_cycle(cycle).annotate(is_stopped=if_stopped)
    return lines


def stoppable(cycle: Cycle) -> QuerySet[DeductionLine]:
    """Lines that carry an amount and are not stopped."""
    lines: QuerySet[DeductionLine] = DeductionLine.objects.of_cycle(cycle).filter(~if_stopped, amount__gt=0)
    return lines


def totals(cycle: Cycle) -> rules.DepositTotals:
    """As things stand now. Lines without an amount (解除, 中止) are not counted. One query."""
    carrying, stopped = Q(amount__gt=0), Q(amount__gt=0, is_stopped=True)
    found = lines_with_stops(cycle).aggregate(
        requested=Count("pk", filter=carrying),
        requested_yen=Coalesce(Sum("amount"), 0),
        stopped=Count("pk", filter=stopped),
        stopped_yen=Coalesce(Sum("amount", filter=stopped), 0),
    )
    return rules.DepositTotals(
        requested=rules.Sum(found["requested"], found["requested_yen"]),
        stopped=rules.Sum(found["stopped"], found["stopped_yen"]),
    )


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What a check page shows: the version that would be made, its totals, how many acts led there."""

    version: int
    totals: rules.DepositTotals
    acts: int


def to_confirm(cycle: Cycle) -> ToConfirm:
    """As things stand now. Equal totals of other lines differ in their acts."""
    return ToConfirm(version=next_version(cycle), totals=totals(cycle), acts=acts_of(cycle))


def next_version(cycle: Cycle) -> int:
    """The version that a confirmation would make; past MOST_VERSIONS there is none."""
    return DepositRequest.objects.filter(cycle=cycle).count() + 1


def standing_request(cycle: Cycle) -> DepositRequest | None:
    """The confirmed request that was not undone, with what became of it."""
    requests = DepositRequest.objects.filter(cycle=cycle).standing()
    return requests.select_related("submission", "acceptance", "cycle__group__contract__branch").first()


def versions_of(cycle: Cycle) -> DepositRequestQuerySet:
    """All versions of the cycle's request with what became of them, newest first."""
    found = DepositRequest.objects.filter(cycle=cycle).order_by("-version")
    return found.select_related("submission", "acceptance", "undoing", "cycle__group__contract__branch__bank")


def events_of(request: DepositRequest | None) -> CycleEvents:
    """What is recorded of this very request; how far its cycle has come `Cycle.state` tells."""
    if request is None:
        return CycleEvents()
    return CycleEvents(
        is_confirmed=True,
        is_sent=hasattr(request, "submission"),
        is_accepted=hasattr(request, "acceptance"),
    )


def stopped_in_the_cycle_before(cycle: Cycle) -> QuerySet[DepositStop]:
    """The stops of loans (返済) in the cycle before: stopped again, the borrower falls behind."""
    standing = DepositStop.objects.standing()
    stops: QuerySet[DepositStop] = standing.filter(line__cycle=cycle.before(), line__kind=LineKind.LOAN)
    return stops


def stopped_twice(cycle: Cycle) -> QuerySet[DeductionLine]:
    """Loan lines of this cycle whose account was stopped in the cycle before as well."""
    same = stopped_in_the_cycle_before(cycle).filter(
        line__branch=OuterRef("branch"),
        line__subject=OuterRef("subject"),
        line__account_number=OuterRef("account_number"),
    )
    lines: QuerySet[DeductionLine] = DeductionLine.objects.of_cycle(cycle).filter(Exists(same), amount__gt=0)
    return lines
