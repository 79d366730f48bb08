"""A button of which the second press comes before the first is answered acts once; scripts are off."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.actions.sessions import change_password
from accounts.models import User
from accounts.sessions import previous_login
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from tests.access.kept import again
from tests.accounts.browsers import logged_in, member_browser, words
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.extra_pages import START
from tests.accounts.factories import PASSWORD, BankStaffFactory, GeneralUserFactory, MasterFactory
from tests.accounts.staff_browsing import HOME, staff_logged_in
from tests.accounts.story import mailed, told
from tests.kernel.waiting import found_after_waiting_for

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

BEFORE = datetime(2026, 11, 19, 9, 0, tzinfo=JST)
NEW = "Kaeta#2027"
TYPED = {"present": PASSWORD, "new": NEW, "new_again": NEW}
LOGIN = "/login/"


@pytest.fixture(autouse=True)
def cheap_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]


def by_choice() -> tuple[Client, str, str]:
    return logged_in(MasterFactory.create()), "/password/", "/password/"


def by_force() -> tuple[Client, str, str]:
    newcomer = GeneralUserFactory.create(password_is_provisional=True)
    return logged_in(newcomer), "/password/provisional/", START


def by_staff() -> tuple[Client, str, str]:
    return staff_logged_in(BankStaffFactory.create()), "/admin/password_change/", HOME


def twice(client: Client, path: str, typed: dict[str, str], second: dict[str, str]) -> tuple[Client, Any]:
    """The browser whose second press waited for the first, and the answer that it shows."""
    other = again(client)
    return other, found_after_waiting_for(
        partial(client.post, path, typed), partial(other.post, path, second)
    )


@pytest.mark.parametrize("entered", [by_choice, by_force, by_staff])
def test_a_change_of_password_pressed_twice_is_one_change_and_the_session_goes_on(
    entered: Callable[[], tuple[Client, str, str]],
) -> None:
    """USR-7, LOGIN-3: nothing is counted as wrong (LOCK-1)."""
    client, path, after = entered()

    client, answer = twice(client, path, TYPED, TYPED)

    assert (answer.status_code, answer["Location"]) == (302, after)
    assert client.get(after).status_code == 200
    user = User.objects.get()
    assert user.check_password(NEW)
    assert user.wrong_passwords == 0
    assert [event for event, _, _ in told()] == ["logged_in", "password_changed"]
    assert [kind for kind, _ in mailed()] == ["password_changed"]


def test_what_comes_while_the_password_changes_is_a_guess_like_any_other() -> None:
    """LOCK-1: the old password passes no longer; who does not know the new one loses the session too."""
    client, path, _ = by_choice()
    other = "Betsu#2028"

    client, answer = twice(client, path, TYPED, {**TYPED, "new": other, "new_again": other})

    assert answer.status_code == 400
    assert client.get(path)["Location"] == LOGIN
    user = User.objects.get()
    assert (user.check_password(NEW), user.wrong_passwords) == (True, 1)
    assert [event for event, _, _ in told()] == ["logged_in", "password_changed", "password_refused"]


def test_a_second_change_locks_as_any_sixth_wrong_password_does() -> None:
    """LOCK-1."""
    user = MasterFactory.create(wrong_passwords=5)
    act = partial(change_password, user=user, present=PASSWORD, by=Actor(user.user_id, ""), at=BEFORE)

    found_after_waiting_for(partial(act, new=NEW), lambda: [act(new=f"Betsu#{n}") for n in range(2020, 2026)])

    user.refresh_from_db()
    assert user.locked_until is not None
    assert user.check_password(NEW)


def test_a_login_pressed_twice_shows_the_login_before_both() -> None:
    """LOGIN-6: not the first press, seconds ago."""
    user = MasterFactory.create(last_login=BEFORE)
    client = member_browser(user)

    client, answer = twice(client, LOGIN, {"password": PASSWORD}, {"password": PASSWORD})

    assert answer["Location"] == START
    page = client.get(START)
    assert previous_login(page.wsgi_request) == BEFORE
    assert user.user_id in words(page)
