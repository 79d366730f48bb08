"""Result files (控除結果, kind 11): the sample, and answers made line by line."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Final

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet, write
from chingin.kernel.months import Month
from chingin.kernel.receptions.receiving import Receipt, receive
from deductions.company.exchange import RESULTS, ResultLine
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import ContractFactory
from tests.deductions.factories import CycleFactory
from tests.deductions.received import DATA, OPERATOR, header

SAMPLE: Final = DATA / "11_kojo_kekka.dat"
# Friday 2026-11-27, 9:00 in Japan: the day on which November's results come.
RESULTS_DAY: Final = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)


def exchange_cycle(**changes: object) -> Cycle:
    """November of a group whose contract exchanges files with the employer."""
    return CycleFactory.create(
        **{
            "group__contract": ContractFactory.create(wage_exchange=True, number="23456789"),
            "group__number": "20000001",
            **changes,
        }
    )


def result_header(cycle: Cycle, **changes: object) -> Header:
    """What stands above the results of this cycle."""
    contract = cycle.group.contract
    values: dict[str, object] = {
        "kind": "11",
        "bank_code": contract.branch.bank.code,
        "branch": contract.branch.code,
        "contract_number": contract.number,
        "group_number": cycle.group.number,
        "month": Month.parse(cycle.month),
        "pay_kind": cycle.pay_kind,
        "sequence": cycle.sequence,
        "created_on": date(2026, 11, 27),
        "pay_date": cycle.pay_date,
        "deposit_date": cycle.deposit_date,
        "update_closes_on": None,
        "serial": "1100000001",
    }
    return header(**{**values, **changes})


def answer(line: DeductionLine, **changes: object) -> ResultLine:
    """Collected as asked (済), the name as requested."""
    values: dict[str, Any] = {
        "employee_number": line.employee_number,
        "name_kana": line.name_kana,
        "line_key": line.line_key,
        "branch": line.branch,
        "subject": line.subject,
        "account_number": line.account_number,
        "requested": line.amount,
        "collected": line.amount,
        "outcome": "1",
        "reason": "",
        "posted_on": date(2026, 11, 26),
        "balance": 1_000_000,
        "target": "R",
        "item": "",
    }
    return ResultLine(**{**values, **changes})


def failed(line: DeductionLine, reason: str, **changes: object) -> ResultLine:
    """Not collected (不能), for this reason."""
    values = {"collected": 0, "outcome": "3", "reason": reason, "posted_on": None}
    return answer(line, **{**values, **changes})


def in_part(line: DeductionLine, collected: int, reason: str) -> ResultLine:
    """Collected in part (一部)."""
    return answer(line, collected=collected, outcome="2", reason=reason)


def result_file(*sets: tuple[Header, Iterable[ResultLine]]) -> bytes:
    """The bytes of a file of these sets."""
    stream = BytesIO()
    write(RESULTS, [OutgoingSet(head, rows) for head, rows in sets], stream)
    return stream.getvalue()


def answered(data: bytes, *, at: datetime = RESULTS_DAY, valid_sets_only: bool = False) -> Receipt:
    """What the operator's command does on 2026-11-27."""
    return receive(source=BytesIO(data), name="11.dat", by=OPERATOR, at=at, valid_sets_only=valid_sets_only)
