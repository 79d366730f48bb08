"""`manage.py maintenance` and `manage.py service_hours`: the operator's way, also while all is closed."""

from collections.abc import Generator
from datetime import datetime, time

import pytest
import time_machine
from django.core.management import CommandError, call_command

from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from chingin.portal.models import MaintenanceWindow, ServiceHours
from chingin.portal.rules import Hours
from tests.accounts.factories import BankFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("saturday"),
]
Capture = pytest.CaptureFixture[str]
PERIOD = ("--from", "2026-12-04T18:00", "--to", "2026-12-04T20:00", "--notice", "機器の交換")


@pytest.fixture
def saturday() -> Generator[None]:
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, tzinfo=JST), tick=False):
        yield


def test_maintenance_is_added_listed_and_removed(capsys: Capture) -> None:
    """ENV-2."""
    call_command("maintenance", "add", *PERIOD)
    window = MaintenanceWindow.objects.get()
    line = f"{window.pk}番 2026年12月4日(金) 18:00 から 2026年12月4日(金) 20:00 まで 全金庫 機器の交換"
    assert capsys.readouterr().out == f"登録しました。{line}\n"

    call_command("maintenance", "list")
    assert capsys.readouterr().out == f"{line}\n"

    call_command("maintenance", "remove", str(window.pk))
    assert capsys.readouterr().out == f"メンテナンス予定{window.pk}番を取り消しました。\n"
    assert not MaintenanceWindow.objects.exists()
    assert {entry.user_id for entry in OperationLog.objects.all()} == {"console"}


def test_maintenance_may_be_one_bank_s() -> None:
    """ENV-2."""
    bank = BankFactory.create(code="9999")

    call_command("maintenance", "add", *PERIOD, "--bank", "9999")

    assert MaintenanceWindow.objects.get().bank == bank


def test_what_is_over_is_not_listed(capsys: Capture) -> None:
    now = datetime(2026, 11, 21, 12, 0, tzinfo=JST)
    MaintenanceWindow.objects.create(starts_at=now.replace(hour=8), ends_at=now, notice="済")

    call_command("maintenance", "list")

    assert capsys.readouterr().out == ""


def test_hours_are_set_for_all_banks_and_for_one(capsys: Capture) -> None:
    """ENV-2."""
    BankFactory.create(code="9999", name="試験労働金庫")
    call_command("service_hours", "list")

    call_command("service_hours", "set", "--opens", "08:30", "--closes", "19:00")
    call_command("service_hours", "set", "--opens", "09:00", "--closes", "17:00", "--bank", "9999")
    call_command("service_hours", "list")

    assert capsys.readouterr().out.splitlines() == [
        "全金庫 08:00～20:00(標準)",
        "設定しました。1分以内に反映されます。全金庫 08:30～19:00",
        "設定しました。1分以内に反映されます。9999 試験労働金庫 09:00～17:00",
        "全金庫 08:30～19:00",
        "9999 試験労働金庫 09:00～17:00",
    ]
    assert ServiceHours.objects.get(bank=None).hours == Hours(time(8, 30), time(19))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["maintenance", "remove", "404"], "メンテナンス予定404番は登録されていません。"),
        (
            ["maintenance", "add", "--from", "2026-12-04T20:00", "--to", "2026-12-04T18:00", "--notice", "x"],
            "終了は、開始より後の日時を入力してください。",
        ),
        (
            ["maintenance", "add", *PERIOD[:2], "--to", "2926-12-04T20:00", *PERIOD[4:]],
            r"メンテナンスの終了日時が、開始から離れすぎています。.*\(2926年12月4日 20時00分\).*92日",
        ),
        (["maintenance", "add", *PERIOD[:4], "--notice", " "], "--notice は1～200文字"),
        (["maintenance", "add", *PERIOD[:4], "--notice", "x" * 201], "--notice は1～200文字"),
        (["maintenance", "add", "--from", "12月4日", *PERIOD[2:]], "2026-12-05T22:00 のように"),
        (["maintenance", "add", *PERIOD, "--bank", "0000"], "金融機関コード0000の金庫は登録されていません"),
        (["service_hours", "set", "--opens", "9時", "--closes", "17:00"], "08:00 のように"),
        (["service_hours", "set", "--opens", "17:00", "--closes", "09:00"], "終了は、開始より後"),
        (["service_hours", "set", "--opens", "09:00", "--closes", "17:00", "--bank", "0000"], "0000の金庫"),
    ],
)
def test_a_refused_command_says_why_and_changes_nothing(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command(*arguments)

    assert not OperationLog.objects.exists()
