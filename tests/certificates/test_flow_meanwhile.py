"""What one hand does while another is in the middle: nobody waits for the mail server, nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic, sleep
from typing import ClassVar, TypeVar

import pytest
from celery import current_app
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections, transaction
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.flow import Sending
from certificates.events import Event as LogEvent
from certificates.models import Certificate, FlowState
from chingin.kernel import audit
from chingin.kernel.actors import SYSTEM
from tests.accounts.factories import PASSWORD

from .conftest import AT
from .factories import FlowFactory
from .flow_browsing import (
    CANCEL,
    CODE,
    FIRST,
    ISSUE,
    ISSUING,
    RESEND,
    RESULT,
    downloaded,
    new_browser,
    past_code,
    past_password,
    the_flow,
)
from .story import SOMEBODY, events, mailed_code
from .test_flow_views_concurrency import post, the_same_browser

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ca", "that_day"),
]
T = TypeVar("T")
AT_ONCE = 5  # seconds, on a busy machine
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def beside(hands: ThreadPoolExecutor, act: Callable[[], T]) -> "Future[T]":
    """Begun in a thread, with a database connection of its own."""

    def work() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    return hands.submit(work)


def until_waiting(count: int) -> None:
    """So many connections wait for a lock now."""
    deadline = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
            sleep(0.01)
    raise AssertionError(f"{count} do not wait")


class SlowServer(EmailBackend):
    """A mail server that has been called and does not answer until it is let go."""

    called: ClassVar[Event]
    let_go: ClassVar[Event]
    fails: ClassVar[bool]

    def send_messages(self, messages: list[EmailMessage]) -> int:  # type: ignore[override]
        type(self).called.set()
        assert type(self).let_go.wait(30)
        if type(self).fails:
            raise TimeoutError("timed out")
        return super().send_messages(messages)


@contextmanager
def sending(
    hands: ThreadPoolExecutor, settings: Settings, *, at: datetime = AT
) -> "Iterator[Future[Sending]]":
    """Within: a worker is in the middle of mailing the code of the newest flow, to a server of its own."""
    SlowServer.called, SlowServer.let_go, SlowServer.fails = Event(), Event(), False
    settings.EMAIL_BACKEND = f"{__name__}.SlowServer"
    worker = beside(hands, partial(actions.send_code, str(the_flow().pk), at=at))
    assert SlowServer.called.wait(10)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    try:
        yield worker
    finally:
        SlowServer.let_go.set()


def test_cancel_during_issue_leaves_the_file_to_its_owner_cert_3_cert_13(
    person: Client, user: User, hands: ThreadPoolExecutor
) -> None:
    """Read as not issued yet, the flow is issued by the time that the lock is had."""
    past_code(person, user)
    with transaction.atomic():
        audit.record(LogEvent.CODE_SENT, chain=user.log_chain, by=SYSTEM, at=AT)  # its lock keeps the issue
        issue = beside(hands, partial(post, the_same_browser(person), ISSUE))
        until_waiting(1)
        cancel = beside(hands, partial(post, the_same_browser(person), CANCEL))
        until_waiting(2)

    assert (issue.result(AT_ONCE), cancel.result(AT_ONCE)) == (ISSUING, RESULT)
    assert Certificate.objects.count() == 1
    assert "flow_abandoned" not in events()
    assert person.get(RESULT).status_code == 200
    assert downloaded(person)


def test_issue_during_cancel_issues_nothing_cert_2(
    person: Client, user: User, hands: ThreadPoolExecutor
) -> None:
    past_code(person, user)
    with transaction.atomic():
        audit.record(LogEvent.CODE_SENT, chain=user.log_chain, by=SYSTEM, at=AT)
        cancel = beside(hands, partial(post, the_same_browser(person), CANCEL))
        until_waiting(1)
        issue = beside(hands, partial(post, the_same_browser(person), ISSUE))
        until_waiting(2)

    assert (cancel.result(AT_ONCE), issue.result(AT_ONCE)) == ("/", FIRST)
    assert not Certificate.objects.exists()
    assert the_flow().state == FlowState.ABANDONED


def begin_anew(person: Client) -> str:
    return post(new_browser(), FIRST, user_id="roukin01", password=PASSWORD)


@pytest.mark.parametrize(
    ("press", "leads"),
    [
        (lambda person: post(person, RESEND), CODE),
        (lambda person: post(person, CANCEL), FIRST),
        (lambda person: post(person, CODE, code="000000"), CODE),
        (begin_anew, CODE),
    ],
    ids=["resend", "cancel", "code", "begin"],
)
def test_nobody_waits_for_a_slow_mail_server_cert_2(
    person: Client,
    user: User,
    hands: ThreadPoolExecutor,
    settings: Settings,
    press: Callable[[Client], str],
    leads: str,
) -> None:
    past_password(person, user)
    FlowFactory._meta.model.objects.update(code_is_due=True, code_sent_at=None, code_hash="")

    with sending(hands, settings) as worker:
        assert beside(hands, partial(press, the_same_browser(person))).result(AT_ONCE) == leads
        assert not worker.done()


def test_a_second_worker_mails_nothing_beside_the_first_cert_2(
    user: User, hands: ThreadPoolExecutor, settings: Settings
) -> None:
    flow = FlowFactory.create(user=user, started_at=AT)

    with sending(hands, settings) as worker:
        second = beside(hands, partial(actions.send_code, str(flow.pk), at=AT)).result(AT_ONCE)

    assert (second, worker.result(AT_ONCE)) == (Sending.ELSEWHERE, Sending.DONE)
    assert len(mail.outbox) == 1


def test_what_is_wanted_again_while_a_code_is_mailed_is_mailed_too_cert_2(
    user: User, hands: ThreadPoolExecutor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server takes longer than the user's patience: the code that is mailed last is the good one."""
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)  # its task is still in the queue
    flow, later = FlowFactory.create(user=user, started_at=AT), AT + timedelta(seconds=60)

    with sending(hands, settings) as worker:
        wanted = partial(actions.resend_code, flow=flow, by=SOMEBODY, at=later)
        assert isinstance(beside(hands, wanted).result(AT_ONCE), actions.Resent)

    assert worker.result(AT_ONCE) is Sending.DONE
    flow.refresh_from_db()
    assert flow.code_is_due
    assert actions.send_code(str(flow.pk), at=later) is Sending.DONE
    assert isinstance(
        actions.redeem_code(flow=flow, code=mailed_code(), by=SOMEBODY, at=later), actions.Redeemed
    )
    assert len(mail.outbox) == 2
