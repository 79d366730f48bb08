"""What is asked of the company for each employee (企業宛控除依頼), summed by the database."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, Max, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable

from accounts.models import User
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, LineKind


def asked_of_company(*, viewer: User, cycle: Cycle) -> QuerySet[Any, Any]:
    """One row for each employee of whom something is asked now or was the last time, by 所属, 職員番号.

    Name and department are those of the lines; where one line lacks them, another's.
    """
    return _named(_employees(viewer, cycle).exclude(total=0, previous_total=0))


def asked_anew(*, viewer: User, cycle: Cycle) -> QuerySet[Any, Any]:
    """Only employees whose total differs from the last one (異動分)."""
    return _named(_employees(viewer, cycle).exclude(total=F("previous_total")))


@dataclass(frozen=True, slots=True)
class People:
    """How many employees: with a row at all, with another total than the last time, with none left (解除)."""

    listed: int
    changed: int
    ended: int


def people(*, viewer: User, cycle: Cycle) -> People:
    """Counted in one pass over the lines."""
    listed, ended = ~Q(total=0, previous_total=0), Q(total=0, previous_total__gt=0)
    employees = _employees(viewer, cycle)
    counted: dict[str, int] = employees.aggregate(
        listed=Count("employee_number", filter=listed),
        changed=Count("employee_number", filter=~Q(total=F("previous_total"))),
        ended=Count("employee_number", filter=ended),
    )
    return People(**counted)


def _employees(viewer: User, cycle: Cycle) -> QuerySet[Any, Any]:
    """Each employee of the cycle with what is asked now and what was the last time."""
    lines = DeductionLine.objects.visible_to(viewer).of_cycle(cycle).order_by()
    employees: QuerySet[Any, Any] = lines.values("employee_number").annotate(
        total=Sum("amount") + _from_ledger(), previous_total=Sum("previous")
    )
    return employees


def _named(employees: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = employees.annotate(
        unit=Max("department"),
        kana=Max("name_kana"),
        kanji=Max("name"),
        savings=Sum("amount", filter=Q(kind=LineKind.SAVINGS), default=0),
        loans=Sum("amount", filter=Q(kind=LineKind.LOAN), default=0),
        ledger=_from_ledger(),
    ).order_by("unit", "employee_number")
    return named


def _from_ledger() -> Combinable:
    """内 賃控元帳: here the ledger's entries (LedgerEntry) join in; until they exist it is nothing."""
    return Value(0, output_field=BigIntegerField())
