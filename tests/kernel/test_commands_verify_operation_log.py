"""`manage.py verify_operation_log`: exit 0 for an untouched log, otherwise 1 and the first broken entry."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from chingin.kernel.actors import Actor
from chingin.kernel.audit import bank_chain, contract_chain, record
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLogChain

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
CHAIN, BANK = contract_chain("12345678"), bank_chain("9999")
Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.django_db


class Event(models.TextChoices):
    LINE_CHANGED = "rokin.line_changed", "控除明細の変更"


@pytest.fixture(autouse=True)
def last_hash() -> str:
    """Two entries in CHAIN, one in BANK; the hash of the last of CHAIN."""
    by = Actor("taro01", "労金 太郎")
    record(Event.LINE_CHANGED, chain=BANK, by=by, at=AT)
    return [record(Event.LINE_CHANGED, chain=CHAIN, by=by, at=AT).hash for _ in range(2)][-1]


def tamper(chain: str) -> None:
    OperationLogChain.objects.filter(name=chain).update(last_sequence=9)


def test_an_untouched_log_is_summed_up_in_one_line(capsys: Capture) -> None:
    call_command("verify_operation_log")

    assert capsys.readouterr().out == "操作ログ 2系列を検査しました。改ざんはありません。\n"


def test_one_chain_is_shown_with_its_last_hash_to_be_kept_elsewhere(capsys: Capture, last_hash: str) -> None:
    call_command("verify_operation_log", "--chain", CHAIN)

    assert capsys.readouterr().out.splitlines()[0] == f"系列 {CHAIN}: 2件 正常 {last_hash}"


def test_every_chain_is_shown_when_asked(capsys: Capture) -> None:
    call_command("verify_operation_log", verbosity=2)

    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[:-1]] == [
        f"{BANK}:",
        f"{CHAIN}:",
    ]


def test_a_chain_without_entries_is_said_to_have_none(capsys: Capture) -> None:
    call_command("verify_operation_log", "--chain", "contract:00000000")

    assert "記録がありません" in capsys.readouterr().out


def test_the_first_broken_entry_is_named_and_each_broken_chain_listed(capsys: Capture) -> None:
    tamper(BANK)
    tamper(CHAIN)

    with pytest.raises(CommandError, match="系列 bank:9999 の連番 2: 末尾の記録が削除されています") as failed:
        call_command("verify_operation_log")

    assert failed.value.returncode == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_another_chain_s_trouble_does_not_spoil_the_one_asked_for() -> None:
    tamper(BANK)

    call_command("verify_operation_log", "--chain", CHAIN)
