"""Full width (全角) and half width (半角), as Japanese forms ask for them (REG-7)."""

import unicodedata

from .characters import characters, composed, is_kanji, is_variation_selector
from .cp932 import code_of


def is_full_width(text: str) -> bool:
    """Every character takes two bytes in CP932 or is a kanji that CP932 lacks (𠮷). Empty text passes.

    A kanji may carry one variation selector (IVS). Half-width kana, ASCII, controls, private-use
    characters, emoji and letters that CP932 lacks (ゔ) are not full-width.
    """
    return first_not_full_width(text) is None


def first_not_full_width(text: str) -> str | None:
    """The character to point at when a full-width text was asked for; None when there is nothing to say."""
    return next((character for character in characters(text) if not _is_full(character)), None)


def character_count(text: str) -> int:
    """How many characters a person counts (REG-7: at most 20): a kanji with its selector is one."""
    return sum(1 for _ in characters(text))


def is_half_width(text: str) -> bool:
    """Every character is printable ASCII or half-width kana: one byte in CP932. Empty text passes."""
    return all(" " <= char != "\x7f" and _size(char) == 1 for char in text)


def normalise_code(text: str) -> str:
    """A code or number as typed, half-width (NFKC) and trimmed. Never for names: it changes them."""
    return unicodedata.normalize("NFKC", text).strip()


def _is_full(character: str) -> bool:
    char, marks = composed(character)[0], composed(character)[1:]
    if marks:
        return is_kanji(char) and len(marks) == 1 and is_variation_selector(marks)
    return is_kanji(char) or _size(char) == 2


def _size(char: str) -> int:
    return len(code_of(char) or b"")
