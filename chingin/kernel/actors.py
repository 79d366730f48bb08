"""Who acts: the `by=` of every action."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, as words, so that the operation log (操作ログ) outlives the user's row."""

    user_id: str
    name: str
    # IP address of the browser; empty for what the system does by itself.
    address: str = ""


SYSTEM: Final = Actor("system", "システム")
