"""Windows-31J (CP932), byte for byte as Windows writes it, and never a silent loss.

Python's codec decodes as Windows does. Encoding, it differs in three ways, all corrected here:

- of two codes of one character it takes the NEC selected one (髙 = EEE0); Windows takes IBM's (髙 = FBFC);
- it writes private-use characters (外字), which mean something else on every computer;
- it lacks some of the names that JIS gives to characters which Microsoft named otherwise (— for ―).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from .characters import characters, composed, is_private_use, is_variation_selector

# The geta mark stands for what has no code, as a turned type did in print.
GETA: Final = "〓"

# JIS X 0208 and Microsoft call these nine codes by different Unicode names. Both are written; Microsoft's
# comes back.
_JIS_NAMES: Final = {
    "\u203e": "￣",  # ‾ overline
    "\u2014": "―",  # — em dash
    "\u301c": "～",  # 〜 wave dash
    "\u2016": "∥",  # ‖ double vertical line
    "\u2212": "－",  # − minus sign
    "\u00a5": "￥",  # ¥; Windows' best fit would make it a backslash
    "\u00a2": "￠",  # ¢
    "\u00a3": "￡",  # £
    "\u00ac": "￢",  # ¬
}

# Bytes that Python and Windows let through as U+0080 and U+F8F0–F8F3, though Windows-31J has no such
# characters.
_NO_CHARACTER: Final = re.compile("[\u0080\uf8f0-\uf8f3]")

_LEAD_BYTES: Final = (*range(0x81, 0xA0), *range(0xE0, 0xFD))
_TRAIL_BYTES: Final = (*range(0x40, 0x7F), *range(0x80, 0xFD))
# "NEC selected IBM extensions": each of these characters has a code of its own elsewhere.
_NEC_SELECTED: Final = (0xED, 0xEE)


@dataclass(frozen=True, slots=True)
class Replaced:
    """One character not written as it is: where (from 1, as people count), which, what instead."""

    position: int
    char: str
    written: str


@dataclass(frozen=True, slots=True)
class Encoded:
    data: bytes
    replaced: tuple[Replaced, ...] = ()


def encode(text: str) -> Encoded:
    """The bytes that Windows writes; what has no code becomes 〓 and is reported.

    A kanji with a variation selector is written without it, and that is reported too. Kana with a combining
    mark are written as the one character that they are.
    """
    if not _where_python_differs().search(text):
        with suppress(UnicodeEncodeError):
            return Encoded(text.encode("cp932"))
    return _encode_each(text)


def decode(data: bytes) -> str:
    """The text, with the characters that Windows chooses (8160 is ～ U+FF5E, 817C is － U+FF0D).

    Bytes that are no character are a UnicodeDecodeError with their place. User-defined codes (外字,
    F040–F9FC) come back as private-use characters; whoever reads decides about them.
    """
    text = data.decode("cp932")
    if wrong := _NO_CHARACTER.search(text):
        start = len(text[: wrong.start()].encode("cp932"))
        raise UnicodeDecodeError("cp932", data, start, start + 1, "no character in Windows-31J")
    return text


def code_of(char: str) -> bytes | None:
    """The one or two bytes of a single code point; None when Windows-31J has no code for it."""
    return _codes().get(char)


def _encode_each(text: str) -> Encoded:
    written = [(char, _writable(char)) for char in characters(text)]
    replaced = (
        Replaced(position, char, instead)
        for position, (char, instead) in enumerate(written, start=1)
        if instead != composed(char)
    )
    return Encoded(b"".join(_codes()[instead] for _, instead in written), tuple(replaced))


def _writable(character: str) -> str:
    plain = composed(character)
    if len(plain) > 1 and all(map(is_variation_selector, plain[1:])):
        plain = plain[0]
    return plain if plain in _codes() else GETA


@cache
def _codes() -> dict[str, bytes]:
    """Each character's one code: of several that mean the same, the first of `_all_codes`."""
    codes: dict[str, bytes] = {}
    for code in _all_codes():
        with suppress(UnicodeDecodeError):
            char = decode(code)
            if not is_private_use(char):
                codes.setdefault(char, code)
    return codes | {jis: codes[microsoft] for jis, microsoft in _JIS_NAMES.items()}


def _all_codes() -> Iterator[bytes]:
    """JIS, then NEC's row 13, then IBM's extensions; NEC's selection of those last (KB170559)."""
    single = (bytes([byte]) for byte in range(0x100))
    double = (
        bytes([lead, trail]) for lead in _LEAD_BYTES for trail in _TRAIL_BYTES if lead not in _NEC_SELECTED
    )
    selected = (bytes([lead, trail]) for lead in _NEC_SELECTED for trail in _TRAIL_BYTES)
    return chain(single, double, selected)


@cache
def _where_python_differs() -> re.Pattern[str]:
    differs = [char for char, code in _codes().items() if code != char.encode("cp932", errors="replace")]
    return re.compile(f"[{re.escape(''.join(differs))}\u0080\ue000-\uf8ff]")
