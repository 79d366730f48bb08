"""Rows set into sheets: each text stamped into its slot, as operators of a PDF page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain, count, groupby
from operator import attrgetter
from typing import Final, Generic, NamedTuple

from chingin.kernel.lists.definition import ListDefinition, Row
from chingin.kernel.lists.kinds import Value, shown
from chingin.kernel.lists.sheet import Sheet
from chingin.kernel.lists.table import Cell, Setter, TableRow
from chingin.kernel.lists.walk import Item, Line

from . import engine
from .faces import Face
from .stencil import RowKind, Slot, stencil_of

THEAD: Final = "thead"
_POINTS: Final = 0.75  # in a pixel
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
# Pango measures in 1024ths of a pixel: what is as good as full is left to it.
_LEEWAY: Final = 0.05
# Departments, codes, dates: most texts come again soon.
_REMEMBERED: Final = 4096


class Mark(NamedTuple):
    """A text set. `pen`: colour and font of a stamped one; without, WeasyPrint laid the cell out.

    Of a row's own place: where the first line stands, how high the cell is.
    """

    pen: str
    operators: str
    baseline: float
    height: float


class SetRow(NamedTuple):
    """A row, its operators in its own place: its top left corner is (0, 0)."""

    kind: RowKind
    height: float
    operators: str


@dataclass(slots=True)
class _Sheet:
    rows: list[SetRow] = field(default_factory=list)
    height: float = 0

    def add(self, row: SetRow) -> None:
        self.rows.append(row)
        self.height += row.height


class Setting(Generic[Row]):
    """The rows of one document."""

    def __init__(self, definition: ListDefinition[Row]) -> None:
        self.stencil = stencil_of(definition)
        self.fonts: engine.Fonts = {}
        self.resources = engine.ink(self.fonts)
        self._columns = definition.columns
        self._dress = Sheet(definition).dress
        self._setter = Setter(definition, self._dress)
        self._line = self.stencil.kinds["list__row"]
        self._room = self.stencil.bottom * (1 + 1e-9) - self.stencil.first
        self._used: dict[Face, set[str]] = {}
        self._mark = lru_cache(_REMEMBERED)(self._new_mark)

    def sheets(self, items: Iterable[Item]) -> Iterator[tuple[bytes, float]]:
        """The operators of each sheet's table, and how high its rows are together. Nothing else is kept."""
        sheet = _Sheet()
        for row in chain.from_iterable(map(self._rows, items)):
            while sheet.rows and sheet.height + row.height > self._room:
                sheet, rest = _parted(sheet, row)
                yield self._operators(sheet)
                sheet = rest
            sheet.add(row)
        yield self._operators(sheet)

    def embed(self) -> None:
        """Have in the document's fonts what was stamped."""
        for face, characters in self._used.items():
            engine.embed(self.fonts, face.sample, {mark: face.known[mark] for mark in sorted(characters)})

    def stamp(self, slot: Slot, text: str, size: float) -> Mark | None:
        """A text in one line; None where that is too wide for its slot, or needs to be shaped."""
        glyphs = slot.face.glyphs(text)
        if glyphs is None:
            return None
        width = slot.face.width(text, size)
        if slot.breaks and width > slot.room - _LEEWAY:
            return None
        condensed = min(1.0, slot.room / width)
        left = slot.left + (slot.room - width * condensed) * slot.aligned
        self._used.setdefault(slot.face, set()).update(text)
        return Mark(
            f"{slot.colour}/{slot.face.name} {size:.8g} Tf",
            f"{condensed:.4g} 0 0 -1 {left:.6f} {slot.baseline:.6f} Tm[<{glyphs}>]TJ",
            slot.baseline,
            slot.height,
        )

    def _rows(self, item: Item) -> Iterator[SetRow]:
        """What `Setter.rows` says, but values met before are neither formatted nor set again."""
        if isinstance(item, Line):
            row = _joined(self._line, map(self._mark, count(), item.values))
            if row.height <= self._room:
                yield row
                return
        for told in self._setter.rows((item,)):
            yield from self._pieces(told)

    def _new_mark(self, place: int, value: Value) -> Mark | None:
        column, slot = self._columns[place], self._line.slots[place]
        text = shown(column.kind, value)
        css = self._dress(column, text) if column.kind.is_indivisible else slot.css
        return self._marked(slot, Cell(text, css))

    def _pieces(self, row: TableRow) -> Iterator[SetRow]:
        """The row; one that is taller than a sheet goes on in further ones."""
        kind = self.stencil.kinds[row.css]
        cells = [Cell(row.label, ""), *row.cells] if row.label else [*row.cells]
        while cells:
            parted = [self._split(slot, cell) for slot, cell in zip(kind.slots, cells, strict=True)]
            marks = (self._marked(slot, part) for slot, (part, _) in zip(kind.slots, parted, strict=True))
            yield _joined(kind, marks)
            cells = [rest for _, rest in parted] if any(rest.text for _, rest in parted) else []

    def _split(self, slot: Slot, cell: Cell) -> tuple[Cell, Cell]:
        """As many lines as fit on a sheet, less one for what is taller than its neighbours; and the rest."""
        mark, text, at = self._marked(slot, cell), _tidied(cell.text), 0
        if mark is None or mark.height <= self._room:
            return cell, Cell("", cell.css)
        lines = engine.lines(engine.laid_out_cell(slot.cell, text))
        for line in lines[: int(len(lines) * self._room / mark.height) - 1]:
            at = text.index(line, at) + len(line)
        return Cell(text[:at], cell.css), Cell(text[at:], cell.css)

    def _marked(self, slot: Slot, cell: Cell) -> Mark | None:
        text = _tidied(cell.text)
        if not text.strip():
            return None
        shrunk = 1.0 if cell.css == slot.css else self.stencil.shrunk[cell.css.rpartition(" ")[2]]
        return self.stamp(slot, text, slot.size * shrunk) or self._shaped(slot, text)

    def _shaped(self, slot: Slot, text: str) -> Mark:
        cell = engine.laid_out_cell(slot.cell, text)
        operators = engine.draw_cell(cell, self.fonts, self.resources).decode("ascii")
        return Mark("", operators, engine.baseline(cell), float(cell.border_height()))

    def _operators(self, sheet: _Sheet) -> tuple[bytes, float]:
        """Grounds, texts and rules of a sheet, each over the one before, from the page's own origin."""
        page, first = self.stencil.page, self.stencil.first
        tops = tuple(accumulate((row.height for row in sheet.rows), initial=first))
        operators = [
            f"q {_POINTS} 0 0 -{_POINTS} 0 {page.height * _POINTS:.6g} cm/{THEAD} Do",
            *(_ground(row, top) for row, top in zip(sheet.rows, tops, strict=False) if row.kind.ground),
            f"q 1 0 0 1 0 {first:.6f} cm",
            *(f"{row.operators} 1 0 0 1 0 {row.height:.6f} cm" for row in sheet.rows),
            "Q",
            *(_rule(row, top) for row, top in zip(sheet.rows, tops, strict=False)),
            "Q",
        ]
        return "\n".join(operators).encode("ascii"), sheet.height


def _tidied(text: str) -> str:
    """White space as HTML has it."""
    return _SPACES.sub(" ", text).strip(" ")


def _parted(sheet: _Sheet, row: SetRow) -> tuple[_Sheet, _Sheet]:
    """The sheet, and the rows that go over to the next one with this row: a total never stands alone."""
    starts = [] if row.kind.may_begin else [i for i, on in enumerate(sheet.rows) if i and on.kind.may_begin]
    if not starts:
        return sheet, _Sheet()
    parts = _Sheet(), _Sheet()
    for place, kept in enumerate(sheet.rows):
        parts[place >= starts[-1]].add(kept)
    return parts


def _joined(kind: RowKind, found: Iterable[Mark | None]) -> SetRow:
    marks = [mark for mark in found if mark is not None]
    if all(mark.pen for mark in marks):
        return SetRow(kind, kind.height, _texts(marks))
    return _aligned(kind, marks)


def _aligned(kind: RowKind, marks: Sequence[Mark]) -> SetRow:
    """All cells of a row stand on one baseline; the row is as high as that makes it."""
    baseline = max(mark.baseline for mark in marks)
    height = max(baseline - mark.baseline + mark.height for mark in marks)
    moved = (
        f"q 1 0 0 1 0 {baseline - mark.baseline:.6f} cm {_texts([mark]) if mark.pen else mark.operators} Q"
        for mark in marks
    )
    return SetRow(kind, height, "\n".join(moved))


def _texts(stamped: Iterable[Mark]) -> str:
    lines = [
        f"{pen} {' '.join([mark.operators for mark in marks])}"
        for pen, marks in groupby(stamped, key=attrgetter("pen"))
    ]
    return f"BT {' '.join(lines)} ET"


def _ground(row: SetRow, top: float) -> str:
    kind = row.kind
    return f"{kind.ground} {kind.left:.3f} {top:.3f} {kind.width:.3f} {row.height:.3f} re f"


def _rule(row: SetRow, top: float) -> str:
    """A frame around the row, outside of it."""
    kind, by = row.kind, row.kind.rule_width
    inner = f"{kind.left:.3f} {top:.3f} {kind.width:.3f} {row.height:.3f} re"
    outer = f"{kind.left - by:.3f} {top - by:.3f} {kind.width + 2 * by:.3f} {row.height + 2 * by:.3f} re"
    return f"{kind.rule} {outer} {inner} f*"
