"""A kind of record: its fields in order, from which their places, the reading and the writing follow."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from inspect import get_annotations
from itertools import starmap
from typing import Final, NamedTuple, TypeAlias, TypeVar

from .fields import Field, fixed
from .findings import Fault

RECORD_LENGTH: Final = 200


Row: TypeAlias = tuple[object, ...]  # any NamedTuple
R = TypeVar("R", bound=Row)


class Place(NamedTuple):
    """Where a field stands: bytes counted from 1, `last` included."""

    field: Field
    first: int
    last: int

    def cut(self, record: bytes) -> bytes:
        return record[self.first - 1 : self.last]


class Columns:
    """Sound values of some records of one layout, column by column; each column is typed once."""

    def __init__(self, layout: "Layout", raw: Mapping[str, Sequence[bytes]]) -> None:
        self._layout, self._raw = layout, raw
        self._values: dict[str, Sequence[object]] = {}

    def has(self, names: Iterable[str]) -> bool:
        """Whether all of these are sound (a record with faults lacks those fields)."""
        return all(name in self._raw for name in names)

    def raw(self, name: str) -> Sequence[bytes]:
        return self._raw[name]

    def values(self, name: str) -> Sequence[object]:
        if name not in self._values:
            self._values[name] = self._layout.place(name).field.values(self._raw[name])
        return self._values[name]

    def texts(self, name: str) -> Sequence[str | None]:
        return self._layout.place(name).field.texts(self._raw[name])

    def rows(self, of: type[R]) -> Iterator[R]:
        """The records as typed rows of the layout's own type."""
        if of is not self._layout.row:
            raise TypeError(f"{of} instead of {self._layout.row}")
        return starmap(of, zip(*map(self.values, self._layout.names), strict=True))

    def is_suspect(self) -> bool:
        """Whether a value has the right shape and is wrong all the same."""
        return any(self._layout.place(name).field.is_suspect(raw) for name, raw in self._raw.items())


class Layout:
    """Fields in the order of a record of 200 bytes; those with a name are those of `row`, a NamedTuple."""

    def __init__(self, record_type: str, row: type[Row], *fields: Field) -> None:
        self.row = row
        self.places = tuple(_placed((fixed("データ区分", record_type.encode("ascii")), *fields)))
        self._by_name = {place.field.name: place for place in self.places if place.field.name}
        if self.places[-1].last != RECORD_LENGTH:
            raise ValueError(f"{row}: {self.places[-1].last} bytes instead of {RECORD_LENGTH}")
        if self.names != tuple(get_annotations(row)):
            raise ValueError(f"{row} has other fields than {self.names}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def place(self, name: str) -> Place:
        """KeyError for a name that no field has."""
        return self._by_name[name]

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """One record of the right shape; a group for its type, and one for each named field."""
        (record_type, _, _), *others = self.places
        shapes = (b"(%b)" % field.shape if field.name else field.shape for field, _, _ in others)
        return re.compile(b"(%b)" % record_type.shape + b"".join(shapes), re.DOTALL)

    def columns(self, data: bytes) -> Columns | None:
        """The columns of records one after the other; None when one has a fault, or there is no record."""
        found: list[tuple[bytes, ...]] = self.pattern.findall(data)
        # As many records as fit, none overlapping: so each of them starts where a record starts.
        if not found or len(found) * RECORD_LENGTH != len(data):
            return None
        _types, *raw = zip(*found, strict=True)
        columns = Columns(self, dict(zip(self.names, raw, strict=True)))
        return None if columns.is_suspect() else columns

    def sound_columns(self, record: bytes) -> Columns:
        """The fields of one record that have no fault."""
        raw = {name: place.cut(record) for name, place in self._by_name.items()}
        sound = {name: [cut] for name, cut in raw.items() if not self.place(name).field.fault(cut)}
        return Columns(self, sound)

    def faults(self, record: bytes) -> Iterator[tuple[Place, Fault]]:
        """Everything that is wrong with single fields of this record of 200 bytes."""
        for place in self.places:
            if fault := place.field.fault(place.cut(record)):
                yield place, fault

    def compose(self, row: Row) -> bytes:
        """The record of these values; Unwritable naming the field that does not fit."""
        values = dict(zip(self.names, row, strict=True))
        return b"".join(field.raw(values.get(field.name)) for field, _, _ in self.places)


def _placed(fields: Iterable[Field]) -> Iterator[Place]:
    last = 0
    for field in fields:
        first, last = last + 1, last + field.length
        yield Place(field, first, last)
