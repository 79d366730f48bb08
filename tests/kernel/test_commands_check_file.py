"""`manage.py check_file`: reports and exit codes, without a database and without a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.kernel.corefile.samples import DATA, EXCHANGE, REQUESTS, RESULTS, edited

Capture = pytest.CaptureFixture[str]


def run(*arguments: str) -> int:
    """The exit code that a shell would see of a refusal, 0 otherwise."""
    try:
        call_command("check_file", *arguments)
    except CommandError as error:
        return error.returncode
    return 0


def broken(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "broken.dat"
    path.write_bytes(data)
    return str(path)


def test_sound_files_end_with_0(capsys: Capture) -> None:
    assert run(str(DATA / REQUESTS), str(DATA / RESULTS)) == 0

    told = capsys.readouterr().out
    assert "10_kojo_irai.dat: 正常(390レコード、改行コード CRLF)" in told
    assert "11_kojo_kekka.dat: 正常" in told


def test_a_finding_ends_with_1_and_names_its_place(tmp_path: Path, capsys: Capture) -> None:
    path = broken(tmp_path, edited(REQUESTS, 5, branch="1x1"))

    with pytest.raises(CommandError, match="2ファイル中、1ファイルに誤りがあります。"):
        call_command("check_file", str(DATA / EXCHANGE), path)

    line = next(line for line in capsys.readouterr().out.splitlines() if "1x1" in line)
    assert line.split() == ["E3006", "5", "92-94", "店番号", "「1x1」", "半角数字3桁"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1a",
        b"\n" * 500,
        bytes(range(256)) * 50,
        b"1" * 100_000,
        b"\xff" * 1_000,
        b"10" + b"\x00" * 398,
    ],
    ids=["empty", "end mark", "blank lines", "binary", "one line", "no text", "zeros"],
)
def test_any_content_is_reported(data: bytes, tmp_path: Path, capsys: Capture) -> None:
    assert run(broken(tmp_path, data)) == 1
    assert "broken.dat: 誤り" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.dat", "ファイルまたはフォルダーがありません"),
        (".", "ファイルではない"),
        ("closed.dat", "権限"),
        ("odd", "名前が長すぎます"),
    ],
)
def test_what_cannot_be_read_is_reported(name: str, reason: str, tmp_path: Path, capsys: Capture) -> None:
    if name == "closed.dat":
        (tmp_path / name).write_bytes(b"")
        (tmp_path / name).chmod(0)
        if os.access(tmp_path / name, os.R_OK):  # root reads everything
            name, reason = "nowhere.dat", "ファイルまたはフォルダーがありません"
    if name == "odd":
        name = "x" * 300

    assert run(str(tmp_path / name)) == 1
    told = capsys.readouterr().out
    assert reason in told
    assert "E3001 ファイルを読み込めません。" in told


def test_a_name_that_cannot_be_printed_is_shown_escaped(capsys: Capture) -> None:
    assert run("\udc80\n.dat") == 1
    assert "\\udc80\\n.dat: 誤り 1件" in capsys.readouterr().out


def test_json_tells_all_files_in_one_object(tmp_path: Path, capsys: Capture) -> None:
    path = broken(tmp_path, edited(REQUESTS, 5, branch="1x1"))

    assert run(str(DATA / EXCHANGE), path, "nowhere.dat", "--json") == 1

    whole = json.loads(capsys.readouterr().out)
    assert whole["ok"] is False
    assert [file["ok"] for file in whole["files"]] == [True, False, False]
    assert [finding["code"] for file in whole["files"] for finding in file["findings"]] == ["E3006", "E3001"]


def test_a_usage_mistake_ends_with_2_and_a_finding_with_1() -> None:
    def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "check_file", *arguments],
            cwd=DATA.parents[1],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "chingin.settings.test"},
            capture_output=True,
            text=True,
            check=False,
        )

    usage, nowhere = shell(), shell("nowhere.dat")

    assert (usage.returncode, nowhere.returncode) == (2, 1)
    assert "Traceback" not in usage.stderr + nowhere.stderr
    assert nowhere.stderr == "CommandError: 1ファイル中、1ファイルに誤りがあります。\n"
