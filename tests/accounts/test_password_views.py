"""A member's own password through the browser: by choice (USR-7) and by force (LOGIN-3)."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from chingin.kernel.clock import JST
from chingin.kernel.messages import by_code
from tests.accounts.browsers import error_at, logged_in, member_browser, words
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.extra_pages import START
from tests.accounts.factories import PASSWORD, GeneralUserFactory, MasterFactory
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
CHANGE, FORCED, LOGIN = "/password/", "/password/provisional/", "/login/"
NEW = "Kaeta#2027"
TYPED = {"present": PASSWORD, "new": NEW, "new_again": NEW}


@pytest.fixture
def master() -> User:
    return MasterFactory.create()


@pytest.fixture
def newcomer() -> User:
    """A general user before the first login."""
    return GeneralUserFactory.create(password_is_provisional=True)


@pytest.fixture(params=[(CHANGE, False), (FORCED, True)], ids=["by choice", "by force"])
def page_and_client(request: pytest.FixtureRequest) -> tuple[str, Client]:
    path, provisional = request.param
    return path, logged_in(GeneralUserFactory.create(password_is_provisional=provisional))


def test_a_password_is_changed_by_choice(master: User) -> None:
    """USR-7: told, mailed, written into the log; the session goes on."""
    client = logged_in(master)
    page = words(client.get(CHANGE))
    assert "<h1>パスワード変更</h1>" in page
    assert 'type="submit">更新</button>' in page

    answer = client.post(CHANGE, TYPED)

    assert answer["Location"] == CHANGE
    assert "パスワードを変更しました。" in words(client.get(CHANGE))
    master.refresh_from_db()
    assert master.check_password(NEW)
    assert mailed() == [("password_changed", master.mail)]
    assert [event for event, _, _ in told()] == ["logged_in", "password_changed"]


def test_the_new_password_is_the_one_of_the_next_login(master: User) -> None:
    client = logged_in(master)
    client.post(CHANGE, TYPED)
    client.post("/logout/")

    assert member_browser(master).post(LOGIN, {"password": PASSWORD}).status_code == 200
    assert member_browser(master).post(LOGIN, {"password": NEW})["Location"] == START


def test_the_page_asks_what_the_manual_says(page_and_client: tuple[str, Client]) -> None:
    path, client = page_and_client

    page = words(client.get(path))

    found = [part.partition("<")[0] for part in page.split('class="field__label" for="')[1:]]
    labels = ["現在のパスワード", "新しいパスワード", "新しいパスワード再入力"]
    assert [part.partition(">")[2] for part in found] == labels
    assert page.count('data-software-keyboard="yes"') == 3


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"present": WRONG}, "present", "パスワードが正しくありません。")
        for WRONG in ("Chigau#2026", PASSWORD.lower())
    ]
    + [
        ({"present": ""}, "present", "現在のパスワードを入力してください。"),
        ({"new": "Short#1"}, "new", "新しいパスワードは8～12桁で入力してください。"),
        (
            {"new_again": "Kaeta#2028"},
            "new_again",
            "新しいパスワードと新しいパスワード再入力が一致しません。",
        ),
        (
            {"new": PASSWORD, "new_again": PASSWORD},
            "new",
            "新しいパスワードは、現在のパスワードと異なるものを入力してください。",
        ),
    ],
)
def test_a_mistake_is_told_at_the_field_and_no_password_comes_back(
    page_and_client: tuple[str, Client], typed: dict[str, str], field: str, error: str
) -> None:
    """REG-6."""
    path, client = page_and_client

    answer = client.post(path, TYPED | typed)

    assert error_at(field, answer) == error
    for password in (TYPED | typed).values():
        assert not password or password not in words(answer)
    assert User.objects.get().check_password(PASSWORD)
    assert mailed() == []


@time_machine.travel(AT, tick=False)
def test_a_wrong_present_password_counts_as_at_the_login(page_and_client: tuple[str, Client]) -> None:
    """LOCK-1: the sixth locks, then even the right one is refused, with the time."""
    path, client = page_and_client
    for _ in range(6):
        client.post(path, TYPED | {"present": "Chigau#2026"})

    answer = client.post(path, TYPED)

    assert error_at("present", answer) == by_code("E1104").text
    assert "2026年11月20日 11時00分" in words(answer)
    assert User.objects.get().check_password(PASSWORD)


def test_a_provisional_password_is_changed_before_anything_else(newcomer: User) -> None:
    """LOGIN-3."""
    client = logged_in(newcomer)

    assert client.get(START)["Location"] == FORCED
    assert client.post(CHANGE, TYPED)["Location"] == FORCED
    page = words(client.get(FORCED))
    assert 'type="submit">変更</button>' in page
    assert "仮のパスワード" in page


def test_after_the_change_the_start_page_opens(newcomer: User) -> None:
    """LOGIN-3."""
    client = logged_in(newcomer)

    answer = client.post(FORCED, TYPED)

    assert answer["Location"] == START
    assert client.get(START).status_code == 200
    newcomer.refresh_from_db()
    assert not newcomer.password_is_provisional


def test_who_does_not_change_it_now_can_log_out(newcomer: User) -> None:
    """ENV-5."""
    client = logged_in(newcomer)
    assert 'action="/logout/"' in words(client.get(FORCED))

    assert client.post("/logout/")["Location"] == "/logged-out/"


def test_without_a_provisional_password_nobody_is_forced(master: User) -> None:
    assert logged_in(master).get(FORCED)["Location"] == START


def test_a_new_provisional_password_of_the_master_forces_again(master: User, newcomer: User) -> None:
    """USR-3."""
    client = logged_in(newcomer)
    client.post(FORCED, TYPED)
    client.post("/logout/")
    User.objects.filter(pk=newcomer.pk).update(password_is_provisional=True)

    assert logged_in(newcomer, password=NEW).get(START)["Location"] == FORCED


@pytest.mark.parametrize("path", [CHANGE, FORCED])
def test_strangers_are_sent_to_the_login(path: str, master: User) -> None:
    assert member_browser(master).get(path)["Location"] == LOGIN
