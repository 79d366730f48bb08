"""Many at one line or one cycle, with real threads and row locks (issue 5: optimistic locking)."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from chingin.kernel.actors import Actor
from chingin.kernel.audit import verify_chain
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import NewLine, cancel_line, change_line, register_line
from deductions.rokin.models import DeductionLine, LineUpdate
from deductions.rokin.rules import Terms
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory, EmployeeFactory
from tests.kernel.threads import at_the_same_time

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def clerk(n: int) -> Actor:
    return Actor(f"clerk{n:02}", f"職員{n}", "192.0.2.7")


def change(line: DeductionLine, n: int, version: int = 1) -> DeductionLine:
    terms = Terms(30_000 + n, "")
    return change_line(line=line, version=version, terms=terms, by=clerk(n), at=IN_TIME)


def register(cycle: Cycle, n: int, account: str) -> DeductionLine:
    entry = NewLine(
        employee_number="001001",
        branch="101",
        subject="20",
        account_number=account,
        start_month="202611",
        terms=Terms(5_000 + n, ""),
    )
    return register_line(cycle=cycle, entry=entry, by=clerk(n), at=IN_TIME)


def outcome(act: Callable[[], object]) -> str:
    """The name of the refusal and its cause, or "done"."""
    try:
        act()
    except Refusal as refusal:
        return f"{type(refusal).__name__} {refusal.cause}"
    return "done"


def outcomes(acts: list[Callable[[], object]]) -> Counter[str]:
    return Counter(at_the_same_time([partial(outcome, act) for act in acts]))


@pytest.mark.parametrize("people", [2, 20])
def test_of_those_who_change_a_line_at_once_one_wins_and_the_others_are_told_by_whom(people: int) -> None:
    line = DeductionLineFactory.create()

    found = outcomes([partial(change, line, n) for n in range(people)])

    line.refresh_from_db()
    update = LineUpdate.objects.get()
    told = (
        f"ChangedMeanwhile 画面を表示したあとに、{update.user_id}({update.user_name})が"
        "更新しました(2026年11月5日 10時00分)。"
    )
    assert found == {"done": 1, told: people - 1}
    assert (line.version, line.amount) == (2, update.amount_after)
    assert verify_chain(line.cycle.group.contract.log_chain) is None


def test_a_change_and_a_cancellation_at_once_are_one_of_the_two() -> None:
    line = DeductionLineFactory.create()
    cancel = partial(cancel_line, line=line, version=1, by=clerk(9), at=IN_TIME)

    found = outcomes([partial(change, line, 1), cancel])

    line.refresh_from_db()
    assert found["done"] == 1
    assert line.amount in {0, 30_001}
    assert line.updates.count() == 1


def test_changes_of_different_lines_of_a_cycle_are_all_done() -> None:
    cycle = CycleFactory.create()
    lines = DeductionLineFactory.create_batch(10, cycle=cycle)

    found = outcomes([partial(change, line, n) for n, line in enumerate(lines)])

    assert found == {"done": 10}
    assert verify_chain(cycle.group.contract.log_chain) is None


def test_of_those_who_register_one_account_at_once_one_is_registered_e07() -> None:
    cycle = CycleFactory.create()
    EmployeeFactory.create(group=cycle.group, number="001001")

    found = outcomes([partial(register, cycle, n, "7654321") for n in range(10)])

    assert found["done"] == 1
    assert DeductionLine.objects.count() == LineUpdate.objects.count() == 1


def test_who_registers_an_account_and_who_brings_its_cancelled_line_back_do_not_both_succeed_e07() -> None:
    cycle = CycleFactory.create()
    EmployeeFactory.create(group=cycle.group, number="001001")
    line = DeductionLineFactory.create(cycle=cycle, branch="101", subject="20", account_number="7654321")
    cancel_line(line=line, version=1, by=clerk(9), at=IN_TIME)

    found = outcomes([partial(change, line, 1, version=2), *(partial(register, cycle, 2, "7654321"),) * 3])

    standing = DeductionLine.objects.filter(cycle=cycle, amount__gt=0)
    assert (found["done"], standing.count()) == (1, 1)


def test_of_twenty_who_register_ten_accounts_at_once_ten_are_registered_e07() -> None:
    cycle = CycleFactory.create()
    EmployeeFactory.create(group=cycle.group, number="001001")

    found = outcomes([partial(register, cycle, n, f"{n % 10:07}") for n in range(20)])

    assert found["done"] == DeductionLine.objects.count() == 10
