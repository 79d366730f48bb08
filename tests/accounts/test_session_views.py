"""Login, logout and the end of a session through the browser (LOGIN, LOCK, CERT-9, ENV-4 … ENV-6)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Contract, User
from accounts.sessions import previous_login
from chingin.kernel.clock import JST
from chingin.kernel.messages import by_code
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from tests.accounts.browsers import ADDRESS, browser, error_at, logged_in, member_browser, session_of, words
from tests.accounts.certificates_double import HEADER, SECOND, presented
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.extra_pages import START
from tests.accounts.factories import (
    PASSWORD,
    BranchStaffFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
LOGIN, LOGOUT, LOGGED_OUT = "/login/", "/logout/", "/logged-out/"
WRONG = "Chigau#2026"


@pytest.fixture
def master() -> User:
    return MasterFactory.create(user_id="master0001", name="労金太郎")


def ended(code: str) -> str:
    return f"/session-ended/{code}/"


def test_the_login_page_names_the_user_of_the_certificate_and_asks_the_password_alone(master: User) -> None:
    """LOGIN-1: the name is not shown before the login."""
    page = words(member_browser(master).get(LOGIN))

    assert "<h1>ログイン</h1>" in page
    assert "master0001" in page
    assert "労金太郎" not in page
    assert page.count("<input") == 2  # the CSRF token and the password
    assert 'data-software-keyboard="yes"' in page
    assert '<a class="button" href="https://public.test/">キャンセル</a>' in page
    assert 'type="submit">ログイン</button>' in page


@time_machine.travel(AT, tick=False)
def test_the_right_password_opens_the_start_page(master: User) -> None:
    client = member_browser(master)

    answer = client.post(LOGIN, {"password": PASSWORD})

    assert answer["Location"] == START
    assert words(client.get(START)) == f"master0001 {ADDRESS}"
    assert told() == [("logged_in", "master0001 労金太郎", "SUCCESS")]
    assert OperationLog.objects.get().address == ADDRESS


def test_the_session_remembers_the_login_before(master: User) -> None:
    """LOGIN-6."""
    logged_in(master)
    first = User.objects.get().last_login

    again = logged_in(master)
    request = again.get(START).wsgi_request

    assert previous_login(request) == first
    assert first is not None


def test_a_first_login_has_none_before(master: User) -> None:
    assert previous_login(logged_in(master).get(START).wsgi_request) is None


def test_a_key_that_was_planted_before_the_login_is_worth_nothing(master: User) -> None:
    planted = SessionStore()
    planted.create()
    client = member_browser(master)
    client.cookies["__Host-certificate-sessionid"] = planted.session_key or ""

    client.post(LOGIN, {"password": PASSWORD})

    assert session_of(client, Origin.CERTIFICATE).session_key != planted.session_key
    assert not planted.exists(planted.session_key or "")


def test_the_cookie_of_the_session_ends_with_the_browser_and_no_script_reads_it(master: User) -> None:
    """ENV-5."""
    client = logged_in(master)

    cookie = client.cookies["__Host-certificate-sessionid"]

    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_without_a_certificate_the_page_says_so_letter_for_letter() -> None:
    """CERT-9."""
    answer = browser(Origin.CERTIFICATE).get(LOGIN)

    assert answer.status_code == 403
    page = words(answer)
    assert (
        "有効な電子証明書が存在しないためログインできません。ログイン画面に戻り電子証明書を発行して下さい。"
        "サービスを終了するには「閉じる」ボタンを押して下さい。"
    ) in page
    assert '<a class="button" href="/close/">閉じる</a>' in page
    assert "ログイン画面へ</a>" in page


def test_the_page_behind_close_tells_how_to_close_the_browser() -> None:
    page = words(browser(Origin.CERTIFICATE).get("/close/"))

    assert "閉じる[×]ボタン" in page
    assert 'href="https://public.test/"' in page


@pytest.mark.parametrize("factory", [BranchStaffFactory, FederationFactory])
def test_a_certificate_of_the_banks_staff_is_none_here(factory: type[BranchStaffFactory]) -> None:
    answer = member_browser(factory.create()).get(LOGIN)

    assert by_code("E1107").text in words(answer)


def test_a_deleted_users_certificate_is_none(master: User) -> None:
    User.objects.filter(pk=master.pk).update(deleted_at=AT)

    assert member_browser(master).post(LOGIN, {"password": PASSWORD}).status_code == 403


def test_who_was_left_over_in_an_ended_contract_does_not_log_in(master: User) -> None:
    """LOGIN-1."""
    Contract.objects.update(ended_at=AT)

    answer = member_browser(master).post(LOGIN, {"password": PASSWORD})

    assert answer.status_code == 403
    assert by_code("E1107").text in words(answer)
    assert told() == []


def test_a_wrong_password_is_told_at_the_field_without_the_tries_left(master: User) -> None:
    client = member_browser(master)
    first, second = (client.post(LOGIN, {"password": WRONG}) for _ in range(2))

    assert first.status_code == 200
    assert error_at("password", first) == "パスワードが正しくありません。"
    assert by_code("E1103").remedy in words(first)
    assert words(first) == words(second)
    assert WRONG not in words(first)


def test_an_empty_password_is_no_try(master: User) -> None:
    answer = member_browser(master).post(LOGIN, {"password": ""})

    assert error_at("password", answer) == "パスワードを入力してください。"
    master.refresh_from_db()
    assert master.wrong_passwords == 0


@time_machine.travel(AT, tick=False)
def test_the_sixth_wrong_password_locks_and_says_until_when(master: User) -> None:
    """LOCK-1, LOCK-4."""
    client = member_browser(master)
    for _ in range(5):
        client.post(LOGIN, {"password": WRONG})

    answer = client.post(LOGIN, {"password": WRONG})

    assert answer.status_code == 403
    assert by_code("E1104").text in words(answer)
    assert "2026年11月20日 11時00分まで" in words(answer)
    assert mailed() == [("locked", master.mail)]


@time_machine.travel(AT, tick=False)
def test_a_locked_user_is_told_before_and_after_the_password(master: User) -> None:
    """LOCK-1: and the right password opens nothing."""
    User.objects.update(locks=1, locked_until=AT + timedelta(minutes=1))
    client = member_browser(master)

    for answer in (client.get(LOGIN), client.post(LOGIN, {"password": PASSWORD})):
        assert answer.status_code == 403
        assert by_code("E1104").text in words(answer)
    assert client.get(START)["Location"] == LOGIN


@time_machine.travel(AT, tick=False)
def test_the_end_of_the_lock_opens_the_door_again(master: User) -> None:
    User.objects.update(locks=1, locked_until=AT)

    assert member_browser(master).post(LOGIN, {"password": PASSWORD})["Location"] == START


def test_a_blocked_user_is_told_whom_to_ask(master: User) -> None:
    """LOCK-2, LOCK-5."""
    User.objects.update(locks=3, blocked_at=AT)

    page = words(member_browser(master).post(LOGIN, {"password": PASSWORD}))

    assert by_code("E1105").text in page
    assert by_code("E1105").remedy in page


def test_who_is_logged_in_needs_no_second_login(master: User) -> None:
    client = logged_in(master)

    assert client.get(LOGIN)["Location"] == START
    assert client.post(LOGIN, {"password": WRONG})["Location"] == START
    master.refresh_from_db()
    assert master.wrong_passwords == 0


def test_a_second_login_ends_the_first_session(master: User) -> None:
    """LOGIN-6."""
    first, second = logged_in(master), logged_in(master)

    answer = first.get(START)

    assert answer["Location"] == ended("E1109")
    assert by_code("E1109").text in words(first.get(answer["Location"]))
    assert first.get(START)["Location"] == LOGIN
    assert second.get(START).status_code == 200


@pytest.mark.parametrize(
    ("header", "code"), [("", "E1117"), ("other user", "E1110"), ("other certificate", "E1110")]
)
def test_another_certificate_or_none_ends_the_session(master: User, header: str, code: str) -> None:
    """LOGIN-2, ENV-6."""
    client = logged_in(master)
    other = GeneralUserFactory.create(contract=master.contract)
    values = {
        "other user": presented(other.pk, SECOND),
        "other certificate": presented(master.pk, SECOND),
    }

    answer = client.get(START, headers={HEADER: values.get(header, "")})

    assert answer["Location"] == ended(code)
    assert client.get(START)["Location"] == LOGIN
    assert told()[-1] == ("session_ended", by_code(code).text, "SUCCESS")


@pytest.mark.parametrize(("seconds", "location"), [(3600, ""), (3601, ended("E1108"))])
def test_a_screen_stands_60_minutes(master: User, seconds: int, location: str) -> None:
    """ENV-4: past them the user is logged out and told why."""
    with time_machine.travel(AT, tick=False):
        client = logged_in(master)
    with time_machine.travel(AT + timedelta(seconds=seconds), tick=False):
        answer = client.get(START)

        assert answer.headers.get("Location", "") == location
        assert "60分間操作がなかったため" in words(client.get(ended("E1108")))


def test_each_click_starts_the_60_minutes_again(master: User) -> None:
    """ENV-4."""
    with time_machine.travel(AT, tick=False):
        client = logged_in(master)
    for minutes in (59, 118, 177):
        with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
            assert client.get(START).status_code == 200


def test_a_reason_that_is_none_is_no_page() -> None:
    assert browser(Origin.CERTIFICATE).get(ended("E1101")).status_code == 404


def test_logout_ends_the_session_and_tells_to_close_the_browser(master: User) -> None:
    """ENV-5."""
    client = logged_in(master)

    answer = client.post(LOGOUT)

    assert answer["Location"] == LOGGED_OUT
    page = words(client.get(LOGGED_OUT))
    assert "<h1>ログアウトしました</h1>" in page
    assert "すべてのウィンドウを閉じてください。" in page
    assert client.get(START)["Location"] == LOGIN
    master.refresh_from_db()
    assert master.session_token == ""
    assert told()[-1] == ("logged_out", "master0001 労金太郎", "SUCCESS")


def test_logout_pressed_twice_says_the_same(master: User) -> None:
    client = logged_in(master)
    client.post(LOGOUT)

    assert client.post(LOGOUT)["Location"] == LOGGED_OUT
    assert [event for event, _, _ in told()] == ["logged_in", "logged_out"]


def test_a_link_cannot_log_anyone_out(master: User) -> None:
    client = logged_in(master)

    assert client.get(LOGOUT).status_code == 405
    assert client.get(START).status_code == 200


@pytest.mark.parametrize("path", [LOGIN, LOGOUT])
def test_a_form_of_another_site_is_refused(master: User, path: str) -> None:
    client = browser(Origin.CERTIFICATE, presented(master.pk), enforce_csrf_checks=True)

    assert client.post(path, {"password": PASSWORD}).status_code == 403


def test_the_form_of_the_login_page_is_accepted(master: User) -> None:
    client = browser(Origin.CERTIFICATE, presented(master.pk), enforce_csrf_checks=True)
    token = client.get(LOGIN).content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]

    answer = client.post(
        LOGIN,
        {"password": PASSWORD, "csrfmiddlewaretoken": token},
        headers={"Referer": "https://certificate.test/login/"},
    )

    assert answer["Location"] == START
