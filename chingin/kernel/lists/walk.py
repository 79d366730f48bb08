"""The one walk over a list's rows: screen, CSV and PDF read this stream, so their totals cannot differ."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias

from .definition import Column, ListDefinition, Row
from .kinds import Kind, Value, raw


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, and the sum of each totalled column in the order of the columns."""

    count: int
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows that share one value of a column, summed."""

    key: Value
    sum: Sum


@dataclass(frozen=True, slots=True)
class Line:
    """One row, its values in the order of the columns."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Follows the last line of its group."""

    section: Section


@dataclass(frozen=True, slots=True)
class Total:
    """Ends the stream, also that of an empty list. `by`: one tuple for each column of `totals_by`."""

    sum: Sum
    by: tuple[tuple[Section, ...], ...] = ()


Item: TypeAlias = Line | Subtotal | Total


class SlicedRows(ABC, Generic[Row]):
    """Rows that answer for one page without being walked: the database slices and sums.

    What `rows` may return for lists of tens of thousands of lines; an iterator is enough for all others.
    """

    @abstractmethod
    def __iter__(self) -> Iterator[Row]: ...

    @abstractmethod
    def window(self, start: int, stop: int) -> Iterable[Row]:
        """Rows start … stop - 1, counted from 0, in the order of iteration."""

    @abstractmethod
    def sums(self, by: Column[Row] | None) -> Sequence[Section]:
        """The sections by that column in the order of their first row; for None one section of all rows."""


class Adder:
    """A running Sum."""

    __slots__ = ("_count", "_totals")

    def __init__(self, width: int) -> None:
        self._count = 0
        self._totals = [0] * width

    def add(self, amounts: Iterable[int], count: int = 1) -> None:
        self._count += count
        for index, amount in enumerate(amounts):
            self._totals[index] += amount

    @property
    def sum(self) -> Sum:
        return Sum(self._count, tuple(self._totals))


class _Walker(Generic[Row]):
    def __init__(self, definition: ListDefinition[Row]) -> None:
        self._definition = definition
        self._places = [index for index, column in enumerate(definition.columns) if column.totalled]
        self._total = self._adder()
        self._by: list[dict[Value, Adder]] = [{} for _ in definition.totals_by]
        self._group: Value = None
        self._groups: dict[Value, Adder] = {}

    def lines(self, rows: Iterable[Row]) -> Iterator[Item]:
        columns = self._definition.columns
        for row in rows:
            values = tuple(column.value(row) for column in columns)
            yield from self._change_of_group(row)
            self._add(row, [_amount(values[place]) for place in self._places])
            yield Line(values)

    def ends(self) -> Iterator[Item]:
        yield from self._closed()
        pairs = zip(self._definition.totals_by, self._by, strict=True)
        yield Total(self._total.sum, tuple(in_order(column.kind, _sections(sums)) for column, sums in pairs))

    def _change_of_group(self, row: Row) -> Iterator[Item]:
        if self._definition.group_by is None:
            return
        group = self._definition.group_by.value(row)
        if group == self._group and self._groups:
            return
        yield from self._closed()
        if group in self._groups:
            raise ValueError(f"{self._definition.slug}: the rows of {group!r} do not stand together")
        self._group = group
        self._groups[group] = self._adder()

    def _closed(self) -> Iterator[Item]:
        if self._groups:
            yield Subtotal(Section(self._group, self._groups[self._group].sum))

    def _add(self, row: Row, amounts: Sequence[int]) -> None:
        self._total.add(amounts)
        if self._groups:
            self._groups[self._group].add(amounts)
        for column, sums in zip(self._definition.totals_by, self._by, strict=True):
            sums.setdefault(column.value(row), self._adder()).add(amounts)

    def _adder(self) -> Adder:
        return Adder(len(self._places))


def walk(definition: ListDefinition[Row], rows: Iterable[Row]) -> Iterator[Item]:
    """Lines, a subtotal after each group, one total at the end; memory does not grow with the rows."""
    walker = _Walker(definition)
    yield from walker.lines(rows)
    yield from walker.ends()


def in_order(kind: Kind, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Sections of an extra grouping by code or text, however the rows are sorted."""
    return tuple(sorted(sections, key=lambda section: raw(kind, section.key)))


def _sections(sums: dict[Value, Adder]) -> Iterator[Section]:
    return (Section(key, adder.sum) for key, adder in sums.items())


def _amount(value: Value) -> int:
    """An empty cell adds nothing; anything that is not whole yen is a mistake."""
    if value is None:
        return 0
    if not isinstance(value, int):
        raise TypeError(f"a totalled column holds whole numbers, not {value!r}")
    return value
