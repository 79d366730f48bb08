"""`manage.py send_mail`: the outbox is emptied by hand."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from pytest_django import Settings

from chingin.kernel import clock
from chingin.kernel.models import OutgoingMail
from tests.services.processes import free_port

pytestmark = pytest.mark.django_db


def queue(number: int, *, minutes: int = 0) -> OutgoingMail:
    at = clock.now() + timedelta(minutes=minutes)
    return OutgoingMail.objects.create(
        key=str(number),
        recipient=f"user{number}@union.test",
        sender="system@bank.test",
        subject="お知らせ",
        body="本文",
        created_at=at,
        next_attempt_at=at,
    )


@time_machine.travel("2026-11-21T00:00:00Z")
def test_what_is_due_is_sent_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    queue(1)
    queue(2)
    queue(3, minutes=1)

    call_command("send_mail")

    assert [message.to for message in mail.outbox] == [["user1@union.test"], ["user2@union.test"]]
    assert capsys.readouterr().out == "送信 2件、延期 0件、送信不能 0件\n"


def test_an_unreachable_server_ends_the_command_with_its_remedy(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    queue(1)

    with pytest.raises(CommandError, match=r"メールサーバーに接続できない.*CHINGIN_SMTP_"):
        call_command("send_mail")
