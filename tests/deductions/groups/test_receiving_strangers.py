"""BNK-3: a file learns of another bank's or contract's registrations no more than of what nobody has."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from pytest_django import Settings

from accounts.models import Contract
from chingin.kernel.corefile.findings import Finding
from chingin.kernel.corefile.header import Header
from chingin.kernel.receptions.checking import check_for_reception
from deductions.groups.models import DepositGroup
from tests.accounts.factories import ContractFactory
from tests.deductions.answered import answer, result_file, result_header
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.received import (
    contract_of_the_exchange,
    contract_of_the_samples,
    file_of,
    header,
    request,
)

pytestmark = pytest.mark.django_db
NOBODY_S_CONTRACT: Final = "99999999"
NOBODY_S_GROUP: Final = "77777777"


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def own() -> Contract:
    """Of bank 9998, whose file it is."""
    return contract_of_the_exchange()


@pytest.fixture
def stranger() -> Contract:
    """Of bank 9999, with groups 10000001 and 10000002."""
    return contract_of_the_samples()


def named(own: Contract, **changes: object) -> Header:
    """What stands above a set of bank 9998."""
    values: dict[str, object] = {
        "bank_code": "9998",
        "branch": own.branch.code,
        "contract_number": own.number,
        "group_number": "20000001",
    }
    return header(**{**values, **changes})


def found(data: bytes) -> list[Finding]:
    return list(check_for_reception(BytesIO(data), name="10.dat", at=IN_TIME).report.findings)


def told(head: Header) -> list[tuple[str, str, str]]:
    """Code, field and expectation; the value found is the sender's own."""
    return [(one.code, one.field, one.expected) for one in found(file_of((head, [request()])))]


def left_alone(_stranger: Contract) -> None:
    pass


def ended(stranger: Contract) -> None:
    Contract.objects.filter(pk=stranger.pk).update(ended_at=IN_TIME - timedelta(days=1))


def without_the_service(stranger: Contract) -> None:
    Contract.objects.filter(pk=stranger.pk).update(rokin_collection="", rokin_access="", has_ledger=True)


def with_the_cycle(stranger: Contract) -> None:
    CycleFactory.create(group=stranger.deposit_groups.get(number="10000001"))


def with_other_dates(stranger: Contract) -> None:
    """By whose rules the header's own closing day would be too late."""
    groups = DepositGroup.objects.filter(contract=stranger)
    groups.update(confirmation_days_before=15, confirmation_opens_days_before=15, update_days_before=16)


STATES: Final = (left_alone, ended, without_the_service, with_the_cycle, with_other_dates)
Change = Callable[[Contract], None]


@pytest.mark.parametrize("change", STATES)
@pytest.mark.parametrize("group", ["10000001", NOBODY_S_GROUP, "20000001"])
def test_another_bank_s_contract_is_unknown_whatever_is_registered_of_it(
    own: Contract, stranger: Contract, change: Change, group: str
) -> None:
    change(stranger)

    known = told(named(own, contract_number=stranger.number, branch="101", group_number=group))

    assert known == told(named(own, contract_number=NOBODY_S_CONTRACT, branch="101", group_number=group))
    assert known == [
        ("E3041", "契約番号", "この金融機関に登録されている契約番号"),
        ("E3045", "入金グループ番号", "この契約に登録されている入金グループ番号"),
    ]


@pytest.mark.parametrize("change", STATES)
def test_another_bank_s_group_is_unknown_whatever_is_registered_of_it(
    own: Contract, stranger: Contract, change: Change
) -> None:
    change(stranger)

    known = told(named(own, group_number="10000001"))

    assert known == told(named(own, group_number=NOBODY_S_GROUP))
    assert known == [("E3045", "入金グループ番号", "この契約に登録されている入金グループ番号")]


def test_another_contract_s_group_of_the_same_bank_is_unknown_too(own: Contract) -> None:
    neighbour = ContractFactory.create(branch=own.branch)
    CycleFactory.create(group=DepositGroupFactory.create(contract=neighbour, number="30000001"))

    assert told(named(own, group_number="30000001")) == told(named(own, group_number=NOBODY_S_GROUP))


def test_another_bank_s_contract_is_not_taken_by_its_own_group(own: Contract, stranger: Contract) -> None:
    """The bank code alone is wrong: nothing of the rest is confirmed."""
    codes = [code for code, _, _ in told(header(bank_code="9998", branch="101"))]

    assert codes == ["E3041", "E3045"]


def test_of_one_s_own_contract_it_is_told_what_is_expected(own: Contract) -> None:
    """The sender is its bank, which sees all of it anyway."""
    assert told(named(own, branch="999")) == [("E3042", "店番号", own.branch.code)]
    assert told(named(own)) == []


@pytest.mark.parametrize("change", STATES)
def test_results_of_a_stranger_are_those_of_nobody(own: Contract, stranger: Contract, change: Change) -> None:
    """Kind 11: not even how many lines there are, nor what they asked for."""
    change(stranger)
    cycle = CycleFactory.create(group__contract=stranger, group__number="10000003")
    line = DeductionLineFactory.create(cycle=cycle)
    DeductionLineFactory.create(cycle=cycle)
    head = result_header(cycle, bank_code="9998", branch=own.branch.code)
    rows = [answer(line, requested=1, collected=1)]

    known, nobody = (
        [(one.code, one.record, one.expected) for one in found(result_file((one_head, rows)))]
        for one_head in (head, head._replace(contract_number=NOBODY_S_CONTRACT, group_number=NOBODY_S_GROUP))
    )

    assert known == nobody
    assert [code for code, _, _ in known] == ["E3041", "E3045", "E3051"]
