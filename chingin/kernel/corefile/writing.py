"""Writing a file: the same layouts, line ends CRLF, totals of the trailers computed here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

from .header import END, HEADER, End, Header, header_faults
from .kinds import FileKind
from .layout import RECORD_LENGTH, Columns, Row
from .open_set import COUNT_FIELD, OpenSet
from .unwritable import Unwritable, UnwritableHeader, UnwritableLine

_LINE_END: Final = b"\r\n"
_AT_ONCE: Final = 1_000
# What people know a line by, of the fields that a kind has.
_KNOWN_BY: Final = ("employee_number", "line_key")


@dataclass(frozen=True, slots=True)
class OutgoingSet:
    """One set to be written; `closing` is what the trailer says beside its totals (依頼書番号, 版)."""

    header: Header
    rows: Iterable[Row]
    closing: Mapping[str, object] = field(default_factory=dict)


def write(kind: FileKind, sets: Iterable[OutgoingSet], stream: BinaryIO) -> None:
    """Write a whole file that our own reader takes.

    Unwritable says which value stands against it; any other ValueError is a mistake of the caller. What was
    written before is no file then: whoever gives the stream throws it away.
    """
    number = 0
    for number, outgoing in enumerate(sets, start=1):
        _write_set(kind, outgoing, stream, number=number)
    if not number:
        raise ValueError(f"{kind.label}: a file has at least one set")
    stream.write(END.compose(End()) + _LINE_END)


def _write_set(kind: FileKind, outgoing: OutgoingSet, stream: BinaryIO, *, number: int) -> None:
    summed = OpenSet(number=number, kind=kind, header=outgoing.header, record=0)
    stream.write(_header(kind, outgoing.header) + _LINE_END)
    for data in _composed(kind, outgoing.rows):
        columns = _sound(kind, summed, data)
        summed.count += len(data) // RECORD_LENGTH
        summed.add(columns)
        stream.write(_LINE_END.join((*_records(data), b"")))
    if not summed.count:
        raise Unwritable(name=COUNT_FIELD, label="明細の件数", value=0, expected="1件以上")
    stream.write(_trailer(kind, {**outgoing.closing, **summed.sums, COUNT_FIELD: summed.count}) + _LINE_END)


def _trailer(kind: FileKind, values: Mapping[str, object]) -> bytes:
    names = kind.trailer.names
    if strange := set(names) ^ set(values):
        raise ValueError(f"{kind.label}: the trailer's {sorted(strange)}")
    return kind.trailer.compose(tuple(values[name] for name in names))


def _header(kind: FileKind, header: Header) -> bytes:
    if header.kind != kind.code:
        raise ValueError(f"kind: {kind.code} instead of {header.kind}")
    try:
        record = HEADER.compose(header)
    except Unwritable as error:
        raise UnwritableHeader(**error.told) from error
    for fault in header_faults(header, for_groups=kind.for_groups):
        raise UnwritableHeader(
            name=fault.field,
            label=HEADER.place(fault.field).field.label,
            value=getattr(header, fault.field),
            expected=fault.expected,
        )
    return record


def _composed(kind: FileKind, rows: Iterable[Row]) -> Iterator[bytes]:
    left, before = iter(rows), 0
    while batch := list(islice(left, _AT_ONCE)):
        try:
            data = b"".join(map(kind.data.compose, batch))
        except Unwritable as error:
            raise _in_its_line(kind, batch, before=before) from error
        yield data
        before += len(batch)


def _in_its_line(kind: FileKind, batch: Iterable[Row], *, before: int) -> UnwritableLine:
    """The first of these rows that does not fit, by its number."""
    tried = ((number, row, _misfit(kind, row)) for number, row in enumerate(batch, start=before + 1))
    number, row, error = next((number, row, error) for number, row, error in tried if error)
    values = dict(zip(kind.data.names, row, strict=True))
    return UnwritableLine(line=_line(kind, number, values), **error.told)


def _misfit(kind: FileKind, row: Row) -> Unwritable | None:
    try:
        kind.data.compose(row)
    except Unwritable as error:
        return error
    return None


def _line(kind: FileKind, number: int, values: Mapping[str, object]) -> str:
    """明細 3件目(職員番号 001000、明細キー K1)."""
    labels = ((kind.data.place(name).field.label, values[name]) for name in _KNOWN_BY if name in values)
    known = "、".join(f"{label} {value or '空白'}" for label, value in labels)
    return f"明細 {number:,}件目({known})" if known else f"明細 {number:,}件目"


def _sound(kind: FileKind, summed: OpenSet, data: bytes) -> Columns:
    """The columns of records that keep the rules of their kind; UnwritableLine for others."""
    columns = kind.data.columns(data)
    assert columns is not None, "what was composed field by field is sound"
    if kind.breaks_a_rule(columns):
        raise _broken_rule(kind, summed, data)
    if summed.has_seen_one_of(columns):
        raise _key_twice(kind, summed, data)
    return columns


def _broken_rule(kind: FileKind, summed: OpenSet, data: bytes) -> UnwritableLine:
    faults = (
        (number, one, fault)
        for number, one in _one_by_one(kind, summed, data)
        for fault in kind.rule_faults(one)
    )
    number, one, fault = next(faults)
    values = _values(kind, one)
    return UnwritableLine(
        line=_line(kind, number, values),
        name=fault.field,
        label=kind.data.place(fault.field).field.label,
        value=values[fault.field],
        expected=fault.expected,
    )


def _key_twice(kind: FileKind, summed: OpenSet, data: bytes) -> UnwritableLine:
    """The set is not written any more: the search adds to it."""
    number, one = next(found for found in _one_by_one(kind, summed, data) if _came_before(summed, found[1]))
    values = _values(kind, one)
    return UnwritableLine(
        line=_line(kind, number, values),
        name="+".join(kind.key),
        label="・".join(kind.data.place(name).field.label for name in kind.key),
        value="・".join(str(values[name]) for name in kind.key),
        expected="同じ組のほかの明細と異なる値",
    )


def _came_before(summed: OpenSet, one: Columns) -> bool:
    came = summed.has_seen_one_of(one)
    summed.add(one)
    return came


def _one_by_one(kind: FileKind, summed: OpenSet, data: bytes) -> Iterator[tuple[int, Columns]]:
    """Each record with its number in the set."""
    numbered = enumerate(_records(data), start=summed.count + 1)
    return ((number, kind.data.sound_columns(record)) for number, record in numbered)


def _values(kind: FileKind, one: Columns) -> Mapping[str, object]:
    return {name: one.values(name)[0] for name in kind.data.names}


def _records(data: bytes) -> Iterator[bytes]:
    return (data[at : at + RECORD_LENGTH] for at in range(0, len(data), RECORD_LENGTH))
