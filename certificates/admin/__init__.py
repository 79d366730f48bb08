"""What the bank's staff see and do about certificates on the staff origin (BNK): each write is an action."""

from . import register

__all__ = ["register"]
