"""The catalogue as a reference work (エラーコード一覧): what a code on a page means and what to do."""

import unicodedata
from dataclasses import dataclass
from string import Formatter
from typing import Final

from chingin.kernel.messages import Message, all_messages

BLANK: Final = "○○"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message whose changing parts are blanks."""

    code: str
    anchor: str
    text: str
    cause: str
    remedy: str


def entries(wanted: str = "") -> list[Entry]:
    """All messages in the order of the codes; only those that hold all these words, in whatever width."""
    words = _folded(wanted).split()
    return [entry for entry in map(_entry, all_messages()) if all(word in _whole(entry) for word in words)]


def _entry(message: Message) -> Entry:
    text, cause, remedy = map(_with_blanks, (message.text, message.cause, message.remedy))
    return Entry(code=message.code, anchor=message.anchor, text=text, cause=cause, remedy=remedy)


def _with_blanks(text: str) -> str:
    parts = Formatter().parse(text)
    return "".join(before + (BLANK if field is not None else "") for before, field, _, _ in parts)


def _whole(entry: Entry) -> str:
    return _folded(" ".join((entry.code, entry.text, entry.cause, entry.remedy)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
