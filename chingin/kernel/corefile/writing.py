"""Writing a file: the same layouts, line ends CRLF, totals of the trailers computed here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

from .header import END, HEADER, End, Header, header_faults
from .kinds import FileKind
from .layout import RECORD_LENGTH, Columns, Row
from .open_set import COUNT_FIELD, OpenSet

_LINE_END: Final = b"\r\n"
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class OutgoingSet:
    """One set to be written; `closing` is what the trailer says beside its totals (依頼書番号, 版)."""

    header: Header
    rows: Iterable[Row]
    closing: Mapping[str, object] = field(default_factory=dict)


def write(kind: FileKind, sets: Iterable[OutgoingSet], stream: BinaryIO) -> None:
    """Write a whole file that our own reader takes; ValueError names the field that stands against it.

    What was written before a ValueError is no file: whoever gives the stream throws it away.
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
        summed.count += len(data) // RECORD_LENGTH
        summed.add(_sound(kind, summed, data))
        records = (data[at : at + RECORD_LENGTH] for at in range(0, len(data), RECORD_LENGTH))
        stream.write(_LINE_END.join((*records, b"")))
    if not summed.count:
        raise ValueError(f"{kind.label}: a set has at least one record")
    stream.write(_trailer(kind, {**outgoing.closing, **summed.sums, COUNT_FIELD: summed.count}) + _LINE_END)


def _trailer(kind: FileKind, values: Mapping[str, object]) -> bytes:
    names = kind.trailer.names
    if strange := set(names) ^ set(values):
        raise ValueError(f"{kind.label}: the trailer's {sorted(strange)}")
    return kind.trailer.compose(tuple(values[name] for name in names))


def _header(kind: FileKind, header: Header) -> bytes:
    record = HEADER.compose(header)
    for fault in header_faults(header, for_groups=kind.for_groups):
        raise ValueError(f"{fault.field}: {fault.expected}")
    if header.kind != kind.code:
        raise ValueError(f"kind: {kind.code} instead of {header.kind}")
    return record


def _composed(kind: FileKind, rows: Iterable[Row]) -> Iterator[bytes]:
    left = iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        yield b"".join(map(kind.data.compose, batch))


def _sound(kind: FileKind, summed: OpenSet, data: bytes) -> Columns:
    """The columns of records that keep the rules of their kind; ValueError for others."""
    columns = kind.data.columns(data)
    assert columns is not None, "what was composed field by field is sound"
    if kind.breaks_a_rule(columns):
        raise ValueError(_broken_rule(kind, data))
    if summed.has_seen_one_of(columns):
        raise ValueError(f"{kind.label}: {'+'.join(kind.key)} is not unique in the set")
    return columns


def _broken_rule(kind: FileKind, data: bytes) -> str:
    records = (data[at : at + RECORD_LENGTH] for at in range(0, len(data), RECORD_LENGTH))
    faults = (fault for record in records for fault in kind.rule_faults(kind.data.sound_columns(record)))
    return next(f"{fault.field}: {fault.expected}" for fault in faults)
