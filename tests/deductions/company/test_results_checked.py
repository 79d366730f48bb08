"""What keeps results out is said when the file is checked, and asked once more while it is taken."""

from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Contract
from chingin.kernel.corefile.findings import Finding
from chingin.kernel.models import OperationLog, OutgoingMail, ReceivedFile, Reception
from chingin.kernel.receptions.checking import Check, check_for_reception
from chingin.kernel.receptions.receiving import FileRefused, ReceivedMeanwhile, ReceptionEvent
from deductions.company.models import CycleResults, Outcome
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import BankFactory, ContractFactory
from tests.deductions.answered import (
    RESULTS_DAY,
    answer,
    answered,
    exchange_cycle,
    failed,
    result_file,
    result_header,
)
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.received import meanwhile

pytestmark = pytest.mark.django_db
Change: TypeAlias = Callable[[], object]


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> Path:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"
    return tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    return exchange_cycle()


@pytest.fixture
def line(cycle: Cycle) -> DeductionLine:
    return DeductionLineFactory.create(cycle=cycle, line_key="K1", requested=20_000)


@pytest.fixture
def bonus(cycle: Cycle) -> DeductionLine:
    """The only line of the group's other cycle."""
    return DeductionLineFactory.create(
        cycle=CycleFactory.create(group=cycle.group, pay_kind="2"), line_key="B1"
    )


def checked(data: bytes) -> Check:
    return check_for_reception(BytesIO(data), name="11.dat", at=RESULTS_DAY)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def of_both(line: DeductionLine, bonus: DeductionLine, *, last: str = "1100000002") -> bytes:
    """A file of two sets, right if nothing changes."""
    first = (result_header(line.cycle), [answer(line)])
    return result_file(first, (result_header(bonus.cycle, serial=last), [answer(bonus)]))


def refused_after(change: Change, data: bytes) -> tuple[Finding, ...]:
    """What is found in a file that was right until `change` happened."""
    assert not checked(data).count
    with pytest.raises(FileRefused) as refused, meanwhile(change):
        answered(data)
    return refused.value.check.report.findings


def nothing_is_stored() -> bool:
    """Of any result file."""
    receptions, files = Reception.objects.filter(kind="11"), ReceivedFile.objects.filter(name="11.dat")
    stored = (
        receptions,
        files,
        CycleResults.objects.all(),
        Outcome.objects.all(),
        OutgoingMail.objects.all(),
    )
    return not any(rows.exists() for rows in stored)


def test_lines_without_a_result_are_told_when_the_file_is_checked(cycle: Cycle, line: DeductionLine) -> None:
    """E3058, in its place, and nothing is written."""
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    check = checked(result_file((result_header(cycle), [answer(line)])))

    (found,) = check.report.findings
    assert (found.code, found.record, found.first, found.last) == ("E3058", 3, 2, 7)
    assert (found.file, found.field, found.value) == ("11.dat", "件数", "1件不足")
    assert (check.takeable, [one.findings for one in check.report.sets]) == ([], [1])
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "changes",
    [
        {"line_key": "K9"},
        {"requested": 1, "collected": 1},
        {"account_number": "7654321"},
        {"target": "L", "item": "001"},
        {},
    ],
    ids=["unknown", "amount", "account", "ledger", "unanswered"],
)
def test_what_the_taking_refuses_the_check_has_said_before(
    cycle: Cycle, line: DeductionLine, changes: dict[str, object]
) -> None:
    DeductionLineFactory.create(cycle=cycle, line_key="K2")
    data = result_file((result_header(cycle), [answer(line, **changes)]))

    with pytest.raises(FileRefused) as refused:
        answered(data)

    assert checked(data).report.findings == refused.value.check.report.findings
    assert codes(refused.value.check.report.findings)[-1] == "E3058"


def test_what_is_wrong_and_what_is_missing_are_told_at_once(cycle: Cycle, line: DeductionLine) -> None:
    DeductionLineFactory.create(cycle=cycle, line_key="K2")
    data = result_file((result_header(cycle), [answer(line, branch="555"), answer(line, line_key="K9")]))

    assert codes(checked(data).report.findings) == ["E3056", "E3054", "E3058"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: data.replace("ﾛｳｷﾝ".encode("cp932"), "ｨｳｷﾝ".encode("cp932"), 1), "E3008"),
        (lambda data: data[: 202 * 3] + data[202 * 4 :], "E3004"),
        (lambda data: data[: 202 * 3] + b"8" + data[202 * 3 + 10 :], "E3002"),
    ],
    ids=["a name that cannot be read", "no trailer", "half a trailer"],
)
def test_of_a_set_that_cannot_be_read_whole_nothing_is_called_missing(
    cycle: Cycle, line: DeductionLine, spoil: Callable[[bytes], bytes], code: str
) -> None:
    second = DeductionLineFactory.create(cycle=cycle, line_key="K2")
    DeductionLineFactory.create(cycle=cycle, line_key="K3")
    data = result_file((result_header(cycle), [answer(line), answer(second)]))

    found = codes(checked(spoil(data)).report.findings)

    assert code in found
    assert "E3058" not in found


def test_each_set_is_held_against_its_own_cycle(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine
) -> None:
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    check = checked(of_both(line, bonus))

    assert [(one.code, one.record) for one in check.report.findings] == [("E3058", 3)]
    assert [one.number for one in check.takeable] == [2]


def test_the_set_that_lacks_a_result_is_left_out_and_the_right_one_taken(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine
) -> None:
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    outcome = answered(of_both(line, bonus), valid_sets_only=True)

    assert outcome.check.count == 1
    assert Outcome.objects.get().line == bonus


def test_what_was_received_before_is_compared_by_content_alone(cycle: Cycle, line: DeductionLine) -> None:
    data = result_file((result_header(cycle), [answer(line)]))
    answered(data)
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    check = checked(data)

    assert (check.count, len(check.received_before)) == (0, 1)


def test_of_another_bank_s_lines_nothing_is_told(cycle: Cycle, line: DeductionLine) -> None:
    """BNK-3: who names a stranger's group hears that it is a stranger's, not what it was asked for."""
    own = ContractFactory.create(wage_exchange=True, branch__bank=BankFactory.create(code="9997"))
    named = result_header(
        cycle, bank_code="9997", branch=own.branch.code, contract_number=own.number, serial="1100000009"
    )
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    report = checked(result_file((named, [answer(line, requested=1, collected=1)]))).report

    assert codes(report.findings) == ["E3045", "E3051"]
    assert all(one.expected != "20000" for one in report.findings)


def test_a_line_that_changes_between_check_and_taking_keeps_the_file_out(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine, received_files: Path
) -> None:
    changing = DeductionLine.objects.filter(pk=line.pk)

    found = refused_after(partial(changing.update, amount=8_000, update="2"), of_both(line, bonus))

    assert [(one.code, one.record, one.expected) for one in found] == [("E3055", 2, "8000")]
    assert nothing_is_stored()
    assert [path for path in received_files.rglob("*") if path.is_file()] == []
    entry = OperationLog.objects.get()
    assert (entry.event, entry.result, entry.detail["findings"]) == (ReceptionEvent.REFUSED, "REFUSED", 1)


def test_all_that_changed_meanwhile_is_told(cycle: Cycle, line: DeductionLine) -> None:
    """Also what comes after the first fault, and what is missing."""
    lines = [line, *(DeductionLineFactory.create(cycle=cycle) for _ in range(1_000))]
    changing = DeductionLine.objects.filter(pk__in=[line.pk, lines[-1].pk])

    def change() -> None:
        changing.update(amount=8_000, update="2")
        DeductionLineFactory.create(cycle=cycle)

    found = refused_after(change, result_file((result_header(cycle), [answer(one) for one in lines])))

    assert [(one.code, one.record) for one in found] == [("E3055", 2), ("E3055", 1_002), ("E3058", 1_003)]
    assert nothing_is_stored()


def test_a_line_that_is_gone_meanwhile_is_a_finding_too(cycle: Cycle, line: DeductionLine) -> None:
    """What was found wrong never reaches the taker, which knows of right ones only."""
    found = refused_after(line.delete, result_file((result_header(cycle), [answer(line)])))

    assert [(one.code, one.record) for one in found] == [("E3054", 2)]
    assert nothing_is_stored()


@pytest.mark.postgresql
def test_cycles_are_locked_in_one_order_whatever_the_file_s(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine
) -> None:
    """So that two files never wait for each other."""
    pairs = [(line, "1100000001"), (bonus, "1100000002"), (bonus, "1100000003"), (line, "1100000004")]
    sets = [(result_header(one.cycle, serial=serial), [answer(one)]) for one, serial in pairs]

    locked = [locks_of(result_file(*sets[:2])), locks_of(result_file(*sets[2:]))]

    assert locked[0] == locked[1]
    assert len(set(locked[0])) == 2


def locks_of(data: bytes) -> list[str]:
    """What the taking waits for of the cycles, in turn."""
    with CaptureQueriesContext(connection) as asked:
        answered(data)
    cycles = f'"{Cycle._meta.db_table}"."id" = '
    return [
        one["sql"].partition(cycles)[2].split()[0]
        for one in asked
        if "FOR NO KEY UPDATE" in one["sql"] and cycles in one["sql"]
    ]


def test_a_newer_correction_that_comes_meanwhile_stays_the_current_one(
    cycle: Cycle, line: DeductionLine
) -> None:
    newer = result_header(cycle, serial="1100000009", created_on=date(2026, 11, 28))
    correction = result_file((newer, [failed(line, "12")]))

    found = refused_after(partial(answered, correction), result_file((result_header(cycle), [answer(line)])))

    assert [(one.code, one.record) for one in found] == [("E3053", 1)]
    assert Outcome.objects.get().collected == 0


def test_a_contract_that_ends_meanwhile_gets_nothing(cycle: Cycle, line: DeductionLine) -> None:
    ending = Contract.objects.filter(pk=cycle.group.contract_id)

    found = refused_after(
        partial(ending.update, ended_at=RESULTS_DAY), result_file((result_header(cycle), [answer(line)]))
    )

    assert codes(found) == ["E3043"]
    assert nothing_is_stored()


def test_of_the_right_sets_too_each_is_asked_once_more(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine
) -> None:
    """What was wrong from the beginning is told beside it."""
    DeductionLineFactory.create(cycle=cycle, line_key="K2")
    changing = DeductionLine.objects.filter(pk=bonus.pk)

    with (
        pytest.raises(FileRefused) as refused,
        meanwhile(partial(changing.update, amount=8_000, update="2")),
    ):
        answered(of_both(line, bonus), valid_sets_only=True)

    assert codes(refused.value.check.report.findings) == ["E3055"]
    assert nothing_is_stored()


def test_the_same_set_that_comes_meanwhile_is_not_taken_again(
    cycle: Cycle, line: DeductionLine, bonus: DeductionLine
) -> None:
    alone = result_file((result_header(cycle), [answer(line)]))

    with pytest.raises(ReceivedMeanwhile), meanwhile(partial(answered, alone)):
        answered(of_both(line, bonus))

    assert [(one.cycle, one.version) for one in CycleResults.objects.all()] == [(cycle, 1)]
