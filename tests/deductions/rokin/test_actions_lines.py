"""Register, change, cancel (DED-1, DED-2): what each does, what it leaves alone, what refuses it."""

from dataclasses import replace
from typing import Any

import pytest

from chingin.kernel.errors import Refusal
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import (
    AccountTaken,
    AlreadyCancelled,
    ChangedMeanwhile,
    DeadlinePassed,
    EndedByTheBank,
    LoanIsReadOnly,
    NewLine,
    NothingChanged,
    UnknownEmployee,
    check_change,
    read_only,
    registered_before,
)
from deductions.rokin.models import DeductionLine, LineKind, LineUpdate, Movement, Origin, Update
from deductions.rokin.rules import Terms
from tests.accounts.story import told
from tests.deductions.factories import (
    IN_TIME,
    TOO_LATE,
    DeductionLineFactory,
    EmployeeFactory,
)
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.acting import (
    CLERK,
    ENTRY,
    OTHER,
    TERMS,
    cancel,
    change,
    columns,
    cycle,
    draft,
    history,
    register,
)

__all__ = ["cycle"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> DeductionLine:
    return DeductionLineFactory.create(employee_number="001001", account_number="0000001")


# Change


def test_a_change_touches_amount_last_month_and_what_follows_and_nothing_else_ded_1(
    line: DeductionLine,
) -> None:
    before, neighbour = columns(line), DeductionLineFactory.create(cycle=line.cycle)
    beside = columns(neighbour)

    change(line)

    assert columns(line) == before | {
        "amount": 25_000,
        "end_month": "202703",
        "update": Update.CHANGE,
        "movement": Movement.CHANGED,
        "origin": Origin.WEB,
        "version": 2,
    }
    assert columns(neighbour) == beside


def test_a_change_leaves_its_history_and_an_entry_in_the_log_ded_3(line: DeductionLine) -> None:
    change(line)

    update = LineUpdate.objects.get()
    assert history(line) == [(2, Update.CHANGE, 20_000, 25_000, "", "202703")]
    assert (update.user_id, update.user_name, update.at) == ("master01", "労金太郎", IN_TIME)
    entry = OperationLog.objects.get()
    assert told() == [("rokin.line_changed", "001001 101-20-0000001", "SUCCESS")]
    assert (entry.chain, entry.function, entry.address) == (
        line.cycle.group.contract.log_chain,
        "DED-1",
        "192.0.2.7",
    )
    assert entry.detail == {
        "cycle": str(line.cycle),
        "before": 20_000,
        "after": 25_000,
        "end_month_before": "",
        "end_month_after": "202703",
    }


def test_changed_back_to_what_the_bank_asked_for_the_line_stands_as_received(line: DeductionLine) -> None:
    before = columns(line)
    changed = change(line)

    change(changed, Terms(20_000, ""))

    assert columns(line) == before | {"version": 3}
    assert len(history(line)) == 2


def test_what_is_stored_already_is_no_change(line: DeductionLine) -> None:
    with pytest.raises(NothingChanged):
        change(line, Terms(20_000, ""))

    assert (history(line), told()) == ([], [])


def test_a_change_to_no_yen_is_a_mistake_of_the_program(line: DeductionLine) -> None:
    with pytest.raises(ValueError, match="one yen"):
        change(line, Terms(0, ""))


def test_who_read_an_older_version_is_told_who_changed_it_and_when(line: DeductionLine) -> None:
    change(line, by=OTHER)

    with pytest.raises(ChangedMeanwhile) as refused:
        change(line, Terms(30_000, ""))

    assert "ippan01(組合花子)が更新しました(2026年11月5日 10時00分)" in refused.value.cause
    assert columns(line)["amount"] == 25_000
    assert len(history(line)) == 1


def test_a_version_that_no_line_ever_had_is_refused_in_words_too(line: DeductionLine) -> None:
    with pytest.raises(ChangedMeanwhile) as refused:
        change(line, version=99)

    assert refused.value.cause == "画面を表示したあとに、ほかのユーザーが更新しました(日時不明)。"


@pytest.mark.parametrize(
    ("values", "at", "refusal"),
    [
        ({"kind": LineKind.LOAN, "subject": "51"}, IN_TIME, LoanIsReadOnly),
        ({"received_movement": Movement.CANCELLED, "requested": 0}, IN_TIME, EndedByTheBank),
        ({"received_movement": Movement.SUSPENDED, "requested": 0}, IN_TIME, EndedByTheBank),
        ({}, TOO_LATE, DeadlinePassed),
    ],
)
def test_what_is_read_only_is_neither_changed_nor_cancelled_ded_1(
    values: dict[str, Any], at: Any, refusal: type[Refusal]
) -> None:
    line = DeductionLineFactory.create(**values)
    before = columns(line)

    for act in (change, cancel):
        with pytest.raises(refusal):
            act(line, at=at)

    assert isinstance(read_only(line, at=at), refusal)
    assert (columns(line), history(line), told()) == (before, [], [])


def test_the_refusal_names_the_deadline(line: DeductionLine) -> None:
    with pytest.raises(DeadlinePassed, match="更新締切") as refused:
        change(line, at=TOO_LATE)

    assert "2026年11月10日 20時00分" in refused.value.cause


def test_a_check_refuses_as_the_change_would_and_stores_nothing(line: DeductionLine) -> None:
    before = columns(line)
    check_change(line=line, version=1, terms=TERMS, at=IN_TIME)

    for terms, version, at, refusal in (
        (TERMS, 2, IN_TIME, ChangedMeanwhile),
        (TERMS, 1, TOO_LATE, DeadlinePassed),
        (line.terms, 1, IN_TIME, NothingChanged),
    ):
        with pytest.raises(refusal):
            check_change(line=line, version=version, terms=terms, at=at)

    assert (columns(line), history(line), told()) == (before, [], [])


# Cancel


def test_a_cancelled_line_deducts_nothing_and_says_so_ded_1(line: DeductionLine) -> None:
    before = columns(line)

    cancel(line)

    assert columns(line) == before | {
        "amount": 0,
        "update": Update.CANCEL,
        "movement": Movement.CANCELLED,
        "origin": Origin.WEB,
        "version": 2,
    }
    assert history(line) == [(2, Update.CANCEL, 20_000, 0, "", "")]
    assert told() == [("rokin.line_cancelled", "001001 101-20-0000001", "SUCCESS")]


def test_a_cancelled_line_is_brought_back_by_a_change(line: DeductionLine) -> None:
    before = columns(line)

    change(cancel(line), Terms(20_000, ""))

    assert columns(line) == before | {"version": 3}


def test_a_line_is_cancelled_once(line: DeductionLine) -> None:
    cancelled = cancel(line)

    with pytest.raises(AlreadyCancelled):
        cancel(cancelled)

    assert len(history(line)) == 1


def test_a_line_of_no_yen_can_be_cancelled_e06() -> None:
    """Nothing changes but that it is cancelled."""
    line = DeductionLineFactory.create(requested=0)

    cancelled = cancel(line)

    assert (cancelled.update, cancelled.movement) == (Update.CANCEL, Movement.CANCELLED)
    assert history(line) == [(2, Update.CANCEL, 0, 0, "", "")]


# Register


def test_a_registered_line_bears_the_employee_s_names_and_the_web_s_marks_ded_2(cycle: Cycle) -> None:
    line = register(cycle)

    found = columns(line)
    assert {name: found[name] for name in ("employee_number", "name_kana", "name", "department")} == {
        "employee_number": "001001",
        "name_kana": "ﾛｳｷﾝ ﾊﾅｺ",
        "name": "労金　花子",
        "department": "007",
    }
    assert (line.account, line.kind, line.line_key) == ("101-20-7654321", LineKind.SAVINGS, "")
    assert (line.amount, line.requested, line.previous) == (5_000, 0, 0)
    assert (line.update, line.movement, line.origin) == (Update.NEW, Movement.NEW, Origin.WEB)
    assert history(line) == [(1, Update.NEW, 0, 5_000, "", "")]
    assert told() == [("rokin.line_registered", "001001 101-20-7654321", "SUCCESS")]
    assert OperationLog.objects.get().function == "DED-2"


def test_a_registered_line_is_changed_and_stays_new(cycle: Cycle) -> None:
    line = change(register(cycle))

    assert (line.update, line.movement, line.amount) == (Update.NEW, Movement.NEW, 25_000)


@pytest.mark.parametrize(
    ("entry", "at", "refusal"),
    [
        (replace(ENTRY, employee_number="009999"), IN_TIME, UnknownEmployee),
        (replace(ENTRY, subject="51"), IN_TIME, LoanIsReadOnly),
        (ENTRY, TOO_LATE, DeadlinePassed),
    ],
)
def test_what_cannot_be_registered_is_refused_and_leaves_nothing_ded_2(
    cycle: Cycle, entry: NewLine, at: Any, refusal: type[Refusal]
) -> None:
    for act in (register, draft):
        with pytest.raises(refusal):
            act(cycle, entry, at=at)

    assert not DeductionLine.objects.exists()
    assert told() == []


def test_another_group_s_employee_is_unknown_e01(cycle: Cycle) -> None:
    EmployeeFactory.create(group=DepositGroupFactory.create(), number="002002")

    with pytest.raises(UnknownEmployee, match="002002"):
        register(cycle, replace(ENTRY, employee_number="002002"))


def test_one_account_is_registered_once_in_a_cycle_e07(cycle: Cycle) -> None:
    register(cycle)

    with pytest.raises(AccountTaken, match="101-20-7654321"):
        register(cycle)

    assert DeductionLine.objects.count() == 1


def test_an_account_that_the_bank_ended_is_registered_anew(cycle: Cycle) -> None:
    DeductionLineFactory.create(
        cycle=cycle,
        account_number="7654321",
        received_movement=Movement.SUSPENDED,
        requested=0,
        previous=20_000,
    )

    assert register(cycle).amount == 5_000


def test_a_draft_is_what_would_be_registered_and_stores_nothing(cycle: Cycle) -> None:
    drafted = draft(cycle)

    assert (drafted.name_kana, drafted.amount) == ("ﾛｳｷﾝ ﾊﾅｺ", 5_000)
    assert not DeductionLine.objects.exists()


def test_a_second_press_finds_what_the_same_person_registered(cycle: Cycle) -> None:
    line = register(cycle)

    assert registered_before(cycle=cycle, entry=ENTRY, by=CLERK) == line
    assert registered_before(cycle=cycle, entry=ENTRY, by=OTHER) is None
    dearer = replace(ENTRY, terms=Terms(6_000, ""))
    assert registered_before(cycle=cycle, entry=dearer, by=CLERK) is None


def test_a_second_press_finds_what_the_same_person_changed(line: DeductionLine) -> None:
    change(line)
    find = LineUpdate.objects.second_press

    assert find(line, version=1, terms=TERMS, user_id="master01") == LineUpdate.objects.get()
    assert find(line, version=1, terms=TERMS, user_id="ippan01") is None
    assert find(line, version=2, terms=TERMS, user_id="master01") is None
    assert find(line, version=1, terms=Terms(25_000, ""), user_id="master01") is None
