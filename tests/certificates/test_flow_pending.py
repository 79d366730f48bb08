"""While a worker mails the next code (認証コード), the one before is good and costs no try (CERT-2)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from celery import current_app
from django.core import mail
from pytest_django import Settings
from time_machine import travel

from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.flow import Sending
from certificates.models import FlowState, IssuanceFlow
from tests.accounts.factories import PASSWORD

from .conftest import AT
from .story import ADDRESS, SOMEBODY, begin, events, mailed_code, wrong
from .test_flow_meanwhile import AT_ONCE, SlowServer, beside, hands, sending  # noqa: F401  hands: a fixture

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATER, LATEST = AT + timedelta(seconds=60), AT + timedelta(seconds=120)


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with travel(LATER, tick=False):
        yield


@pytest.fixture
def flow(user: User, monkeypatch: pytest.MonkeyPatch) -> IssuanceFlow:
    """A code was mailed, and another is wanted, whose task is still in the queue."""
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    flow = begin(user, at=AT)
    assert isinstance(actions.resend_code(flow=flow, by=SOMEBODY, at=LATER), actions.Resent)
    return flow


def redeem(flow: IssuanceFlow, code: str) -> object:
    return actions.redeem_code(flow=flow, code=code, by=SOMEBODY, at=LATEST)


def stored(flow: IssuanceFlow) -> dict[str, object]:
    return dict(IssuanceFlow.objects.filter(pk=flow.pk).values().get())


def test_while_the_next_code_is_mailed_the_one_before_is_right_and_costs_no_try_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
) -> None:
    with sending(hands, settings, at=LATER) as worker:
        assert beside(hands, partial(redeem, flow, mailed_code())).result(AT_ONCE) == actions.Redeemed()
        after = stored(flow)

    assert worker.result(AT_ONCE) is Sending.DONE
    assert "code_wrong" not in events()
    assert stored(flow) == after
    assert (after["state"], after["tries"]) == (FlowState.CODE_RIGHT, 0)


def test_the_code_that_is_being_mailed_is_good_once_the_server_has_taken_it_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
) -> None:
    before = mailed_code()

    with sending(hands, settings, at=LATER) as worker:
        pass

    assert worker.result(AT_ONCE) is Sending.DONE
    row, newest = stored(flow), mailed_code()
    assert (row["code_sent_at"], row["code_is_due"]) == (LATER, False)
    assert (row["pending_hash"], row["pending_since"]) == ("", None)
    assert newest == before or isinstance(redeem(flow, before), actions.WrongCode)
    assert redeem(flow, newest) == actions.Redeemed()


def test_when_the_server_hangs_up_all_is_as_before_also_the_tries_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
) -> None:
    for _ in range(4):
        redeem(flow, wrong(mailed_code()))
    before = stored(flow)

    with sending(hands, settings, at=LATER) as worker:
        SlowServer.fails = True

    with pytest.raises(TimeoutError):
        worker.result(AT_ONCE)
    assert stored(flow) == before
    assert before["tries"] == 4
    assert events().count("code_sent") == 1
    assert redeem(flow, mailed_code()) == actions.Redeemed()


def cancel(flow: IssuanceFlow) -> None:
    assert actions.abandon(flow=flow, by=flow.actor(ADDRESS), at=LATER)


def enter(flow: IssuanceFlow) -> None:
    assert redeem(flow, mailed_code()) == actions.Redeemed()


def begin_anew(flow: IssuanceFlow) -> None:
    started = actions.start(user_id=flow.user.user_id, password=PASSWORD, by=SOMEBODY, at=LATER)
    assert isinstance(started, actions.Started)


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(
    ("act", "state"),
    [(cancel, FlowState.ABANDONED), (enter, FlowState.CODE_RIGHT), (begin_anew, FlowState.ABANDONED)],
)
def test_a_flow_that_moved_on_meanwhile_wants_no_code_any_more_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
    act: Callable[[IssuanceFlow], None],
    state: FlowState,
    fails: bool,
) -> None:
    """Whether the mail goes out or not, nothing comes back to life."""
    with sending(hands, settings, at=LATER) as worker:
        beside(hands, partial(act, flow)).result(AT_ONCE)
        after = stored(flow)
        SlowServer.fails = fails

    assert isinstance(worker.exception(AT_ONCE), TimeoutError) is fails
    assert stored(flow) == after
    assert (after["state"], after["code_hash"], after["code_is_due"]) == (state, "", False)
    assert (after["pending_hash"], after["pending_since"]) == ("", None)
    assert actions.send_code(str(flow.pk), at=LATEST) is Sending.NOTHING


def test_of_two_workers_codes_the_one_begun_later_is_good_whichever_came_first_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
) -> None:
    """The first was so slow that it was taken for lost."""
    with sending(hands, settings, at=LATER) as slow:
        assert actions.send_code(str(flow.pk), at=LATEST) is Sending.DONE
        good, after = mailed_code(), stored(flow)

    assert slow.result(AT_ONCE) is Sending.DONE
    assert len(mail.outbox) == 3
    assert stored(flow) == after
    assert redeem(flow, good) == actions.Redeemed()


@pytest.mark.parametrize("fails", [False, True])
def test_a_slow_worker_that_ends_while_another_is_at_it_takes_nothing_from_it_cert_2(
    flow: IssuanceFlow,
    hands: ThreadPoolExecutor,  # noqa: F811
    settings: Settings,
    fails: bool,
) -> None:
    """The code that was mailed last is good, be it the first worker's or the one before."""
    with sending(hands, settings, at=LATER) as slow:
        assert isinstance(actions._claim(str(flow.pk), "123456", at=LATEST), IssuanceFlow)
        second = stored(flow)
        SlowServer.fails = fails

    assert isinstance(slow.exception(AT_ONCE), TimeoutError) is fails
    after = stored(flow)
    for kept in ("pending_hash", "pending_since", "code_is_due"):
        assert after[kept] == second[kept]
    assert len(mail.outbox) == (1 if fails else 2)
    assert redeem(flow, mailed_code()) == actions.Redeemed()
