"""Lines and their history: what the database refuses, who sees which, what belongs to a cycle."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from deductions.rokin import rules
from deductions.rokin.models import DeductionLine, LineKind, LineUpdate, Movement, Origin, Update
from tests.accounts.factories import BranchStaffFactory, FederationFactory, MasterFactory
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory

pytestmark = pytest.mark.django_db

TOO_MUCH = rules.MAX_AMOUNT + 1
OWN = {"line_key": "", "requested": 0, "previous": 0, "update": Update.NEW, "amount": 5_000}


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("employee_number_is_digits_and_letters", {"employee_number": ""}),
        ("employee_number_is_digits_and_letters", {"employee_number": "００１００１"}),
        ("key_is_an_account", {"branch": "10"}),
        ("key_is_an_account", {"subject": "2a"}),
        ("key_is_an_account", {"account_number": "123456"}),
        ("months_are_months", {"start_month": "202613"}),
        ("months_are_months", {"requested_end_month": "2026-1"}),
        ("months_are_months", {"end_month": "202799", "update": Update.CHANGE}),
        ("ends_after_it_begins", {"start_month": "202701", "end_month": "202612", "update": Update.CHANGE}),
        ("ends_after_it_begins", {"start_month": "202701", "requested_end_month": "202612"}),
        ("amounts_fit_the_files", {"requested": -1}),
        ("amounts_fit_the_files", {"requested": TOO_MUCH}),
        ("amounts_fit_the_files", {"previous": -1}),
        ("amounts_fit_the_files", {"balance": -1}),
        ("amounts_fit_the_files", {"amount": TOO_MUCH, "update": Update.CHANGE}),
        ("codes_are_known", {"kind": "X"}),
        ("codes_are_known", {"received_movement": "6"}),
        ("codes_are_known", {"received_origin": "4"}),
        ("codes_are_known", {"movement": "6"}),
        ("codes_are_known", {"origin": "4"}),
        (
            "loan_is_never_changed_on_the_web",
            {"kind": LineKind.LOAN, "update": Update.CHANGE, "amount": 30_000},
        ),
        ("update_tells_what_changed", {"amount": 30_000}),
        ("update_tells_what_changed", {"end_month": "202703"}),
        ("update_tells_what_changed", {"update": Update.CHANGE}),
        ("update_tells_what_changed", {"update": Update.CHANGE, "amount": 0}),
        ("update_tells_what_changed", {"update": Update.CANCEL, "amount": 1}),
        ("update_tells_what_changed", {**OWN, "line_key": "K1"}),
        ("update_tells_what_changed", {**OWN, "requested": 5_000}),
        ("update_tells_what_changed", {**OWN, "amount": 0}),
        ("update_tells_what_changed", {**OWN, "update": Update.CHANGE}),
        ("counter_is_dated", {"received_origin": Origin.COUNTER}),
        ("counter_is_dated", {"received_origin": Origin.COUNTER, "counter_date": date(2026, 10, 20)}),
        ("counter_is_dated", {"received_origin": Origin.COUNTER, "counter_branch": "101"}),
        ("counter_is_dated", {"counter_branch": "101"}),
        ("counter_is_dated", {"counter_date": date(2026, 10, 20)}),
    ],
)
def test_what_can_never_be_true_of_a_line_is_refused(constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=f"rokin_line_{constraint}"), transaction.atomic():
        DeductionLineFactory.create(**values)


@pytest.mark.parametrize(
    "values",
    [
        OWN,
        {**OWN, "update": Update.CANCEL, "amount": 0},
        {"update": Update.CHANGE, "amount": 1},
        {"update": Update.CHANGE, "end_month": "202703"},
        {"update": Update.CANCEL, "amount": 0},
        {"requested": 0},
        {"start_month": "202701", "requested_end_month": "202701"},
        {
            "received_origin": Origin.COUNTER,
            "counter_date": date(2026, 10, 20),
            "counter_branch": "101",
        },
    ],
)
def test_what_may_be_true_of_a_line_is_stored(values: dict[str, Any]) -> None:
    assert DeductionLineFactory.create(**values).pk


def test_the_bank_s_key_stands_once_in_a_cycle_and_the_web_s_lines_have_none() -> None:
    line = DeductionLineFactory.create(line_key="K1")
    DeductionLineFactory.create_batch(2, cycle=line.cycle, **OWN)
    DeductionLineFactory.create(line_key="K1")

    with (
        pytest.raises(IntegrityError, match=r"rokin_line_key_once|line_key"),
        transaction.atomic(),
    ):
        DeductionLineFactory.create(cycle=line.cycle, line_key="K1")


def update_of(line: DeductionLine, **values: Any) -> LineUpdate:
    usual = {
        "version": 2,
        "kind": Update.CHANGE,
        "amount_before": 20_000,
        "amount_after": 25_000,
        "at": IN_TIME,
        "user_id": "master01",
        "user_name": "労金太郎",
    }
    return LineUpdate.objects.create(line=line, **{**usual, **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("says_what_and_who", {"kind": Update.NONE}),
        ("says_what_and_who", {"user_id": ""}),
        ("amounts_fit_the_files", {"amount_before": -1}),
        ("amounts_fit_the_files", {"amount_after": TOO_MUCH}),
    ],
)
def test_what_can_never_be_true_of_a_change_is_refused(constraint: str, values: dict[str, Any]) -> None:
    line = DeductionLineFactory.create()

    with pytest.raises(IntegrityError, match=f"rokin_lineupdate_{constraint}"), transaction.atomic():
        update_of(line, **values)


def test_a_version_of_a_line_is_made_once() -> None:
    line = DeductionLineFactory.create()
    update_of(line)

    with (
        pytest.raises(IntegrityError, match=r"rokin_lineupdate[._](version_once|line_id)"),
        transaction.atomic(),
    ):
        update_of(line)


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", ["UPDATE {} SET user_id = 'somebody'", "DELETE FROM {}"])
def test_the_history_is_never_rewritten_invariant_6(statement: str) -> None:
    update_of(DeductionLineFactory.create())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(LineUpdate._meta.db_table))


def test_lines_and_history_are_seen_by_their_contract_and_by_the_staff_in_charge_bnk_3() -> None:
    own, other = DeductionLineFactory.create(), DeductionLineFactory.create()
    ours, theirs = update_of(own), update_of(other)
    contract = own.cycle.group.contract

    for viewer, lines, updates in (
        (MasterFactory.create(contract=contract), {own}, {ours}),
        (BranchStaffFactory.create(branch=contract.branch), {own}, {ours}),
        (FederationFactory.create(), {own, other}, {ours, theirs}),
    ):
        assert set(DeductionLine.objects.visible_to(viewer)) == lines
        assert set(LineUpdate.objects.visible_to(viewer)) == updates


def test_what_the_web_made_and_cancelled_does_not_belong_to_the_cycle_but_to_the_group() -> None:
    line = DeductionLineFactory.create()
    gone = DeductionLineFactory.create(cycle=line.cycle, **{**OWN, "update": Update.CANCEL, "amount": 0})
    cancelled = DeductionLineFactory.create(cycle=line.cycle, update=Update.CANCEL, amount=0)
    DeductionLineFactory.create()

    assert set(DeductionLine.objects.of_cycle(line.cycle)) == {line, cancelled}
    assert set(DeductionLine.objects.of_group(line.cycle.group)) == {line, cancelled, gone}


def test_lines_stand_by_department_employee_and_subject() -> None:
    cycle = CycleFactory.create()
    places = [
        ("002", "000001", "20"),
        ("001", "000002", "10"),
        ("001", "000001", "21"),
        ("001", "000001", "20"),
    ]
    for department, number, subject in places:
        DeductionLineFactory.create(
            cycle=cycle, department=department, employee_number=number, subject=subject
        )

    found = DeductionLine.objects.of_cycle(cycle).in_order()

    assert [(line.department, line.employee_number, line.subject) for line in found] == sorted(places)


def test_the_history_of_a_cycle_stands_by_time() -> None:
    line = DeductionLineFactory.create(version=3)
    second = update_of(line, version=3, at=IN_TIME.replace(minute=30))
    first = update_of(line, version=2)
    update_of(DeductionLineFactory.create())

    assert list(LineUpdate.objects.of_cycle(line.cycle)) == [first, second]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, True),
        ({"account_number": "0000009"}, False),
        ({"branch": "102"}, False),
        ({"subject": "10"}, False),
        # What the bank ended and what the web cancelled deducts nothing: the account may be registered anew.
        ({"received_movement": Movement.CANCELLED, "requested": 0}, False),
        ({"received_movement": Movement.SUSPENDED, "requested": 0}, False),
        ({**OWN, "update": Update.CANCEL, "amount": 0}, False),
        ({"update": Update.CANCEL, "amount": 0}, False),
        # Of no yen, but neither ended nor cancelled (E06): it may still be changed.
        ({"requested": 0}, True),
        ({"update": Update.CHANGE, "amount": 1}, True),
    ],
)
def test_one_account_is_deducted_for_by_one_line_e07(other: dict[str, Any], found: bool) -> None:
    line = DeductionLineFactory.create(account_number="0000001")
    another = DeductionLineFactory.create(
        cycle=line.cycle, **{"account_number": line.account_number, **other}
    )
    DeductionLineFactory.create(account_number=line.account_number)

    assert set(DeductionLine.objects.standing_for(line)) == ({another} if found else set())


def test_line_and_change_are_named_as_people_name_them() -> None:
    line = DeductionLineFactory.create(
        employee_number="001001", branch="101", subject="20", account_number="0000001"
    )
    update = update_of(line)

    assert str(line) == "001001 101-20-0000001"
    assert str(update) == "001001 101-20-0000001 変更 #2"
    assert update.receipt == f"W{update.pk:09}"
