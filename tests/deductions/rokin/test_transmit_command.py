"""`manage.py transmit --again`: a lost file, byte for byte (issue 6, 3); where the last one was written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chingin.kernel import audit
from chingin.kernel.actors import CONSOLE
from chingin.kernel.models import OperationLog, Transmission, TransmissionWriting
from chingin.kernel.transmissions import transmitting
from chingin.kernel.transmissions.transmitting import TransmissionEvent, transmit, write_again
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits
from deductions.rokin.models import DepositRequest
from tests.accounts.factories import BankFactory
from tests.deductions.rokin.transmitted import (
    CLERK,
    OPERATOR,
    PAY_DAY,
    contract_of,
    cycle_of,
    failed,
    files,
    sent,
    typed,
)
from tests.kernel.threads import at_the_same_time

pytestmark = pytest.mark.django_db
NAME = "50_9999_0000000001.dat"
LATER = PAY_DAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def pay_day() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cycle() -> Cycle:
    """A request that was sent."""
    cycle = cycle_of(contract_of())
    sent(cycle)
    return cycle


@pytest.fixture
def first(cycle: Cycle, tmp_path: Path) -> bytes:
    """What the first run wrote; the file is lost."""
    out = directory(tmp_path, "first")
    typed("transmit", "--kind", "50", "--out", out)
    data = (out / NAME).read_bytes()
    (out / NAME).unlink()
    return data


def directory(tmp_path: Path, name: str = "out") -> Path:
    (tmp_path / name).mkdir(exist_ok=True)
    return tmp_path / name


def again(out: Path) -> str:
    return typed("transmit", "--again", NAME, "--out", out)[0]


def refused(out: Path, name: str = NAME) -> str:
    return failed("transmit", "--again", name, "--out", out)[1]


def entries() -> list[OperationLog]:
    """What the bank's operation log tells of files that were written again."""
    event = TransmissionEvent.WRITTEN_AGAIN.label
    told = OperationLog.objects.filter(chain=audit.bank_chain("9999")).order_by("pk")
    return [entry for entry in told if entry.event_label == event]


def test_a_lost_file_is_written_again_byte_for_byte_whatever_happened_since(
    cycle: Cycle, first: bytes, tmp_path: Path
) -> None:
    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止の誤り", by=CLERK, at=LATER)
    contract = cycle.group.contract
    contract.name_kana = "ｱﾀﾗｼｲ ﾅﾏｴ"
    contract.save()

    with time_machine.travel(LATER + timedelta(days=3), tick=False):
        out = again(directory(tmp_path))

    assert files(tmp_path / "out") == {NAME: first}
    assert (tmp_path / "out" / NAME).stat().st_mode & 0o777 == 0o600
    assert f"{NAME}: 1組 1件、依頼合計 20,000" in out
    assert f"SHA-256 {Transmission.objects.get().sha256}" in out
    assert f"記録したときと同じ内容のファイルが {tmp_path / 'out' / NAME} にあります。" in out
    assert f"依頼書 {DepositRequest.objects.get()}は、" in out, "that it was undone meanwhile is told"


def test_each_time_stands_in_the_bank_s_operation_log_with_who_and_where(
    first: bytes, tmp_path: Path
) -> None:
    again(directory(tmp_path))
    again(directory(tmp_path))

    assert [entry.user_id for entry in entries()] == [CONSOLE] * 2
    assert {entry.target for entry in entries()} == {NAME}
    assert {entry.detail["path"] for entry in entries()} == {str(tmp_path / "out" / NAME)}
    assert {entry.detail["sha256"] for entry in entries()} == {Transmission.objects.get().sha256}


def test_where_it_lies_already_nothing_is_written(first: bytes, tmp_path: Path) -> None:
    again(directory(tmp_path))
    before = (tmp_path / "out" / NAME).stat()

    again(directory(tmp_path))

    assert (tmp_path / "out" / NAME).stat().st_mtime_ns == before.st_mtime_ns
    assert (tmp_path / "out" / NAME).stat().st_ino == before.st_ino
    assert TransmissionWriting.objects.get().path == str(tmp_path / "first" / NAME)


def test_another_file_of_the_same_name_is_not_overwritten_e3072(first: bytes, tmp_path: Path) -> None:
    (directory(tmp_path) / NAME).write_bytes(first[:-1])

    assert "E3072" in refused(tmp_path / "out")
    assert files(tmp_path / "out") == {NAME: first[:-1]}
    assert entries() == []


@pytest.mark.parametrize("kana", ["ﾍﾞﾂﾉ ﾋﾄ", "ﾛｳｷﾝ ﾊﾅｯ"], ids=["another", "one that no file takes"])
def test_what_cannot_be_made_again_as_it_was_is_not_written_e3073(
    cycle: Cycle, first: bytes, tmp_path: Path, kana: str
) -> None:
    """Somebody changed a received column behind the product's back."""
    cycle.lines.update(name_kana=kana)

    assert "E3073" in refused(directory(tmp_path))
    assert files(tmp_path / "out") == {}
    assert entries() == []


def test_a_name_that_was_never_recorded_is_told_e3079(first: bytes, tmp_path: Path) -> None:
    assert refused(directory(tmp_path), "50_9999_0000000002.dat") == (
        "50_9999_0000000002.dat という送信ファイルの記録はありません。書き出していません。"
        "ファイル名が違うか、ファイルを記録したあとに、古いバックアップからデータベースを復元しています。"
        "操作ログの「送信ファイル作成」でファイル名を確かめ、フォルダーを付けずに指定してください。(E3079)"
    )


def test_what_was_recorded_and_never_written_is_left_to_the_next_run_e3080(
    cycle: Cycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(transmitting, "_write", lambda *_arguments: False)
        transmit(kind="50", bank_code="9999", directory=tmp_path, by=OPERATOR, at=LATER)

    words = refused(directory(tmp_path))

    assert words == (
        f"{NAME} は、まだ一度も書き出していません。ファイルを記録したあと、書き出す前に処理が中断しました。"
        "manage.py transmit --kind 50 --bank 9999 --out DIR を実行すると、書き出します。(E3080)"
    )
    typed("transmit", "--kind", "50", "--bank", "9999", "--out", tmp_path / "out")
    assert list(files(tmp_path / "out")) == [NAME]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--again", NAME, "--kind", "50", "--out", "."], "--kind"),
        (["--again", NAME, "--bank", "9999", "--out", "."], "--bank は --again と同時に指定できません。"),
        (["--again", NAME, "--out", "/nowhere"], "/nowhere というフォルダーはありません。"),
        (["--again", "", "--out", "."], "という送信ファイルの記録はありません"),
        (["--out", "."], "--again"),
    ],
)
def test_what_is_typed_wrongly_is_told(arguments: list[str], words: str) -> None:
    assert words in failed("transmit", *arguments)[1]


def test_with_nothing_to_send_it_is_told_where_and_when_the_last_file_was_written(
    first: bytes, tmp_path: Path
) -> None:
    out, _ = typed("transmit", "--kind", "50", "--out", directory(tmp_path))

    assert out == (
        "送信するものはありません(50 まとめ入金依頼)。\n"
        f"最後のファイル {NAME} は、2026年11月25日(水) 11:00に {tmp_path / 'first' / NAME} へ書き出しました。"
        "ファイルが失われたときは、同じ内容のファイルを、"
        f"manage.py transmit --again {NAME} --out {tmp_path / 'out'} で書き出せます。\n"
    )
    assert files(tmp_path / "out") == {}


def test_of_several_banks_each_one_s_last_file_is_told(tmp_path: Path) -> None:
    BankFactory.create(code="9997")
    for code in ("9999", "9998", "9999"):
        sent(cycle_of(contract_of(code)))
        typed("transmit", "--kind", "50", "--out", directory(tmp_path, "first"))

    out, _ = typed("transmit", "--kind", "50", "--out", directory(tmp_path))

    names = [line.split()[1] for line in out.splitlines()[1:]]
    assert names == ["50_9998_0000000001.dat", "50_9999_0000000002.dat"]


def test_a_file_that_vanished_from_the_same_place_is_told_too(first: bytes, tmp_path: Path) -> None:
    """A container that was made anew has an empty /tmp."""
    out, _ = typed("transmit", "--kind", "50", "--out", tmp_path / "first")

    assert f"--again {NAME}" in out


def test_of_a_file_that_lies_where_it_should_nothing_is_told(first: bytes, tmp_path: Path) -> None:
    again(tmp_path / "first")

    out, _ = typed("transmit", "--kind", "50", "--out", tmp_path / "first")

    assert out == "送信するものはありません(50 まとめ入金依頼)。\n"


def test_of_another_kind_s_file_nothing_is_told(first: bytes, tmp_path: Path) -> None:
    out, _ = typed("transmit", "--kind", "52", "--out", directory(tmp_path))

    assert out == "送信するものはありません(52 労金控除更新依頼)。\n"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_three_operators_at_once_do_not_write_into_each_other_s_file(cycle: Cycle, tmp_path: Path) -> None:
    transmit(kind="50", bank_code="9999", directory=directory(tmp_path, "first"), by=OPERATOR, at=LATER)
    out = directory(tmp_path)

    def operator() -> None:
        write_again(name=NAME, directory=out, by=OPERATOR, at=LATER)

    at_the_same_time([operator] * 3)

    assert files(out) == files(tmp_path / "first")
    assert len(entries()) == 3
