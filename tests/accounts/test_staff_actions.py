"""Staff: made with a key that is shown once, let in by password and TOTP, renewed, deleted (BNK-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import rules
from accounts.actions import staff as actions
from accounts.actions.contracts import Grounds, OwnAccount
from accounts.actions.holding import UserGone
from accounts.actions.registration import UserIdTaken
from accounts.actions.sessions import LoggedIn
from accounts.actions.staff import StaffEntry
from accounts.models import Role, User
from accounts.rules import login_password_fault
from chingin.kernel.actors import Actor
from chingin.kernel.models import OperationLog
from tests.accounts.factories import (
    PASSWORD,
    BankFactory,
    BankStaffFactory,
    BranchFactory,
    FederationFactory,
    MasterFactory,
)
from tests.accounts.staff_browsing import AT, KEY, token, with_device
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

CHIEF = Actor("chief0001", "連合三郎", "192.0.2.7")
GROUNDS = Grounds(paper="職員に関する届出", receiver="人事部", reason="機種変更")
BY: dict[str, Any] = {"by": CHIEF, "at": AT}
PROVISIONAL = "Kari#2026"


def staff_entry(**changes: Any) -> StaffEntry:
    given = {"user_id": "shokuin1", "role": Role.FEDERATION, "name": "職員一郎", "mail": "a@bank.test"}
    return StaffEntry(**{**given, **changes})


def knock(user: User, *, password: str = PASSWORD, shown: str | None = None, steps: int = 0) -> bool:
    """Whether the door opened `steps` of 30 seconds later."""
    at = AT + timedelta(seconds=30 * steps)
    typed = token(at) if shown is None else shown
    entered = actions.log_in_staff(
        user_id=user.user_id, password=password, token=typed, address="192.0.2.7", at=at
    )
    return entered is not None


def test_new_staff_have_a_provisional_password_and_a_key_shown_once() -> None:
    made = actions.create_staff(entry=staff_entry(), password=PROVISIONAL, **BY)

    user, device = User.objects.get(), TOTPDevice.objects.get()
    assert check_password(PROVISIONAL, user.password)
    assert user.password_is_provisional
    assert (device.user, device.confirmed) == (user, True)
    assert made.uri.startswith("otpauth://totp/Rokin%3Ashokuin1?secret=")
    assert made.secret.replace(" ", "") in made.uri
    assert told() == [("staff_registered", "shokuin1 職員一郎", "SUCCESS")]
    log = str(list(OperationLog.objects.values()))
    assert PROVISIONAL not in log + repr(made)
    assert made.secret not in log + repr(made)


@pytest.mark.parametrize(
    ("role", "chain"),
    [(Role.BANK_STAFF, "bank:9999"), (Role.BRANCH_STAFF, "bank:9999"), (Role.FEDERATION, "system")],
)
def test_registration_is_told_where_the_person_works(role: Role, chain: str) -> None:
    branch = BranchFactory.create(bank=BankFactory.create(code="9999"))
    bank = branch.bank if role is Role.BANK_STAFF else None
    given = {"bank": bank, "branch": branch if role is Role.BRANCH_STAFF else None}

    actions.create_staff(entry=staff_entry(role=role, **given), password=PROVISIONAL, **BY)

    assert OperationLog.objects.get().chain == chain


def test_a_taken_user_id_is_refused() -> None:
    """REG-5: unique over staff and members."""
    MasterFactory.create(user_id="shokuin1")

    with pytest.raises(UserIdTaken):
        actions.create_staff(entry=staff_entry(), password=PROVISIONAL, **BY)
    assert not TOTPDevice.objects.exists()


def test_what_the_database_refuses_for_another_reason_is_not_called_taken() -> None:
    with pytest.raises(IntegrityError, match="belongs_where_role_says"):
        actions.create_staff(entry=staff_entry(role=Role.BANK_STAFF), password=PROVISIONAL, **BY)


def test_a_provisional_password_keeps_the_rules_and_is_never_the_same() -> None:
    """REG-6."""
    made = [actions.provisional_password() for _ in range(200)]

    assert [password for password in made if login_password_fault(password)] == []
    assert len(set(made)) == 200


def test_password_and_token_open_the_door() -> None:
    user = with_device(FederationFactory.create(wrong_passwords=2, locks=1))

    entered = actions.log_in_staff(
        user_id=user.user_id, password=PASSWORD, token=token(AT), address="192.0.2.7", at=AT
    )

    assert isinstance(entered, LoggedIn)
    user.refresh_from_db()
    assert (user.last_login, user.session_token, user.lockout) == (AT, entered.token, rules.Lockout())
    assert TOTPDevice.objects.get().last_used_at == AT
    assert told() == [("logged_in", str(user), "SUCCESS")]


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_half_a_minute_off_is_followed(steps: int) -> None:
    user = with_device(FederationFactory.create())

    assert knock(user, shown=token(AT, steps=steps))
    assert TOTPDevice.objects.get().drift == steps


WRONG_TOKENS = [
    "",
    "000000",
    "12345",
    "1234567",
    "abcdef",
    "１２３４５６",
    token(AT, steps=2),
    token(AT, steps=-2),
]


@pytest.mark.parametrize("shown", WRONG_TOKENS)
def test_a_wrong_token_keeps_the_door_shut_and_counts_as_a_wrong_password(shown: str) -> None:
    user = with_device(FederationFactory.create())

    assert not knock(user, shown=shown)
    user.refresh_from_db()
    assert user.wrong_passwords == 1
    assert told() == [("staff_login_refused", str(user), "REFUSED")]
    assert OperationLog.objects.get().detail == {"why": "ワンタイムパスワード不一致"}


def test_a_token_is_used_once() -> None:
    user = with_device(FederationFactory.create())

    assert knock(user)
    assert not knock(user)
    assert knock(user, steps=1)


def test_a_token_beside_a_wrong_password_is_not_used_up() -> None:
    user = with_device(FederationFactory.create())

    assert not knock(user, password="Chigau#26")
    assert knock(user)


@pytest.mark.parametrize("device", [None, {"confirmed": False}])
def test_without_a_confirmed_device_nobody_enters(device: dict[str, bool] | None) -> None:
    user = FederationFactory.create()
    if device is not None:
        TOTPDevice.objects.create(user=user, name="未確認", key=KEY, **device)

    assert not knock(user)


def test_wrong_passwords_and_wrong_tokens_lock_together_and_the_owner_hears_of_it() -> None:
    """LOCK-1, LOCK-4: right passwords between them do not clear the count."""
    user = with_device(FederationFactory.create())

    for number in range(rules.MAX_WRONG_PASSWORDS):
        assert not knock(user, shown="000000" if number % 2 else None, password="Chigau#26")

    user.refresh_from_db()
    assert user.standing(at=AT) is rules.Standing.LOCKED
    assert not knock(user)
    assert mailed() == [("locked", user.mail)]
    later = AT + rules.LOCK_PERIOD
    assert actions.log_in_staff(
        user_id=user.user_id, password=PASSWORD, token=token(later), address="", at=later
    )


def test_tokens_are_guessed_at_most_eighteen_times() -> None:
    """LOCK-2: with the right password in hand."""
    user = with_device(FederationFactory.create())

    at = AT
    for _ in range(3):
        for _ in range(6):
            actions.log_in_staff(user_id=user.user_id, password=PASSWORD, token="000000", address="", at=at)
        at += rules.LOCK_PERIOD

    user.refresh_from_db()
    assert user.standing(at=at + timedelta(days=365)) is rules.Standing.BLOCKED
    assert mailed() == [("locked", user.mail), ("locked", user.mail), ("blocked", user.mail)]


def test_nothing_is_counted_while_locked() -> None:
    user = with_device(FederationFactory.create(locks=1, locked_until=AT + timedelta(minutes=30)))

    assert not knock(user, shown="000000")
    user.refresh_from_db()
    assert (user.locks, user.wrong_passwords) == (1, 0)


@pytest.mark.parametrize("case", ["unknown", "member", "wrong token", "wrong password", "locked"])
def test_every_refusal_costs_one_hash_and_only_what_was_counted_is_kept(
    case: str, hash_runs: list[str]
) -> None:
    """LOCK-6, and strangers cannot fill the operation log, as at the members' doors."""
    user = {
        "unknown": FederationFactory.build(),
        "member": MasterFactory.create() if case == "member" else None,
        "locked": with_device(FederationFactory.create(locks=3, blocked_at=AT)) if case == "locked" else None,
    }.get(case) or with_device(FederationFactory.create())
    hash_runs.clear()

    assert not knock(
        user,
        password="Chigau#26" if case == "wrong password" else PASSWORD,
        shown="000000" if case == "wrong token" else None,
    )

    assert len(hash_runs) == 1
    is_kept = "staff_login_refused" in [event for event, _, _ in told()]
    assert is_kept == case.startswith("wrong")
    assert OperationLog.objects.exists() == is_kept


def test_what_was_typed_as_an_unknown_id_is_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    """People type their password into the wrong field."""
    actions.log_in_staff(user_id="Geheim#2026", password="x", token="1", address="192.0.2.7", at=AT)

    assert caplog.messages == ["staff login from 192.0.2.7 refused: no such ID"]
    assert not OperationLog.objects.exists()


def test_whoever_knocks_at_a_locked_id_is_named_to_the_operator_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    user = with_device(FederationFactory.create(user_id="rengo9001", locks=3, blocked_at=AT))

    assert not knock(user)

    assert [message.rpartition(" refused: ")[2] for message in caplog.messages] == ["rengo9001 is shut"]
    assert not OperationLog.objects.exists()


def test_renewed_staff_start_with_a_new_password_and_key_and_their_session_is_over() -> None:
    user = with_device(FederationFactory.create(session_token="x" * 43))

    made = actions.renew_staff(staff=user, password=PROVISIONAL, grounds=GROUNDS, **BY)

    user.refresh_from_db()
    assert check_password(PROVISIONAL, user.password)
    assert (user.password_is_provisional, user.session_token) == (True, "")
    assert TOTPDevice.objects.get().key != KEY
    assert TOTPDevice.objects.get().config_url == made.uri
    assert told() == [("staff_renewed", str(user), "SUCCESS")]
    assert mailed() == [("password_changed", user.mail)]


def test_deleted_staff_leave_no_device_and_a_free_id() -> None:
    user = with_device(BankStaffFactory.create(user_id="shokuin1"))

    actions.delete_staff(staff=user, grounds=GROUNDS, **BY)

    assert not TOTPDevice.objects.exists()
    assert not knock(user)
    assert [event for event, _, _ in told()][:2] == ["user_deleted", "staff_deleted"]
    assert actions.create_staff(entry=staff_entry(), password=PROVISIONAL, **BY).user.pk != user.pk


def test_nobody_renews_or_deletes_themselves_or_who_is_gone_or_a_member() -> None:
    user = with_device(BankStaffFactory.create())
    self = Actor(user.user_id, user.name)

    for act in (
        lambda staff, by: actions.delete_staff(staff=staff, grounds=GROUNDS, by=by, at=AT),
        lambda staff, by: actions.renew_staff(
            staff=staff, password=PROVISIONAL, grounds=GROUNDS, by=by, at=AT
        ),
    ):
        with pytest.raises(OwnAccount):
            act(user, self)
        with pytest.raises(UserGone):
            act(BankStaffFactory.create(deleted_at=AT), CHIEF)
        with pytest.raises(UserGone):
            act(MasterFactory.create(), CHIEF)
    assert told() == []
    assert TOTPDevice.objects.count() == 1
