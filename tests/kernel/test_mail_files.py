"""Mails as files, for the demonstration."""

import stat
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import time_machine
from django.core.mail import EmailMessage, get_connection
from pytest_django import Settings


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "chingin.kernel.mail.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "var" / "mail"
    return tmp_path / "var" / "mail"


def send(*recipients: str) -> None:
    EmailMessage("件名", "髙橋様\n", "demo@localhost", recipients).send()


def names(mailbox: Path) -> list[str]:
    return sorted(path.name for path in mailbox.iterdir())


@time_machine.travel("2026-11-21T00:00:00Z", tick=False)
def test_each_mail_is_a_file_named_by_the_japanese_time_and_the_recipient(mailbox: Path) -> None:
    send("taro@union.test")
    send("hanako@union.test")

    assert names(mailbox) == [
        "20261121T090000_0001_taro@union.test.eml",
        "20261121T090000_0002_hanako@union.test.eml",
    ]


def test_a_file_holds_the_whole_mail(mailbox: Path) -> None:
    send("taro@union.test")

    [path] = mailbox.iterdir()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["Subject"], message["To"]) == ("件名", "taro@union.test")
    assert message.get_content() == "髙橋様\n"


def test_a_file_is_its_owner_s_alone(mailbox: Path) -> None:
    send("taro@union.test")

    [path] = mailbox.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@time_machine.travel("2026-11-21T00:00:00Z", tick=False)
def test_no_mail_replaces_another(mailbox: Path) -> None:
    for _ in range(2):
        send("taro@union.test")
    (mailbox / "20261121T090000_0001_taro@union.test.eml").unlink()

    send("taro@union.test")

    assert names(mailbox) == [
        "20261121T090000_0002_taro@union.test.eml",
        "20261121T090000_0003_taro@union.test.eml",
    ]


@time_machine.travel("2026-11-21T00:00:00Z", tick=False)
def test_a_recipient_cannot_lead_out_of_the_directory(mailbox: Path) -> None:
    send("../../taro@union.test", "髙@union.test")

    assert names(mailbox) == ["20261121T090000_0001_.._.._taro@union.test__@union.test.eml"]


def test_several_mails_are_counted(mailbox: Path) -> None:
    mails = [EmailMessage("件名", "本文", "demo@localhost", ["taro@union.test"]) for _ in range(3)]

    assert get_connection().send_messages(mails) == 3
    assert len(names(mailbox)) == 3
