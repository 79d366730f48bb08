"""What the bank's staff see and do on the staff origin (BNK): each write is an action."""

from . import banks, calendar, contracts, operation_log, receptions, users

__all__ = ["banks", "calendar", "contracts", "operation_log", "receptions", "users"]
