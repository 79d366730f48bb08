"""`manage.py receive`: typed rightly, typed wrongly, and by two operators at once (BNK-5)."""

import os
import threading
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from chingin.kernel.audit import SYSTEM_CHAIN, Result
from chingin.kernel.management.console import operator, printable_name
from chingin.kernel.models import OperationLog, ReceivedFile, Reception
from chingin.kernel.receptions import receiving
from chingin.kernel.receptions.checking import Step
from chingin.kernel.receptions.receiving import Receipt, ReceivedMeanwhile, ReceptionEvent
from deductions.groups.messages import NOT_OF_THE_CONTRACT
from deductions.rokin.models import DeductionLine
from tests.deductions.received import (
    LUMP_DEPOSIT,
    contract_of_the_samples,
    file_of,
    header,
    received,
    request,
)


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> Path:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"
    return tmp_path / "received"


def typed(*arguments: str | Path) -> tuple[str, str]:
    """Output and errors of a command that succeeded."""
    out, err = StringIO(), StringIO()
    call_command("receive", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def failed(*arguments: str | Path) -> tuple[str, str]:
    """Output and errors, with the last word, of a command that failed."""
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as error:
        call_command("receive", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), f"{err.getvalue()}{error.value}"


@pytest.mark.django_db
def test_a_file_is_received_and_counts_and_totals_are_told() -> None:
    contract_of_the_samples()

    out, err = typed(LUMP_DEPOSIT)

    first, second = Reception.objects.order_by("pk")
    assert f"受信番号 #{first.pk}: 契約 12345678 入金グループ 10000001 202611、280件を受信しました。" in out
    assert f"受信番号 #{second.pk}: 契約 12345678 入金グループ 10000002 202611、105件を受信しました。" in out
    assert "控除金額合計 5,425,538" in out
    assert err == ""


@pytest.mark.django_db
def test_typed_again_it_says_that_all_of_it_is_there() -> None:
    contract_of_the_samples()
    typed(LUMP_DEPOSIT)

    out, _ = typed(LUMP_DEPOSIT)

    assert f"1組目は、受信番号 #{Reception.objects.earliest('pk').pk} としてすでに受信しています。" in out
    assert Reception.objects.count() == 2


@pytest.mark.django_db
def test_a_file_with_faults_is_not_taken_and_each_fault_is_shown(tmp_path: Path) -> None:
    contract_of_the_samples()
    wrong = tmp_path / "wrong.dat"
    wrong.write_bytes(file_of((header(branch="102"), [request()])))

    out, err = failed(wrong)

    assert "9-11" in out
    assert "「102」" in out
    assert "E3033" in err
    assert "1ファイル中、1ファイルに誤りがあります。" in err
    assert not Reception.objects.exists()


@pytest.mark.django_db
def test_of_each_finding_its_code_is_told_and_of_each_code_once_what_to_do(tmp_path: Path) -> None:
    contract_of_the_samples()
    wrong, at_other_branch = tmp_path / "wrong.dat", {"branch": "102"}
    second = header(group_number="10000002", serial="0000000002", **at_other_branch)
    wrong.write_bytes(file_of((header(**at_other_branch), [request()]), (second, [request()])))

    out, _ = failed(wrong)

    assert [line.split()[:3] for line in out.splitlines() if "9-11" in line] == [
        ["E3042", "1", "9-11"],
        ["E3042", "4", "9-11"],
    ]
    assert out.count(NOT_OF_THE_CONTRACT.text) == 1
    assert f"    対処: {NOT_OF_THE_CONTRACT.remedy}\n" in out


@pytest.mark.django_db
def test_a_file_named_in_another_encoding_is_received_under_a_name_that_can_be_printed(
    tmp_path: Path,
) -> None:
    """The bank's FTP host names files in Shift_JIS bytes; PostgreSQL and a terminal take UTF-8."""
    contract_of_the_samples()
    path = tmp_path / os.fsdecode("控除依頼.dat".encode("cp932"))
    path.write_bytes(LUMP_DEPOSIT.read_bytes())

    out, _ = typed(path)

    assert ReceivedFile.objects.get().name == printable_name(path.name) != path.name
    assert out.encode().startswith(printable_name(path.name).encode())


@pytest.mark.django_db
def test_who_typed_the_command_stands_in_the_rows_and_in_the_log() -> None:
    """「受信者」 has to name a person (issue 5)."""
    contract_of_the_samples()
    person = operator()

    typed(LUMP_DEPOSIT)

    signed = f"console ({person.name})"
    assert {one.received_by for one in Reception.objects.all()} == {signed}
    assert ReceivedFile.objects.get().received_by == signed
    (logged,) = {(one.user_id, one.user_name) for one in OperationLog.objects.all()}
    assert logged == ("console", person.name)


@pytest.mark.django_db
def test_other_content_under_a_known_serial_number_is_a_fault_of_its_set(tmp_path: Path) -> None:
    contract_of_the_samples()
    first, other = tmp_path / "first.dat", tmp_path / "other.dat"
    first.write_bytes(file_of((header(), [request()])))
    other.write_bytes(file_of((header(), [request(), request(line_key="K2")])))
    typed(first)

    out, _ = failed(other)

    assert "1組目" in out
    assert "正常" not in out
    assert "誤り 1件、明細 2件" in out
    assert f"受信番号 #{Reception.objects.get().pk} と異なる通番" in out


@pytest.mark.django_db
def test_valid_sets_only_takes_the_right_ones_and_still_says_that_something_is_wrong(tmp_path: Path) -> None:
    contract_of_the_samples()
    second = header(group_number="10000002", serial="0000000002", branch="102")
    half = tmp_path / "half.dat"
    half.write_bytes(file_of((header(), [request()]), (second, [request()])))

    out, err = failed(half, "--valid-sets-only")

    assert "を受信しました。" in out
    assert "「102」" in out
    assert "1ファイル中、1ファイルに誤りがあります。" in err
    assert [reception.group_number for reception in Reception.objects.all()] == ["10000001"]


@pytest.mark.django_db
def test_what_valid_sets_only_left_out_stands_in_the_operation_log(tmp_path: Path) -> None:
    contract_of_the_samples()
    second = header(group_number="10000002", serial="0000000002", branch="102")
    half = tmp_path / "half.dat"
    half.write_bytes(file_of((header(), [request()]), (second, [request()])))

    failed(half, "--valid-sets-only")
    failed(half, "--valid-sets-only")

    taken, first, again = OperationLog.objects.filter(event__startswith="receptions.").order_by("pk")
    assert taken.event == ReceptionEvent.RECEIVED
    for refused in (first, again):
        assert (refused.event, refused.result) == (ReceptionEvent.REFUSED, Result.REFUSED)
        assert (refused.chain, refused.target, refused.user_id) == (SYSTEM_CHAIN, "half.dat", "console")
        assert refused.detail == {
            "sha256": sha256(half.read_bytes()).hexdigest(),
            "findings": 1,
            "wrong_sets": 1,
            "sets": [2],
        }


@pytest.mark.django_db
def test_where_all_is_right_no_refusal_is_logged() -> None:
    contract_of_the_samples()

    typed(LUMP_DEPOSIT, "--valid-sets-only")

    assert not OperationLog.objects.filter(event=ReceptionEvent.REFUSED).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"", b"\0" * 1000, b"1" * 199, "日本語".encode() * 500])
def test_what_is_no_core_file_is_told_and_nothing_breaks(tmp_path: Path, content: bytes | None) -> None:
    strange = tmp_path / "strange.dat"
    if content is not None:
        strange.write_bytes(content)

    out, err = failed(strange, tmp_path)

    assert "2ファイル中、2ファイルに誤りがあります。" in err
    assert ("読み取れるファイル(ファイルまたはフォルダーがありません)" in out) is (content is None)
    assert "読み取れるファイル(フォルダーなど、ファイルではないものです)" in out
    assert "E3001 ファイルを読み込めません。" in out


@pytest.mark.django_db
def test_where_the_disk_does_not_take_the_file_nothing_is_received(received_files: Path) -> None:
    contract_of_the_samples()
    received_files.write_text("a file where a directory should be")

    _, err = failed(LUMP_DEPOSIT)

    assert "同じ名前のファイルがあります" in err
    assert "(E3036)" in err
    assert not Reception.objects.exists()


@pytest.mark.django_db
def test_a_long_file_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    contract_of_the_samples()
    monkeypatch.setattr("chingin.kernel.management.console.STEP", 0.0)

    _, err = typed(LUMP_DEPOSIT)

    steps = [line.split(": ")[1] for line in err.splitlines()]
    assert steps == [f"{count}件の明細を{step}しました。" for step in Step for count in (280, 385)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_operators_at_once_receive_a_file_once() -> None:
    """Each set stands once, whoever comes first; the other is told so, or finds it received."""
    contract_of_the_samples()
    data, together = LUMP_DEPOSIT.read_bytes(), threading.Barrier(4)
    outcomes: list[Receipt | ReceivedMeanwhile] = []

    def one_operator() -> None:
        together.wait()
        try:
            outcomes.append(received(data))
        except ReceivedMeanwhile as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one_operator) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 4
    assert sum(len(outcome.taken) for outcome in outcomes if isinstance(outcome, Receipt)) == 2
    assert (Reception.objects.count(), DeductionLine.objects.count()) == (2, 385)


@pytest.mark.django_db(transaction=True)
def test_a_reception_that_breaks_off_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, received_files: Path
) -> None:
    contract_of_the_samples()

    class PowerCut(Exception):
        pass

    def cut(*_arguments: object, **_options: object) -> None:
        raise PowerCut

    monkeypatch.setattr(receiving, "_record", cut)

    with pytest.raises(PowerCut):
        received(LUMP_DEPOSIT.read_bytes())

    assert (Reception.objects.count(), DeductionLine.objects.count()) == (0, 0)
    assert [path for path in received_files.rglob("*") if path.is_file()] == []
