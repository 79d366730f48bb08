"""Deposit groups (入金グループ), their employees (職員) and their cycles (控除回)."""

from .cycle import Cycle, CycleQuerySet, PayKind
from .employee import Employee, EmployeeQuerySet
from .group import DepositGroup, DepositGroupQuerySet

__all__ = [
    "Cycle",
    "CycleQuerySet",
    "DepositGroup",
    "DepositGroupQuerySet",
    "Employee",
    "EmployeeQuerySet",
    "PayKind",
]
