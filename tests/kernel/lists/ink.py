"""Where the words of a PDF page stand, from its operators and the widths in its fonts; forms are left out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import ContentStream

Run = tuple[float, float]


def overlaps(page: pypdf.PageObject) -> list[tuple[Run, Run]]:
    """Neighbours on one baseline of which the left one ends after the right one has begun."""
    lines: dict[float, list[Run]] = defaultdict(list)
    for baseline, start, end in runs(page):
        lines[baseline].append((start, end))
    neighbours = (pair for line in lines.values() for pair in pairwise(sorted(line)))
    return [(left, right) for left, right in neighbours if left[1] > right[0]]


def runs(page: pypdf.PageObject) -> Iterator[tuple[float, float, float]]:
    """Baseline, start and end of each run of glyphs in points; nothing is turned on our pages."""
    fonts: Any = {name: _widths(font.get_object()) for name, font in _fonts(page).items()}
    font, size, place, outer = "", 0.0, Place(), [Place()]
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        match operator:
            case b"q":
                outer.append(outer[-1])
            case b"Q":
                outer.pop()
            case b"cm":
                outer[-1] = outer[-1].inside(*map(float, operands))
            case b"Tf":
                font, size = operands[0], float(operands[1])
            case b"Tm":
                place = outer[-1].inside(*map(float, operands))
            case b"TJ":
                width = _width(operands[0], fonts[font]) * size / 1000
                yield round(place.y, 1), place.x, place.x + width * place.wide


@dataclass(frozen=True, slots=True)
class Place:
    """Where the origin lies, and how large a unit is."""

    x: float = 0
    y: float = 0
    wide: float = 1
    high: float = 1

    def inside(self, *matrix: float) -> "Place":
        a, _, _, d, e, f = matrix
        return Place(self.x + e * self.wide, self.y + f * self.high, self.wide * a, self.high * d)


def _fonts(page: pypdf.PageObject) -> Any:
    resources: Any = page["/Resources"]
    return resources["/Font"]


def _width(pieces: Any, widths: dict[int, float]) -> float:
    """Glyphs of two bytes each, between them what the next one moves back."""
    total = 0.0
    for piece in pieces:
        if isinstance(piece, (int, float)):
            total -= float(piece)
            continue
        data = piece if isinstance(piece, bytes) else piece.original_bytes
        total += sum(widths[int.from_bytes(data[at : at + 2], "big")] for at in range(0, len(data), 2))
    return total


def _widths(font: Any) -> dict[int, float]:
    """The /W array: a first glyph, then the widths from there on."""
    flat = font["/DescendantFonts"][0].get_object()["/W"]
    widths: dict[int, float] = {}
    for first, some in zip(flat[::2], flat[1::2], strict=True):
        widths |= {int(first) + offset: float(width) for offset, width in enumerate(some)}
    return widths
