"""How lock and blockage (ロック・閉塞) read in the staff's lists."""

from datetime import datetime
from typing import Final

from accounts.models import Lockable
from accounts.rules import Standing
from chingin.kernel import clock

_WORDS: Final = {Standing.OPEN: "利用可", Standing.BLOCKED: "閉塞"}


def standing_in_words(row: Lockable, *, at: datetime) -> str:
    """利用可, ロック until when, or 閉塞."""
    standing = row.standing(at=at)
    if standing is Standing.LOCKED and row.locked_until is not None:
        return f"ロック({clock.in_words(row.locked_until)}まで)"
    return _WORDS[standing]
