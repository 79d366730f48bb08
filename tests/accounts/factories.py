"""Banks, contracts and their users: the valid default; a test states only what matters to it.

Stored passwords are of FastArgon2id, whatever the settings say: they verify at once in every app's tests.
What a sequence counts up to lies where no test names a value of its own: a worker's thousandth bank was once
the 9999 of the test it was made in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import factory
from factory.django import DjangoModelFactory

from accounts import rules
from accounts.models import (
    Access,
    Bank,
    Branch,
    Collection,
    Contract,
    ContractKind,
    FunctionGrant,
    Grant,
    Role,
    User,
    ZaikeiAccess,
)
from chingin.kernel.clock import JST
from tests.accounts.hashing import FastArgon2id

PASSWORD: Final = "Rokin#2026"
INITIAL_PASSWORD: Final = "ROKYO1r@"
REGISTERED_AT: Final = datetime(2026, 4, 1, 9, 0, tzinfo=JST)


def hashed(password: str) -> str:
    """A stored password, cheap to make and to verify."""
    return FastArgon2id().encode(password, "salt-of-the-tests")


class BankFactory(DjangoModelFactory[Bank]):
    """A bank (労働金庫) with a help desk."""

    class Meta:
        model = Bank

    code = factory.Sequence(lambda n: f"{1000 + n % 8000}")
    name = "試験労働金庫"
    help_desk_name = "試験ろうきんヘルプデスク"
    help_desk_telephone = "0120-000-000"
    help_desk_hours = "平日 9:00～17:00"
    mail_sender = "info@bank.test"


class BranchFactory(DjangoModelFactory[Branch]):
    """A branch (取引店)."""

    class Meta:
        model = Branch

    bank = factory.SubFactory(BankFactory)
    code = factory.Sequence(lambda n: f"{300 + n % 600}")
    name = "本店営業部"
    telephone = "03-0000-0000"


class ContractFactory(DjangoModelFactory[Contract]):
    """A member's contract: 労金控除 (まとめ入金, Web更新), 賃控元帳, 一斉積立; no user registered yet."""

    class Meta:
        model = Contract

    class Params:
        employer = factory.Trait(
            kind=ContractKind.EMPLOYER,
            name="試験工業株式会社",
            name_kana="ｼｹﾝｺｳｷﾞﾖｳ",
            rokin_collection="",
            rokin_access="",
            has_ledger=False,
            has_group_savings=False,
            zaikei_access=ZaikeiAccess.SEND_DETAILS,
            has_zaikei_balances=True,
            has_zaikei_incentives=True,
        )
        wage_exchange = factory.Trait(rokin_collection=Collection.WAGE_EXCHANGE)
        inquiry = factory.Trait(rokin_access=Access.INQUIRY)

    number = factory.Sequence(lambda n: f"{60000001 + n}")
    kind = ContractKind.MEMBER
    branch = factory.SubFactory(BranchFactory)
    name = "試験労働組合"
    name_kana = "ｼｹﾝﾛｳﾄﾞｳｸﾐｱｲ"
    rokin_collection = Collection.LUMP_DEPOSIT
    rokin_access = Access.WEB_UPDATE
    has_ledger = True
    has_group_savings = True
    initial_password = hashed(INITIAL_PASSWORD)
    initial_password_set_at = REGISTERED_AT
    registered_at = REGISTERED_AT


class UserFactory(DjangoModelFactory[User]):
    """What all users have; a role's own factory adds where the user belongs."""

    class Meta:
        model = User
        abstract = True

    mail = factory.LazyAttribute(lambda user: f"{user.user_id}@example.test")
    password = hashed(PASSWORD)
    registered_at = REGISTERED_AT


class MasterFactory(UserFactory):
    """The master user (マスターユーザー) of a contract."""

    class Meta:
        model = User

    user_id = factory.Sequence(lambda n: f"kumiai{n:04d}")
    role = Role.MASTER
    contract = factory.SubFactory(ContractFactory)
    seat = 0
    name = "労金太郎"


def next_seat(contract: Contract) -> int:
    """The first seat from 1 that no registered user of the contract sits on."""
    taken = set(contract.users.registered().values_list("seat", flat=True))
    return next(seat for seat in range(1, rules.MAX_GENERAL_USERS + 2) if seat not in taken)


def store_grants(user: User, _create: bool, given: Mapping[str, Grant] | None, **_: object) -> None:
    """What the master granted, by function id."""
    for function_id, grant in (given or {}).items():
        FunctionGrant.objects.create(user=user, function_id=function_id, grant=grant)


class GeneralUserFactory(UserFactory):
    """A general user (一般ユーザー) on the next free seat, past the first login.

    `grants={"DED-1": Grant.FULL}` stores what the master granted; without it every function is hidden.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    user_id = factory.Sequence(lambda n: f"bumon{n:04d}")
    role = Role.GENERAL
    contract = factory.SubFactory(ContractFactory)
    seat = factory.LazyAttribute(lambda user: next_seat(user.contract))
    name = "組合花子"
    grants = factory.PostGeneration(store_grants)


class BranchStaffFactory(UserFactory):
    """Staff of a branch (取引店職員)."""

    class Meta:
        model = User

    user_id = factory.Sequence(lambda n: f"branch{n:04d}")
    role = Role.BRANCH_STAFF
    branch = factory.SubFactory(BranchFactory)
    name = "店頭一郎"


class BankStaffFactory(UserFactory):
    """Staff of a bank (金庫職員)."""

    class Meta:
        model = User

    user_id = factory.Sequence(lambda n: f"bank{n:04d}")
    role = Role.BANK_STAFF
    bank = factory.SubFactory(BankFactory)
    name = "本部次郎"


class FederationFactory(UserFactory):
    """Staff of the federation (連合会)."""

    class Meta:
        model = User

    user_id = factory.Sequence(lambda n: f"rengo{n:04d}")
    role = Role.FEDERATION
    name = "連合三郎"
