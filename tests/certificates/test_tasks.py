"""The workers: names that others call, retries that make a new code, and nothing that runs twice hurts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

import pytest
from celery import current_app
from celery.exceptions import Retry
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings
from time_machine import travel

from certificates import tasks
from certificates.actions import flow as actions
from certificates.models import IssuanceFlow
from certificates.vault import Vault
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import MasterFactory

from .conftest import AT
from .factories import CertificateFactory, FlowFactory
from .story import SOMEBODY, begin, events, mailed_code

pytestmark = pytest.mark.django_db


class BadLine(EmailBackend):
    """A mail server that hangs up on the first mails, having read them."""

    failures: ClassVar[int] = 0
    lost: ClassVar[list[str]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if len(self.lost) < self.failures:
            self.lost.extend(str(message.body) for message in messages)
            raise ConnectionResetError("hung up")
        return super().send_messages(messages)


@pytest.fixture
def bad_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> type[BadLine]:
    # As a worker does: what a task raises is a matter between it and its retries.
    monkeypatch.setitem(current_app.conf, "task_eager_propagates", False)
    settings.EMAIL_BACKEND = f"{__name__}.BadLine"
    BadLine.lost.clear()
    return BadLine


def test_every_task_has_the_name_that_actions_and_beat_use() -> None:
    names = {"certificates.send_code", "certificates.publish_crl", "certificates.send_expiry_notices"}

    assert names <= set(current_app.tasks)


def test_when_the_mail_server_hangs_up_the_next_try_mails_another_code_cert_2(
    bad_line: type[BadLine],
) -> None:
    flow = FlowFactory.create(started_at=AT)
    bad_line.failures = 2

    with travel(AT, tick=False):
        tasks.send_code.delay(issuance_code=str(flow.pk))

    assert (len(bad_line.lost), len(mail.outbox)) == (2, 1)
    assert [body for body in bad_line.lost if mailed_code() in body] == []
    assert events() == ["code_sent"]


def test_a_mail_server_that_stays_away_leaves_no_code_behind_and_shows_none(
    bad_line: type[BadLine], caplog: pytest.LogCaptureFixture
) -> None:
    flow = FlowFactory.create(started_at=AT)
    bad_line.failures = 99

    with travel(AT, tick=False):
        ended = tasks.send_code.delay(issuance_code=str(flow.pk))

    assert isinstance(ended.result, ConnectionResetError)
    flow.refresh_from_db()
    assert (flow.code_hash, flow.pending_hash, flow.code_is_due) == ("", "", True)
    assert len(bad_line.lost) == 5
    for body in bad_line.lost:
        assert body.partition("認証コード: ")[2][:6] not in caplog.text


def test_the_code_before_stays_good_while_no_other_can_be_mailed_cert_2(bad_line: type[BadLine]) -> None:
    bad_line.failures, later = 0, AT + timedelta(minutes=2)
    with travel(AT, tick=False):
        flow = begin(MasterFactory.create(), at=AT)
        code = mailed_code()
    bad_line.failures = 99
    with travel(later, tick=False):
        actions.resend_code(flow=flow, by=SOMEBODY, at=later)
        tasks.send_code.delay(issuance_code=str(flow.pk))

    assert len(bad_line.lost) == 5
    redeemed = actions.redeem_code(flow=flow, code=code, by=SOMEBODY, at=later)
    assert isinstance(redeemed, actions.Redeemed)


def test_a_task_that_finds_another_worker_at_it_comes_again_in_a_minute_cert_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lost worker's task goes to another one at once: too early to tell whether the first is lost."""
    flow = FlowFactory.create(started_at=AT)
    assert isinstance(actions._claim(str(flow.pk), "123456", at=AT), IssuanceFlow)
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)  # as a worker runs it
    task, given = tasks.send_code, {"issuance_code": str(flow.pk)}
    task.push_request(id="1", called_directly=False, retries=0, args=[], kwargs=given, delivery_info={})
    try:
        with travel(AT + timedelta(seconds=1), tick=False), pytest.raises(Retry) as again:
            task.run(**given)
    finally:
        task.pop_request()

    assert again.value.when == 60
    assert mail.outbox == []


def test_the_daily_list_is_published_however_often_cert_15(ca: Vault) -> None:
    before = ca.crl.read_bytes()

    for _ in range(2):
        tasks.publish_crl.delay()

    assert ca.crl.read_bytes() != before
    assert events() == ["crl_published"] * 2


def test_the_daily_notices_go_out_once_cert_8() -> None:
    certificate = CertificateFactory.create()

    with travel(certificate.not_after - timedelta(days=3), tick=False):
        for _ in range(2):
            tasks.send_expiry_notices.delay()

    assert OutgoingMail.objects.count() == 1
