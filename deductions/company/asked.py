"""What is asked of the company for each employee (企業宛控除依頼), summed by the database."""

from typing import Any

from django.db.models import BigIntegerField, F, Max, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable

from accounts.models import User
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, LineKind


def asked_of_company(*, viewer: User, cycle: Cycle) -> QuerySet[Any, Any]:
    """One row for each employee of the cycle, by 所属, 職員番号.

    Name and department are those of the lines; where one line lacks them, another's.
    """
    lines = DeductionLine.objects.visible_to(viewer).of_cycle(cycle).order_by()
    employees: QuerySet[Any, Any] = lines.values("employee_number").annotate(
        unit=Max("department"),
        kana=Max("name_kana"),
        kanji=Max("name"),
        savings=Sum("amount", filter=Q(kind=LineKind.SAVINGS), default=0),
        loans=Sum("amount", filter=Q(kind=LineKind.LOAN), default=0),
        ledger=_from_ledger(),
        total=Sum("amount") + _from_ledger(),
        previous_total=Sum("previous"),
    )
    return employees.order_by("unit", "employee_number")


def _from_ledger() -> Combinable:
    """内 賃控元帳: here the ledger's entries (LedgerEntry) join in; until they exist it is nothing."""
    return Value(0, output_field=BigIntegerField())


def asked_anew(*, viewer: User, cycle: Cycle) -> QuerySet[Any, Any]:
    """Only employees whose total differs from the last one (異動分)."""
    return asked_of_company(viewer=viewer, cycle=cycle).exclude(total=F("previous_total"))
