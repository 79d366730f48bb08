"""The users of a contract: USR-2 to USR-5, LOCK-5."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.dispatch import receiver

from accounts.actions.holding import ContractEnded, NoLongerMaster, UserGone
from accounts.actions.registration import UserEntry, UserIdTaken
from accounts.actions.users import (
    NothingChanged,
    NotLocked,
    TooManyUsers,
    UserChange,
    change_user,
    delete_general_user,
    delete_user,
    lift_user_lockout,
    register_general_user,
)
from accounts.models import Contract, Grant, Role, User
from accounts.rules import Lockout
from accounts.signals import user_deleted
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OutgoingMail
from tests.accounts.factories import (
    PASSWORD,
    ContractFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
MASTER = Actor("roukin01", "労金太郎", "192.0.2.1")
ENTRY = UserEntry(user_id="ippan01", name="組合花子", mail="hanako@union.example", password=PASSWORD)
GRANTS = {"LED-1": Grant.FULL, "SAV-1": Grant.HIDDEN}
NEW = "Neuer#2026"
SHUT = [
    ("locked", Lockout(locks=1, locked_until=AT + timedelta(minutes=1))),
    ("blocked", Lockout(locks=3, blocked_at=AT)),
]


@pytest.fixture
def contract() -> Contract:
    """With its master, who acts."""
    contract = ContractFactory.create(number="12345678")
    MasterFactory.create(user_id=MASTER.user_id, name=MASTER.name, contract=contract)
    return contract


@pytest.fixture
def user(contract: Contract) -> User:
    return GeneralUserFactory.create(
        user_id="ippan01", mail="old@union.example", contract=contract, grants={"DED-1": Grant.VIEW}
    )


def register(contract: Contract, entry: UserEntry = ENTRY) -> User:
    return register_general_user(contract=contract, entry=entry, grants=GRANTS, by=MASTER, at=AT)


def change(user: User, what: UserChange) -> User:
    return change_user(user=user, change=what, by=MASTER, at=AT)


def granted(user: User) -> dict[str, str]:
    return dict(user.grants.values_list("function_id", "grant"))


def test_a_general_user_starts_with_a_provisional_password_and_grants_usr_2(contract: Contract) -> None:
    user = register(contract)

    user.refresh_from_db()
    assert (user.user_id, user.name, user.mail) == ("ippan01", "組合花子", "hanako@union.example")
    assert (user.role, user.contract, user.registered_at) == (Role.GENERAL, contract, AT)
    assert user.password_is_provisional
    assert user.check_password(PASSWORD)
    assert granted(user) == {"LED-1": "FULL", "SAV-1": "HIDDEN"}


def test_a_registration_is_logged_and_mailed_usr_2(contract: Contract) -> None:
    register(contract)

    assert told() == [("user_registered", "ippan01 組合花子", "SUCCESS")]
    entry = OperationLog.objects.get()
    assert (entry.chain, entry.user_id, entry.function) == ("contract:12345678", "roukin01", "USR-1")
    assert entry.detail == {"grants": {"LED-1": "FULL", "SAV-1": "HIDDEN"}}
    assert mailed() == [("registered", "hanako@union.example")]
    assert PASSWORD not in OutgoingMail.objects.get().body


def test_the_first_free_seat_is_taken_usr_2(contract: Contract) -> None:
    for seat in (1, 3):
        GeneralUserFactory.create(contract=contract, seat=seat)
    GeneralUserFactory.create(contract=contract, seat=2, deleted_at=AT)

    assert register(contract).seat == 2


def test_the_tenth_general_user_is_the_last_usr_2(contract: Contract) -> None:
    GeneralUserFactory.create_batch(9, contract=contract)
    register(contract)

    with pytest.raises(TooManyUsers):
        register(contract, UserEntry("ippan02", "組合次郎", "jiro@union.example", PASSWORD))

    assert contract.users.filter(role=Role.GENERAL).count() == 10
    assert len(told()) == len(mailed()) == 1


def test_a_taken_id_registers_nobody_reg_9(contract: Contract) -> None:
    MasterFactory.create(user_id="ippan01")

    with pytest.raises(UserIdTaken):
        register(contract)

    assert not contract.users.filter(role=Role.GENERAL).exists()
    assert (told(), mailed()) == ([], [])


def test_only_what_is_typed_changes_usr_3(user: User) -> None:
    change(user, UserChange(name="組合月子"))

    user.refresh_from_db()
    assert (user.name, user.mail, user.user_id) == ("組合月子", "old@union.example", "ippan01")
    assert user.check_password(PASSWORD)
    assert not user.password_is_provisional
    assert granted(user) == {"DED-1": "VIEW"}
    assert mailed() == []


def test_a_change_is_logged_with_what_was_there_before_usr_3(user: User) -> None:
    change(user, UserChange(name="組合月子", password=NEW))

    assert told() == [("user_changed", "ippan01 組合月子", "SUCCESS")]
    assert OperationLog.objects.get().detail == {
        "fields": ["name", "provisional"],
        "before": {"name": "組合花子", "mail": "old@union.example"},
    }


def test_a_new_address_is_told_to_the_old_and_to_the_new_one_usr_3(user: User) -> None:
    change(user, UserChange(mail="new@union.example"))

    user.refresh_from_db()
    assert user.mail == "new@union.example"
    assert mailed() == [("mail_changed", "old@union.example"), ("mail_changed", "new@union.example")]


def test_a_new_provisional_password_ends_the_session_and_must_be_changed_usr_3_login_3(user: User) -> None:
    User.objects.update(session_token="t" * 43)

    change(user, UserChange(password=NEW))

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.password_is_provisional
    assert user.session_token == ""
    assert mailed() == [("password_changed", "old@union.example")]


def test_a_master_s_own_password_is_never_provisional_usr_4(contract: Contract) -> None:
    master = contract.users.get()

    change(master, UserChange(password=NEW))

    master.refresh_from_db()
    assert master.check_password(NEW)
    assert not master.password_is_provisional


def test_another_change_leaves_the_session_open_usr_3(user: User) -> None:
    User.objects.update(session_token="t" * 43)

    change(user, UserChange(name="組合月子"))

    user.refresh_from_db()
    assert user.session_token == "t" * 43


def test_grants_are_changed_and_added_and_others_stay_usr_3(user: User) -> None:
    GeneralUserFactory.create(contract=user.contract, grants={"DED-1": Grant.VIEW})

    change(user, UserChange(grants={"DED-1": Grant.FULL, "LED-1": Grant.HIDDEN}))
    change(user, UserChange(grants={"LED-1": Grant.VIEW}))

    assert granted(user) == {"DED-1": "FULL", "LED-1": "VIEW"}
    assert granted(User.objects.filter(role=Role.GENERAL).exclude(pk=user.pk).get()) == {"DED-1": "VIEW"}


@pytest.mark.parametrize(
    "nothing",
    [
        UserChange(),
        UserChange(name="組合花子", mail="old@union.example"),
        UserChange(grants={}),
        UserChange(grants={"DED-1": Grant.VIEW}),
    ],
)
def test_a_change_of_nothing_is_refused_usr_3(user: User, nothing: UserChange) -> None:
    with pytest.raises(NothingChanged):
        change_user(user=user, change=nothing, by=MASTER, at=AT)

    assert (told(), mailed()) == ([], [])


def test_a_deleted_user_is_gone_for_everybody_usr_4(user: User) -> None:
    User.objects.update(session_token="t" * 43)

    delete_user(user=user, by=MASTER, at=AT)

    user.refresh_from_db()
    assert (user.deleted_at, user.session_token) == (AT, "")
    assert not user.has_usable_password()
    assert told() == [("user_deleted", "ippan01 組合花子", "SUCCESS")]
    assert mailed() == []


def test_a_deleted_user_s_id_and_seat_are_free_usr_4(user: User) -> None:
    delete_user(user=user, by=MASTER, at=AT)
    assert user.contract is not None

    again = register(user.contract)

    assert (again.user_id, again.seat) == (user.user_id, user.seat)
    assert "DED-1" not in granted(again)


def test_who_stands_on_this_app_hears_of_a_deletion_in_its_transaction_cert_12(user: User) -> None:
    heard: list[object] = []

    @receiver(user_deleted)
    def hear(**values: object) -> None:
        heard.append((values["user"], values["by"], values["at"]))
        raise RuntimeError("the certificate could not be revoked")

    with pytest.raises(RuntimeError):
        delete_user(user=user, by=MASTER, at=AT)
    user_deleted.disconnect(hear)

    assert heard == [(user, MASTER, AT)]
    assert list(User.objects.registered().filter(role=Role.GENERAL)) == [user]
    assert told() == []


@pytest.mark.parametrize(("before", "shut"), SHUT)
def test_a_user_s_lock_and_blockage_are_lifted_wholly_usr_5_lock_5(
    user: User, before: str, shut: Lockout
) -> None:
    user.save_lockout(shut)

    lift_user_lockout(user=user, by=MASTER, at=AT)

    user.refresh_from_db()
    assert user.lockout == Lockout()
    assert told() == [("lockout_lifted", "ippan01 組合花子", "SUCCESS")]
    assert OperationLog.objects.get().detail == {"before": before}


@pytest.mark.parametrize(
    "open_", [Lockout(wrong_passwords=5, locks=2), Lockout(locks=1, locked_until=AT)], ids=["open", "over"]
)
def test_what_is_open_is_not_lifted_lock_5(user: User, open_: Lockout) -> None:
    assert user.contract is not None
    user.save_lockout(open_)

    with pytest.raises(NotLocked, match="組合花子さんは"):
        lift_user_lockout(user=user, by=MASTER, at=AT)

    user.refresh_from_db()
    assert user.lockout == open_
    assert told() == []


def test_who_was_deleted_meanwhile_is_neither_changed_nor_deleted_nor_freed_usr_4(user: User) -> None:
    User.objects.filter(pk=user.pk).update(deleted_at=AT)

    with pytest.raises(UserGone):
        change(user, UserChange(name="組合月子"))
    with pytest.raises(UserGone):
        delete_general_user(user=user, by=MASTER, at=AT + timedelta(hours=1))
    with pytest.raises(UserGone):
        lift_user_lockout(user=user, by=MASTER, at=AT)

    user.refresh_from_db()
    assert (user.name, user.deleted_at) == ("組合花子", AT)
    assert told() == []


ACTS: dict[str, Callable[[Contract, User, Actor], object]] = {
    "register": lambda contract, _, by: register_general_user(
        contract=contract, entry=replace(ENTRY, user_id="ippan02"), grants=GRANTS, by=by, at=AT
    ),
    "change": lambda _, user, by: change_user(user=user, change=UserChange(name="組合月子"), by=by, at=AT),
    "delete": lambda _, user, by: delete_general_user(user=user, by=by, at=AT),
    "lift": lambda _, user, by: lift_user_lockout(user=user, by=by, at=AT),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_users_of_an_ended_contract_usr_1(
    contract: Contract, user: User, act: str
) -> None:
    user.save_lockout(Lockout(locks=3, blocked_at=AT))
    Contract.objects.update(ended_at=AT)

    with pytest.raises(ContractEnded):
        ACTS[act](contract, user, MASTER)

    assert told() == []
    assert User.objects.count() == 2


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["deleted", "general", "stranger"])
def test_only_who_is_the_contract_s_master_now_does_anything_to_its_users_usr_1(
    contract: Contract, user: User, act: str, who: str
) -> None:
    user.save_lockout(Lockout(locks=3, blocked_at=AT))
    stranger = MasterFactory.create()
    if who == "deleted":
        User.objects.filter(user_id=MASTER.user_id).update(deleted_at=AT)
    acting = {"deleted": MASTER.user_id, "general": user.user_id, "stranger": stranger.user_id}[who]

    with pytest.raises(NoLongerMaster):
        ACTS[act](contract, user, Actor(acting, ""))

    assert told() == []


def test_the_master_deletes_a_general_user_usr_4(user: User) -> None:
    delete_general_user(user=user, by=MASTER, at=AT)

    user.refresh_from_db()
    assert not user.is_active
    assert told() == [("user_deleted", "ippan01 組合花子", "SUCCESS")]


def test_a_change_does_not_show_its_password() -> None:
    assert NEW not in repr(UserChange(password=NEW))
