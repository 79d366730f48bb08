"""The catalogue of messages: what a user reads at a refusal, with cause (原因) and remedy (対処).

Each app declares its own in `<app>/messages.py`, the kernel in `kernel/catalogue.py`. The first
two digits of a code say what it is about: E10 input, E11 authentication, E12 certificates, E20 deadlines and
states, E30 files, E40 totals, E50 zaikei, E90 system.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RANGES: Final = ("E10", "E11", "E12", "E20", "E30", "E40", "E50", "E90")
_CODE: Final = re.compile(r"(?:" + "|".join(RANGES) + r")[0-9]{2}")


class CatalogueError(ValueError):
    """A message that may not stand in the catalogue; the start fails."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `text`, `cause` and `remedy` may hold `{name}` fields, filled in when it is shown."""

    code: str
    text: str
    cause: str
    remedy: str
    # True: the page names whom to call, for the reader cannot mend it alone.
    contact: bool = False

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise CatalogueError(f"{self.code!r} is no message code")
        for name, words in (("text", self.text), ("cause", self.cause), ("remedy", self.remedy)):
            if not words.strip():
                raise CatalogueError(f"{self.code} has no {name}")

    @property
    def anchor(self) -> str:
        """The stable place of this message on the help page."""
        return self.code.lower()


_catalogue: dict[str, Message] = {}


def register(*messages: Message) -> None:
    """Take messages into the catalogue. A code has one meaning for ever: a second one fails the start."""
    for message in messages:
        if message.code in _catalogue:
            raise CatalogueError(f"{message.code} is declared twice")
        _catalogue[message.code] = message


def by_code(code: str) -> Message:
    """The message of this code; KeyError when there is none."""
    return _catalogue[code]


def all_messages() -> Sequence[Message]:
    """Every registered message in the order of the codes."""
    return tuple(_catalogue[code] for code in sorted(_catalogue))
