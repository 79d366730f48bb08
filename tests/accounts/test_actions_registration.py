"""The master user's initial registration: REG-3, REG-4, REG-5, REG-9, REG-10."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts.actions.registration import (
    MasterAlreadyRegistered,
    RegistrationShut,
    UserEntry,
    UserIdTaken,
    insert_user,
    register_master,
)
from accounts.models import Contract, Role, User
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OutgoingMail
from tests.accounts.factories import PASSWORD, ContractFactory, GeneralUserFactory, MasterFactory
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
ENTRY = UserEntry(user_id="roukin01", name="労金太郎", mail="taro@union.example", password=PASSWORD)


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


def register(contract: Contract) -> User:
    return register_master(contract=contract, entry=ENTRY, address="192.0.2.1", at=AT)


def test_a_master_is_registered_as_typed_reg_3(contract: Contract) -> None:
    user = register(contract)

    user.refresh_from_db()
    assert (user.user_id, user.name, user.mail) == ("roukin01", "労金太郎", "taro@union.example")
    assert (user.role, user.seat, user.contract) == (Role.MASTER, 0, contract)
    assert (user.registered_at, user.last_login, user.deleted_at) == (AT, None, None)


def test_the_master_s_password_is_final_and_stored_as_a_hash_only_reg_6(contract: Contract) -> None:
    user = register(contract)

    assert user.check_password(PASSWORD)
    assert not user.password_is_provisional
    assert PASSWORD not in user.password


def test_the_registration_is_logged_in_the_contract_s_chain_as_the_new_user_s_act(contract: Contract) -> None:
    register(contract)

    assert told() == [("master_registered", "roukin01 労金太郎", "SUCCESS")]
    entry = OperationLog.objects.get()
    assert (entry.chain, entry.user_id, entry.user_name) == ("contract:12345678", "roukin01", "労金太郎")
    assert (entry.address, entry.at) == ("192.0.2.1", AT)


def test_the_registration_is_confirmed_by_mail_reg_10(contract: Contract) -> None:
    register(contract)

    assert mailed() == [("registered", "taro@union.example")]
    assert PASSWORD not in OutgoingMail.objects.get().body


def test_there_is_one_master_per_contract_reg_4(contract: Contract) -> None:
    MasterFactory.create(contract=contract)

    with pytest.raises(MasterAlreadyRegistered) as refused:
        register(contract)

    assert refused.value.code == "E1106"
    assert contract.users.count() == 1
    assert (told(), mailed()) == ([], [])


def test_after_the_master_was_deleted_a_new_one_registers_with_the_same_id_reg_4_usr_4(
    contract: Contract,
) -> None:
    MasterFactory.create(contract=contract, user_id="roukin01", deleted_at=AT - timedelta(days=1))

    assert contract.master is None
    assert register(contract) == contract.master


def test_a_taken_id_is_refused_in_the_manual_s_words_reg_9(contract: Contract) -> None:
    GeneralUserFactory.create(user_id="roukin01")

    with pytest.raises(UserIdTaken, match="入力されたユーザーIDはすでに登録済です。"):
        register(contract)

    assert contract.master is None
    assert (told(), mailed()) == ([], [])


def test_an_id_that_differs_by_case_is_another_one_reg_5(contract: Contract) -> None:
    GeneralUserFactory.create(user_id="Roukin01")

    assert register(contract).user_id == "roukin01"


def test_what_else_the_database_refuses_is_no_taken_id(contract: Contract) -> None:
    with pytest.raises(IntegrityError, match="accounts_user_seat_fits_role"):
        insert_user(ENTRY, contract=contract, role=Role.GENERAL, seat=11, at=AT)


def test_an_entry_does_not_show_its_password() -> None:
    assert PASSWORD not in repr(ENTRY)


@pytest.mark.parametrize(
    "change", [{"ended_at": AT}, {"initial_password": "", "initial_password_set_at": None}]
)
def test_a_contract_that_closed_since_the_initial_login_takes_no_master(
    contract: Contract, change: dict[str, object]
) -> None:
    Contract.objects.filter(pk=contract.pk).update(**change)

    with pytest.raises(RegistrationShut):
        register(contract)

    assert not User.objects.exists()
