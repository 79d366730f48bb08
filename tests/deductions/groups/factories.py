"""Deposit groups: the valid default; a test states only what matters to it."""

import factory
from factory.django import DjangoModelFactory

from deductions.groups.models import DepositGroup
from tests.accounts.factories import ContractFactory


class DepositGroupFactory(DjangoModelFactory[DepositGroup]):
    """A group (入金グループ) of a member's contract, with employee numbers (職員番号) of six digits."""

    class Meta:
        model = DepositGroup

    contract = factory.SubFactory(ContractFactory)
    number = factory.Sequence(lambda n: f"{50000001 + n}")
    name = "本社支部"
    employee_number_digits = 6
