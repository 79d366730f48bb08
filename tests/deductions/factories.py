"""Cycles and lines: the valid default; a test states only what matters to it."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from chingin.kernel.receptions.models import ReceivedFile, Reception
from deductions.groups.models import Cycle, Employee, PayKind
from deductions.rokin.models import DeductionLine, LineKind, Movement, Origin, Update
from tests.deductions.groups.factories import DepositGroupFactory

# Thursday 2026-11-05, 10:00 in Japan: the lists of November are out, the deadline is 11-10, 20:00.
IN_TIME = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
TOO_LATE = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
OPENED = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)


class ReceivedFileFactory(DjangoModelFactory[ReceivedFile]):
    """A file that the operator received."""

    class Meta:
        model = ReceivedFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    name = "10_kojo_irai.dat"
    size = 78_780
    records = 389
    received_at = OPENED
    received_by = "system"


class ReceptionFactory(DjangoModelFactory[Reception]):
    """A set of kind 10 (控除依頼)."""

    class Meta:
        model = Reception

    file = factory.SubFactory(ReceivedFileFactory)
    bank_code = "9999"
    kind = "10"
    serial = factory.Sequence(lambda n: f"9{n:09}")
    sha256 = factory.Sequence(lambda n: f"{n + 1_000_000:064x}")
    contract_number = "12345678"
    group_number = "50000001"
    month = "202611"
    pay_kind = PayKind.MONTHLY
    sequence = 1
    created_on = date(2026, 11, 2)
    count = 0
    totals = factory.LazyFunction(
        lambda: dict.fromkeys(("控除金額合計", "前回金額合計", "貯蓄合計", "返済合計"), 0)
    )
    received_at = OPENED
    received_by = "system"


class CycleFactory(DjangoModelFactory[Cycle]):
    """November 2026: pay day Wed 11-25, deposit Thu 11-26, changes until Tue 11-10, 20:00."""

    class Meta:
        model = Cycle

    group = factory.SubFactory(DepositGroupFactory)
    reception = factory.SubFactory(ReceptionFactory)
    month = "202611"
    pay_kind = PayKind.MONTHLY
    sequence = 1
    pay_date = date(2026, 11, 25)
    deposit_date = date(2026, 11, 26)
    update_deadline = DEADLINE
    confirmation_opens_at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    confirmation_deadline = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    results_on = date(2026, 11, 27)
    opened_at = OPENED
    contract_name = factory.SelfAttribute("group.contract.name")
    group_name = factory.SelfAttribute("group.name")


class EmployeeFactory(DjangoModelFactory[Employee]):
    """An employee (職員)."""

    class Meta:
        model = Employee

    group = factory.SubFactory(DepositGroupFactory)
    number = factory.Sequence(lambda n: f"7{n:05}")
    name_kana = "ﾛｳｷﾝ ﾊﾅｺ"
    name = "労金　花子"
    department = "001"
    changed_at = OPENED


class DeductionLineFactory(DjangoModelFactory[DeductionLine]):
    """A continued savings line (貯蓄) of 20,000 yen, as received."""

    class Meta:
        model = DeductionLine

    cycle = factory.SubFactory(CycleFactory)
    line_key = factory.Sequence(lambda n: f"K7{n:010}")
    department = "001"
    employee_number = factory.Sequence(lambda n: f"7{n:05}")
    name_kana = "ﾛｳｷﾝ ﾊﾅｺ"
    name = "労金　花子"
    branch = "101"
    subject = "20"
    account_number = factory.Sequence(lambda n: f"6{n:06}")
    kind = LineKind.SAVINGS
    requested = 20_000
    previous = factory.SelfAttribute("requested")
    balance = 340_000
    start_month = "202104"
    end_month = factory.SelfAttribute("requested_end_month")
    requested_end_month = ""
    remaining = 0
    received_movement = Movement.CONTINUED
    received_origin = Origin.NONE
    amount = factory.SelfAttribute("requested")
    update = Update.NONE
    movement = factory.SelfAttribute("received_movement")
    origin = factory.SelfAttribute("received_origin")
