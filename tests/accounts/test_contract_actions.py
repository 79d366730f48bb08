"""What the bank's staff do to banks, branches and contracts: effects, non-effects, refusals, the log."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError

from accounts import rules
from accounts.actions import contracts as actions
from accounts.actions.contracts import BankEntry, BranchEntry, ContractEntry, Grounds
from accounts.actions.holding import ContractEnded
from accounts.actions.users import NotLocked
from accounts.functions import USER_INQUIRY
from accounts.models import Bank, Branch, Contract, Grant, Role, User
from accounts.permissions import granted
from accounts.signals import user_deleted
from accounts.subscriptions import Subscription
from chingin.kernel.actors import Actor
from chingin.kernel.functions import Function, Menu
from chingin.kernel.models import OperationLog
from tests.accounts.factories import (
    INITIAL_PASSWORD,
    BankFactory,
    BankStaffFactory,
    BranchFactory,
    ContractFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.staff_browsing import AT
from tests.accounts.story import told

pytestmark = pytest.mark.django_db

CLERK = Actor("clerk0001", "本部次郎", "192.0.2.7")
GROUNDS = Grounds(paper="ログインID/パスワード依頼書", receiver="窓口花子", reason="担当者の交代")
BY: dict[str, Any] = {"by": CLERK, "at": AT}
BANK = BankEntry(
    code="9999",
    name="試験労働金庫",
    help_desk_name="試験ヘルプデスク",
    help_desk_telephone="0120-000-000",
    help_desk_hours="平日 9:00～17:00",
    mail_sender="info@bank.test",
)
SUBSCRIPTION = Subscription(kind="MEMBER", rokin_collection="LUMP_DEPOSIT", rokin_access="WEB_UPDATE")


def entry(branch: Branch, **changes: Any) -> ContractEntry:
    given = {
        "number": "12345678",
        "branch": branch,
        "name": "試験労働組合",
        "name_kana": "ｼｹﾝﾛｳｸﾐ",
        "subscription": SUBSCRIPTION,
    }
    return ContractEntry(**{**given, **changes})


def last_detail() -> dict[str, Any]:
    detail: dict[str, Any] = OperationLog.objects.order_by("-pk")[0].detail
    return detail


def test_a_bank_is_registered_and_told() -> None:
    """BNK-1."""
    bank = actions.register_bank(entry=BANK, **BY)

    assert Bank.objects.get().name == "試験労働金庫"
    assert told() == [("bank_changed", str(bank), "SUCCESS")]
    assert OperationLog.objects.get().chain == "bank:9999"


def test_a_taken_bank_code_is_refused() -> None:
    BankFactory.create(code="9999")

    with pytest.raises(actions.Taken, match="金融機関コードはすでに登録済"):
        actions.register_bank(entry=BANK, **BY)
    assert told() == []


def test_what_the_database_refuses_for_another_reason_is_not_called_taken() -> None:
    with pytest.raises(IntegrityError, match="bank_code_is_four_digits"):
        actions.register_bank(entry=replace(BANK, code="99"), **BY)


def test_a_bank_changes_all_but_its_code() -> None:
    bank = actions.register_bank(entry=BANK, **BY)

    actions.change_bank(bank=bank, entry=replace(BANK, code="9998", name="新労働金庫"), **BY)

    assert Bank.objects.values_list("code", "name").get() == ("9999", "新労働金庫")
    assert last_detail() == {"changes": {"name": ["試験労働金庫", "新労働金庫"]}}


def test_saving_what_is_stored_already_is_refused_and_not_told() -> None:
    bank = actions.register_bank(entry=BANK, **BY)

    with pytest.raises(actions.Unchanged):
        actions.change_bank(bank=bank, entry=BANK, **BY)
    assert len(told()) == 1


def test_a_branch_is_registered_once_per_bank_and_changed() -> None:
    """BNK-1."""
    bank = BankFactory.create(code="9999")
    wanted = BranchEntry(bank=bank, code="101", name="本店", telephone="")
    branch = actions.register_branch(entry=wanted, **BY)

    with pytest.raises(actions.Taken, match="店番号"):
        actions.register_branch(entry=wanted, **BY)
    actions.register_branch(entry=replace(wanted, bank=BankFactory.create(code="9998")), **BY)
    actions.change_branch(branch=branch, entry=replace(wanted, code="999", name="本店営業部"), **BY)

    branch.refresh_from_db()
    assert (branch.code, branch.name) == ("101", "本店営業部")
    assert [log.chain for log in OperationLog.objects.order_by("pk")] == [
        "bank:9999",
        "bank:9998",
        "bank:9999",
    ]


def test_a_contract_is_registered_without_an_initial_password() -> None:
    """CON-1, CON-4."""
    contract = actions.register_contract(entry=entry(BranchFactory.create()), **BY)

    assert contract.capabilities == {"ROKIN_DEDUCTION", "LUMP_DEPOSIT", "WEB_UPDATE"}
    assert not Contract.objects.open_for_registration().exists()
    assert told() == [("contract_changed", "12345678 試験労働組合", "SUCCESS")]
    assert OperationLog.objects.get().chain == "contract:12345678"


def test_a_contract_number_is_given_once() -> None:
    """CON-1: also at another branch."""
    ContractFactory.create(number="12345678")

    with pytest.raises(actions.Taken, match="契約番号"):
        actions.register_contract(entry=entry(BranchFactory.create()), **BY)


def test_users_see_less_at_once_when_services_shrink() -> None:
    """CON-4: nothing is copied from the contract to its users."""
    ledger = Function("LED-1", "照会", Menu.LEDGER, "x", changes_data=True, needs=frozenset({"LEDGER"}))
    contract = ContractFactory.create()
    clerk = GeneralUserFactory.create(contract=contract, grants={"LED-1": Grant.FULL})

    def seen() -> Grant:
        user = User.objects.get(pk=clerk.pk)
        grants = dict(user.grants.values_list("function_id", "grant"))
        assert user.contract is not None
        return granted(ledger, role=user.role, capabilities=user.contract.capabilities, grants=grants)

    before = seen()
    actions.change_contract(contract=contract, entry=entry(contract.branch, name=contract.name), **BY)

    assert (before, seen()) == (Grant.FULL, Grant.HIDDEN)
    assert last_detail()["changes"]["has_ledger"] == [True, False]


def test_number_and_kind_of_a_contract_stay() -> None:
    contract = ContractFactory.create(number="11112222")

    actions.change_contract(contract=contract, entry=entry(contract.branch, name="新しい組合"), **BY)

    contract.refresh_from_db()
    assert (contract.number, contract.kind, contract.name) == ("11112222", "MEMBER", "新しい組合")


def test_a_contract_moves_within_its_bank_only() -> None:
    contract = ContractFactory.create()
    sister = BranchFactory.create(bank=contract.branch.bank)

    with pytest.raises(actions.OtherBank):
        actions.change_contract(contract=contract, entry=entry(BranchFactory.create()), **BY)
    actions.change_contract(contract=contract, entry=entry(sister), **BY)

    contract.refresh_from_db()
    assert contract.branch == sister
    assert last_detail()["changes"]["branch"][1] == str(sister)


def test_an_ended_contract_has_no_users_and_no_initial_password() -> None:
    contract = ContractFactory.create()
    users = [MasterFactory.create(contract=contract), GeneralUserFactory.create(contract=contract)]
    heard: list[User] = []

    def hear(user: User, **_: object) -> None:
        heard.append(user)

    user_deleted.connect(hear)
    try:
        actions.end_contract(contract=contract, grounds=GROUNDS, **BY)
    finally:
        user_deleted.disconnect(hear)

    contract.refresh_from_db()
    assert (contract.ended_at, contract.initial_password) == (AT, "")
    assert heard == users
    assert not contract.users.registered().exists()
    assert [event for event, _, _ in told()] == ["user_deleted", "user_deleted", "contract_ended"]
    assert last_detail()["reason"] == "担当者の交代"


def test_nothing_happens_to_an_ended_contract() -> None:
    contract = ContractFactory.create(
        ended_at=AT - timedelta(days=1), initial_password="", initial_password_set_at=None
    )

    for refused in (
        lambda: actions.change_contract(contract=contract, entry=entry(contract.branch), **BY),
        lambda: actions.end_contract(contract=contract, grounds=GROUNDS, **BY),
        lambda: actions.set_initial_password(contract=contract, password=INITIAL_PASSWORD, **BY),
        lambda: actions.reset_master(contract=contract, grounds=GROUNDS, **BY),
    ):
        with pytest.raises(ContractEnded):
            refused()
    assert told() == []


def test_the_initial_password_is_a_hash_and_stands_nowhere_else() -> None:
    """CON-2."""
    contract = ContractFactory.create(initial_password="", initial_password_set_at=None)

    actions.set_initial_password(contract=contract, password="Neues#26", **BY)

    contract.refresh_from_db()
    assert check_password("Neues#26", contract.initial_password)
    assert contract.initial_password_set_at == AT
    entries = OperationLog.objects.values()
    assert [row["event"] for row in entries] == ["accounts.initial_password_set"]
    assert "Neues#26" not in str(list(entries))


def test_a_new_initial_password_leaves_a_blockage() -> None:
    contract = ContractFactory.create(locks=3, blocked_at=AT - timedelta(days=1))

    actions.set_initial_password(contract=contract, password="Neues#26", **BY)

    contract.refresh_from_db()
    assert contract.standing(at=AT) is rules.Standing.BLOCKED


def test_a_reset_master_can_register_again_and_the_others_stay() -> None:
    """BNK-2, USR-4."""
    contract = ContractFactory.create(locks=3, blocked_at=AT)
    master = MasterFactory.create(contract=contract)
    general = GeneralUserFactory.create(contract=contract)

    actions.reset_master(contract=contract, grounds=GROUNDS, **BY)

    contract.refresh_from_db()
    assert list(contract.users.registered()) == [general]
    assert contract.initial_password
    assert contract.blocked_at
    assert [event for event, _, _ in told()] == ["user_deleted", "master_reset"]
    assert last_detail() == {
        "paper": "ログインID/パスワード依頼書",
        "receiver": "窓口花子",
        "reason": "担当者の交代",
    }
    assert MasterFactory.create(contract=contract, user_id=master.user_id).pk != master.pk


def test_without_a_master_there_is_nothing_to_reset() -> None:
    with pytest.raises(actions.NoMaster):
        actions.reset_master(contract=ContractFactory.create(), grounds=GROUNDS, **BY)


@pytest.mark.parametrize("factory", [ContractFactory, MasterFactory, BankStaffFactory])
def test_the_bank_lifts_a_blockage_with_its_reason(factory: Any) -> None:
    """LOCK-5."""
    row = factory.create(locks=3, blocked_at=AT)

    actions.lift_lockout(row=row, grounds=GROUNDS, **{**BY, "by": Actor("other001", "別人")})

    row.refresh_from_db()
    assert row.lockout == rules.Lockout()
    assert told() == [("lockout_lifted", str(row), "SUCCESS")]
    assert last_detail()["before"] == "blocked"
    assert OperationLog.objects.get().function != USER_INQUIRY.id


def test_what_is_open_is_not_lifted() -> None:
    with pytest.raises(NotLocked):
        actions.lift_lockout(row=ContractFactory.create(), grounds=GROUNDS, **BY)
    assert told() == []


def test_a_general_user_s_blockage_is_the_master_s_to_lift() -> None:
    """LOCK-5."""
    general = GeneralUserFactory.create(locks=3, blocked_at=AT)

    with pytest.raises(actions.MastersTask, match="組合花子さんのロック・閉塞は"):
        actions.lift_lockout(row=general, grounds=GROUNDS, **BY)

    general.refresh_from_db()
    assert general.standing(at=AT) is rules.Standing.BLOCKED
    assert told() == []


def test_nobody_lifts_their_own_blockage() -> None:
    staff = BankStaffFactory.create(locks=3, blocked_at=AT)

    with pytest.raises(actions.OwnAccount):
        actions.lift_lockout(row=staff, grounds=GROUNDS, by=Actor(staff.user_id, staff.name), at=AT)
    assert staff.role == Role.BANK_STAFF
