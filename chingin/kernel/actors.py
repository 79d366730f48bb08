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

    @property
    def signature(self) -> str:
        """For a row that keeps one word of who it was: `console` would name nobody."""
        return f"{self.user_id} ({self.name})" if self.user_id == CONSOLE else self.user_id


# Whoever types a command; the name is that of the operating system's user.
CONSOLE: Final = "console"
SYSTEM: Final = Actor("system", "システム")
