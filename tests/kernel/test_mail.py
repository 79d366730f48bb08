"""The outbox: what is written into it and what becomes of a mail."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from chingin.kernel.clock import JST
from chingin.kernel.mail import GIVE_UP_AFTER, Delivery, deliver, deliver_pending, enqueue, message_id
from chingin.kernel.models import MailState, OutgoingMail
from chingin.kernel.secrecy import SecretRefused
from chingin.kernel.tasks import deliver_pending_mail
from tests.kernel.smtp_sink import Sink, listening, subject_of
from tests.services.processes import free_port

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def templates(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "emails").mkdir()
    text = "【ろうきん】{{ group }} の更新締切\n\n{{ group }} の締切まであと{{ days }}日です。\n"
    (tmp_path / "emails" / "deadline.txt").write_text(text, encoding="utf-8")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]


def queue(to: str = "taro@union.test", *, group: str = "第一支部") -> OutgoingMail:
    words: dict[str, str | int] = {"group": group, "days": 3}
    return enqueue(key=f"deadline:{to}", to=to, template="deadline", context=words, at=AT)


@pytest.fixture
def port(settings: Settings) -> int:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    port = free_port()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return port


@pytest.fixture
def sink(port: int) -> Iterator[Sink]:
    with listening(port) as sink:
        yield sink


def test_a_mail_waits_in_the_outbox_with_its_words() -> None:
    mail = queue(group="A&B労組")

    stored = OutgoingMail.objects.get()
    assert stored == mail
    assert (stored.recipient, stored.sender) == ("taro@union.test", "system@bank.test")
    assert stored.subject == "【ろうきん】A&B労組 の更新締切"
    assert stored.body == "A&B労組 の締切まであと3日です。\n"
    assert (stored.state, stored.created_at, stored.next_attempt_at) == (MailState.QUEUED, AT, AT)
    assert str(stored) == "deadline:taro@union.test → taro@union.test"


def test_a_value_with_a_line_break_never_becomes_a_header() -> None:
    mail = queue(group="第一\nBcc: evil@example.test\r支部")

    assert mail.subject == "【ろうきん】第一"
    assert mail.body.startswith("Bcc: evil")


def test_the_same_notice_twice_is_one_mail(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = queue(), queue()

    assert first == second == OutgoingMail.objects.get()
    assert len(callbacks) == 1


def test_a_named_sender_sends() -> None:
    mail = enqueue(
        key="k", to="a@b.test", template="deadline", context={"group": "x"}, at=AT, sender="branch@bank.test"
    )

    assert mail.sender == "branch@bank.test"


def test_a_secret_does_not_enter_the_outbox() -> None:
    with pytest.raises(SecretRefused):
        enqueue(key="k", to="a@b.test", template="deadline", context={"code": "123456"}, at=AT)

    assert not OutgoingMail.objects.exists()


@time_machine.travel(AT, tick=False)
def test_a_mail_leaves_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue()
        assert django_mail.outbox == []

    [message] = django_mail.outbox
    assert (message.to, message.from_email) == (["taro@union.test"], "system@bank.test")
    stored = OutgoingMail.objects.get()
    assert (stored.state, stored.attempts, stored.sent_at) == (MailState.SENT, 1, AT)


@time_machine.travel(AT)
def test_a_rolled_back_transaction_sends_no_mail(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert django_mail.outbox == []
    assert not OutgoingMail.objects.exists()


@time_machine.travel(AT)
def test_the_sweep_of_every_minute_finds_what_was_left_behind() -> None:
    queue()

    deliver_pending_mail()

    assert len(django_mail.outbox) == 1


def test_a_sent_mail_is_not_sent_again() -> None:
    mail = queue()

    assert [deliver(mail.pk, at=AT), deliver(mail.pk, at=AT)] == [Delivery.SENT, None]
    assert not deliver_pending(AT)
    assert len(django_mail.outbox) == 1


def test_the_message_id_is_the_same_for_each_attempt_and_another_for_each_mail() -> None:
    mail, other = queue(), queue("hanako@union.test")

    assert message_id(mail) == message_id(OutgoingMail.objects.get(pk=mail.pk)) != message_id(other)
    assert message_id(mail).endswith("@bank.test>")


def test_the_mail_server_gets_the_mail_as_written(sink: Sink) -> None:
    mail = queue(group="髙橋労組")

    assert deliver(mail.pk, at=AT) is Delivery.SENT

    [message] = sink.received
    assert subject_of(message) == "【ろうきん】髙橋労組 の更新締切"
    assert message["Message-ID"] == message_id(mail)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == mail.body


def test_one_connection_serves_the_whole_queue(sink: Sink) -> None:
    for number in range(3):
        queue(f"user{number}@union.test")

    assert deliver_pending(AT) == {Delivery.SENT: 3}
    assert sink.greetings == 1


@pytest.mark.parametrize("refused", ["gone@union.test", "【ろうきん】第一支部 の更新締切"])
def test_a_permanent_refusal_ends_the_mail_and_is_reported(
    sink: Sink, caplog: pytest.LogCaptureFixture, refused: str
) -> None:
    sink.refused[refused] = "550 not here"
    mail = queue("gone@union.test")

    assert deliver(mail.pk, at=AT) is Delivery.REFUSED

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.sent_at) == (MailState.FAILED, 1, None)
    assert "not here" in mail.last_error
    assert [record.levelno for record in caplog.records if record.name == "chingin.kernel.mail"] == [
        logging.ERROR
    ]


@pytest.mark.parametrize("refused", ["busy@union.test", "【ろうきん】第一支部 の更新締切"])
def test_a_passing_refusal_postpones_this_mail_alone(sink: Sink, refused: str) -> None:
    sink.refused[refused] = "450 try later"
    busy, other = queue("busy@union.test"), queue("taro@union.test", group="第二支部")

    assert deliver_pending(AT) == {Delivery.POSTPONED: 1, Delivery.SENT: 1}

    busy.refresh_from_db()
    other.refresh_from_db()
    assert (busy.state, busy.next_attempt_at) == (MailState.QUEUED, AT + timedelta(minutes=1))
    assert other.state == MailState.SENT


def test_a_postponed_mail_waits_for_its_time(sink: Sink) -> None:
    sink.refused["busy@union.test"] = "450 try later"
    mail = queue("busy@union.test")
    deliver(mail.pk, at=AT)
    sink.refused.clear()

    assert deliver(mail.pk, at=AT + timedelta(seconds=59)) is None
    assert deliver(mail.pk, at=AT + timedelta(seconds=60)) is Delivery.SENT
    mail.refresh_from_db()
    assert (mail.attempts, mail.last_error) == (2, "")


def test_a_mail_that_cannot_be_made_is_given_up() -> None:
    mail = queue("taro@union.test\nBcc: evil@example.test")

    assert deliver(mail.pk, at=AT) is Delivery.REFUSED


def test_an_unreachable_server_ends_the_sweep_after_one_mail(port: int) -> None:
    for number in range(3):
        queue(f"user{number}@union.test")

    assert deliver_pending(AT) == {Delivery.UNREACHABLE: 1}
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_server_that_comes_back_gets_everything(port: int) -> None:
    for number in range(3):
        queue(f"user{number}@union.test")
    deliver_pending(AT)

    with listening(port) as sink:
        deliver_pending(AT + timedelta(minutes=1))

    assert sink.recipients == [f"user{number}@union.test" for number in range(3)]


def test_the_pauses_grow_until_the_mail_is_given_up_after_three_days(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    mail = queue()
    pauses = []
    while mail.state == MailState.QUEUED:
        before = mail.next_attempt_at
        deliver(mail.pk, at=before)
        mail.refresh_from_db()
        pauses.append((mail.next_attempt_at - before) // timedelta(minutes=1))

    assert pauses[:8] == [1, 5, 15, 60, 180, 360, 360, 360]
    assert set(pauses[6:]) == {360}
    assert mail.state == MailState.FAILED
    assert before <= AT + GIVE_UP_AFTER < mail.next_attempt_at
    assert "given up after" in caplog.text


VALID: dict[str, Any] = {
    "key": "k",
    "recipient": "a@b.test",
    "sender": "s@b.test",
    "subject": "件名",
    "body": "",
    "created_at": AT,
    "next_attempt_at": AT,
}


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("can_be_sent", {"key": ""}),
        ("can_be_sent", {"recipient": ""}),
        ("can_be_sent", {"sender": ""}),
        ("can_be_sent", {"subject": ""}),
        ("state_is_known", {"state": "LOST"}),
        ("sent_has_its_time", {"state": "SENT"}),
        ("sent_has_its_time", {"state": "QUEUED", "sent_at": AT}),
    ],
)
def test_the_database_refuses_a_mail_that_cannot_be(constraint: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        OutgoingMail.objects.create(**{**VALID, **wrong})


def test_the_database_refuses_a_second_mail_of_the_same_key() -> None:
    OutgoingMail.objects.create(**VALID)

    with pytest.raises(IntegrityError, match=r"key_once|UNIQUE"):
        OutgoingMail.objects.create(**VALID)
