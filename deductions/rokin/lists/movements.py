"""控除依頼異動分リスト (L04): what differs from the last time, and the bridge between the two totals."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from chingin.kernel.lists import Column, Kind, ListDefinition, SummaryTable
from chingin.kernel.lists.bridge import Moved, Step, bridge
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.models import Movement
from deductions.rokin.models.line import IN_ORDER

from .lines import KEY, MOVEMENT, NAME, NAME_KANA, NUMBER, LineRow, line_rows, lines_of
from .reasons import reason

# 異動 that say by themselves which way the money went; of all others the sign of the difference tells.
_STEPS: Final = {
    Movement.NEW: Step.NEW,
    Movement.RESUMED: Step.RESUMED,
    Movement.CANCELLED: Step.CANCELLED,
    Movement.SUSPENDED: Step.SUSPENDED,
}


def movement_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[LineRow]:
    """By 異動区分, 職員番号: all lines but those that continue with the same amount."""
    lines = lines_of(viewer=viewer, cycle=cycle).filter(~Q(movement=Movement.CONTINUED) | ~Q(difference=0))
    ordered = lines.order_by("movement", "employee_number", *IN_ORDER)
    return line_rows(ordered, totalled=("previous", "amount", "difference"))


def movement_bridge(*, viewer: User, cycle: Cycle) -> tuple[SummaryTable, ...]:
    """Over all lines of the cycle, also those that the list leaves out (invariant 2)."""
    lines = lines_of(viewer=viewer, cycle=cycle).order_by().values("movement")
    up, down = Q(difference__gt=0), Q(difference__lt=0)
    sums: QuerySet[Any, Any] = lines.annotate(
        last=Sum("previous"),
        now=Sum("amount"),
        count=Count("pk"),
        risen=Count("pk", filter=up),
        fallen=Count("pk", filter=down),
        rise=Sum("difference", filter=up, default=0),
        fall=Sum("difference", filter=down, default=0),
    )
    return (
        bridge(
            previous=int(sum(of["last"] for of in sums)),
            now=int(sum(of["now"] for of in sums)),
            moved=[move for of in sums for move in _moved(of)],
        ),
    )


def _moved(of: Mapping[str, Any]) -> Iterator[Moved]:
    if step := _STEPS.get(Movement(of["movement"])):
        yield Moved(step, of["count"], int(of["rise"] + of["fall"]))
        return
    yield Moved(Step.INCREASED, of["risen"], int(of["rise"]))
    yield Moved(Step.DECREASED, of["fallen"], int(of["fall"]))


MOVEMENTS: Final[ListDefinition[LineRow]] = ListDefinition(
    slug="L04",
    title="控除依頼異動分リスト",
    function_id=REQUEST_LISTS.id,
    rows=movement_rows,
    heading=cycle_heading,
    columns=(
        NUMBER,
        NAME_KANA,
        NAME,
        *KEY,
        MOVEMENT,
        Column("前回金額", lambda row: row.previous, Kind.YEN, totalled=True),
        Column("今回金額", lambda row: row.amount, Kind.YEN, totalled=True),
        Column("差額", lambda row: row.difference, Kind.YEN, totalled=True),
        Column(
            "異動理由",
            lambda row: reason(origin=row.origin, kind=row.kind, movement=row.movement),
            Kind.CODE,
            width=8,
        ),
    ),
    group_by=MOVEMENT,
    footer=movement_bridge,
)
