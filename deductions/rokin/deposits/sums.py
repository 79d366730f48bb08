"""The lump deposit (まとめ入金) by 科目: as things stand now, or as they were confirmed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from deductions.groups.models import Cycle
from deductions.rokin import rules
from deductions.rokin.deposits.standing import lines_with_stops
from deductions.rokin.models import DepositRequest, DepositRequestLine


@dataclass(frozen=True, slots=True)
class SubjectTotals:
    """The totals of one 科目."""

    subject: str
    totals: rules.DepositTotals


def sums_now(cycle: Cycle) -> tuple[SubjectTotals, ...]:
    """As totals(cycle), by 科目. One query."""
    return _by_subject(lines_with_stops(cycle), Q(is_stopped=True))


def sums_confirmed(request: DepositRequest) -> tuple[SubjectTotals, ...]:
    """As the request says, by 科目. One query."""
    lines = DepositRequestLine.objects.filter(request=request).annotate(subject=F("line__subject"))
    return _by_subject(lines, ~Q(stop_reason=""))


def totals_of(request: DepositRequest) -> rules.DepositTotals:
    """What was confirmed, all 科目 together."""
    return rules.DepositTotals(
        requested=rules.Sum(request.requested_count, request.requested_total),
        stopped=rules.Sum(request.stopped_count, request.stopped_total),
    )


def _by_subject(lines: QuerySet[Any, Any], stopped: Q) -> tuple[SubjectTotals, ...]:
    """Lines without an amount (解除, 中止) are not counted."""
    found = (
        lines.filter(amount__gt=0)
        .order_by()
        .values("subject")
        .annotate(
            requested=Count("pk"),
            requested_yen=Sum("amount"),
            stopped=Count("pk", filter=stopped),
            stopped_yen=Sum("amount", filter=stopped, default=0),
        )
        .order_by("subject")
    )
    return tuple(
        SubjectTotals(
            row["subject"],
            rules.DepositTotals(
                requested=rules.Sum(row["requested"], int(row["requested_yen"])),
                stopped=rules.Sum(row["stopped"], int(row["stopped_yen"])),
            ),
        )
        for row in found
    )
