"""Two tabs, two people, a button pressed twice, on PostgreSQL: done once, and only what was seen (DED-9)."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits
from deductions.rokin.models import DepositRequest, RequestSubmission, RequestUndoing
from tests.accounts.browsers import logged_in, words
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.rokin.pay_day import (
    MASTER,
    OTHER,
    PAY_DAY,
    checked,
    confirm_url,
    confirmed,
    cycle,
    doors,
    master,
    pay_day,
    told,
    undone,
    version,
)
from tests.kernel.threads import at_the_same_time
from tests.kernel.waiting import found_after_waiting_for

__all__ = ["cycle", "doors", "master", "pay_day"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 20
REASON = {"reason": "中止漏れのため"}


@pytest.fixture
def first(cycle: Cycle) -> DepositRequest:
    """第1版, which everybody looks at."""
    DeductionLineFactory.create_batch(2, cycle=cycle)
    return confirmed(cycle)


def acting(act: str, cycle: Cycle, *, by: Actor = MASTER) -> Callable[[], object]:
    """送信 or 確定解除 of 第1版."""
    if act == "send":
        return partial(deposits.send_deposit, cycle=cycle, version=1, by=by, at=PAY_DAY)
    return partial(deposits.undo_confirmation, cycle=cycle, version=1, reason="誤り", by=by, at=PAY_DAY)


@pytest.mark.parametrize("act", ["send", "undo"])
def test_a_version_made_at_the_same_moment_is_not_the_one_that_was_seen(
    cycle: Cycle, first: DepositRequest, act: str
) -> None:
    """A colleague undoes 第1版 and confirms 第2版 while the button is on its way."""
    found = found_after_waiting_for(partial(remade, cycle), acting(act, cycle))

    assert isinstance(found, deposits.VersionUndone)
    assert "第2版が確定しています" in found.cause
    assert not RequestSubmission.objects.exists()
    assert RequestUndoing.objects.get().request == first


@pytest.mark.parametrize("act", ["send", "undo"])
def test_whoever_comes_first_the_new_version_is_never_touched(act: str) -> None:
    """Without a helping hand: whatever order the database gives them."""
    for _ in range(ROUNDS):
        cycle = CycleFactory.create()
        DeductionLineFactory.create(cycle=cycle)
        confirmed(cycle)

        at_the_same_time([partial(refused, partial(remade, cycle)), partial(refused, acting(act, cycle))])

        second = DepositRequest.objects.filter(cycle=cycle, version=2).first()
        assert second is None or not (hasattr(second, "submission") or hasattr(second, "undoing"))


def remade(cycle: Cycle) -> None:
    """A colleague's second version."""
    acting("undo", cycle, by=OTHER)()
    confirmed(cycle)


def refused(act: Callable[[], object]) -> None:
    """Whoever is refused gives up."""
    with suppress(Refusal):
        act()


# One button, pressed twice


def press(client: Client, url: str, typed: dict[str, str]) -> tuple[int, str]:
    answer = client.post(url, typed)
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize(("act", "model"), [("send", RequestSubmission), ("undo", RequestUndoing)])
def test_a_press_that_waited_for_the_first_is_answered_as_the_first_was(
    master: User, cycle: Cycle, first: DepositRequest, act: str, model: type[RequestSubmission]
) -> None:
    client, url = logged_in(master), version(cycle, 1, act)

    found = found_after_waiting_for(acting(act, cycle), partial(press, client, url, REASON))

    assert found == (302, version(cycle))
    assert model.objects.get().request == first


@pytest.mark.parametrize(
    ("act", "word"), [("send", "すでに送信しています。"), ("undo", "第1版は、確定が解除されています。")]
)
def test_a_press_that_waited_for_somebody_else_s_is_told_whose(
    master: User, cycle: Cycle, first: DepositRequest, act: str, word: str
) -> None:
    assert first.version == 1
    client, url = logged_in(master), version(cycle, 1, act)

    answer = found_after_waiting_for(acting(act, cycle, by=OTHER), partial(client.post, url, REASON))

    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 409
    told(words(answer), word, "ippan01(組合花子)")


def test_both_presses_of_confirm_lead_to_the_one_version(master: User, cycle: Cycle) -> None:
    DeductionLineFactory.create_batch(2, cycle=cycle)
    for n in range(1, 6):
        client = logged_in(master)
        sums = checked(client, cycle)

        found = at_the_same_time([partial(press, client, confirm_url(cycle), sums)] * 2)

        assert found == [(302, version(cycle, n))] * 2
        assert DepositRequest.objects.filter(cycle=cycle).count() == n
        undone(cycle)
