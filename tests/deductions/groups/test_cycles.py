"""Cycles (控除回) and employees (職員): what the database refuses, who sees which, how far a cycle is."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from chingin.kernel.append_only import AppendOnlyViolation
from chingin.kernel.months import Month
from deductions.groups.models import Cycle, DepositGroup, Employee, PayKind
from deductions.groups.rules import CycleState
from tests.accounts.factories import BranchStaffFactory, ContractFactory, MasterFactory
from tests.deductions.factories import DEADLINE, IN_TIME, CycleFactory, EmployeeFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("groups_cycle_month_is_a_month", {"month": "202613"}),
        ("groups_cycle_month_is_a_month", {"month": "2026"}),
        ("groups_cycle_pay_kind_is_known", {"pay_kind": "3"}),
        ("groups_cycle_sequence_has_two_digits", {"sequence": 0}),
        ("groups_cycle_sequence_has_two_digits", {"sequence": 100}),
        ("groups_cycle_keeps_its_names", {"contract_name": ""}),
        ("groups_cycle_keeps_its_names", {"group_name": ""}),
        ("groups_cycle_dates_stand_in_order", {"deposit_date": date(2026, 11, 24)}),
        ("groups_cycle_dates_stand_in_order", {"results_on": date(2026, 11, 25)}),
        (
            "groups_cycle_dates_stand_in_order",
            {"confirmation_opens_at": datetime(2026, 11, 25, 7, 0, tzinfo=UTC)},
        ),
        (
            "groups_cycle_dates_stand_in_order",
            {"confirmation_opens_at": datetime(2026, 11, 10, 10, 59, tzinfo=UTC)},
        ),
        (
            "groups_cycle_dates_stand_in_order",
            {"confirmation_deadline": datetime(2026, 11, 9, 0, 0, tzinfo=UTC)},
        ),
    ],
)
def test_what_can_never_be_true_of_a_cycle_is_refused(constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CycleFactory.create(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("groups_employee_number_is_digits_and_letters", {"number": "００１"}),
        ("groups_employee_number_is_digits_and_letters", {"number": ""}),
        ("groups_employee_has_a_kana_name", {"name_kana": ""}),
    ],
)
def test_what_can_never_be_true_of_an_employee_is_refused(constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmployeeFactory.create(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"update_days_before": 41},
        {"update_days_before": 1, "confirmation_opens_days_before": 2},
        {"confirmation_opens_days_before": 1, "confirmation_days_before": 2},
        {"results_days_after": 41},
    ],
)
def test_a_group_s_deadlines_stand_in_order(values: dict[str, int]) -> None:
    with (
        pytest.raises(IntegrityError, match="groups_depositgroup_deadlines_stand_in_order"),
        transaction.atomic(),
    ):
        DepositGroupFactory.create(**values)


def test_a_cycle_stands_once_a_group_and_an_employee_too() -> None:
    """Invariant 5."""
    cycle, employee = CycleFactory.create(), EmployeeFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        CycleFactory.create(group=cycle.group)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployeeFactory.create(group=employee.group, number=employee.number)

    assert CycleFactory.create(group=cycle.group, sequence=2).label == "2026年11月 月例 第2回"


def test_a_cycle_never_changes() -> None:
    cycle = CycleFactory.create()

    with pytest.raises(AppendOnlyViolation):
        cycle.save()
    with pytest.raises(AppendOnlyViolation):
        Cycle.objects.update(sequence=2)


def test_updates_are_taken_until_the_deadline() -> None:
    cycle = CycleFactory.create()

    assert (cycle.state(at=IN_TIME), cycle.takes_updates(at=IN_TIME)) == (CycleState.PUBLISHED, True)
    assert cycle.takes_updates(at=DEADLINE - timedelta(seconds=1))
    assert (cycle.state(at=DEADLINE), cycle.takes_updates(at=DEADLINE)) == (CycleState.CLOSED, False)


@pytest.mark.parametrize(
    ("variant", "at", "may"),
    [
        ({}, IN_TIME, True),
        ({}, DEADLINE, False),
        ({"inquiry": True}, IN_TIME, False),
        ({"wage_exchange": True}, IN_TIME, True),
        ({"wage_exchange": True, "inquiry": True}, IN_TIME, False),
    ],
)
def test_amounts_may_change_until_the_deadline_where_the_web_may_change_them(
    variant: dict[str, bool], at: datetime, *, may: bool
) -> None:
    """CON-4."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))

    assert cycle.may_still_change(at=at) is may


def test_cycles_from_before_keep_the_names_of_the_day_of_the_migration() -> None:
    cycle = CycleFactory.create(contract_name="x", group_name="x")
    connection.check_constraints()  # nothing of this row is left to look at when its table is altered

    import_module("deductions.groups.migrations.0003_cycle_names").keep_names(
        apps, connection.schema_editor()
    )

    kept = Cycle.objects.get()
    assert (kept.contract_name, kept.group_name) == ("試験労働組合", "本社支部")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Cycle._base_manager.filter(pk=cycle.pk)._raw_delete("default")


def test_the_next_deposit_comes_first() -> None:
    group = DepositGroupFactory.create()
    november = CycleFactory.create(group=group)
    december = CycleFactory.create(
        group=group,
        month="202612",
        pay_date=date(2026, 12, 25),
        deposit_date=date(2026, 12, 28),
        results_on=date(2026, 12, 29),
        confirmation_deadline=datetime(2026, 12, 25, 6, 0, tzinfo=UTC),
    )

    assert list(group.cycles.newest_first()) == [december, november]
    assert list(group.cycles.due_first()) == [november, december]
    assert list(group.cycles.not_over(on=november.results_on)) == [november, december]
    assert list(group.cycles.not_over(on=november.results_on + timedelta(days=1))) == [december]
    assert december.period == Month(2026, 12)


def test_each_sees_the_cycles_and_employees_of_the_groups_in_sight() -> None:
    """BNK-3."""
    own, stranger = CycleFactory.create(), CycleFactory.create()
    employee, _ = EmployeeFactory.create(group=own.group), EmployeeFactory.create(group=stranger.group)
    viewers = (
        MasterFactory.create(contract=own.group.contract),
        BranchStaffFactory.create(branch=own.group.contract.branch),
    )

    for viewer in viewers:
        assert list(Cycle.objects.visible_to(viewer)) == [own]
        assert list(Employee.objects.visible_to(viewer)) == [employee]


def test_the_cycle_before_is_the_group_s_own_and_of_the_same_pay_kind() -> None:
    december = CycleFactory.create(
        month="202612",
        deposit_date=date(2026, 12, 28),
        results_on=date(2026, 12, 29),
        confirmation_deadline=datetime(2026, 12, 25, 6, 0, tzinfo=UTC),
    )
    november = CycleFactory.create(group=december.group)
    CycleFactory.create(group=december.group, pay_kind=PayKind.BONUS)
    CycleFactory.create()

    assert december.before() == november
    assert november.before() is None


def test_employees_are_read_by_number() -> None:
    group: DepositGroup = DepositGroupFactory.create()
    numbers = ["000300", "000100", "000200"]
    for number in numbers:
        EmployeeFactory.create(group=group, number=number, name="")

    assert [str(employee) for employee in Employee.objects.of_group(group)] == [
        f"{number} ﾛｳｷﾝ ﾊﾅｺ" for number in sorted(numbers)
    ]
