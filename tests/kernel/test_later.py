"""Work after the commit: started by name, with ids only."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from celery import Celery, shared_task
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from chingin.celery import app as chingin_app
from chingin.kernel.later import UnknownTask, after_commit
from chingin.kernel.secrecy import SecretRefused
from tests.services.processes import free_port

pytestmark = pytest.mark.django_db
started: list[dict[str, int | str]] = []


@shared_task(name="tests.note")  # type: ignore[untyped-decorator]
def note(**ids: int | str) -> None:
    started.append(ids)


@pytest.fixture(autouse=True)
def nothing_started() -> None:
    started.clear()


@pytest.fixture
def as_current(request: pytest.FixtureRequest) -> Iterator[Callable[[Celery], None]]:
    """Another application, with a broker of its own, in the place of ours."""
    yield lambda app: app.set_current()
    chingin_app.set_current()


def test_a_task_starts_after_the_commit_and_not_before(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        after_commit("tests.note", cycle=7, month="202611", day=date(2026, 11, 26))
        assert started == []

    assert started == [{"cycle": 7, "month": "202611", "day": "2026-11-26"}]


def test_a_rolled_back_transaction_starts_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        after_commit("tests.note", cycle=7)
        transaction.set_rollback(True)

    assert started == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_task_starts_at_once() -> None:
    after_commit("tests.note", cycle=7)

    assert started == [{"cycle": 7}]


def test_a_misspelt_task_is_an_error_at_once() -> None:
    with pytest.raises(UnknownTask, match=r"tests\.nothing"):
        after_commit("tests.nothing", cycle=7)


def test_a_secret_s_name_is_refused() -> None:
    with pytest.raises(SecretRefused):
        after_commit("tests.note", code="123456")


@pytest.mark.parametrize("value", [None, 1.5, [1], b"x"], ids=repr)
def test_what_is_no_id_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="is no id"):
        after_commit("tests.note", cycle=value)


def test_the_broker_gets_the_name_and_the_ids(
    as_current: Callable[[Celery], None], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    app = Celery("with-broker", broker="memory://", set_as_current=False)
    app.conf.task_default_queue = "of-this-test"  # a broker in memory is one for all tests
    as_current(app)

    with django_capture_on_commit_callbacks(execute=True):
        after_commit("tests.note", cycle=7)

    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("of-this-test").get(timeout=2)
        message.ack()
    assert message.headers["task"] == "tests.note"
    assert message.payload[:2] == [[], {"cycle": 7}]
    assert started == []


def test_a_broker_that_does_not_answer_is_logged_and_harms_nobody(
    as_current: Callable[[Celery], None],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Celery("without-broker", broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False)
    app.conf.task_publish_retry_policy = {"max_retries": 0}
    as_current(app)

    with django_capture_on_commit_callbacks(execute=True):
        after_commit("tests.note", cycle=7)

    assert "the broker did not take task tests.note {'cycle': 7}" in caplog.text


@pytest.mark.parametrize("task", ["kernel.deliver_mail", "kernel.deliver_pending_mail"])
def test_our_tasks_are_known_before_a_worker_runs(task: str) -> None:
    assert task in chingin_app.tasks


def test_beat_starts_only_tasks_that_exist() -> None:
    assert {entry["task"] for entry in chingin_app.conf.beat_schedule.values()} <= set(chingin_app.tasks)
