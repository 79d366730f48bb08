"""Result files of one cycle that come at the same moment, with real threads: versions, none lost."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from chingin.kernel.audit import verify_chain
from chingin.kernel.models import OutgoingMail, ReceivedFile, Reception
from chingin.kernel.receptions.receiving import FileRefused, ReceivedMeanwhile
from deductions.company.models import CycleResults, Outcome
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import MasterFactory
from tests.deductions.answered import answer, answered, exchange_cycle, failed, result_file, result_header
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.kernel.threads import at_the_same_time

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    """Three lines with results; a master who is written to."""
    cycle = exchange_cycle()
    DeductionLineFactory.create_batch(3, cycle=cycle)
    MasterFactory.create(contract=cycle.group.contract)
    answered(results_of(cycle, serial=1))
    return cycle


def lines_of(cycle: Cycle) -> list[DeductionLine]:
    return list(cycle.lines.order_by("pk"))


def results_of(cycle: Cycle, *, serial: int, reason: str = "") -> bytes:
    """All collected, or with a reason none."""
    rows = [failed(line, reason) if reason else answer(line) for line in lines_of(cycle)]
    return result_file((result_header(cycle, serial=f"{serial:010}"), rows))


def told(data: bytes) -> str:
    try:
        outcome = answered(data)
    except (FileRefused, ReceivedMeanwhile) as refusal:
        return refusal.message.code
    return "taken" if outcome.taken else "known"


def at_once(*files: bytes) -> list[str]:
    acts: list[Callable[[], str]] = [partial(told, data) for data in files]
    return sorted(at_the_same_time(acts))


def versions(cycle: Cycle) -> list[tuple[int, set[str], int]]:
    """Each version with the reasons and the number of its outcomes."""
    return [
        (one.version, {outcome.reason for outcome in one.outcomes.all()}, one.outcomes.count())
        for one in CycleResults.objects.of_cycle(cycle)
    ]


def test_two_corrections_at_once_become_the_next_two_versions(cycle: Cycle) -> None:
    for n in range(ROUNDS):
        first = 10 * (n + 1)
        data = [results_of(cycle, serial=first + k, reason=f"0{k}") for k in (1, 2)]

        assert at_once(*data) == ["taken", "taken"]

        newest, before = versions(cycle)[:2]
        assert (newest[0], before[0]) == (2 * n + 3, 2 * n + 2)
        assert sorted([*newest[1], *before[1]]) == ["01", "02"]
        assert newest[2] == before[2] == 3
    assert Reception.objects.filter(kind="11").count() == 2 * ROUNDS + 1
    assert OutgoingMail.objects.count() == 2 * ROUNDS + 1
    assert verify_chain(cycle.group.contract.log_chain) is None


def test_the_same_file_at_once_is_taken_once(cycle: Cycle) -> None:
    for n in range(ROUNDS):
        data = results_of(cycle, serial=100 + n, reason="01")

        first, second = at_once(data, data)

        assert (first in {"E3035", "known"}, second) == (True, "taken")
        assert versions(cycle)[0] == (n + 2, {"01"}, 3)
    assert ReceivedFile.objects.filter(name="11.dat").count() == ROUNDS + 1
    assert Outcome.objects.count() == 3 * (ROUNDS + 1)


def test_an_older_correction_never_comes_to_stand_upon_a_newer_one(cycle: Cycle) -> None:
    for n in range(ROUNDS):
        newer = result_header(cycle, serial=f"{200 + n:010}", created_on=date(2026, 12, 1 + 2 * n + 1))
        older = result_header(cycle, serial=f"{300 + n:010}", created_on=date(2026, 12, 1 + 2 * n))
        files = [
            result_file((header, [failed(line, reason) for line in lines_of(cycle)]))
            for header, reason in ((newer, "11"), (older, "12"))
        ]

        outcomes = at_once(*files)

        assert outcomes in (["taken", "taken"], ["E3033", "taken"])
        assert versions(cycle)[0][1] == {"11"}


def test_files_of_two_cycles_in_opposite_order_do_not_wait_in_a_ring(cycle: Cycle) -> None:
    other = CycleFactory.create(group=cycle.group, pay_kind="2")
    DeductionLineFactory.create_batch(2, cycle=other)

    for n in range(ROUNDS):
        sets = [
            (result_header(one, serial=f"{serial:010}"), [answer(line) for line in lines_of(one)])
            for serial, one in ((400 + 4 * n, cycle), (401 + 4 * n, other))
        ]
        later = [(head._replace(serial=f"{int(head.serial) + 2:010}"), rows) for head, rows in sets]

        assert at_once(result_file(*sets), result_file(*reversed(later))) == ["taken", "taken"]

    assert [len(versions(one)) for one in (cycle, other)] == [2 * ROUNDS + 1, 2 * ROUNDS]
