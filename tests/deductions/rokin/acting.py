"""A clerk at the actions of lines: what is entered, done, and stored afterwards."""

from typing import Any

import pytest

from chingin.kernel.actors import Actor
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import NewLine, cancel_line, change_line, draft_line, register_line
from deductions.rokin.models import DeductionLine
from deductions.rokin.rules import Terms
from tests.deductions.factories import IN_TIME, CycleFactory, EmployeeFactory

CLERK = Actor("master01", "労金太郎", "192.0.2.7")
OTHER = Actor("ippan01", "組合花子", "192.0.2.8")
TERMS = Terms(25_000, "202703")
ENTRY = NewLine(
    employee_number="001001",
    branch="101",
    subject="20",
    account_number="7654321",
    start_month="202611",
    terms=Terms(5_000, ""),
)


@pytest.fixture
def cycle() -> Cycle:
    found = CycleFactory.create()
    EmployeeFactory.create(group=found.group, number="001001", department="007")
    return found


def change(line: DeductionLine, terms: Terms = TERMS, **given: Any) -> DeductionLine:
    usual: dict[str, Any] = {"version": line.version, "by": CLERK, "at": IN_TIME}
    return change_line(line=line, terms=terms, **{**usual, **given})


def cancel(line: DeductionLine, **given: Any) -> DeductionLine:
    usual: dict[str, Any] = {"version": line.version, "by": CLERK, "at": IN_TIME}
    return cancel_line(line=line, **{**usual, **given})


def register(cycle: Cycle, entry: NewLine = ENTRY, **given: Any) -> DeductionLine:
    return register_line(cycle=cycle, entry=entry, **{"by": CLERK, "at": IN_TIME, **given})


def columns(line: DeductionLine) -> dict[str, Any]:
    """All that is stored of it."""
    return dict(DeductionLine.objects.filter(pk=line.pk).values().get())


def history(line: DeductionLine) -> list[tuple[int, str, int, int, str, str]]:
    fields = ("version", "kind", "amount_before", "amount_after", "end_month_before", "end_month_after")
    return list(line.updates.order_by("version").values_list(*fields))


def draft(cycle: Cycle, entry: NewLine = ENTRY, *, at: Any = IN_TIME) -> DeductionLine:
    return draft_line(cycle=cycle, entry=entry, at=at)
