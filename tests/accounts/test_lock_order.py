"""Locks are taken in one order (ADR 22), and who waited for one acts on what was done meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Thread

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from accounts.actions.contracts import BranchEntry, change_bank, change_branch, end_contract, reset_master
from accounts.actions.holding import ContractEnded, NoLongerMaster, hold_running, hold_user
from accounts.actions.registration import UserEntry
from accounts.actions.sessions import log_in
from accounts.actions.users import (
    UserChange,
    change_user,
    delete_general_user,
    lift_user_lockout,
    register_general_user,
)
from accounts.models import Branch, Contract, User
from accounts.rules import Lockout
from accounts.signals import user_deleted
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from tests.accounts.factories import (
    PASSWORD,
    BankStaffFactory,
    BranchFactory,
    BranchStaffFactory,
    ContractFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.story import told
from tests.accounts.test_contract_actions import BANK, CLERK, GROUNDS
from tests.kernel.threads import at_the_same_time
from tests.kernel.waiting import found_after_waiting_for, until_somebody_waits

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
MASTER = Actor("roukin01", "労金太郎", "192.0.2.1")
ENTRY = UserEntry(user_id="ippan02", name="組合次郎", mail="jiro@union.example", password=PASSWORD)


@pytest.fixture(autouse=True)
def cheap_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]


@pytest.fixture
def contract() -> Contract:
    contract = ContractFactory.create()
    MasterFactory.create(user_id=MASTER.user_id, contract=contract)
    return contract


@pytest.fixture
def general(contract: Contract) -> User:
    user = GeneralUserFactory.create(user_id="ippan01", contract=contract)
    user.save_lockout(Lockout(wrong_passwords=0, locks=3, blocked_at=AT))
    return user


def end(contract: Contract) -> object:
    return end_contract(contract=contract, grounds=GROUNDS, by=CLERK, at=AT)


def reset(contract: Contract) -> object:
    return reset_master(contract=contract, grounds=GROUNDS, by=CLERK, at=AT)


ACTS: dict[str, Callable[[Contract, User], object]] = {
    "register": lambda contract, _: register_general_user(
        contract=contract, entry=ENTRY, grants={}, by=MASTER, at=AT
    ),
    "change": lambda _, user: change_user(user=user, change=UserChange(name="新組合花子"), by=MASTER, at=AT),
    "delete": lambda _, user: delete_general_user(user=user, by=MASTER, at=AT),
    "lift": lambda _, user: lift_user_lockout(user=user, by=MASTER, at=AT),
}


@pytest.mark.parametrize(("done", "refusal"), [(end, ContractEnded), (reset, NoLongerMaster)])
@pytest.mark.parametrize("act", ACTS)
def test_what_a_master_pressed_while_the_bank_ended_it_all_is_refused(
    contract: Contract, general: User, act: str, done: Callable[[Contract], object], refusal: type[Exception]
) -> None:
    """USR-2 … USR-4, LOCK-5: the press waits for the contract, and then acts on what it finds."""
    found = found_after_waiting_for(partial(done, contract), partial(ACTS[act], contract, general))

    assert isinstance(found, refusal)
    assert not User.objects.filter(user_id=ENTRY.user_id).exists()
    assert {event for event, *_ in told()} <= {"user_deleted", "contract_ended", "master_reset"}


def test_a_login_while_the_contract_ends_waits_and_is_no_deadlock(contract: Contract, general: User) -> None:
    """The login holds its row and wants the chain; the end held the chain and wanted the rows one by one."""
    User.objects.filter(pk=general.pk).update(locks=0, blocked_at=None)
    login = partial(log_in, user=general, password=PASSWORD, by=Actor("ippan01", ""), at=AT)
    logins = [Thread(target=at_the_same_time, args=([login],))]

    def begin_login(**_: object) -> None:
        if not logins[0].is_alive() and logins[0].ident is None:
            logins[0].start()
            until_somebody_waits()

    user_deleted.connect(begin_login)
    try:
        end(contract)
    finally:
        user_deleted.disconnect(begin_login)
    logins[0].join()

    assert [event for event, *_ in told()] == ["user_deleted", "user_deleted", "contract_ended"]


@pytest.mark.parametrize("hold", ["contract", "user"])
def test_a_row_that_points_at_what_is_held_need_not_wait(
    contract: Contract, general: User, hold: str
) -> None:
    """PostgreSQL checks a foreign key at the commit, behind the chain: waiting there would be a deadlock."""
    with transaction.atomic():
        hold_running(contract) if hold == "contract" else hold_user(general)
        made = at_the_same_time([partial(_pointing_at, hold, general)])

    assert made[0].pk


def _pointing_at(held: str, user: User) -> User:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        if held == "contract":
            return GeneralUserFactory.create(contract=user.contract, seat=9)
        user.grants.create(function_id="DED-1", grant="VIEW")
        return user


@pytest.mark.parametrize("change", ["bank", "branch"])
def test_a_branch_takes_staff_in_while_its_own_name_changes(change: str) -> None:
    """Both record in the bank's chain: the one who comes second waits there, and for nothing else."""
    branch = BranchFactory.create()
    acts: dict[str, Callable[[], object]] = {
        "bank": lambda: change_bank(
            bank=branch.bank, entry=replace(BANK, code=branch.bank.code), by=CLERK, at=AT
        ),
        "branch": lambda: change_branch(
            branch=branch,
            entry=BranchEntry(bank=branch.bank, code=branch.code, name="新本店", telephone=""),
            by=CLERK,
            at=AT,
        ),
    }

    with transaction.atomic():
        acts[change]()
        (made,) = at_the_same_time([partial(_employed, change, branch)])

    assert made.pk


def _employed(change: str, branch: Branch) -> User:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        if change == "bank":
            return BankStaffFactory.create(bank=branch.bank)
        return BranchStaffFactory.create(branch=branch)
