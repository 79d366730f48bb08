"""Who sees which contracts and users (BNK-3); where a user belongs."""

from dataclasses import dataclass

import pytest

from accounts.models import Bank, Branch, Contract, User
from chingin.kernel.audit import SYSTEM_CHAIN, bank_chain, contract_chain
from tests.accounts.factories import (
    REGISTERED_AT,
    BankFactory,
    BankStaffFactory,
    BranchFactory,
    BranchStaffFactory,
    ContractFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Land:
    """Two banks; the first with two branches; a contract at each branch with a master and a general user."""

    bank: Bank
    branch: Branch
    viewers: dict[str, User]


@pytest.fixture
def land() -> Land:
    bank = BankFactory.create(code="9999")
    here, there = BranchFactory.create(bank=bank), BranchFactory.create(bank=bank)
    places = {"1": here, "2": there, "3": BranchFactory.create(bank__code="9998")}
    for digit, branch in places.items():
        contract = ContractFactory.create(number=digit * 8, branch=branch)
        MasterFactory.create(user_id=f"master{digit}", contract=contract)
        GeneralUserFactory.create(user_id=f"ippan{digit}", contract=contract)
        GeneralUserFactory.create(user_id=f"deleted{digit}", contract=contract, deleted_at=REGISTERED_AT)
    return Land(
        bank=bank,
        branch=here,
        viewers={
            "master": User.objects.get(user_id="master1"),
            "general": User.objects.get(user_id="ippan1"),
            "branch staff": BranchStaffFactory.create(branch=here),
            "bank staff": BankStaffFactory.create(bank=bank),
            "federation": FederationFactory.create(),
        },
    )


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("master", "1"),
        ("general", "1"),
        ("branch staff", "1"),
        ("bank staff", "12"),
        ("federation", "123"),
    ],
)
def test_each_sees_the_contracts_and_the_registered_users_of_its_own_place_bnk_3(
    land: Land, viewer: str, seen: str
) -> None:
    contracts = Contract.objects.visible_to(land.viewers[viewer])
    users = User.objects.visible_to(land.viewers[viewer])

    assert sorted(contract.number for contract in contracts) == [digit * 8 for digit in seen]
    assert {user.user_id for user in users} == {
        f"{name}{digit}" for digit in seen for name in ("master", "ippan")
    }


def test_visibility_keeps_earlier_filters_bnk_3(land: Land) -> None:
    federation = land.viewers["federation"]

    assert Contract.objects.filter(number="11111111").visible_to(federation).count() == 1
    assert User.objects.filter(user_id="master2").visible_to(federation).count() == 1


@pytest.mark.parametrize(
    ("viewer", "chain"),
    [
        ("master", contract_chain("11111111")),
        ("general", contract_chain("11111111")),
        ("branch staff", bank_chain("9999")),
        ("bank staff", bank_chain("9999")),
        ("federation", SYSTEM_CHAIN),
    ],
)
def test_each_writes_into_the_chain_of_its_own_place(land: Land, viewer: str, chain: str) -> None:
    assert land.viewers[viewer].log_chain == chain


def test_all_but_the_federation_have_a_bank_env_7(land: Land) -> None:
    banks = {viewer: user.home_bank for viewer, user in land.viewers.items()}

    assert banks.pop("federation") is None
    assert set(banks.values()) == {land.bank}


def test_staff_are_staff_and_members_are_not_bnk_3(land: Land) -> None:
    staff = {viewer for viewer, user in land.viewers.items() if user.is_staff}

    assert staff == {"branch staff", "bank staff", "federation"}
    assert set(User.objects.registered().of_organisations()) == set(
        User.objects.visible_to(land.viewers["federation"])
    )


def test_members_of_an_ended_contract_may_nothing_more(land: Land) -> None:
    """CERT-2, LOGIN-1: neither the door nor the issue of certificates finds them."""
    contract = land.viewers["master"].contract
    assert contract is not None
    before = set(User.objects.of_organisations())
    Contract.objects.filter(pk=contract.pk).update(ended_at=contract.registered_at)

    assert before - set(User.objects.of_organisations()) == set(contract.users.all())


def test_a_deleted_user_is_not_active_usr_4(land: Land) -> None:
    assert land.viewers["master"].is_active
    assert not User.objects.get(user_id="deleted1").is_active
