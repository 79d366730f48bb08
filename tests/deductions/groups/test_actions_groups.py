"""The bank registers and changes deposit groups, and the contract's log tells of it (CON-5, BNK-1)."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from deductions.groups.actions import groups as actions
from deductions.groups.actions.groups import GroupEntry
from deductions.groups.models import DepositGroup
from tests.accounts.factories import ContractFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
CLERK = Actor("branch0001", "店頭一郎")
ENTRY = GroupEntry(name="本社支部", employee_number_digits=6)


def told() -> list[tuple[str, str, str]]:
    return [(entry.chain, entry.event, entry.target) for entry in OperationLog.objects.order_by("pk")]


def test_a_group_is_registered() -> None:
    contract = ContractFactory.create(number="12345678")

    group = actions.register_group(contract=contract, number="50000001", entry=ENTRY, by=CLERK, at=AT)

    assert DepositGroup.objects.get() == group
    assert (group.contract, group.name, group.employee_number_digits) == (contract, "本社支部", 6)
    assert told() == [("contract:12345678", "groups.group_registered", "50000001 本社支部")]


def test_an_employer_s_contract_has_no_groups() -> None:
    """CON-5."""
    employer = ContractFactory.create(employer=True)

    with pytest.raises(actions.EmployerHasNoGroups, match=employer.number):
        actions.register_group(contract=employer, number="50000001", entry=ENTRY, by=CLERK, at=AT)

    assert not DepositGroup.objects.exists()
    assert told() == []


def test_a_number_in_use_is_refused_in_words() -> None:
    DepositGroupFactory.create(number="50000001")

    with pytest.raises(actions.GroupNumberTaken, match="入力された入金グループ番号はすでに登録済です。"):
        actions.register_group(
            contract=ContractFactory.create(), number="50000001", entry=ENTRY, by=CLERK, at=AT
        )

    assert told() == []


def test_what_the_database_refuses_for_another_reason_is_not_called_a_number_in_use() -> None:
    with pytest.raises(IntegrityError):
        actions.register_group(contract=ContractFactory.create(), number="123", entry=ENTRY, by=CLERK, at=AT)


def test_name_and_digits_change_and_the_log_keeps_what_they_were() -> None:
    group = DepositGroupFactory.create(number="50000001", contract__number="12345678")

    actions.change_group(group=group, entry=GroupEntry("工場支部", 8), by=CLERK, at=AT)

    group.refresh_from_db()
    assert (group.name, group.employee_number_digits) == ("工場支部", 8)
    assert told() == [("contract:12345678", "groups.group_changed", "50000001 工場支部")]
    assert OperationLog.objects.get().detail["before"] == {
        "name": "本社支部",
        "employee_number_digits": 6,
        "update_days_before": 11,
        "update_closes_at": "20:00:00",
        "confirmation_opens_days_before": 1,
        "confirmation_days_before": 1,
        "confirmation_closes_at": "15:00:00",
        "results_days_after": 1,
    }


def test_nothing_changed_is_refused() -> None:
    group = DepositGroupFactory.create()

    with pytest.raises(actions.NothingChanged):
        actions.change_group(group=group, entry=ENTRY, by=CLERK, at=AT)

    assert told() == []
