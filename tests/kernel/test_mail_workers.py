"""Several workers, and workers that die: no mail is lost, none is sent twice (OPS-2)."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from django.db import connection
from pytest_django import Settings

from chingin.kernel.clock import JST
from chingin.kernel.mail import Delivery, deliver, deliver_pending, message_id
from chingin.kernel.models import MailState, OutgoingMail
from tests.kernel.smtp_sink import Sink, listening
from tests.kernel.threads import at_the_same_time
from tests.services.processes import free_port

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def address(number: int) -> str:
    return f"user{number:02}@union.test"


def queue(count: int) -> list[OutgoingMail]:
    return [
        OutgoingMail.objects.create(
            key=f"notice:{number}",
            recipient=address(number),
            sender="system@bank.test",
            subject=f"お知らせ {number}",
            body="本文\n",
            created_at=AT,
            next_attempt_at=AT,
        )
        for number in range(count)
    ]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with listening(settings.EMAIL_PORT) as sink:
        yield sink


def test_workers_side_by_side_send_each_mail_exactly_once(sink: Sink) -> None:
    queue(40)

    outcomes = at_the_same_time([partial(deliver_pending, AT)] * 6)

    assert sink.recipients == [address(number) for number in range(40)]
    assert sum(outcome[Delivery.SENT] for outcome in outcomes) == 40
    assert sum(bool(outcome) for outcome in outcomes) > 1, "the queue was shared"


def test_one_mail_given_to_many_workers_is_sent_once(sink: Sink) -> None:
    [mail] = queue(1)

    outcomes = at_the_same_time([partial(deliver, mail.pk, at=AT)] * 8)

    assert Counter(map(str, outcomes)) == {"None": 7, "Delivery.SENT": 1}
    assert sink.recipients == [address(0)]


def test_a_worker_that_waits_for_the_server_does_not_hold_up_the_others(sink: Sink) -> None:
    queue(3)
    sink.stall_at_recipient = address(0)

    def wait_for_the_stall_and_deliver() -> Counter[Delivery]:
        assert sink.stalled.wait(timeout=10)
        outcomes = deliver_pending(AT)
        sink.go_on.set()
        return outcomes

    slow, quick = at_the_same_time([lambda: deliver_pending(AT), wait_for_the_stall_and_deliver])

    assert (slow, quick) == ({Delivery.SENT: 1}, {Delivery.SENT: 2})


def kill_a_worker_when_stalled(sink: Sink, port: int) -> None:
    """Start a worker process, let it run into the stall, and end it as the kernel's OOM killer would."""
    command = [
        sys.executable,
        "-m",
        "tests.kernel.mail_worker",
        str(connection.settings_dict["NAME"]),
        str(port),
    ]
    with subprocess.Popen(command, env=os.environ.copy()) as worker:
        assert sink.stalled.wait(timeout=30)
        worker.kill()
    sink.go_on.set()


def deliver_the_rest() -> None:
    """The database frees a dead worker's row when it notices the lost connection: soon, not at once."""
    deadline = time.monotonic() + 10
    while OutgoingMail.objects.due(AT).exists():
        assert time.monotonic() < deadline
        deliver_pending(AT)


def test_a_worker_killed_while_it_delivers_loses_no_mail_and_sends_none_twice(
    sink: Sink, settings: Settings
) -> None:
    queue(10)
    sink.stall_at_recipient = address(3)

    kill_a_worker_when_stalled(sink, settings.EMAIL_PORT)
    assert sink.recipients == [address(0), address(1), address(2)]
    deliver_the_rest()

    assert sink.recipients == [address(number) for number in range(10)]
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}


def test_a_mail_taken_by_the_server_just_before_the_kill_comes_again_under_the_same_message_id(
    sink: Sink, settings: Settings
) -> None:
    mails = queue(5)
    sink.stall_after_mail_to = address(2)

    kill_a_worker_when_stalled(sink, settings.EMAIL_PORT)
    deliver_the_rest()

    assert sink.message_ids == {message_id(mail): 2 if mail is mails[2] else 1 for mail in mails}
