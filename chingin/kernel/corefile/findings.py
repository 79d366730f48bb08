"""What is wrong with a file, and where: one finding for each fault, the first 1,000 of them kept."""

from dataclasses import dataclass, field
from typing import Final

from chingin.kernel.japanese.characters import is_private_use
from chingin.kernel.messages import Message

MOST_FINDINGS: Final = 1_000  # 仕様: at most 1,000 are reported, the rest is counted
_LONGEST_VALUE: Final = 40
_UNDECODABLE: Final = range(0xDC80, 0xDD00)  # what "surrogateescape" makes of a byte


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one field (its name in code) of a record, and what was expected instead."""

    field: str
    message: Message
    expected: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in its place: record and bytes count from 1, `last` included."""

    code: str
    file: str
    record: int
    first: int
    last: int
    field: str
    value: str
    expected: str


@dataclass(slots=True)
class Findings:
    """The findings of one file: the first are kept, the others counted."""

    kept: list[Finding] = field(default_factory=list)
    total: int = 0

    def add(self, finding: Finding) -> None:
        self.total += 1
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(finding)

    @property
    def left_out(self) -> int:
        """How many more there are than are kept (ほか n 件)."""
        return self.total - len(self.kept)


def printable(data: bytes) -> str:
    r"""Bytes for people's eyes: Windows-31J where it is that, \xNN for the rest; cut after 40 characters."""
    text = data[: _LONGEST_VALUE * 2 + 1].decode("cp932", errors="surrogateescape")
    shown = "".join(map(printable_character, text[:_LONGEST_VALUE]))
    return shown + "…" if len(text) > _LONGEST_VALUE else shown


def printable_character(char: str) -> str:
    r"""A character of such a text, or \xNN for each byte of one that has no looks of its own."""
    if ord(char) in _UNDECODABLE:
        return f"\\x{ord(char) - 0xDC00:02X}"
    if char == "\u3000" or (char.isprintable() and not is_private_use(char)):
        return char
    return "".join(f"\\x{byte:02X}" for byte in char.encode("cp932"))
