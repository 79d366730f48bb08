"""What the tables of accounts refuse, on PostgreSQL and on SQLite; who sees which rows."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection
from django.db.models import UniqueConstraint
from factory import SubFactory
from factory.django import DjangoModelFactory

from accounts.models import (
    Access,
    Bank,
    Collection,
    Contract,
    ContractKind,
    FunctionGrant,
    Grant,
    Role,
    User,
    ZaikeiAccess,
)
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

Act = Callable[[], object]
LATER = REGISTERED_AT + timedelta(hours=1)


def two_branches_of_one_code() -> None:
    BranchFactory.create(code="001", bank=BranchFactory.create(code="001").bank)


def two_users_of_one_id() -> None:
    MasterFactory.create(user_id="abc123")
    GeneralUserFactory.create(user_id="abc123")


def two_masters() -> None:
    MasterFactory.create(contract=MasterFactory.create().contract)


def two_on_one_seat() -> None:
    GeneralUserFactory.create(contract=GeneralUserFactory.create().contract, seat=1)


def one_function_granted_twice() -> None:
    user = GeneralUserFactory.create(grants={"DED-1": Grant.FULL})
    FunctionGrant.objects.create(user=user, function_id="DED-1", grant=Grant.VIEW)


def unknown_grant() -> None:
    FunctionGrant.objects.create(user=GeneralUserFactory.create(), function_id="DED-1", grant="SOME")


def made(factory: type[DjangoModelFactory[Any]], **values: object) -> Act:
    """Makes a row later, inside the test."""
    return lambda: factory.create(**values)


contract = partial(made, ContractFactory)
employer = partial(made, ContractFactory, employer=True)
member_without_service = partial(
    made, ContractFactory, rokin_collection="", rokin_access="", has_ledger=False, has_group_savings=False
)
master = partial(made, MasterFactory)
general = partial(made, GeneralUserFactory)
branch_staff = partial(made, BranchStaffFactory)
bank_staff = partial(made, BankStaffFactory)

A_BANK, A_BRANCH, A_CONTRACT = SubFactory(BankFactory), SubFactory(BranchFactory), SubFactory(ContractFactory)
IMPOSSIBLE_LOCKOUTS: list[dict[str, object]] = [
    {"wrong_passwords": 6},
    {"locks": 3},
    {"locks": 4, "blocked_at": LATER},
    {"locks": 2, "blocked_at": LATER},
    {"locks": 3, "blocked_at": LATER, "locked_until": LATER},
    {"locks": 3, "blocked_at": LATER, "wrong_passwords": 1},
    {"locks": 0, "locked_until": LATER},
    {"locks": 1, "locked_until": LATER, "wrong_passwords": 1},
]

VIOLATIONS: dict[str, list[Act]] = {
    "accounts_bank_code_is_four_digits": [
        made(BankFactory, code=code) for code in ("", "999", "999A", "９９９９", "999\n")
    ],
    "accounts_branch_code_once_per_bank": [two_branches_of_one_code],
    "accounts_branch_code_is_three_digits": [
        made(BranchFactory, code=code) for code in ("", "01", "00A", "００１", "01\n")
    ],
    "accounts_contract_lockout_is_possible": [contract(**values) for values in IMPOSSIBLE_LOCKOUTS],
    "accounts_contract_number_is_eight_digits": [
        contract(number=number) for number in ("", "1234567", "1234567A", "１２３４５６７８", "1234567\n")
    ],
    "accounts_contract_name_kana_is_canonical": [
        contract(name_kana=kana)
        for kana in ("", " ", "ﾛｳｸﾐ ", " ﾛｳｸﾐ", "ロウクミ", "ﾛｳｸﾐｰ", "rokumi", "ﾛｳ\nｸﾐ")
    ],
    "accounts_contract_rokin_variants_travel_together": [
        contract(rokin_collection=""),
        contract(rokin_access=""),
        contract(rokin_collection="SOME"),
        contract(rokin_access="SOME"),
    ],
    "accounts_contract_services_fit_kind": [
        contract(kind="OTHER"),
        contract(zaikei_access=ZaikeiAccess.INQUIRY),
        employer(has_ledger=True),
        employer(has_group_savings=True),
        employer(rokin_collection=Collection.LUMP_DEPOSIT, rokin_access=Access.INQUIRY),
        employer(zaikei_access="SOME"),
        employer(zaikei_access="", has_zaikei_balances=False, has_zaikei_incentives=False),
    ],
    "accounts_contract_zaikei_extras_need_zaikei": [
        contract(has_zaikei_balances=True),
        contract(has_zaikei_incentives=True),
    ],
    "accounts_contract_member_has_a_service": [member_without_service()],
    "accounts_contract_initial_password_is_dated": [
        contract(initial_password=""),
        contract(initial_password_set_at=None),
    ],
    "accounts_user_lockout_is_possible": [master(**values) for values in IMPOSSIBLE_LOCKOUTS],
    "accounts_user_id_once": [two_users_of_one_id],
    "accounts_user_seat_once_per_contract": [two_masters, two_on_one_seat],
    "accounts_user_seat_fits_role": [
        master(seat=1),
        master(seat=None),
        general(seat=0),
        general(seat=11),
        general(seat=None),
        branch_staff(seat=0),
    ],
    "accounts_user_belongs_where_role_says": [
        master(contract=None),
        master(bank=A_BANK),
        master(branch=A_BRANCH),
        general(bank=A_BANK),
        branch_staff(branch=None),
        branch_staff(bank=A_BANK),
        branch_staff(contract=A_CONTRACT),
        bank_staff(bank=None),
        bank_staff(branch=A_BRANCH),
        bank_staff(contract=A_CONTRACT),
        made(FederationFactory, bank=A_BANK),
        made(FederationFactory, branch=A_BRANCH),
        made(FederationFactory, contract=A_CONTRACT),
    ],
    "accounts_user_id_has_its_shape": [
        master(user_id=user_id)
        for user_id in (
            *("", "abc12", "abcdefghijkl1", "abcdef", "123456", "abc-12", "ａbc123"),
            *("abc123\n", "\nabc123"),
        )
    ],
    "accounts_user_has_name_and_mail": [master(name=""), master(mail="")],
    "accounts_user_deleted_after_registered": [master(deleted_at=REGISTERED_AT - timedelta(seconds=1))],
    "accounts_grant_once_per_function": [one_function_granted_twice],
    "accounts_grant_is_known": [unknown_grant],
}
CONSTRAINTS = {
    constraint.name: constraint
    for model in apps.get_app_config("accounts").get_models()
    for constraint in model._meta.constraints
}


def words_of(name: str) -> str:
    """What the database says when this constraint is violated; SQLite names a unique one by its columns."""
    constraint = CONSTRAINTS[name]
    if connection.vendor == "sqlite" and isinstance(constraint, UniqueConstraint):
        return f"UNIQUE constraint failed: .*{constraint.fields[-1]}$"
    return name


@pytest.mark.parametrize(
    ("name", "act"), [pytest.param(name, act, id=name) for name, acts in VIOLATIONS.items() for act in acts]
)
def test_the_database_refuses_what_can_never_be_true(name: str, act: Act) -> None:
    with pytest.raises(IntegrityError, match=words_of(name)):
        act()


@pytest.mark.parametrize(
    "act",
    [
        made(BankFactory, code="9999\n"),
        made(BranchFactory, code="001\n"),
        contract(number="12345678\n"),
        master(user_id="abc123\n"),
    ],
)
def test_a_line_end_is_no_part_of_a_code(act: Act) -> None:
    with pytest.raises(DatabaseError, match=r"too long|_digits|_has_its_shape"):
        act()


def test_every_constraint_is_violated_here() -> None:
    assert set(VIOLATIONS) == set(CONSTRAINTS)


@pytest.mark.parametrize(
    "act",
    [
        contract(),
        contract(wage_exchange=True),
        contract(inquiry=True),
        contract(locks=2, locked_until=LATER),
        contract(locks=1, wrong_passwords=5),
        contract(locks=3, blocked_at=LATER),
        contract(initial_password="", initial_password_set_at=None),
        member_without_service(has_ledger=True),
        member_without_service(has_group_savings=True),
        member_without_service(rokin_collection=Collection.WAGE_EXCHANGE, rokin_access=Access.INQUIRY),
        employer(),
        employer(zaikei_access=ZaikeiAccess.INQUIRY, has_zaikei_balances=False, has_zaikei_incentives=False),
        general(seat=1),
        general(seat=10),
        master(deleted_at=REGISTERED_AT),
        branch_staff(),
        bank_staff(),
        made(FederationFactory),
    ],
)
def test_the_database_takes_what_can_be_true(act: Act) -> None:
    assert act() is not None


def test_user_ids_differ_by_case_reg_5() -> None:
    upper, lower = MasterFactory.create(user_id="Abc123"), MasterFactory.create(user_id="abc123")

    assert User.objects.get_by_natural_key("Abc123") == upper
    assert User.objects.get_by_natural_key("abc123") == lower


def test_the_id_and_the_seat_of_a_deleted_user_are_free_usr_4() -> None:
    gone = GeneralUserFactory.create(user_id="abc123", deleted_at=LATER)

    again = GeneralUserFactory.create(user_id="abc123", contract=gone.contract, seat=gone.seat)

    assert User.objects.get_by_natural_key("abc123") == again


def test_a_contract_number_is_unique_con_1() -> None:
    ContractFactory.create(number="12345678")

    with pytest.raises(IntegrityError):
        ContractFactory.create(number="12345678")


def test_a_bank_code_is_unique() -> None:
    BankFactory.create(code="9999")

    with pytest.raises(IntegrityError):
        Bank.objects.create(code="9999")


def test_the_master_of_a_contract_is_the_registered_one_reg_4() -> None:
    contract = ContractFactory.create()
    MasterFactory.create(contract=contract, deleted_at=LATER)
    GeneralUserFactory.create(contract=contract)
    assert contract.master is None

    master = MasterFactory.create(contract=contract)

    assert contract.master == master


def test_contracts_that_run_and_have_an_initial_password_are_open_for_registration_reg_2() -> None:
    running = ContractFactory.create()
    ContractFactory.create(ended_at=LATER)
    ContractFactory.create(initial_password="", initial_password_set_at=None)

    assert list(Contract.objects.open_for_registration()) == [running]


@pytest.mark.parametrize(
    ("variant", "capabilities"),
    [
        ({}, "ROKIN_DEDUCTION LUMP_DEPOSIT WEB_UPDATE LEDGER GROUP_SAVINGS"),
        ({"wage_exchange": True}, "ROKIN_DEDUCTION WAGE_EXCHANGE WEB_UPDATE LEDGER GROUP_SAVINGS"),
        ({"inquiry": True}, "ROKIN_DEDUCTION LUMP_DEPOSIT LEDGER GROUP_SAVINGS"),
        ({"rokin_collection": "", "rokin_access": "", "has_ledger": False}, "GROUP_SAVINGS"),
        ({"employer": True}, "ZAIKEI SEND_DETAILS ZAIKEI_BALANCES ZAIKEI_INCENTIVES"),
        (
            {"employer": True, "zaikei_access": ZaikeiAccess.INQUIRY, "has_zaikei_incentives": False},
            "ZAIKEI ZAIKEI_BALANCES",
        ),
    ],
)
def test_a_contract_names_what_is_contracted_con_4(variant: dict[str, object], capabilities: str) -> None:
    assert ContractFactory.create(**variant).capabilities == set(capabilities.split())


def test_kinds_and_roles_are_named_as_the_screens_name_them() -> None:
    assert ContractKind.MEMBER.label == "会員"
    assert ContractKind.EMPLOYER.label == "事業主"
    assert [role.label for role in Role] == ["マスター", "一般", "取引店職員", "金庫職員", "連合会"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (lambda: BankFactory.create(code="9999"), "9999 試験労働金庫"),
        (lambda: BranchFactory.create(code="001"), "001 本店営業部"),
        (lambda: ContractFactory.create(number="12345678"), "12345678 試験労働組合"),
        (lambda: MasterFactory.create(user_id="abc123"), "abc123 労金太郎"),
        (lambda: FunctionGrant(function_id="DED-1", grant=Grant.VIEW), "DED-1 閲覧のみ"),
    ],
)
def test_a_row_is_called_as_people_call_it(row: Act, words: str) -> None:
    assert str(row()) == words
