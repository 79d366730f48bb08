"""The sample files of the core system, the contracts they are about, and files made from them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.db import connection

from accounts.models import Collection, Contract
from chingin.kernel.actors import Actor
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet, write
from chingin.kernel.months import Month
from chingin.kernel.receptions.receiving import Receipt, receive
from deductions.rokin.exchange import REQUESTS, RequestLine
from tests.accounts.factories import BankFactory, BranchFactory, ContractFactory
from tests.deductions.factories import IN_TIME
from tests.deductions.groups.factories import DepositGroupFactory

DATA: Final = Path(__file__).parent.parent / "data"
LUMP_DEPOSIT: Final = DATA / "10_kojo_irai.dat"
WAGE_EXCHANGE: Final = DATA / "10_kojo_irai_wage_exchange.dat"
OPERATOR: Final = Actor("console", "operator")


def contract_of_the_samples() -> Contract:
    """Contract 12345678 of bank 9999, branch 101, with its two groups."""
    branch = BranchFactory.create(bank=BankFactory.create(code="9999"), code="101")
    contract = ContractFactory.create(
        number="12345678", branch=branch, rokin_collection=Collection.LUMP_DEPOSIT
    )
    DepositGroupFactory.create(contract=contract, number="10000001", name="本社支部")
    DepositGroupFactory.create(contract=contract, number="10000002", name="工場支部")
    return contract


def contract_of_the_exchange() -> Contract:
    """Contract 23456789 of bank 9998, branch 205: files go to the employer and come back."""
    branch = BranchFactory.create(bank=BankFactory.create(code="9998"), code="205")
    contract = ContractFactory.create(
        number="23456789", branch=branch, rokin_collection=Collection.WAGE_EXCHANGE
    )
    DepositGroupFactory.create(contract=contract, number="20000001")
    return contract


def received(data: bytes, *, name: str = "10.dat", valid_sets_only: bool = False) -> Receipt:
    """What the operator's command does on 2026-11-05."""
    return receive(source=BytesIO(data), name=name, by=OPERATOR, at=IN_TIME, valid_sets_only=valid_sets_only)


@contextmanager
def meanwhile(change: Callable[[], object], *, before: str = "SAVEPOINT") -> Iterator[None]:
    """`change` happens when the file is checked, before the first such statement: that of the taking."""
    changes = [change]

    def upon_it(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if changes and sql.startswith(before):
            changes.pop()()
        return execute(sql, *more)

    with connection.execute_wrapper(upon_it):
        yield
    assert not changes


def header(**changes: object) -> Header:
    """November of group 10000001, as in the samples."""
    values: dict[str, object] = {
        "kind": "10",
        "bank_code": "9999",
        "branch": "101",
        "contract_number": "12345678",
        "group_number": "10000001",
        "month": Month(2026, 11),
        "pay_kind": "1",
        "sequence": 1,
        "created_on": date(2026, 11, 2),
        "pay_date": date(2026, 11, 25),
        "deposit_date": date(2026, 11, 26),
        "update_closes_on": date(2026, 11, 10),
        "serial": "0000000001",
        "contract_kana": "ﾐﾎﾝ ﾛｳｸﾐ",
    }
    return Header(**{**values, **changes})  # type: ignore[arg-type]  # by the names of Header


def request(**changes: object) -> RequestLine:
    """A continued savings line of 20,000 yen."""
    values: dict[str, object] = {
        "department": "001",
        "employee_number": "001000",
        "name_kana": "ｲﾄｳ ﾒｸﾞﾐ",
        "name": "伊藤　恵",
        "branch": "101",
        "subject": "20",
        "account_number": "1000000",
        "kind": "S",
        "amount": 20_000,
        "previous": 20_000,
        "balance": 340_000,
        "start_month": Month(2021, 4),
        "end_month": None,
        "remaining": 0,
        "movement": "0",
        "origin": "0",
        "counter_date": None,
        "counter_branch": "",
        "error": "",
        "line_key": "K0000000000",
    }
    return RequestLine(**{**values, **changes})  # type: ignore[arg-type]  # by the names of RequestLine


def file_of(*sets: tuple[Header, list[RequestLine]]) -> bytes:
    """The bytes of a file of these sets."""
    stream = BytesIO()
    write(REQUESTS, [OutgoingSet(head, rows) for head, rows in sets], stream)
    return stream.getvalue()
