"""CON-4: which services go together in a contract, in the rule and in the database alike."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Access, Collection, Contract, ContractKind, ZaikeiAccess
from accounts.subscriptions import NOT_FOR_EMPLOYERS, NOT_FOR_MEMBERS, Subscription, faults
from tests.accounts.factories import REGISTERED_AT, BranchFactory

MEMBER: dict[str, Any] = {
    "kind": "MEMBER",
    "rokin_collection": "LUMP_DEPOSIT",
    "rokin_access": "INQUIRY",
}
EMPLOYER: dict[str, Any] = {"kind": "EMPLOYER", "zaikei_access": "INQUIRY"}

RIGHT: list[dict[str, Any]] = [
    MEMBER,
    {"kind": "MEMBER", "has_ledger": True},
    {"kind": "MEMBER", "has_group_savings": True},
    {**MEMBER, "rokin_collection": "WAGE_EXCHANGE", "rokin_access": "WEB_UPDATE", "has_ledger": True},
    EMPLOYER,
    {**EMPLOYER, "zaikei_access": "SEND_DETAILS", "has_zaikei_balances": True, "has_zaikei_incentives": True},
]
WRONG: list[tuple[dict[str, Any], set[str]]] = [
    ({"kind": "MEMBER"}, {"rokin_collection"}),
    ({**MEMBER, "rokin_access": ""}, {"rokin_access"}),
    ({**MEMBER, "rokin_collection": ""}, {"rokin_collection"}),
    ({**MEMBER, "zaikei_access": "INQUIRY"}, {"zaikei_access"}),
    ({**MEMBER, "has_zaikei_balances": True}, {"has_zaikei_balances"}),
    ({**MEMBER, "has_zaikei_incentives": True}, {"has_zaikei_incentives"}),
    ({"kind": "EMPLOYER"}, {"zaikei_access"}),
    ({**EMPLOYER, "has_ledger": True}, {"has_ledger"}),
    ({**EMPLOYER, "has_group_savings": True}, {"has_group_savings"}),
    (
        {**EMPLOYER, "rokin_collection": "LUMP_DEPOSIT", "rokin_access": "INQUIRY"},
        {"rokin_collection", "rokin_access"},
    ),
]


@pytest.mark.parametrize("wanted", RIGHT)
def test_services_that_go_together_have_no_fault(wanted: dict[str, Any]) -> None:
    assert faults(Subscription(**wanted)) == {}


@pytest.mark.parametrize(("wanted", "fields"), WRONG)
def test_each_fault_stands_at_its_field(wanted: dict[str, Any], fields: set[str]) -> None:
    assert set(faults(Subscription(**wanted))) == fields


def test_the_other_kinds_services_are_named_as_such() -> None:
    assert faults(Subscription(**MEMBER, has_zaikei_balances=True)) == {
        "has_zaikei_balances": NOT_FOR_MEMBERS
    }
    assert faults(Subscription(**EMPLOYER, has_ledger=True)) == {"has_ledger": NOT_FOR_EMPLOYERS}


SUBSCRIPTIONS = st.builds(
    Subscription,
    kind=st.sampled_from(ContractKind.values),
    rokin_collection=st.sampled_from(["", *Collection.values]),
    rokin_access=st.sampled_from(["", *Access.values]),
    has_ledger=st.booleans(),
    has_group_savings=st.booleans(),
    zaikei_access=st.sampled_from(["", *ZaikeiAccess.values]),
    has_zaikei_balances=st.booleans(),
    has_zaikei_incentives=st.booleans(),
)


@pytest.mark.django_db
def test_the_rule_and_the_database_refuse_the_same() -> None:
    """A contract that the rule lets pass is stored; one that it refuses is not."""
    branch = BranchFactory.create()

    @settings(deadline=None)
    @given(wanted=SUBSCRIPTIONS)
    def agree(wanted: Subscription) -> None:
        with transaction.atomic():
            assert _is_stored(wanted, branch.pk) == (faults(wanted) == {})
            transaction.set_rollback(True)

    agree()


def _is_stored(wanted: Subscription, branch: int) -> bool:
    values = {name: getattr(wanted, name) for name in Subscription.__slots__}
    try:
        with transaction.atomic():
            Contract.objects.create(
                number="12345678",
                branch_id=branch,
                name="組合",
                name_kana="ｸﾐｱｲ",
                registered_at=REGISTERED_AT,
                **values,
            )
    except IntegrityError:
        return False
    return True
