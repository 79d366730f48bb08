"""How a PDF looks, and where its words stand, as Poppler sees it: nothing of ours, nothing of WeasyPrint."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

_DOTS: Final = "80"  # per inch
_HEADER: Final = re.compile(rb"P5\s(\d+) (\d+)\s255\s")
_PAGE: Final = re.compile(r"<page .*?</page>", re.DOTALL)
_WORD: Final = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<')


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in greys, one byte a pixel."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    edges: tuple[float, ...]

    def order(self) -> tuple[str, int, float]:
        left, top, *_ = self.edges
        return self.text, round(left), top

    def stands_as(self, other: "Word") -> bool:
        """The same letters in the same place: a tenth of a point is seen by nobody."""
        pairs = zip(self.edges, other.edges, strict=True)
        return self.text == other.text and all(abs(mine - theirs) < 0.1 for mine, theirs in pairs)


def pictures(pdf: bytes) -> list[Picture]:
    images = _poppler("pdftoppm", "-gray", "-r", _DOTS, "-", pdf=pdf)
    found = []
    while header := _HEADER.match(images):
        width, height = int(header[1]), int(header[2])
        end = header.end() + width * height
        found.append(Picture(width, height, images[header.end() : end]))
        images = images[end:]
    return found


def differing(first: Picture, second: Picture) -> int:
    """How many pixels differ clearly."""
    assert (first.width, first.height) == (second.width, second.height)
    pairs = zip(first.pixels, second.pixels, strict=True)
    return sum(1 for mine, theirs in pairs if mine != theirs and abs(mine - theirs) > 64)


def words(pdf: bytes) -> list[list[Word]]:
    """Of each page, by their letters, then by their places."""
    found = _poppler("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    return [sorted(_words(page), key=Word.order) for page in _PAGE.findall(found)]


def _words(page: str) -> Sequence[Word]:
    return [Word(unescape(text), tuple(map(float, edges))) for *edges, text in _WORD.findall(page)]


def _poppler(*command: str, pdf: bytes) -> bytes:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
