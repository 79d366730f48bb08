"""A list's table as the template wants it: texts, classes and spans, nothing left to decide."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from chingin.kernel.yen import format_yen

from .definition import Column, ListDefinition, Row, SummaryTable
from .kinds import shown
from .walk import Item, Line, Subtotal, Sum

EMPTY = "該当する明細はありません"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """`label` heads the row and spans `span` columns; rows of the list itself have none."""

    css: str
    cells: tuple[Cell, ...]
    label: str = ""
    span: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    heads: tuple[Cell, ...]
    rows: Iterable[TableRow]


# Column and text of a cell → the classes it gets. Paper adds how far a long figure must shrink.
Dress = Callable[[Column[Row], str], str]


def plain(column: Column[Row], _text: str) -> str:
    """Screen: the class of the kind."""
    return column.kind.css


class Setter(Generic[Row]):
    """Sets the stream of a walk into table rows."""

    def __init__(self, definition: ListDefinition[Row], dress: Dress[Row] = plain) -> None:
        self._definition = definition
        self._columns: Sequence[Column[Row]] = definition.columns
        self._dress = dress
        self._span = next(
            (i for i, column in enumerate(self._columns) if column.totalled), len(self._columns)
        )

    def table(self, items: Iterable[Item]) -> Table:
        heads = tuple(Cell(column.label, column.kind.css) for column in self._columns)
        return Table(self._definition.title, heads, self.rows(items))

    def rows(self, items: Iterable[Item]) -> Iterator[TableRow]:
        for item in items:
            if isinstance(item, Line):
                yield self._line(item)
            elif isinstance(item, Subtotal):
                yield self._sum(item.section.sum, css="list__subtotal", label=self._subtotal(item))
            else:
                yield from self._ending(item.sum)

    def _line(self, line: Line) -> TableRow:
        pairs = zip(self._columns, line.values, strict=True)
        return TableRow("list__row", tuple(self._cell(column, shown(column.kind, v)) for column, v in pairs))

    def _ending(self, total: Sum) -> Iterator[TableRow]:
        if not total.count:
            yield TableRow("list__empty", (), EMPTY, len(self._columns))
        yield self._sum(total, css="list__total", label="合計")

    def _subtotal(self, item: Subtotal) -> str:
        assert self._definition.group_by
        return f"小計 {shown(self._definition.group_by.kind, item.section.key)}".strip()

    def _sum(self, total: Sum, *, css: str, label: str) -> TableRow:
        amounts = iter(total.totals)
        cells = tuple(
            self._cell(column, shown(column.kind, next(amounts)) if column.totalled else "")
            for column in self._columns[self._span :]
        )
        return TableRow(css, cells, f"{label} {total.count:,}件", self._span)

    def _cell(self, column: Column[Row], text: str) -> Cell:
        return Cell(text, self._dress(column, text))


def summary_table(summary: SummaryTable) -> Table:
    """A footer's table: its first column heads each row, the rest are figures."""
    heads = tuple(
        Cell(text, "list__number" if place else "list__text") for place, text in enumerate(summary.headings)
    )
    rows = tuple(
        TableRow(
            "list__total" if line.strong else "list__row",
            tuple(Cell("" if n is None else format_yen(n), "list__yen") for n in line.numbers),
            line.label,
            1,
        )
        for line in summary.lines
    )
    return Table(summary.title, heads, rows)
