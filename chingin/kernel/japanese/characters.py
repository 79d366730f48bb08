"""What a person calls one character, and which code points no name may hold."""

import unicodedata
from collections.abc import Iterator
from typing import Final

_COMBINING_SOUND_MARKS: Final = "\u3099\u309a"
_KANJI_BLOCKS: Final = (
    range(0x3400, 0x4DC0),  # extension A
    range(0x4E00, 0xA000),  # the unified ideographs
    range(0xF900, 0xFB00),  # compatibility ideographs: 﨑 神 …, distinct persons' names
    range(0x20000, 0x2FFFE),  # the supplementary plane of ideographs: 𠮷 …
    range(0x30000, 0x3FFFE),  # the tertiary one
)
_PRIVATE_USE: Final = "Co"


def characters(text: str) -> Iterator[str]:
    """The characters as a person counts them: each with the marks and selectors (IVS) that follow.

    A mark with no letter before it (at the start, after a space or a control) stands for itself.
    """
    cluster = ""
    for char in text:
        if cluster and _joins(cluster, char):
            cluster += char
            continue
        if cluster:
            yield cluster
        cluster = char
    if cluster:
        yield cluster


def _joins(cluster: str, char: str) -> bool:
    is_mark = unicodedata.category(char).startswith("M")
    return is_mark and unicodedata.category(cluster[0])[0] not in "CZ"


def composed(character: str) -> str:
    """か + U+3099 (so macOS spells が) as が. Nothing but kana is touched: NFC would change kanji."""
    if character.endswith(tuple(_COMBINING_SOUND_MARKS)) and "\u3041" <= character[0] <= "\u30ff":
        return unicodedata.normalize("NFC", character)
    return character


def is_kanji(code_point: str) -> bool:
    """An ideograph of Unicode, whether or not CP932 has it. (々 and 〆 are not: CP932 has them anyway.)"""
    return any(ord(code_point) in block for block in _KANJI_BLOCKS)


def is_variation_selector(code_point: str) -> bool:
    """VS1–VS16, or those of the ideographic variation database (IVS): a kanji in another shape."""
    return "\ufe00" <= code_point <= "\ufe0f" or "\U000e0100" <= code_point <= "\U000e01ef"


def private_use(text: str) -> tuple[str, ...]:
    """The private-use characters (外字) in this text, each once: they look different elsewhere."""
    return tuple(dict.fromkeys(char for char in text if is_private_use(char)))


def is_private_use(code_point: str) -> bool:
    return unicodedata.category(code_point) == _PRIVATE_USE
