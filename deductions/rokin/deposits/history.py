"""What was done in a cycle, line by line (新規 … 中止解除): as it stands now, or kept for good."""

from typing import Any, Final

from django.db import connection
from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from deductions.groups.codes import STOPPED
from deductions.groups.models import Cycle
from deductions.rokin.models import DepositRequest, DepositStop, LineUpdate
from deductions.rokin.models.deposit import LIFTED

NO_MORE: Final = Q()
# What one press did stands together: changes, stops, then lifted stops, each by the place of its line.
IN_ORDER: Final = ("moment", "source", "place", "number")
_PLACE: Final = ("employee_number", "subject", "branch", "account_number")
_KEPT: Final = ("line_id", "done", "before", "after", "why", "moment", "who")
# Django names the columns of the inner query; all that is written here are names of ours.
_KEEP: Final = """
INSERT INTO rokin_confirmedupdate
    (request_id, line_id, kind, amount_before, amount_after, reason, at, user_id)
SELECT %s, history.line_id, history.done, history."before", history."after",
       history.why, history.moment, history.who
FROM ({}) AS history
ORDER BY history.moment, history.source, history.place, history.number
"""


def history_of(cycle: Cycle, *, where: Q = NO_MORE, **facts: F) -> QuerySet[Any, Any]:
    """Every act, also what was undone later, unordered (IN_ORDER). `facts`: more to be told of each act."""
    changes, *others = (
        _changes(cycle, where, facts),
        _stops(cycle, where, facts, at="set_at", kind=STOPPED),
        _stops(cycle, where, facts, at="lifted_at", kind=LIFTED),
    )
    return changes.union(*others, all=True)


def acts_of(cycle: Cycle) -> int:
    """How many rows the history has. It only grows: the same number is the same history."""
    stops = DepositStop.objects.of_cycle(cycle).aggregate(made=Count("pk"), lifted=Count("lifted_at"))
    made: int = stops["made"] + stops["lifted"]
    return LineUpdate.objects.of_cycle(cycle).count() + made


def keep_history(request: DepositRequest) -> None:
    """Store the history with its request (L08), within the caller's transaction and under its lock."""
    kept = history_of(request.cycle).values_list(*_KEPT, *IN_ORDER[1:])
    inner, parameters = kept.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(inner), [request.pk, *parameters])


def _changes(cycle: Cycle, where: Q, facts: dict[str, F]) -> QuerySet[Any, Any]:
    """変更, 解除 and 新規 of lines."""
    updates = LineUpdate.objects.of_cycle(cycle).filter(where).select_related(None)
    return updates.annotate(
        **facts,
        done=F("kind"),
        before=F("amount_before"),
        after=F("amount_after"),
        why=Value("", CharField()),
        moment=F("at"),
        who=F("user_id"),
        source=Value(0, IntegerField()),
        place=Value("", CharField()),
        number=F("pk"),
    ).order_by()


def _stops(cycle: Cycle, where: Q, facts: dict[str, F], *, at: str, kind: str) -> QuerySet[Any, Any]:
    """中止 or 中止解除, with the amount that the line had at that time."""
    done = DepositStop.objects.of_cycle(cycle).filter(where, **{f"{at}__isnull": False})
    last = LineUpdate.objects.filter(line=OuterRef("line"), at__lte=OuterRef(at)).order_by("-version")
    amount = Coalesce(Subquery(last.values("amount_after")[:1]), F("line__requested"))
    return done.annotate(
        **facts,
        done=Value(kind, CharField()),
        before=amount if kind == STOPPED else Value(0),
        after=amount if kind == LIFTED else Value(0),
        why=F("reason"),
        moment=F(at),
        who=F("set_by" if kind == STOPPED else "lifted_by"),
        source=Value(int(kind), IntegerField()),
        place=Concat(*(f"line__{name}" for name in _PLACE)),
        number=F("pk"),
    )
