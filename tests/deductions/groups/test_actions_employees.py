"""Employees (職員) that the bank's staff register (E01)."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from deductions.groups.actions.employees import EmployeeEntry, EmployeeNumberTaken, register_employee
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
CLERK = Actor("branch0001", "店頭一郎")
ENTRY = EmployeeEntry(name_kana="ﾛｳｷﾝ ﾊﾅｺ", name="労金　花子", department="001")


def test_a_number_is_given_once_in_a_group() -> None:
    group = DepositGroupFactory.create()
    register_employee(group=group, number="001000", entry=ENTRY, by=CLERK, at=AT)

    with pytest.raises(EmployeeNumberTaken, match="職員番号"):
        register_employee(group=group, number="001000", entry=ENTRY, by=CLERK, at=AT)


def test_what_the_database_refuses_for_another_reason_is_not_called_a_number_in_use() -> None:
    nameless = EmployeeEntry(name_kana="", name="", department="")

    with pytest.raises(IntegrityError):
        register_employee(
            group=DepositGroupFactory.create(), number="001000", entry=nameless, by=CLERK, at=AT
        )
