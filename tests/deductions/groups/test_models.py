"""Deposit groups (CON-5): what the database refuses, and who sees which."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deductions.groups.models import DepositGroup
from tests.accounts.factories import (
    BankStaffFactory,
    BranchStaffFactory,
    ContractFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("groups_depositgroup_number_is_eight_digits", {"number": "1234567"}),
        ("groups_depositgroup_number_is_eight_digits", {"number": "1234567a"}),
        ("groups_depositgroup_number_is_eight_digits", {"number": "00000000"}),
        ("groups_depositgroup_has_a_name", {"name": ""}),
        ("groups_depositgroup_employee_number_has_digits", {"employee_number_digits": 0}),
        ("groups_depositgroup_employee_number_has_digits", {"employee_number_digits": 11}),
    ],
)
def test_what_can_never_be_true_is_refused(constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DepositGroupFactory.create(**values)


def test_a_number_stands_for_one_group_in_all_contracts() -> None:
    group = DepositGroupFactory.create(number="50000001")

    with pytest.raises(IntegrityError, match=r"groups_depositgroup[._]number"), transaction.atomic():
        DepositGroupFactory.create(number=group.number)


def test_a_group_is_named_as_the_screens_name_it() -> None:
    """CON-5."""
    assert str(DepositGroupFactory.build(number="50000001", name="本社支部")) == "50000001 本社支部"


def test_members_see_their_contract_s_groups_and_staff_those_in_their_charge() -> None:
    """BNK-3."""
    own = DepositGroupFactory.create()
    neighbour = DepositGroupFactory.create(contract=ContractFactory.create(branch=own.contract.branch))
    colleague = DepositGroupFactory.create(
        contract=ContractFactory.create(branch__bank=own.contract.branch.bank)
    )
    stranger = DepositGroupFactory.create()
    branch = own.contract.branch

    for viewer, seen in (
        (MasterFactory.create(contract=own.contract), {own}),
        (GeneralUserFactory.create(contract=own.contract), {own}),
        (BranchStaffFactory.create(branch=branch), {own, neighbour}),
        (BankStaffFactory.create(bank=branch.bank), {own, neighbour, colleague}),
        (FederationFactory.create(), {own, neighbour, colleague, stranger}),
    ):
        assert set(DepositGroup.objects.visible_to(viewer)) == seen
