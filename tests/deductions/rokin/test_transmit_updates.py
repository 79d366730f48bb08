"""`manage.py transmit --kind 52`: the web's changes of 賃金控除・Web更新, once the deadline has passed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from accounts.models import Access, Collection
from chingin.kernel.models import Transmission
from chingin.kernel.months import Month
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import NewLine, cancel_line, change_line, register_line
from deductions.rokin.models import DeductionLine, TransmittedUpdates
from deductions.rokin.rules import Terms
from tests.deductions.factories import DEADLINE, IN_TIME, DeductionLineFactory, EmployeeFactory
from tests.deductions.rokin.transmitted import CLERK, contract_of, cycle_of, files, read_back, sent, typed

pytestmark = pytest.mark.django_db
SETTLED = DEADLINE + timedelta(minutes=5)
NAME = "52_9999_0000000001.dat"


@pytest.fixture(autouse=True)
def evening() -> Iterator[time_machine.Traveller]:
    """Five minutes after the deadline."""
    with time_machine.travel(SETTLED, tick=False) as traveller:
        yield traveller


def exchange(
    *, collection: Collection = Collection.WAGE_EXCHANGE, access: Access = Access.WEB_UPDATE
) -> Cycle:
    return cycle_of(contract_of(collection=collection, rokin_access=access))


def changed(cycle: Cycle, amount: int = 25_000) -> DeductionLine:
    line = DeductionLineFactory.create(cycle=cycle)
    return change_line(line=line, version=1, terms=Terms(amount, "202712"), by=CLERK, at=IN_TIME)


def registered(cycle: Cycle, account: str = "7654321") -> DeductionLine:
    employee = EmployeeFactory.create(group=cycle.group)
    entry = NewLine(
        employee_number=employee.number,
        branch="101",
        subject="20",
        account_number=account,
        start_month="202611",
        terms=Terms(10_000, ""),
    )
    return register_line(cycle=cycle, entry=entry, by=CLERK, at=IN_TIME)


def send(out: Path) -> str:
    return typed("transmit", "--kind", "52", "--out", out)[0]


def test_every_line_that_the_web_changed_and_no_other_goes_out(tmp_path: Path) -> None:
    cycle = exchange()
    DeductionLineFactory.create(cycle=cycle)
    change = changed(cycle)
    cancelled = DeductionLineFactory.create(cycle=cycle)
    cancel_line(line=cancelled, version=1, by=CLERK, at=IN_TIME)
    registered(cycle)

    out = send(tmp_path)

    report, rows = read_back(files(tmp_path)[NAME])
    assert report.ok
    assert [(row.update, row.line_key, row.requested, row.deposited) for row in rows] == [
        ("2", change.line_key, 25_000, 0),
        ("3", cancelled.line_key, 0, 0),
        ("1", "", 10_000, 0),
    ]
    assert {(row.done_at, row.user_id, row.stop_reason) for row in rows} == {(IN_TIME, "tsukino01", "")}
    assert [row.end_month for row in rows] == [Month(2027, 12), None, None]
    assert f"{NAME}: 1組 3件、依頼合計 35,000、入金合計 0" in out
    assert files(tmp_path)[NAME].split(b"\r\n")[-3][49:67] == b" " * 16 + b"00"


def test_what_was_changed_back_or_made_and_cancelled_is_nothing_to_send(tmp_path: Path) -> None:
    cycle = exchange()
    line = changed(cycle)
    change_line(line=line, version=2, terms=Terms(20_000, ""), by=CLERK, at=IN_TIME)
    cancel_line(line=registered(cycle), version=1, by=CLERK, at=IN_TIME)

    assert "送信するものはありません(52 労金控除更新依頼)。" in send(tmp_path)

    assert files(tmp_path) == {}


def test_the_last_one_who_changed_a_line_is_named(tmp_path: Path) -> None:
    line = changed(exchange())
    later = IN_TIME + timedelta(hours=1)
    change_line(line=line, version=2, terms=Terms(26_000, ""), by=CLERK, at=later)

    send(tmp_path)

    assert [(row.requested, row.done_at) for row in read_back(files(tmp_path)[NAME])[1]] == [(26_000, later)]


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (DEADLINE - timedelta(seconds=1), False),
        (DEADLINE, False),
        (SETTLED - timedelta(seconds=1), False),
        (SETTLED, True),
        (DEADLINE + timedelta(days=30), True),
    ],
)
def test_nothing_goes_before_the_deadline_has_settled(tmp_path: Path, at: datetime, goes: bool) -> None:
    changed(exchange())

    with time_machine.travel(at, tick=False):
        send(tmp_path)

    assert Transmission.objects.exists() == goes


@pytest.mark.parametrize(
    ("collection", "access"),
    [
        (Collection.LUMP_DEPOSIT, Access.WEB_UPDATE),
        (Collection.WAGE_EXCHANGE, Access.INQUIRY),
    ],
)
def test_other_contracts_send_no_updates(tmp_path: Path, collection: Collection, access: Access) -> None:
    changed(exchange(collection=collection, access=access))

    assert "送信するものはありません" in send(tmp_path)


def test_each_cycle_goes_out_once(tmp_path: Path) -> None:
    changed(exchange())
    send(tmp_path)
    changed(exchange())

    send(tmp_path)
    assert "送信するものはありません" in send(tmp_path)

    assert sorted(files(tmp_path)) == [NAME, "52_9999_0000000002.dat"]
    serials = [str(row)[-10:] for row in TransmittedUpdates.objects.order_by("pk")]
    assert serials == ["0000000001", "0000000002"]


def test_serial_numbers_count_for_each_kind_by_itself(tmp_path: Path) -> None:
    changed(exchange())
    sent(cycle_of(contract_of()))

    send(tmp_path)
    typed("transmit", "--kind", "50", "--out", tmp_path)

    assert sorted(files(tmp_path)) == ["50_9999_0000000001.dat", NAME]
