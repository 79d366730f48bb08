"""What commands share: the operator, names that can be printed, progress, refusals."""

import os
import pwd
import time
from pathlib import Path

import pytest
from django.core.management import CommandError

from chingin.kernel.actors import SYSTEM, Actor
from chingin.kernel.management import console
from chingin.kernel.management.console import in_steps, operator, printable_name, told_to_the_operator

NOBODY_S_UID = 4_000_000_000


def test_the_operator_is_the_user_of_the_process_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")

    assert operator() == Actor("console", pwd.getpwuid(os.getuid()).pw_name)


def test_a_user_without_a_name_is_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs with `--user 4000000000`."""
    monkeypatch.setattr(os, "getuid", lambda: NOBODY_S_UID)

    assert operator() == Actor("console", "uid 4000000000")


@pytest.mark.parametrize(
    ("actor", "signature"),
    [
        (Actor("console", "yamada"), "console (yamada)"),
        (Actor("kinko01", "山田太郎", "192.0.2.1"), "kinko01"),
        (SYSTEM, "system"),
    ],
)
def test_a_signature_names_the_person_behind_a_command(actor: Actor, signature: str) -> None:
    assert actor.signature == signature


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (Path("/控除/10.dat"), "/控除/10.dat"),
        (Path(os.fsdecode("控".encode("cp932") + b".dat")), "\\udc8dT.dat"),
        ("a\n\x1b[2J", "a\\n\\x1b[2J"),
    ],
)
def test_a_name_is_shown_so_that_any_terminal_takes_it(name: object, shown: str) -> None:
    assert printable_name(name) == shown
    assert shown.encode()


def test_progress_is_told_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    tell = in_steps(lines.append, lambda count: f"{count}件")

    for count, later in enumerate([0.0, 4.9, 0.1, 4.9, 5.1]):
        now[0] += later
        tell(count)

    assert console.STEP == 5.0
    assert lines == ["2件", "4件"]


def test_a_disk_that_refuses_is_told_in_japanese(tmp_path: Path) -> None:
    with (
        pytest.raises(CommandError, match="を読み書きできません\\(ファイルまたはフォルダーがありません\\)。"),
        told_to_the_operator(),
    ):
        (tmp_path / "nowhere").open("rb")
