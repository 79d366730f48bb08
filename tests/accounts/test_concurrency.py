"""Many at once, with real threads and row locks: LOCK-7, REG-4, REG-5, USR-2, LOGIN-6."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError, transaction
from pytest_django import Settings

from accounts.actions.holding import UserGone
from accounts.actions.passwords import Attempt, Verdict, try_initial_password, try_password
from accounts.actions.registration import MasterAlreadyRegistered, UserEntry, UserIdTaken, register_master
from accounts.actions.sessions import LoggedIn, change_password, log_in
from accounts.actions.users import (
    NotLocked,
    TooManyUsers,
    delete_general_user,
    lift_user_lockout,
    register_general_user,
)
from accounts.models import Contract, User
from accounts.rules import Lockout
from chingin.kernel.actors import Actor
from chingin.kernel.audit import verify_chain
from chingin.kernel.clock import JST
from chingin.kernel.errors import Refusal
from tests.accounts.factories import PASSWORD, ContractFactory, GeneralUserFactory, MasterFactory
from tests.accounts.hashing import WorkerDied
from tests.accounts.story import mailed, told
from tests.kernel.threads import at_the_same_time

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
HOUR = timedelta(minutes=60)
SOMEBODY = Actor("somebody", "", "192.0.2.1")
WRONG = "Wrong#2026"


@pytest.fixture
def user(hash_runs: list[str]) -> User:
    return GeneralUserFactory.create(user_id="ippan001")


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


def its_master(contract: Contract | None) -> Actor:
    """Who may register, free and delete the contract's general users."""
    master = MasterFactory.create(contract=contract)
    return Actor(master.user_id, master.name)


def entry(user_id: str) -> UserEntry:
    return UserEntry(user_id=user_id, name="労金太郎", mail=f"{user_id}@union.example", password=PASSWORD)


def guess(user: User, password: str = WRONG) -> Attempt[User]:
    users = User.objects.registered().filter(user_id=user.user_id)
    return try_password(users=users, password=password, by=SOMEBODY, at=AT)


def login(user: User, password: str = WRONG) -> LoggedIn | Attempt[User]:
    return log_in(user=user, password=password, by=SOMEBODY, at=AT)


def change(user: User) -> Attempt[User]:
    return change_password(user=user, present=WRONG, new=PASSWORD, by=SOMEBODY, at=AT)


def lockout(row: User | Contract) -> Lockout:
    row.refresh_from_db()
    return row.lockout


def outcome(act: Callable[[], object]) -> str:
    """The name of the refusal, or "done"."""
    try:
        act()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def outcomes(acts: list[Callable[[], object]]) -> Counter[str]:
    return Counter(at_the_same_time([partial(outcome, act) for act in acts]))


def test_a_hundred_wrong_passwords_at_once_are_six_guesses_lock_7(user: User, hash_runs: list[str]) -> None:
    attempts = at_the_same_time([partial(guess, user)] * 100)

    assert Counter(attempt.verdict for attempt in attempts) == {Verdict.WRONG: 6, Verdict.SHUT: 94}
    assert Counter(hash_runs) == {user.password: 6, "new": 94}
    assert lockout(user) == Lockout(locks=1, locked_until=AT + HOUR)
    assert Counter(event for event, *_ in told()) == {"password_refused": 6, "locked": 1}
    assert mailed() == [("locked", user.mail)]
    assert verify_chain(user.log_chain) is None


def test_every_way_to_try_a_password_counts_together_lock_3_lock_7(user: User, hash_runs: list[str]) -> None:
    ways: list[Callable[[], object]] = [partial(way, user) for way in (guess, login, change)]

    at_the_same_time(ways * 20)

    assert Counter(hash_runs) == {user.password: 6, "new": 54}
    assert lockout(user) == Lockout(locks=1, locked_until=AT + HOUR)


def test_among_a_hundred_guesses_the_right_one_is_taken_only_before_the_seventh_lock_7(
    user: User, hash_runs: list[str]
) -> None:
    passwords = [WRONG] * 50 + [PASSWORD] + [WRONG] * 49

    attempts = at_the_same_time([partial(guess, user, password) for password in passwords])

    compared = Counter(hash_runs)[user.password]
    right = sum(attempt.is_right for attempt in attempts)
    assert compared <= 6 + 6 * right
    assert compared == sum(attempt.verdict is not Verdict.SHUT for attempt in attempts)
    assert lockout(user) == Lockout(locks=1, locked_until=AT + HOUR)


def test_a_hundred_wrong_initial_passwords_at_once_are_six_guesses_lock_3_lock_7(
    hash_runs: list[str], contract: Contract
) -> None:
    act = partial(try_initial_password, number="12345678", password=WRONG, by=SOMEBODY, at=AT)

    at_the_same_time([act] * 100)

    assert Counter(hash_runs) == {contract.initial_password: 6, "new": 94}
    assert lockout(contract) == Lockout(locks=1, locked_until=AT + HOUR)


def test_guesses_at_two_users_do_not_wait_for_each_other_lock_7(user: User) -> None:
    other = MasterFactory.create()

    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        (attempt,) = at_the_same_time([partial(guess, other)])

    assert attempt.verdict is Verdict.WRONG


def test_a_worker_that_dies_in_the_middle_neither_counts_nor_holds_the_lock_lock_7(
    user: User, settings: Settings
) -> None:
    user.save_lockout(Lockout(wrong_passwords=4))
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.DyingArgon2id"]
    with pytest.raises(WorkerDied):
        at_the_same_time([partial(guess, user)])
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]

    guess(user)

    assert lockout(user) == Lockout(wrong_passwords=5)


def test_a_worker_that_loses_the_database_in_the_middle_leaves_the_counts_right_lock_7(
    user: User, settings: Settings
) -> None:
    user.save_lockout(Lockout(wrong_passwords=4))
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.DisconnectingArgon2id"]
    with pytest.raises(OperationalError):
        at_the_same_time([partial(guess, user)])
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]

    guess(user)

    assert lockout(user) == Lockout(wrong_passwords=5)


def test_of_twenty_logins_at_once_one_session_is_good_login_6(user: User) -> None:
    results = at_the_same_time([partial(login, user, PASSWORD)] * 20)

    user.refresh_from_db()
    tokens = [result.token for result in results if isinstance(result, LoggedIn)]
    assert len(set(tokens)) == 20
    assert user.session_token in tokens


def test_of_ten_masters_at_once_exactly_one_is_registered_reg_4(contract: Contract) -> None:
    acts = [
        partial(register_master, contract=contract, entry=entry(f"roukin{n:02}"), address="", at=AT)
        for n in range(10)
    ]

    assert outcomes([*acts]) == {"done": 1, MasterAlreadyRegistered.__name__: 9}
    assert contract.users.count() == len(told()) == len(mailed()) == 1


def test_of_ten_contracts_that_ask_for_one_id_exactly_one_gets_it_reg_5_reg_9() -> None:
    contracts = ContractFactory.create_batch(10)
    acts = [
        partial(register_master, contract=contract, entry=entry("roukin01"), address="", at=AT)
        for contract in contracts
    ]

    assert outcomes([*acts]) == {"done": 1, UserIdTaken.__name__: 9}
    assert User.objects.count() == len(told()) == len(mailed()) == 1


def test_of_fifteen_general_users_at_once_ten_are_registered_usr_2(contract: Contract) -> None:
    master = its_master(contract)
    acts = [
        partial(
            register_general_user,
            contract=contract,
            entry=entry(f"ippan{n:02}"),
            grants={},
            by=master,
            at=AT,
        )
        for n in range(15)
    ]

    assert outcomes([*acts]) == {"done": 10, TooManyUsers.__name__: 5}
    assert set(contract.users.values_list("seat", flat=True)) == set(range(11))
    assert len(told()) == len(mailed()) == 10


def test_a_user_is_deleted_once_usr_4(user: User) -> None:
    act = partial(delete_general_user, user=user, by=its_master(user.contract), at=AT)

    assert outcomes([act] * 10) == {"done": 1, UserGone.__name__: 9}
    assert [event for event, *_ in told()] == ["user_deleted"]


def test_a_lock_is_lifted_once_lock_5(user: User) -> None:
    user.save_lockout(Lockout(locks=3, blocked_at=AT))
    act = partial(lift_user_lockout, user=user, by=its_master(user.contract), at=AT)

    assert outcomes([act] * 10) == {"done": 1, NotLocked.__name__: 9}
    assert [event for event, *_ in told()] == ["lockout_lifted"]
