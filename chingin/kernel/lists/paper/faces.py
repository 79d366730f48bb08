"""Fonts, and the glyphs of the characters that look the same whatever stands beside them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from . import engine

# Tone letters and Hangul letters join with their neighbours.
_JOINING: Final = re.compile(r"[\u02e5-\u02e9\u1100-\u11ff]")
_LEFTWARDS: Final = frozenset({"R", "AL", "AN"})
_BESIDE: Final = "0"
_UNITS: Final = 1024  # of Pango in a pixel


class Face:
    """A font with the glyphs met so far, each learned from what WeasyPrint draws for the character alone."""

    def __init__(self, name: str, sample: engine.Box) -> None:
        self.name = name
        self.sample = sample
        self.known: dict[str, engine.Drawn] = {}
        self._glyphs: dict[int, str] = {}  # a table for str.translate
        self._widths: dict[float, _Widths] = {}
        self._refused: set[str] = set()

    def glyphs(self, text: str) -> str | None:
        """The glyphs in hexadecimal; None for a text that WeasyPrint must shape."""
        glyphs = text.translate(self._glyphs)
        if len(glyphs) == 4 * len(text):
            return glyphs
        if all(self._learn(character) for character in set(text).difference(self.known)):
            return text.translate(self._glyphs)
        return None

    def width(self, text: str, size: float) -> float:
        """In pixels, of a text that has glyphs."""
        if size not in self._widths:
            self._widths[size] = _Widths(self.known, size)
        return sum(map(self._widths[size].__getitem__, text)) / _UNITS

    def _learn(self, character: str) -> bool:
        if character in self._refused:
            return False
        glyph = _drawn_alone(character, self.sample) if _stands_alone(character) else None
        if glyph is None or glyph.face != self.name or len(glyph.glyphs) != 4:
            self._refused.add(character)
            return False
        self.known[character], self._glyphs[ord(character)] = glyph, glyph.glyphs
        return True


class _Widths(dict[str, int]):
    """Of characters at one size, in the units of Pango, which rounds each."""

    def __init__(self, known: Mapping[str, engine.Drawn], size: float) -> None:
        super().__init__()
        self._known = known
        self._size = size

    def __missing__(self, character: str) -> int:
        self[character] = int(self._known[character].width * self._size * _UNITS / 1000 + 0.5)
        return self[character]


_faces: dict[str, Face] = {}


def face_of(text: engine.Box) -> tuple[Face, float]:
    """The font of a text laid out by WeasyPrint, and its size in pixels."""
    drawn = engine.drawn(text)
    if drawn is None:
        raise ValueError(f"{text.text!r} is not drawn in one font")
    return _faces.setdefault(drawn.face, Face(drawn.face, text)), drawn.size


def _stands_alone(character: str) -> bool:
    """Neither a mark nor a control, and read from left to right."""
    return (
        unicodedata.category(character)[0] not in "MC"
        and unicodedata.category(character) not in {"Zl", "Zp"}
        and unicodedata.bidirectional(character) not in _LEFTWARDS
        and not _JOINING.match(character)
    )


def _drawn_alone(character: str, sample: engine.Box) -> engine.Drawn | None:
    """White space is drawn only where something stands beside it."""
    if not character.isspace():
        return engine.drawn(engine.with_text(sample, character))
    beside = engine.drawn(engine.with_text(sample, _BESIDE))
    among = engine.drawn(engine.with_text(sample, f"{_BESIDE}{character}{_BESIDE}"))
    if beside is None or among is None:
        return None
    return replace(among, glyphs=among.glyphs[4:-4], width=among.width - 2 * beside.width)
