"""What the bank's staff see and do about groups (BNK): each write is an action."""

from . import cycles, employees, groups

__all__ = ["cycles", "employees", "groups"]
