"""Killed at any point, or two at once: each request goes out once, and each file exists once (issue 6, 3)."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
import time_machine
from django.db import transaction

from accounts.models import Contract
from chingin.kernel import audit, durable
from chingin.kernel.models import Transmission, TransmissionSeries, TransmissionWriting, TransmittedSet
from chingin.kernel.transmissions import drafting, transmitting
from chingin.kernel.transmissions.transmitting import transmit
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits, stops
from deductions.rokin.models import DepositStop, TransmittedRequest
from tests.accounts.factories import BankFactory
from tests.deductions.factories import DeductionLineFactory
from tests.deductions.rokin.transmitted import (
    CLERK,
    OPERATOR,
    PAY_DAY,
    contract_of,
    cycle_of,
    failed,
    files,
    read_back,
    sent,
    typed,
)
from tests.kernel.threads import at_the_same_time

NAME = "50_9999_0000000001.dat"
LATER = PAY_DAY + timedelta(hours=1)


class PowerCut(BaseException):
    """Not an Exception: nothing in the product catches it, as nothing catches SIGKILL."""


def cut(*_arguments: object, **_options: object) -> None:
    raise PowerCut


def after(whole: Callable[..., object]) -> Callable[..., None]:
    """The same, and then the power is gone."""

    def run(*arguments: object, **options: object) -> None:
        whole(*arguments, **options)
        raise PowerCut

    return run


@pytest.fixture(autouse=True)
def pay_day() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cycle() -> Cycle:
    """Two lines, one of them stopped; sent."""
    cycle = cycle_of(contract_of())
    line = DeductionLineFactory.create(cycle=cycle)
    DeductionLineFactory.create(cycle=cycle, requested=30_000)
    stops.stop_deposits(cycle=cycle, lines=[line.pk], reason="02", by=CLERK, at=PAY_DAY)
    sent(cycle)
    return cycle


def send(out: Path) -> str:
    return typed("transmit", "--kind", "50", "--out", out)[0]


def killed(where: object, name: str, broken: object, *, out: Path) -> None:
    """Transmit until the power is cut there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, name, broken)
        with pytest.raises(PowerCut):
            transmit(kind="50", bank_code="9999", directory=out, by=OPERATOR, at=LATER)


RECORDED = (transmitting, "_record", after(transmitting._record))
POINTS = {
    "composing": (drafting, "check", cut),
    "recording the sets": (transmitting, "_sent", cut),
    "counting on": (TransmissionSeries, "save", cut),
    "logging": (audit, "record", cut),
    "recorded": RECORDED,
    "writing": (transmitting, "write", cut),
    "syncing": (os, "fsync", cut),
    "naming": (Path, "replace", cut),
    "named": (Path, "replace", after(Path.replace)),
    "syncing the directory": (durable, "_sync_directory", cut),
    "written": (durable, "_sync_directory", after(durable._sync_directory)),
    "marking": (TransmissionWriting, "save", cut),
    "marked": (transmitting, "_write", after(transmitting._write)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_and_run_again_there_is_one_file_of_the_same_content(
    cycle: Cycle, tmp_path: Path, point: str
) -> None:
    killed(*POINTS[point], out=tmp_path)
    recorded = Transmission.objects.first()

    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        send(tmp_path)
        send(tmp_path)

    transmission = Transmission.objects.get()
    data = files(tmp_path)[NAME]
    assert list(files(tmp_path)) == [NAME]
    assert hashlib.sha256(data).hexdigest() == transmission.sha256
    assert recorded is None or recorded.sha256 == transmission.sha256
    assert read_back(data)[0].ok
    assert TransmissionWriting.objects.get().transmission == transmission
    assert (TransmittedSet.objects.count(), TransmittedRequest.objects.count()) == (1, 1)
    assert TransmissionSeries.objects.get().last_serial == 1
    assert audit.verify_chain(audit.bank_chain("9999")) is None


@pytest.mark.django_db
def test_what_was_recorded_is_written_as_it_was_though_everything_has_changed_since(
    cycle: Cycle, tmp_path: Path
) -> None:
    """Undone, its stop lifted and set again, the contract renamed, a day later: byte for byte the same."""
    killed(*RECORDED, out=tmp_path)
    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止の誤り", by=CLERK, at=LATER)
    stopped = list(DepositStop.objects.values_list("line", flat=True))
    stops.lift_stops(cycle=cycle, lines=stopped, by=CLERK, at=LATER)
    stops.stop_deposits(cycle=cycle, lines=stopped, reason="03", by=CLERK, at=LATER)
    sent(cycle, at=LATER)
    Contract.objects.update(name_kana="ﾍﾞﾂﾉ ﾅﾏｴ")

    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        send(tmp_path)

    first = Transmission.objects.get(name=NAME)
    assert hashlib.sha256(files(tmp_path)[NAME]).hexdigest() == first.sha256
    reasons = [[row.stop_reason for row in read_back(data)[1]] for _, data in sorted(files(tmp_path).items())]
    assert reasons == [["02", ""], ["03", ""]]


@pytest.mark.django_db
def test_what_a_killed_process_left_unfinished_is_overwritten(cycle: Cycle, tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.part").write_bytes(b"1" * 100_000)

    send(tmp_path)

    assert list(files(tmp_path)) == [NAME]
    assert read_back(files(tmp_path)[NAME])[0].ok


@pytest.mark.django_db
def test_another_file_of_the_same_name_is_not_overwritten_e3072(cycle: Cycle, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"somebody else's")

    _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "E3072" in err
    assert files(tmp_path) == {NAME: b"somebody else's"}
    (tmp_path / NAME).unlink()
    assert f"{NAME}: 1組 2件" in send(tmp_path)


@pytest.mark.django_db
def test_content_that_cannot_be_made_again_is_not_written_e3073(cycle: Cycle, tmp_path: Path) -> None:
    """Somebody changed a received column behind the product's back."""
    killed(*RECORDED, out=tmp_path)
    cycle.lines.update(name_kana="ﾍﾞﾂﾉ ﾋﾄ")

    _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "E3073" in err
    assert files(tmp_path) == {}
    assert not TransmissionWriting.objects.exists()


@pytest.mark.django_db
def test_one_file_that_cannot_be_written_keeps_no_other_back(cycle: Cycle, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"somebody else's")
    failed("transmit", "--kind", "50", "--out", tmp_path)
    sent(cycle_of(contract_of()))

    out, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "50_9999_0000000002.dat: 1組 1件" in out
    assert "E3072" in err


@pytest.mark.django_db
def test_a_directory_that_takes_nothing_is_told_and_nothing_is_recorded_e3071(
    cycle: Cycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_options: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "E3071" in err
    assert "ディスクに空きがありません" in err
    assert not Transmission.objects.exists()


@pytest.mark.django_db
def test_a_disk_that_fills_up_leaves_the_file_for_the_next_time_e3071(
    cycle: Cycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert f"{tmp_path} に送信ファイルを書き出せません" in err
    assert files(tmp_path) == {}
    assert not TransmissionWriting.objects.exists()
    assert f"{NAME}: 1組 2件" in send(tmp_path)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_operators_at_once_send_nothing_twice(tmp_path: Path) -> None:
    BankFactory.create(code="9999")
    for _ in range(5):
        sent(cycle_of(contract_of()))

    def operator() -> list[Transmission]:
        outcome = transmit(kind="50", bank_code="9999", directory=tmp_path, by=OPERATOR, at=LATER)
        assert outcome.is_whole
        return list(outcome.written)

    written = at_the_same_time([operator] * 4)

    assert sum(map(len, written)) == 1
    assert list(files(tmp_path)) == [NAME]
    serials = TransmittedSet.objects.order_by("pk").values_list("serial", flat=True)
    assert list(serials) == [f"{n:010}" for n in range(1, 6)]
    assert hashlib.sha256(files(tmp_path)[NAME]).hexdigest() == Transmission.objects.get().sha256


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_just_being_undone_is_waited_for_and_not_sent(cycle: Cycle, tmp_path: Path) -> None:
    undone = threading.Event()

    def undo() -> None:
        with transaction.atomic():
            deposits.undo_confirmation(cycle=cycle, version=1, reason="中止漏れ", by=CLERK, at=LATER)
            undone.set()
            sleep(0.3)  # the other one is waiting for the cycle meanwhile, or has gone past it

    def operator() -> None:
        assert undone.wait(10)
        transmit(kind="50", bank_code="9999", directory=tmp_path, by=OPERATOR, at=LATER)

    at_the_same_time([undo, operator])

    assert files(tmp_path) == {}
    assert not TransmittedRequest.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_numbers_waits_for_the_numbers_of_the_one_before(cycle: Cycle, tmp_path: Path) -> None:
    TransmissionSeries.objects.create(bank_code="9999", kind="50", last_serial=7)
    numbering = threading.Event()

    def before() -> None:
        with transaction.atomic():
            series = TransmissionSeries.objects.locked(bank_code="9999", kind="50")
            numbering.set()
            sleep(0.3)
            series.last_serial = 41
            series.save()

    def operator() -> None:
        assert numbering.wait(10)
        transmit(kind="50", bank_code="9999", directory=tmp_path, by=OPERATOR, at=LATER)

    at_the_same_time([before, operator])

    assert list(files(tmp_path)) == ["50_9999_0000000042.dat"]
