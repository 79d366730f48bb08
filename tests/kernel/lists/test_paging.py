from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.lists import Column, ListDefinition, Section, SlicedRows
from chingin.kernel.lists.paging import ROWS_A_PAGE, Page, page_of
from chingin.kernel.lists.walk import Line, Subtotal, Total, walk

from .deductions import PLAIN, REQUESTS, Deduction, edition, many


@dataclass
class FromDatabase(SlicedRows[Deduction]):
    """What a database would answer, from a list in memory."""

    deductions: Sequence[Deduction]
    asked: list[tuple[int, int]]

    def __iter__(self) -> Iterator[Deduction]:
        raise AssertionError("a page must not walk the whole list")

    def window(self, start: int, stop: int) -> Sequence[Deduction]:
        self.asked.append((start, stop))
        return self.deductions[start:stop]

    def sums(self, by: Column[Deduction] | None) -> Sequence[Section]:
        definition = replace(PLAIN, totals_by=(by,) if by else ())
        *_, total = walk(definition, self.deductions)
        assert isinstance(total, Total)
        return total.by[0] if by else [Section(None, total.sum)]


def sliced(of: ListDefinition[Deduction], deductions: Sequence[Deduction], number: int) -> Page:
    rows = FromDatabase(deductions, [])
    return page_of(edition(of=replace(of, rows=lambda **_: rows)), number)


@pytest.mark.parametrize(
    ("count", "number", "first", "last"),
    [
        (0, 1, 1, 0),
        (1, 1, 1, 1),
        (ROWS_A_PAGE, 1, 1, ROWS_A_PAGE),
        (ROWS_A_PAGE, 2, 1, ROWS_A_PAGE),
        (ROWS_A_PAGE + 1, 1, 1, ROWS_A_PAGE),
        (ROWS_A_PAGE + 1, 2, ROWS_A_PAGE + 1, ROWS_A_PAGE + 1),
        (3 * ROWS_A_PAGE, 2, ROWS_A_PAGE + 1, 2 * ROWS_A_PAGE),
        (3 * ROWS_A_PAGE, 99, 2 * ROWS_A_PAGE + 1, 3 * ROWS_A_PAGE),
        (3 * ROWS_A_PAGE, 0, 1, ROWS_A_PAGE),
    ],
)
def test_a_page_holds_its_own_rows(count: int, number: int, first: int, last: int) -> None:
    page = page_of(edition(*many(count)), number)

    lines = [item for item in page.items if isinstance(item, Line)]
    assert [line.values[1] for line in lines] == [f"{n - 1:07}" for n in range(first, last + 1)]


def test_every_page_knows_the_total_of_the_whole_list() -> None:
    deductions = many(3 * ROWS_A_PAGE)

    totals = {page_of(edition(*deductions), number).total.sum.totals[0] for number in (1, 2, 3, 9)}

    assert totals == {sum(deduction.amount for deduction in deductions)}


def test_a_subtotal_stands_on_the_page_of_its_last_row() -> None:
    one_group = [replace(deduction, department="一課") for deduction in many(ROWS_A_PAGE)]

    full = page_of(edition(*one_group), 1)
    spilled = [page_of(edition(*one_group, replace(one_group[0])), number) for number in (1, 2)]

    assert isinstance(full.items[-1], Subtotal)
    assert [_subtotals(page) for page in spilled] == [0, 1]


@settings(deadline=None, max_examples=50)  # each example walks two lists
@given(count=st.integers(0, 4 * ROWS_A_PAGE), number=st.integers(-1, 6), grouped=st.booleans())
def test_a_list_sliced_by_the_database_shows_the_same_page(count: int, number: int, grouped: bool) -> None:
    definition = REQUESTS if grouped else PLAIN

    assert sliced(definition, many(count), number) == page_of(edition(*many(count), of=definition), number)


def test_a_sliced_list_is_asked_for_one_window_only() -> None:
    rows = FromDatabase(many(200), [])

    page_of(edition(of=replace(REQUESTS, rows=lambda **_: rows)), 3)

    assert rows.asked == [(2 * ROWS_A_PAGE, 3 * ROWS_A_PAGE)]


def _subtotals(page: Page) -> int:
    return sum(isinstance(item, Subtotal) for item in page.items)
