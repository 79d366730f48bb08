"""A list laid out once, with a sample row of each kind: where every text will stand and how it will look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from chingin.kernel.lists.definition import ListDefinition, Row
from chingin.kernel.lists.table import Cell, Setter, Table, TableRow
from chingin.kernel.lists.walk import Item, Line, Section, Subtotal, Sum, Total

from . import engine, source
from .faces import Face, face_of

_SAMPLE: Final = "0"
_SHRUNK: Final = tuple(f"fit-{tenths}0" for tenths in range(5, 10))
_ALIGNED: Final[Mapping[str, float]] = {"right": 1, "end": 1, "center": 0.5}


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Where the text of a cell stands, in pixels. `baseline` and `height` of one line, from the row's top."""

    cell: engine.Box
    css: str
    left: float
    room: float
    baseline: float
    height: float
    aligned: float
    breaks: bool
    size: float
    face: Face
    colour: str


@dataclass(frozen=True, slots=True, eq=False)
class RowKind:
    """What the rows of a kind have in common. `height`: with one line; `may_begin`: a sheet."""

    slots: tuple[Slot, ...]
    height: float
    left: float
    width: float
    ground: str
    rule: str
    rule_width: float
    may_begin: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """`first` … `bottom`: where rows stand on a sheet, in pixels. `shrunk`: a figure's size by its class."""

    page: engine.Page
    kinds: Mapping[str, RowKind]
    shrunk: Mapping[str, float]
    first: float
    bottom: float


def stencil_of(definition: ListDefinition[Row]) -> Stencil:
    """The stencil of a list; it does not depend on whose list it is."""
    heads = Setter(definition).table(()).heads
    sample = Table(definition.title, heads, tuple(_sample_rows(definition)))
    return _cut(source.html(definition, _NoHead(), sample))


@dataclass(frozen=True)
class _NoHead:
    stamp: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def _sample_rows(definition: ListDefinition[Row]) -> Iterator[TableRow]:
    for row in Setter(definition).rows(_one_of_each(definition)):
        yield replace(row, cells=tuple(Cell(_SAMPLE, cell.css) for cell in row.cells))
    for css in _SHRUNK:
        yield TableRow("list__row", (Cell(_SAMPLE, css),))


def _one_of_each(definition: ListDefinition[Row]) -> Iterator[Item]:
    nothing = Sum(0, (0,) * len(definition.totalled))
    yield Line((None,) * len(definition.columns))
    if definition.group_by:
        yield Subtotal(Section(None, nothing))
    yield Total(nothing)


@lru_cache(maxsize=64)
def _cut(html: str) -> Stencil:
    [page] = engine.lay_out(html).pages
    rows = engine.body_rows(page)
    kinds, shrunk = rows[: -len(_SHRUNK)], rows[-len(_SHRUNK) :]
    return Stencil(
        page=page,
        kinds={row.element.get("class"): _kind(row) for row in kinds},
        shrunk={css: _size(row) / _size(rows[0]) for css, row in zip(_SHRUNK, shrunk, strict=True)},
        first=float(rows[0].position_y),
        bottom=engine.content_bottom(page),
    )


def _size(row: engine.Box) -> float:
    return float(engine.first_text(row).style["font_size"])


def _kind(row: engine.Box) -> RowKind:
    style = row.style
    return RowKind(
        slots=tuple(_slot(cell, row) for cell in row.children),
        height=float(row.height),
        left=float(row.position_x),
        width=float(row.width),
        ground=engine.colour_of(style, "background_color") if style["background_color"].alpha else "",
        rule=engine.colour_of(style, "outline_color"),
        rule_width=float(style["outline_width"]),
        may_begin=not style["break_before"].startswith("avoid"),
    )


def _slot(cell: engine.Box, row: engine.Box) -> Slot:
    text = engine.first_text(cell)
    face, size = face_of(text)
    return Slot(
        cell=cell,
        css=cell.element.get("class", ""),
        left=float(cell.content_box_x()),
        room=float(cell.width),
        baseline=engine.baseline_of_text(text) - row.position_y,
        height=float(row.height),
        aligned=_ALIGNED.get(text.style["text_align_all"], 0),
        breaks=text.style["white_space"] == "normal",
        size=size,
        face=face,
        colour=engine.colour_of(text.style),
    )
