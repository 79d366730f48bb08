"""What was undone between recording and writing goes out all the same; the operator is told so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chingin.kernel.models import TransmittedSet
from chingin.kernel.transmissions import transmitting
from chingin.kernel.transmissions.transmitting import transmit
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits
from tests.deductions.rokin.transmitted import (
    CLERK,
    OPERATOR,
    PAY_DAY,
    confirmed,
    contract_of,
    cycle_of,
    failed,
    files,
    sent,
    typed,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND = "50_9999_0000000001.dat", "50_9999_0000000002.dat"
LATER = PAY_DAY + timedelta(hours=1)


class PowerCut(BaseException):
    """Nothing in the product catches it."""


@pytest.fixture(autouse=True)
def after_the_undoing() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER + timedelta(minutes=30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cycle() -> Cycle:
    return cycle_of(contract_of())


def recorded(out: Path) -> None:
    """All that is due, and then the power is gone."""

    def cut(*_arguments: object) -> None:
        raise PowerCut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transmitting, "_write", cut)
        with pytest.raises(PowerCut):
            transmit(kind="50", bank_code="9999", directory=out, by=OPERATOR, at=LATER)


def undone(cycle: Cycle) -> None:
    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止の誤り", by=CLERK, at=LATER)


def send(out: Path) -> tuple[str, str]:
    return typed("transmit", "--kind", "50", "--out", out)


def told(out: str) -> list[str]:
    return [line for line in out.splitlines() if "確定を解除" in line]


def test_a_request_undone_before_its_file_was_written_is_named_in_one_line(
    cycle: Cycle, tmp_path: Path
) -> None:
    request = sent(cycle)
    other = sent(cycle_of(contract_of()))
    recorded(tmp_path)
    undone(cycle)

    out, err = send(tmp_path)

    serial = TransmittedSet.objects.get(deposit_request__request=request).serial
    [line] = told(out)
    assert line == (
        f"{FIRST}: ファイル通番 {serial} の依頼書 {request.number} 第1版は、"
        "tsukino01(月野　進)が2026年11月25日(水) 11:00に確定を解除しています。"
        "次の版は、会員が送信したあと、別のファイルで送ります。"
    )
    assert other.number not in line
    assert (err, list(files(tmp_path))) == ("", [FIRST])


def test_the_next_version_stands_in_a_file_of_its_own_of_which_nothing_is_told(
    cycle: Cycle, tmp_path: Path
) -> None:
    sent(cycle)
    recorded(tmp_path)
    undone(cycle)
    sent(cycle, at=LATER)

    out, _ = send(tmp_path)

    assert sorted(files(tmp_path)) == [FIRST, SECOND]
    [remark] = told(out)
    assert remark.startswith(f"{FIRST}: ")
    assert "第1版" in remark


def test_each_of_several_has_its_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    cycles = [cycle_of(contract_of()) for _ in range(3)]
    requests = [sent(one, at=PAY_DAY + timedelta(minutes=n)) for n, one in enumerate(cycles)]
    recorded(tmp_path)
    for one in reversed(cycles[:2]):
        undone(one)

    out, _ = send(tmp_path)

    named = [request.number for line in told(out) for request in requests if request.number in line]
    assert named == [requests[0].number, requests[1].number]


def test_what_was_written_is_not_told_of_again(cycle: Cycle, tmp_path: Path) -> None:
    sent(cycle)
    send(tmp_path)
    undone(cycle)

    assert told(send(tmp_path)[0]) == []


def test_of_a_file_that_is_still_not_written_nothing_is_told(cycle: Cycle, tmp_path: Path) -> None:
    sent(cycle)
    recorded(tmp_path)
    undone(cycle)
    (tmp_path / FIRST).write_bytes(b"somebody else's")

    out, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert told(out + err) == []


def test_what_was_confirmed_anew_but_not_sent_is_told_of_too(cycle: Cycle, tmp_path: Path) -> None:
    """The operator must not wait for a file that nobody has sent yet."""
    sent(cycle)
    recorded(tmp_path)
    undone(cycle)
    confirmed(cycle, at=LATER)

    out, _ = send(tmp_path)

    assert list(files(tmp_path)) == [FIRST]
    assert len(told(out)) == 1
