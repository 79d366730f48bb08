"""A password is tried: LOCK-1 to LOCK-7, for users and for contracts."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import get_hasher, make_password
from django.db import transaction
from pytest_django import Settings

from accounts.actions.passwords import Attempt, Verdict, try_initial_password, try_password
from accounts.hashers import Argon2id
from accounts.models import Contract, User
from accounts.rules import Lockout
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from tests.accounts.factories import (
    INITIAL_PASSWORD,
    PASSWORD,
    ContractFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.hashing import WorkerDied
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
HOUR = timedelta(minutes=60)
SOMEBODY = Actor("somebody", "", "192.0.2.1")
WRONG = "Wrong#2026"


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", contract__number="12345678")


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


def guess(user_id: str, password: str, *, at: datetime = AT) -> Attempt[User]:
    users = User.objects.registered().filter(user_id=user_id)
    return try_password(users=users, password=password, by=SOMEBODY, at=at)


def register(number: str, password: str, *, at: datetime = AT) -> Attempt[Contract]:
    return try_initial_password(number=number, password=password, by=SOMEBODY, at=at)


def lockout(row: User | Contract) -> Lockout:
    row.refresh_from_db()
    return row.lockout


def set_lockout(row: User | Contract, **counts: object) -> None:
    row.save_lockout(Lockout(**counts))  # type: ignore[arg-type]  # written out in the table


def test_the_product_s_hash_is_argon2id_with_19_mib_and_three_passes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2id"]

    assert isinstance(get_hasher(), Argon2id)
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=3,p=1$")


def test_a_right_password_clears_the_wrong_ones_and_keeps_the_locks_lock_3(user: User) -> None:
    set_lockout(user, wrong_passwords=5, locks=1)

    attempt = guess("roukin01", PASSWORD)

    assert attempt == Attempt(Verdict.RIGHT, user)
    assert attempt.is_right
    assert lockout(user) == Lockout(locks=1)
    assert (told(), mailed()) == ([], [])


def test_a_wrong_password_is_counted_and_told_to_nobody_but_the_log_lock_1(user: User) -> None:
    attempt = guess("roukin01", WRONG)

    assert attempt == Attempt(Verdict.WRONG, user)
    assert not attempt.is_right
    assert lockout(user) == Lockout(wrong_passwords=1)
    assert told() == [("password_refused", "roukin01 労金太郎", "REFUSED")]
    assert mailed() == []


def test_the_log_entry_of_a_wrong_password_says_where_it_came_from_usr_6(user: User) -> None:
    guess("roukin01", WRONG)

    entry = OperationLog.objects.get()
    assert (entry.chain, entry.at) == ("contract:12345678", AT)
    assert (entry.user_id, entry.address, entry.detail) == ("somebody", "192.0.2.1", {})


def test_the_sixth_wrong_password_locks_and_mails_at_once_lock_1_lock_4(user: User) -> None:
    set_lockout(user, wrong_passwords=5)

    attempt = guess("roukin01", WRONG)

    assert attempt.verdict is Verdict.WRONG
    assert lockout(user) == Lockout(locks=1, locked_until=AT + HOUR)
    assert told() == [
        ("password_refused", "roukin01 労金太郎", "REFUSED"),
        ("locked", "roukin01 労金太郎", "REFUSED"),
    ]
    assert mailed() == [("locked", user.mail)]


def test_the_third_lock_blocks_and_mails_at_once_lock_2_lock_4(user: User) -> None:
    set_lockout(user, wrong_passwords=5, locks=2)

    guess("roukin01", WRONG)

    assert lockout(user) == Lockout(locks=3, blocked_at=AT)
    assert [event for event, *_ in told()] == ["password_refused", "blocked"]
    assert mailed() == [("blocked", user.mail)]


def test_eighteen_wrong_passwords_over_three_hours_block_and_mail_three_times_lock_2(user: User) -> None:
    for hours in range(3):
        for _ in range(7):
            guess("roukin01", WRONG, at=AT + hours * HOUR)

    assert lockout(user) == Lockout(locks=3, blocked_at=AT + 2 * HOUR)
    assert [kind for kind, _ in mailed()] == ["locked", "locked", "blocked"]


@pytest.mark.parametrize("password", [PASSWORD, WRONG])
@pytest.mark.parametrize(
    "counts",
    [{"locks": 1, "locked_until": AT + timedelta(microseconds=1)}, {"locks": 3, "blocked_at": AT - HOUR}],
    ids=["locked", "blocked"],
)
def test_while_shut_even_the_right_password_is_refused_and_nothing_changes_lock_6(
    user: User, counts: dict[str, object], password: str
) -> None:
    set_lockout(user, **counts)

    attempt = guess("roukin01", password)

    assert attempt == Attempt(Verdict.SHUT, user)
    assert lockout(user) == Lockout(**counts)  # type: ignore[arg-type]  # written out in the table
    assert (told(), mailed()) == ([], [])


def test_at_the_end_of_a_lock_the_right_password_is_taken_again_lock_1(user: User) -> None:
    set_lockout(user, locks=1, locked_until=AT)

    assert guess("roukin01", PASSWORD).is_right
    assert lockout(user) == Lockout(locks=1)


@pytest.mark.parametrize("user_id", ["nobody01", "ROUKIN01", "roukin0", ""])
def test_nobody_is_found_by_another_id_or_other_letters_reg_5(user: User, user_id: str) -> None:
    assert guess(user_id, PASSWORD) == Attempt(Verdict.UNKNOWN)
    assert (told(), mailed()) == ([], [])


def test_a_deleted_user_is_unknown_usr_4() -> None:
    GeneralUserFactory.create(user_id="ippan001", deleted_at=AT)

    assert guess("ippan001", PASSWORD) == Attempt(Verdict.UNKNOWN)


@pytest.mark.parametrize("password", [PASSWORD, WRONG])
@pytest.mark.parametrize(
    ("user_id", "counts", "compares"),
    [
        ("nobody01", {}, False),
        ("roukin01", {}, True),
        ("roukin01", {"wrong_passwords": 5}, True),
        ("roukin01", {"locks": 1, "locked_until": AT + HOUR}, False),
        ("roukin01", {"locks": 3, "blocked_at": AT}, False),
    ],
    ids=["unknown", "known", "about to be locked", "locked", "blocked"],
)
def test_each_try_of_a_user_costs_one_hash_lock_6(
    user: User, hash_runs: list[str], user_id: str, counts: dict[str, object], compares: bool, password: str
) -> None:
    set_lockout(user, **counts)

    guess(user_id, password)

    assert hash_runs == [user.password if compares else "new"]


def test_a_right_initial_password_clears_the_wrong_ones_lock_3(contract: Contract) -> None:
    set_lockout(contract, wrong_passwords=5, locks=2)

    attempt = register("12345678", INITIAL_PASSWORD)

    assert attempt == Attempt(Verdict.RIGHT, contract)
    assert lockout(contract) == Lockout(locks=2)
    assert told() == []


def test_a_wrong_initial_password_counts_against_the_contract_lock_3(contract: Contract) -> None:
    attempt = register("12345678", WRONG)

    assert attempt == Attempt(Verdict.WRONG, contract)
    assert lockout(contract) == Lockout(wrong_passwords=1)
    assert told() == [("initial_login_refused", "12345678 試験労働組合", "REFUSED")]


@pytest.mark.parametrize(
    ("locks", "after", "event"),
    [
        (0, Lockout(locks=1, locked_until=AT + HOUR), "locked"),
        (2, Lockout(locks=3, blocked_at=AT), "blocked"),
    ],
)
def test_a_contract_is_locked_and_blocked_as_a_user_is_but_has_no_mail_lock_3(
    contract: Contract, locks: int, after: Lockout, event: str
) -> None:
    set_lockout(contract, wrong_passwords=5, locks=locks)

    register("12345678", WRONG)

    assert lockout(contract) == after
    assert [event for event, *_ in told()] == ["initial_login_refused", event]
    assert mailed() == []
    assert register("12345678", INITIAL_PASSWORD).verdict is Verdict.SHUT


@pytest.mark.parametrize(
    ("number", "counts", "compares"),
    [
        ("87654321", {}, False),
        ("12345678", {}, True),
        ("12345678", {"locks": 1, "locked_until": AT + HOUR}, False),
        ("12345678", {"locks": 3, "blocked_at": AT}, False),
    ],
    ids=["unknown", "known", "locked", "blocked"],
)
@pytest.mark.parametrize("password", [INITIAL_PASSWORD, WRONG])
def test_each_try_of_a_contract_costs_one_hash_lock_6(
    contract: Contract,
    hash_runs: list[str],
    number: str,
    counts: dict[str, object],
    compares: bool,
    password: str,
) -> None:
    set_lockout(contract, **counts)

    register(number, password)

    assert hash_runs == [contract.initial_password if compares else "new"]


@pytest.mark.parametrize(
    "closed",
    [{"ended_at": AT}, {"initial_password": "", "initial_password_set_at": None}],
    ids=["ended", "no initial password"],
)
def test_a_contract_that_cannot_be_registered_answers_as_an_unknown_one_lock_6(
    hash_runs: list[str], closed: dict[str, object]
) -> None:
    ContractFactory.create(number="12345678", **closed)

    assert register("12345678", INITIAL_PASSWORD) == Attempt(Verdict.UNKNOWN)
    assert hash_runs == ["new"]


def test_users_and_their_contract_are_counted_apart_lock_3(user: User) -> None:
    assert user.contract is not None
    guess("roukin01", WRONG)

    register("12345678", WRONG)

    assert lockout(user) == lockout(user.contract) == Lockout(wrong_passwords=1)


def test_a_try_that_dies_in_the_middle_leaves_the_counts_as_they_were_lock_7(
    user: User, settings: Settings
) -> None:
    set_lockout(user, wrong_passwords=4)
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.DyingArgon2id"]
    with pytest.raises(WorkerDied):
        guess("roukin01", WRONG)
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]

    guess("roukin01", WRONG)

    assert lockout(user) == Lockout(wrong_passwords=5)


def test_a_try_belongs_to_the_transaction_of_its_caller_lock_7(user: User) -> None:
    with transaction.atomic():
        guess("roukin01", WRONG)
        transaction.set_rollback(True)

    assert lockout(user) == Lockout()
    assert told() == []
