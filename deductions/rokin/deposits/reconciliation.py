"""照合表 of the lump deposit (まとめ入金): 受信した依頼 + Web更新 = 依頼, 依頼 − 入金中止 = 入金予定.

What the bank asked for are the received columns of the lines, what the web made of them is the history
of updates, what is stopped are the stops. None of the three is taken from what stands in the lines now.
"""

from dataclasses import astuple, dataclass
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from chingin.kernel.receptions.models import Reception
from deductions.groups.models import Cycle
from deductions.rokin import rules
from deductions.rokin.deposits.standing import standing_request
from deductions.rokin.models import DeductionLine, DepositRequest, LineKind, LineUpdate, Update
from deductions.rokin.models.line import TOUCHED
from deductions.rokin.reconciliation import Compared, Measures, Part

_OWN: Final = Q(line_key="")
_NOT_WHAT_FOLLOWS: Final = ~Q(amount=F("requested") + F("web"))


@dataclass(frozen=True, slots=True)
class DepositFigures:
    """Lines that carry an amount; the yen from 受信した依頼 to 入金予定; lines on which they break."""

    count: int
    received: int
    web: int
    requested: int
    stopped: int
    deposit: int
    broken: int

    @property
    def difference(self) -> int:
        """差引: what is deposited without being asked for counts against it."""
        return self.received + self.web - self.stopped - self.deposit

    @property
    def agrees(self) -> bool:
        """To the yen, on each line."""
        return not (self.broken or self.difference)

    def __add__(self, other: "DepositFigures") -> "DepositFigures":
        return DepositFigures(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: which lines have part in it and with which yen. `sign`: −1 is told as 減."""

    label: str
    lines: Q
    yen: str
    sign: int = 1
    is_sum: bool = False


_CHANGED: Final = ~_OWN & ~Q(update=Update.CANCEL)
# By their names in URLs.
STEPS: Final = {
    "received": Step("受信した依頼", Q(requested__gt=0), "requested", is_sum=True),
    "new": Step("Web更新 新規(＋)", _OWN & ~Q(web=0), "web"),
    "increased": Step("Web更新 増額(＋)", _CHANGED & Q(web__gt=0), "web"),
    "decreased": Step("Web更新 減額(－)", _CHANGED & Q(web__lt=0), "web", -1),
    "cancelled": Step("Web更新 解除(－)", ~_OWN & Q(update=Update.CANCEL) & ~Q(web=0), "web", -1),
    "requested": Step("依頼", Q(amount__gt=0), "amount", is_sum=True),
    "stopped": Step("入金中止(－)", Q(amount__gt=0, is_stopped=True), "amount"),
    "deposit": Step("入金予定", Q(amount__gt=0, is_stopped=False), "amount", is_sum=True),
}
BROKEN: Final = Step("照合が一致しない明細", _NOT_WHAT_FOLLOWS, "amount")

# What the trailer tells of kind 10, by its labels.
_TRAILER: Final = {
    "控除金額合計": Sum("requested", default=0),
    "前回金額合計": Sum("previous", default=0),
    "貯蓄合計": Sum("requested", filter=Q(kind=LineKind.SAVINGS), default=0),
    "返済合計": Sum("requested", filter=Q(kind=LineKind.LOAN), default=0),
}

MEASURES: Final[Measures[DepositFigures]] = Measures(
    sums={
        "count": Count("pk", filter=Q(amount__gt=0)),
        "asked": Sum("requested", default=0),
        "on_the_web": Sum("web", default=0),
        "now": Sum("amount", default=0),
        "held": Sum("amount", filter=Q(is_stopped=True), default=0),
        "paid": Sum("amount", filter=Q(is_stopped=False), default=0),
        "broken": Count("pk", filter=_NOT_WHAT_FOLLOWS),
    },
    make=DepositFigures,
)


@dataclass(frozen=True, slots=True)
class DepositReconciliation:
    """The whole page. `confirmed`: nothing before 確定."""

    parts: tuple[Part[DepositFigures], ...]
    chain: dict[str, rules.Sum]
    received: tuple[Compared, ...]
    request: DepositRequest | None
    confirmed: tuple[Compared, ...]

    @property
    def total(self) -> DepositFigures:
        """合計, the last row."""
        return self.parts[-1].figures

    @property
    def agrees(self) -> bool:
        """Each line, the received file and the request say the same."""
        return self.total.agrees and not any(one.difference for one in (*self.received, *self.confirmed))


def reconciliation(cycle: Cycle) -> DepositReconciliation:
    """As things stand now, set-based: five queries however many lines there are, four before 確定."""
    lines = lines_of_deposit(cycle)
    steps, request = chain(lines), standing_request(cycle)
    return DepositReconciliation(
        parts=MEASURES.parts(lines),
        chain=steps,
        received=_received(cycle, cycle.reception),
        request=request,
        confirmed=_confirmed(request, steps) if request else (),
    )


def lines_of_deposit(cycle: Cycle) -> QuerySet[Any, Any]:
    """The lines with part in the chain, each with its `web` (yen, ± by the history) and `is_stopped`."""
    lines: QuerySet[Any, Any] = DeductionLine.objects.filter(cycle=cycle)
    told: QuerySet[Any, Any] = lines.annotate(
        web=_by_the_history(),
        stop=FilteredRelation("stops", condition=Q(stops__lifted_at__isnull=True)),
        is_stopped=ExpressionWrapper(Q(stop__pk__isnull=False), BooleanField()),
    )
    return told.filter(Q(requested__gt=0) | Q(amount__gt=0) | ~Q(web=0))


def _by_the_history() -> Case:
    """Looked up for the few lines that have a history."""
    updates = LineUpdate.objects.filter(line=OuterRef("pk")).order_by().values("line")
    yen = updates.annotate(yen=Sum(F("amount_after") - F("amount_before"))).values("yen")
    web = Coalesce(Subquery(yen, output_field=BigIntegerField()), Value(0))
    return Case(When(TOUCHED, then=web), default=Value(0), output_field=BigIntegerField())


def chain(lines: QuerySet[Any, Any]) -> dict[str, rules.Sum]:
    """Each step's lines and yen, by its name. One query."""
    counts = {f"{name}_lines": Count("pk", filter=step.lines) for name, step in STEPS.items()}
    yens = {f"{name}_yen": Sum(step.yen, filter=step.lines, default=0) for name, step in STEPS.items()}
    found = lines.aggregate(**counts, **yens)
    return {
        name: rules.Sum(found[f"{name}_lines"], step.sign * int(found[f"{name}_yen"]))
        for name, step in STEPS.items()
    }


def _received(cycle: Cycle, reception: Reception) -> tuple[Compared, ...]:
    """The trailer (file kind 10) beside the received columns of the bank's lines."""
    stored = DeductionLine.objects.filter(cycle=cycle).exclude(_OWN)
    found = stored.aggregate(count=Count("pk"), **_TRAILER)
    count = Compared("件数", reception.count, found["count"], "件")
    return (count, *(Compared(label, reception.totals[label], int(found[label])) for label in _TRAILER))


def _confirmed(request: DepositRequest, now: dict[str, rules.Sum]) -> tuple[Compared, ...]:
    """まとめ入金依頼書 beside the lines and stops of today, in its totals and line by line."""
    requested, stopped, deposit = now["requested"], now["stopped"], now["deposit"]
    frozen, unchanged = _frozen_and_unchanged(request)
    return (
        Compared("依頼件数", request.requested_count, requested.count, "件"),
        Compared("依頼合計", request.requested_total, requested.yen),
        Compared("中止件数", request.stopped_count, stopped.count, "件"),
        Compared("中止合計", request.stopped_total, stopped.yen),
        Compared("入金件数", request.deposit_count, deposit.count, "件"),
        Compared("入金合計", request.deposit_total, deposit.yen),
        Compared("確定時から変わらない明細", frozen, unchanged, "件"),
    )


def _frozen_and_unchanged(request: DepositRequest) -> tuple[int, int]:
    """How many lines were frozen, and how many of them stand as they were: totals may agree by chance."""
    standing = FilteredRelation("line__stops", condition=Q(line__stops__lifted_at__isnull=True))
    as_frozen = Q(amount=F("line__amount"), end_month=F("line__end_month")) & (
        Q(stop__reason=F("stop_reason")) | Q(stop__pk__isnull=True, stop_reason="", update=F("line__update"))
    )
    lines = request.lines.annotate(stop=standing)
    found = lines.aggregate(frozen=Count("pk"), unchanged=Count("pk", filter=as_frozen))
    return found["frozen"], found["unchanged"]
