"""Login, logout, change of password: LOGIN-1, LOGIN-3, LOGIN-6, LOCK-3, USR-7."""

from datetime import datetime, timedelta

import pytest

from accounts.actions.passwords import Attempt, Verdict
from accounts.actions.sessions import LoggedIn, SamePassword, change_password, log_in, log_out
from accounts.models import User
from accounts.rules import Lockout
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OutgoingMail
from tests.accounts.factories import PASSWORD, GeneralUserFactory, MasterFactory
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
TARO = Actor("roukin01", "労金太郎", "192.0.2.1")
WRONG, NEW = "Wrong#2026", "Neuer#2026"


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", contract__number="12345678")


def login(user: User, password: str = PASSWORD, *, at: datetime = AT) -> LoggedIn | Attempt[User]:
    return log_in(user=user, password=password, by=TARO, at=at)


def logged_in(user: User, *, at: datetime = AT) -> LoggedIn:
    result = login(user, at=at)
    assert isinstance(result, LoggedIn)
    return result


def change(user: User, present: str = PASSWORD, new: str = NEW) -> Attempt[User]:
    return change_password(user=user, present=present, new=new, by=TARO, at=AT)


def test_a_login_opens_the_one_good_session_login_6(user: User) -> None:
    result = logged_in(user)

    user.refresh_from_db()
    assert (result.user, result.previous_login) == (user, None)
    assert user.session_token == result.token
    assert len(result.token) == 43
    assert user.last_login == AT


def test_a_login_is_logged_login_1(user: User) -> None:
    logged_in(user)

    assert told() == [("logged_in", "roukin01 労金太郎", "SUCCESS")]
    entry = OperationLog.objects.get()
    assert (entry.chain, entry.user_id, entry.address) == ("contract:12345678", "roukin01", "192.0.2.1")
    assert mailed() == []


def test_a_second_login_ends_the_first_and_knows_its_time_login_6(user: User) -> None:
    first = logged_in(user)
    user.refresh_from_db()

    second = logged_in(user, at=AT + timedelta(hours=1))

    user.refresh_from_db()
    assert second.previous_login == AT
    assert user.session_token == second.token != first.token


def test_a_login_clears_wrong_passwords_and_locks_lock_3(user: User) -> None:
    user.save_lockout(Lockout(wrong_passwords=5, locks=2))

    logged_in(user)

    user.refresh_from_db()
    assert user.lockout == Lockout()


def test_a_wrong_password_opens_no_session_and_is_counted_lock_1(user: User) -> None:
    attempt = login(user, WRONG)

    user.refresh_from_db()
    assert attempt == Attempt(Verdict.WRONG, user)
    assert (user.session_token, user.last_login) == ("", None)
    assert user.lockout == Lockout(wrong_passwords=1)
    assert told() == [("password_refused", "roukin01 労金太郎", "REFUSED")]


def test_a_wrong_password_leaves_the_running_session_alone_login_6(user: User) -> None:
    token = logged_in(user).token

    login(user, WRONG)

    user.refresh_from_db()
    assert user.session_token == token


def test_a_locked_user_does_not_log_in_with_the_right_password_lock_1(user: User) -> None:
    user.save_lockout(Lockout(locks=1, locked_until=AT + timedelta(minutes=1)))

    assert login(user) == Attempt(Verdict.SHUT, user)
    assert told() == []


def test_a_user_deleted_meanwhile_is_unknown_usr_4(user: User) -> None:
    User.objects.update(deleted_at=AT)

    assert login(user) == Attempt(Verdict.UNKNOWN)


@pytest.mark.parametrize("password", [PASSWORD, WRONG])
@pytest.mark.parametrize("shut", [False, True])
def test_a_login_costs_one_hash_lock_6(user: User, hash_runs: list[str], shut: bool, password: str) -> None:
    user.save_lockout(Lockout(locks=3, blocked_at=AT) if shut else Lockout())

    login(user, password)

    assert len(hash_runs) == 1


def test_the_token_is_not_shown_by_accident(user: User) -> None:
    result = logged_in(user)

    assert result.token not in repr(result)


def test_a_logout_ends_the_session_env_5(user: User) -> None:
    logged_in(user)

    log_out(user=user, by=TARO, at=AT)

    user.refresh_from_db()
    assert user.session_token == ""
    assert told()[1:] == [("logged_out", "roukin01 労金太郎", "SUCCESS")]


def test_a_changed_password_is_the_only_good_one_usr_7(user: User) -> None:
    attempt = change(user)

    user.refresh_from_db()
    assert attempt == Attempt(Verdict.RIGHT, user)
    assert user.check_password(NEW)
    assert not user.check_password(PASSWORD)


def test_the_first_change_ends_the_provisional_password_login_3() -> None:
    user = GeneralUserFactory.create(password_is_provisional=True)

    change(user)

    user.refresh_from_db()
    assert not user.password_is_provisional


def test_a_change_is_logged_and_told_to_the_owner_usr_7(user: User) -> None:
    change(user)

    assert told() == [("password_changed", "roukin01 労金太郎", "SUCCESS")]
    assert mailed() == [("password_changed", user.mail)]
    mail, entry = OutgoingMail.objects.get(), OperationLog.objects.get()
    assert not any(word in f"{mail.body}{entry.detail}" for word in (PASSWORD, NEW))


def test_a_change_leaves_the_session_open_usr_7(user: User) -> None:
    token = logged_in(user).token

    change(user)

    user.refresh_from_db()
    assert user.session_token == token


def test_a_wrong_present_password_changes_nothing_and_is_counted_as_at_login_lock_3(user: User) -> None:
    attempt = change(user, present=WRONG)

    user.refresh_from_db()
    assert attempt == Attempt(Verdict.WRONG, user)
    assert user.check_password(PASSWORD)
    assert user.lockout == Lockout(wrong_passwords=1)
    assert told() == [("password_refused", "roukin01 労金太郎", "REFUSED")]
    assert mailed() == []


def test_a_user_deleted_meanwhile_changes_no_password_usr_4(user: User) -> None:
    User.objects.update(deleted_at=AT)

    assert change(user) == Attempt(Verdict.UNKNOWN)


def test_the_present_password_is_no_new_one_login_3(user: User) -> None:
    before = user.password

    with pytest.raises(SamePassword):
        change(user, new=PASSWORD)

    user.refresh_from_db()
    assert user.password == before
    assert (told(), mailed()) == ([], [])


def test_whether_the_new_password_is_the_present_one_is_told_only_to_who_knows_it_lock_6(user: User) -> None:
    assert change(user, present=WRONG, new=WRONG).verdict is Verdict.WRONG
