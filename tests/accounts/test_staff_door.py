"""The door of the staff origin: password and TOTP, one session, 60 minutes, the same words (BNK-3)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions.staff import renew_staff
from accounts.models import User
from accounts.rules import MAX_WRONG_PASSWORDS, Standing
from chingin.kernel.actors import Actor
from chingin.kernel.models import OperationLog
from tests.accounts.browsers import ADDRESS, words
from tests.accounts.factories import PASSWORD, BankStaffFactory, FederationFactory
from tests.accounts.staff_browsing import (
    AT,
    HOME,
    LOGIN,
    entry,
    friday,  # noqa: F401  used by every test
    staff_browser,
    staff_logged_in,
    token,
    with_device,
)
from tests.accounts.story import told
from tests.accounts.test_contract_actions import GROUNDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]

NEW = "Neuer#2026"
CHANGE = "/admin/password_change/"


def test_the_origin_leads_to_the_login() -> None:
    client = staff_browser()

    assert client.get("/")["Location"] == HOME
    page = words(client.get(LOGIN))
    for word in ("職員ログイン", "ユーザーID", "パスワード", "ワンタイムパスワード"):
        assert word in page


def test_staff_come_in_and_it_is_told_from_where() -> None:
    user = FederationFactory.create()

    client = staff_logged_in(user)

    assert client.get(HOME).status_code == 200
    assert told() == [("logged_in", str(user), "SUCCESS")]
    assert OperationLog.objects.get().address == ADDRESS
    assert client.get(LOGIN)["Location"] == HOME


def test_the_session_ends_with_the_browser_and_belongs_to_this_origin() -> None:
    """ENV-5."""
    client = staff_logged_in(FederationFactory.create())

    cookie = client.cookies["__Host-staff-sessionid"]
    assert (cookie["expires"], cookie["max-age"], bool(cookie["secure"])) == ("", "", True)


def test_every_refusal_reads_the_same() -> None:
    """LOGIN-6, LOCK-6: an ID that nobody has, each thing wrong, no device, locked, a token used before."""
    user = with_device(FederationFactory.create())
    typed = entry(user)
    shut = with_device(FederationFactory.create(locks=3, blocked_at=AT))
    attempts = [
        {**typed, "user_id": "nobody01"},
        {**typed, "password": "Chigau#26"},
        {**typed, "token": "000000"},
        {**typed, "token": "abc"},
        entry(FederationFactory.create()),
        entry(shut),
    ]
    pages = {
        words(staff_browser().post(LOGIN, attempt)).replace(attempt["user_id"], "") for attempt in attempts
    }
    staff_browser().post(LOGIN, typed)
    pages.add(words(staff_browser().post(LOGIN, typed)).replace(user.user_id, ""))

    assert len(pages) == 1
    assert "ユーザーID、パスワード、ワンタイムパスワードのいずれかが正しくありません。" in pages.pop()


@pytest.mark.parametrize("name", ["user_id", "password", "token"])
def test_all_three_are_needed(name: str) -> None:
    user = with_device(FederationFactory.create())

    answer = staff_browser().post(LOGIN, {**entry(user), name: ""})

    assert "を入力してください" in words(answer)
    assert told() == []


def test_nothing_typed_in_secret_comes_back() -> None:
    user = with_device(FederationFactory.create())

    page = words(staff_browser().post(LOGIN, {**entry(user), "password": "Chigau#26"}))

    assert "Chigau#26" not in page
    assert token(AT) not in page
    assert user.user_id in page


def test_full_width_digits_are_taken() -> None:
    user = with_device(FederationFactory.create())
    wide = token(AT).translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert staff_browser().post(LOGIN, {**entry(user), "token": wide}).status_code == 302


def test_six_wrong_tokens_lock(friday: time_machine.Traveller) -> None:  # noqa: F811
    """LOCK-1: also between right passwords."""
    user = with_device(FederationFactory.create())

    for _ in range(MAX_WRONG_PASSWORDS):
        staff_browser().post(LOGIN, {**entry(user), "token": "000000"})

    user.refresh_from_db()
    assert user.standing(at=AT) is Standing.LOCKED
    assert staff_browser().post(LOGIN, entry(user)).status_code == 200
    friday.shift(timedelta(minutes=60))
    assert staff_browser().post(LOGIN, entry(user)).status_code == 302


def test_a_session_idles_sixty_minutes_and_no_more(friday: time_machine.Traveller) -> None:  # noqa: F811
    """ENV-4: each click starts the count again."""
    user = FederationFactory.create()
    client = staff_logged_in(user)

    for _ in range(2):
        friday.shift(timedelta(minutes=60))
        assert client.get(HOME).status_code == 200
    friday.shift(timedelta(minutes=60, seconds=1))
    answer = client.get(HOME)

    assert answer["Location"] == LOGIN
    assert "60分間操作がなかったため" in words(client.get(LOGIN))
    assert told()[-1] == ("session_ended", "60分間操作がなかったため、ログアウトしました。", "SUCCESS")
    assert client.get(HOME)["Location"] == LOGIN


def test_a_second_login_ends_the_first(friday: time_machine.Traveller) -> None:  # noqa: F811
    """LOGIN-6."""
    user = FederationFactory.create()
    first = staff_logged_in(user)
    friday.shift(timedelta(seconds=30))
    second = staff_browser()
    assert second.post(LOGIN, entry(user)).status_code == 302

    assert first.get(HOME)["Location"] == LOGIN
    assert "別の画面でログインした" in words(first.get(LOGIN))
    assert second.get(HOME).status_code == 200


def test_a_session_that_no_login_here_began_is_none() -> None:
    user = with_device(FederationFactory.create())
    client = staff_logged_in(user)
    session = client.session
    User.objects.update(session_token="")

    assert session is not None
    assert client.get(HOME)["Location"] == LOGIN


def test_logout_by_the_button_ends_the_session() -> None:
    """ENV-5."""
    user = FederationFactory.create(session_token="")
    client = staff_logged_in(user)

    assert client.get("/admin/logout/")["Location"] == HOME
    assert client.get(HOME).status_code == 200
    client.post("/admin/logout/")

    user.refresh_from_db()
    assert user.session_token == ""
    assert told()[-1] == ("logged_out", str(user), "SUCCESS")
    assert client.get(HOME)["Location"] == LOGIN
    assert "ログアウトしました。" in words(client.get(LOGIN))


def test_who_lost_the_device_is_out_at_once() -> None:
    user = BankStaffFactory.create()
    client = staff_logged_in(user)

    renew_staff(staff=user, password=NEW, grounds=GROUNDS, by=Actor("other001", "別人"), at=AT)

    assert client.get(HOME)["Location"].startswith(LOGIN)


def test_a_session_is_worth_nothing_without_the_device_that_opened_it() -> None:
    """BNK-3: the second factor is asked of every request, not of the login alone."""
    client = staff_logged_in(BankStaffFactory.create())
    TOTPDevice.objects.all().delete()

    assert client.get(HOME)["Location"].startswith(LOGIN)
    assert client.get(LOGIN).status_code == 200


def test_a_provisional_password_is_changed_before_anything_else() -> None:
    user = BankStaffFactory.create(password_is_provisional=True)
    client = staff_logged_in(user)

    for page in (HOME, "/admin/accounts/contract/", "/admin/accounts/contract/add/"):
        assert client.get(page)["Location"] == CHANGE
    assert "はじめに、仮のパスワードを変更してください。" in words(client.get(CHANGE))
    answer = change(client, PASSWORD, NEW)

    assert answer["Location"] == HOME
    assert "パスワードを変更しました。" in words(client.get(HOME))
    user.refresh_from_db()
    assert not user.password_is_provisional
    assert told()[-1] == ("password_changed", str(user), "SUCCESS")


def change(client: Client, present: str, new: str) -> Any:
    return client.post(CHANGE, {"present": present, "new": new, "new_again": new})


def test_a_provisional_password_does_not_keep_anybody_from_leaving() -> None:
    client = staff_logged_in(BankStaffFactory.create(password_is_provisional=True))

    client.post("/admin/logout/")

    assert told()[-1][0] == "logged_out"


@pytest.mark.parametrize(
    ("present", "new", "words_shown"),
    [
        ("Chigau#26", NEW, "パスワードが正しくありません。"),
        (PASSWORD, PASSWORD, "現在のパスワードと異なるもの"),
        (PASSWORD, "weak", "8～12桁で入力してください"),
    ],
)
def test_a_refused_change_of_password_says_why(present: str, new: str, words_shown: str) -> None:
    """USR-7 for staff."""
    user = BankStaffFactory.create()
    before = user.password

    assert words_shown in words(change(staff_logged_in(user), present, new))
    user.refresh_from_db()
    assert user.password == before


def test_guessing_the_present_password_locks_too() -> None:
    user = BankStaffFactory.create()
    client = staff_logged_in(user)

    for _ in range(MAX_WRONG_PASSWORDS):
        page = words(change(client, "Chigau#26", NEW))

    assert "ログイン不可(ロック)になっています。" in page
    user.refresh_from_db()
    assert user.standing(at=AT) is Standing.LOCKED
