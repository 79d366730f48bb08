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
    """Page `number` of `pages`, both from 1. `items`: its lines and the subtotals that end on it."""

    number: int
    pages: int
    items: tuple[Item, ...]
    total: Total

    @property
    def first(self) -> int:
        """The page's first row, counted from 1; 0 in an empty list."""
        return min((self.number - 1) * ROWS_A_PAGE + 1, self.total.sum.count)

    @property
    def last(self) -> int:
        return min(self.number * ROWS_A_PAGE, self.total.sum.count)


def page_of(edition: Edition[Row], number: int) -> Page:
    """The page asked for; past the end, the last one."""
    rows = edition.rows()
    if isinstance(rows, SlicedRows):
        return _sliced(edition.definition, rows, number)
    return _walked(edition.definition, rows, number)


def _pages(count: int) -> int:
    return max(1, -(-count // ROWS_A_PAGE))


def _within(number: int, count: int) -> int:
    return max(1, min(number, _pages(count)))


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
        if _pages(passed) > wanted:
            continue
        if isinstance(item, Line) and passed % ROWS_A_PAGE == 1:
            kept = []
        kept.append(item)
    return Page(_within(number, passed), _pages(passed), tuple(kept), total)


def _sliced(definition: ListDefinition[Row], rows: SlicedRows[Row], number: int) -> Page:
    sections = rows.sums(definition.group_by)
    total = _total(definition, rows, sections)
    number = _within(number, total.sum.count)
    start = (number - 1) * ROWS_A_PAGE
    ends = dict(_ends(sections)) if definition.group_by else {}
    items = _window(definition, rows.window(start, start + ROWS_A_PAGE), start, ends)
    return Page(number, _pages(total.sum.count), tuple(items), total)


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
