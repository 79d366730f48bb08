"""Rows of a list straight from the database: pages by slice, sums by GROUP BY, files by cursor."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from .definition import Column, ListDefinition, Row
from .kinds import Value
from .walk import Section, SlicedRows, Sum, Total, walk

_CHUNK: Final = 2000


def as_stored(stored: str) -> Value:
    """Texts are grouped by what they are."""
    return stored


@dataclass(frozen=True, slots=True)
class Key:
    """What a list is grouped or totalled by: the field, and the column's value for one of its values."""

    field: str
    value: Callable[[Any], Value] = as_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class QueriedRows(SlicedRows[Row]):
    """An ordered queryset as rows. The fields of `row`, a dataclass, are fields or annotations of the query.

    `totalled`: the fields of the totalled columns, in their order. `keys`: by the columns' labels.
    """

    found: QuerySet[Any, Any]
    row: type[Row]
    totalled: Sequence[str]
    keys: Mapping[str, Key]

    def __iter__(self) -> Iterator[Row]:
        make: Callable[..., Row] = self.row
        return (make(*values) for values in self._values().iterator(chunk_size=_CHUNK))

    def window(self, start: int, stop: int) -> list[Row]:
        make: Callable[..., Row] = self.row
        return [make(*values) for values in self._values()[start:stop]]

    def sums(self, by: Column[Row] | None) -> list[Section]:
        key = self.keys[by.label] if by else None
        return [_section(key, values) for values in self._summed(key)]

    def _values(self) -> QuerySet[Any, Any]:
        names: list[str] = [field.name for field in fields(self.row)]  # type: ignore[arg-type]  # a dataclass
        return self.found.values_list(*names)

    def _summed(self, key: Key | None) -> list[tuple[Any, ...]]:
        """The query as a table, summed: its rows may be sums themselves (one employee's lines)."""
        connection = connections[self.found.db]
        quote = connection.ops.quote_name
        grouped = [quote(key.field)] if key else []
        sums = [f"SUM({quote(name)})" for name in self.totalled]
        wanted = self.found.order_by().values_list(*([key.field] if key else ()), *self.totalled)
        try:
            inner, parameters = wanted.query.get_compiler(self.found.db).as_sql()
        except EmptyResultSet:  # a viewer who sees nothing at all: Django asks no database for that
            return [] if key else [(0,) * (1 + len(sums))]
        by = f"GROUP BY {grouped[0]} ORDER BY {grouped[0]}" if grouped else ""
        # Names only: the definition's fields, quoted; values stay parameters of the inner query.
        sql = f"SELECT {', '.join([*grouped, 'COUNT(*)', *sums])} FROM ({inner}) AS listed {by}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            summed: list[tuple[Any, ...]] = cursor.fetchall()
        return summed


def sum_of(definition: ListDefinition[Row], **arguments: object) -> Sum:
    """Count and totals of the whole list, without its rows where the database can tell."""
    rows = definition.rows(**arguments)
    if isinstance(rows, SlicedRows):
        (section,) = rows.sums(None)
        return section.sum
    *_, total = walk(definition, rows)
    assert isinstance(total, Total)
    return total.sum


def _section(key: Key | None, values: Sequence[Any]) -> Section:
    """PostgreSQL sums bigint as numeric, and the sum of nothing is NULL."""
    stored, rest = (values[0], values[1:]) if key else (None, values)
    count, *totals = (int(number or 0) for number in rest)
    return Section(key.value(stored) if key else None, Sum(count, tuple(totals)))
