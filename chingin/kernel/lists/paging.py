"""One page of a list for the screen, with the whole list's count and total."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .definition import ListDefinition, Row
from .edition import Edition
from .walk import Adder, Item, Line, Section, SlicedRows, Subtotal, Sum, Total, in_order, walk

ROWS_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Its lines and the subtotals that end on it, and the total of the whole list."""

    items: tuple[Item, ...]
    total: Total


def pages_of(count: int) -> int:
    """How many pages `count` rows fill; an empty list has one."""
    return max(1, -(-count // ROWS_A_PAGE))


def within(number: int, count: int) -> int:
    """The page, from 1, of a list of `count` rows that is nearest to `number`."""
    return max(1, min(number, pages_of(count)))


def page_of(edition: Edition[Row], number: int) -> Page:
    """The page asked for; past the end, the last one."""
    rows = edition.rows()
    if isinstance(rows, SlicedRows):
        return _sliced(edition.definition, rows, number)
    return _walked(edition.definition, rows, number)


def _walked(definition: ListDefinition[Row], rows: Iterable[Row], number: int) -> Page:
    """Keeps one page while passing: the one asked for or, if the rows end before it, the last."""
    wanted = max(1, number)
    kept: list[Item] = []
    passed = 0
    total = Total(Sum(0, ()))
    for item in walk(definition, rows):
        if isinstance(item, Total):
            total = item
            continue
        passed += isinstance(item, Line)
        if pages_of(passed) > wanted:
            continue
        if isinstance(item, Line) and passed % ROWS_A_PAGE == 1:
            kept = []
        kept.append(item)
    return Page(tuple(kept), total)


def _sliced(definition: ListDefinition[Row], rows: SlicedRows[Row], number: int) -> Page:
    sections = rows.sums(definition.group_by)
    total = _total(definition, rows, sections)
    start = (within(number, total.sum.count) - 1) * ROWS_A_PAGE
    ends = dict(_ends(sections)) if definition.group_by else {}
    items = _window(definition, rows.window(start, start + ROWS_A_PAGE), start, ends)
    return Page(tuple(items), total)


def _total(definition: ListDefinition[Row], rows: SlicedRows[Row], sections: Iterable[Section]) -> Total:
    adder = Adder(len(definition.totalled))
    for section in sections:
        adder.add(section.sum.totals, section.sum.count)
    by = tuple(in_order(column.kind, rows.sums(column)) for column in definition.totals_by)
    return Total(adder.sum, by)


def _ends(sections: Iterable[Section]) -> Iterator[tuple[int, Subtotal]]:
    """After which row, counted from 1, each subtotal stands."""
    position = 0
    for section in sections:
        position += section.sum.count
        yield position, Subtotal(section)


def _window(
    definition: ListDefinition[Row], rows: Iterable[Row], start: int, ends: dict[int, Subtotal]
) -> Iterator[Item]:
    for position, row in enumerate(rows, start + 1):
        yield Line(tuple(column.value(row) for column in definition.columns))
        if position in ends:
            yield ends[position]
