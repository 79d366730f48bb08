"""Cycles of a bank on their way: confirmed, sent, transmitted; and the command as the operator types it."""

from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Access, Bank, Collection, Contract
from chingin.kernel.actors import Actor
from chingin.kernel.corefile.reading import Reading, check
from chingin.kernel.corefile.report import Report
from deductions.company.exchange import UpdateLine
from deductions.groups.models import Cycle, DepositGroup
from deductions.rokin.actions import deposits
from deductions.rokin.deposits.standing import to_confirm
from deductions.rokin.models import DepositRequest
from tests.accounts.factories import BankFactory, BranchFactory, ContractFactory
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory

CLERK: Final = Actor("tsukino01", "月野　進")
OPERATOR: Final = Actor("console", "operator")
# Pay day Wed 2026-11-25, 10:00: stops and confirmation until 15:00.
PAY_DAY: Final = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def contract_of(
    bank_code: str = "9999", *, collection: Collection = Collection.LUMP_DEPOSIT, **terms: object
) -> Contract:
    """A contract of this bank; its first makes the bank."""
    bank = Bank.objects.filter(code=bank_code).first() or BankFactory.create(code=bank_code)
    return ContractFactory.create(
        branch=BranchFactory.create(bank=bank),
        rokin_collection=collection,
        **{"rokin_access": Access.WEB_UPDATE, "name_kana": "ｼｹﾝﾛｳﾄﾞｳｸﾐｱｲ", **terms},
    )


def cycle_of(contract: Contract) -> Cycle:
    """November of a new group of the contract."""
    group: DepositGroup = DepositGroupFactory.create(contract=contract)
    return CycleFactory.create(group=group)


def confirmed(cycle: Cycle, *, at: datetime = PAY_DAY) -> DepositRequest:
    return deposits.confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=CLERK, at=at)


def sent(cycle: Cycle, *, at: datetime = PAY_DAY) -> DepositRequest:
    """Confirmed and sent; with a line when it has none."""
    if not cycle.lines.exists():
        DeductionLineFactory.create(cycle=cycle)
    request = confirmed(cycle, at=at)
    return deposits.send_deposit(cycle=cycle, version=request.version, by=CLERK, at=at)


def typed(command: str, *arguments: str | Path) -> tuple[str, str]:
    """Output and errors of a command that succeeded."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        pytest.fail(f"{err.getvalue()}{error}")
    return out.getvalue(), err.getvalue()


def failed(command: str, *arguments: str | Path) -> tuple[str, str]:
    """Output and errors, with the last word, of a command that failed."""
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as error:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), f"{err.getvalue()}{error.value}"


def files(directory: Path) -> dict[str, bytes]:
    """Everything that lies there, hidden or not."""
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def read_back(data: bytes) -> tuple[Report, list[UpdateLine]]:
    """What our own reader says of it, and its rows."""
    reading = Reading(BytesIO(data), name="50.dat")
    rows = [row for batch in reading.batches() for row in batch.rows(UpdateLine)]
    assert reading.report() == check(BytesIO(data), name="50.dat")
    return reading.report(), rows
