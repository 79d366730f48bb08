"""What the bank's staff see and do about 労金控除 (BNK): each write is an action."""

from . import deposits

__all__ = ["deposits"]
