"""A cycle whose every figure of 照合表 is known by hand, made by the actions themselves."""

from datetime import timedelta
from typing import Final

from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import NewLine, cancel_line, change_line, register_line
from deductions.rokin.models import DeductionLine, LineKind, Movement
from deductions.rokin.rules import Terms
from tests.accounts.factories import ContractFactory
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory, EmployeeFactory
from tests.deductions.rokin.pay_day import OTHER, stopped

# Six lines came: 20,000 + 70,001 + 10,000 + 5,000 + 8,000, and one that the bank ended at 5,000.
TRAILER: Final = {
    "控除金額合計": 113_001,
    "前回金額合計": 118_001,
    "貯蓄合計": 43_000,
    "返済合計": 70_001,
}


def received_cycle() -> Cycle:
    """November with what its trailer told."""
    return CycleFactory.create(
        group__contract=ContractFactory.create(), reception__count=6, reception__totals=dict(TRAILER)
    )


def lines_as_received(cycle: Cycle) -> list[DeductionLine]:
    """Of three people: what stays, what is stopped, what the web will change, and nothing of the fourth."""

    def line(number: str, subject: str, yen: int) -> DeductionLine:
        kind = LineKind.LOAN if subject >= "50" else LineKind.SAVINGS
        return DeductionLineFactory.create(
            cycle=cycle, employee_number=number, subject=subject, kind=kind, requested=yen
        )

    ended = {"received_movement": Movement.CANCELLED, "received_origin": "3"}
    DeductionLineFactory.create(cycle=cycle, employee_number="001004", requested=0, previous=5_000, **ended)
    return [
        line("001001", "20", 20_000),
        line("001001", "51", 70_001),
        line("001002", "20", 10_000),
        line("001002", "10", 5_000),
        line("001003", "10", 8_000),
    ]


def updated(lines: list[DeductionLine]) -> None:
    """+2,500, −2,000, 解除 of 8,000, and of two new ones 4,000 stay while 9,000 are cancelled again."""
    cycle = lines[0].cycle
    EmployeeFactory.create(group=cycle.group, number="001003")
    changed(lines[2], 11_000, 12_500)
    changed(lines[3], 3_000)
    cancelled(lines[4])
    registered(cycle, "20", 4_000)
    cancelled(registered(cycle, "21", 9_000))


def changed(line: DeductionLine, *amounts: int) -> None:
    for amount in amounts:
        line.refresh_from_db()
        terms = Terms(amount, line.end_month)
        change_line(line=line, version=line.version, terms=terms, by=OTHER, at=IN_TIME)


def cancelled(line: DeductionLine) -> None:
    cancel_line(line=line, version=line.version, by=OTHER, at=IN_TIME + timedelta(minutes=1))


def registered(cycle: Cycle, subject: str, amount: int) -> DeductionLine:
    entry = NewLine(
        employee_number="001003",
        branch="101",
        subject=subject,
        account_number="7654321",
        start_month="202611",
        terms=Terms(amount, ""),
    )
    return register_line(cycle=cycle, entry=entry, by=OTHER, at=IN_TIME)


def known_cycle() -> Cycle:
    """113,001 − 3,500 = 109,501; 109,501 − 73,001 = 36,500."""
    cycle = received_cycle()
    lines = lines_as_received(cycle)
    updated(lines)
    stopped(lines[1], lines[3])
    return cycle
