"""Reading a file in one pass with flat memory: its records in batches, and a report of all that is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from . import messages
from .findings import Fault, Finding, Findings, printable
from .frames import LINE_ENDS, Block, Frames, Misfit
from .header import END, HEADER, Header, header_faults
from .kinds import FileKind, kind_by_code
from .layout import RECORD_LENGTH, Columns, Layout, R
from .open_set import OpenSet
from .report import Report

_RUN: Final = re.compile(rb"(.)\1*", re.DOTALL)
_WANTED: Final = {"1": "ヘッダー(1)", "2": "明細(2)", "8": "トレーラー(8)", "9": "エンド(9)"}

HeaderCheck = Callable[[Header], Iterable[Fault]]


class Batch(NamedTuple):
    """Up to 1,000 records of one set, each of whose fields is sound; the set may still prove wrong."""

    set_number: int
    kind: FileKind
    header: Header | None
    numbers: Sequence[int]
    columns: Columns

    def texts(self, names: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
        """These fields of each record as a database takes them: digits, 2026-10-20 or None, YYYYMM or ""."""
        return zip(*map(self.columns.texts, names), strict=True)

    def values(self, name: str) -> Sequence[object]:
        """One field of each record in its own type."""
        return self.columns.values(name)

    def rows(self, of: type[R]) -> Iterator[R]:
        """The records as typed rows; slower than columns."""
        return self.columns.rows(of)


def check(stream: BinaryIO, *, name: str, on_header: HeaderCheck | None = None) -> Report:
    """Everything that is wrong with a file, whatever its bytes. The stream is buffered."""
    reading = Reading(stream, name=name, on_header=on_header)
    for _ in reading.batches():
        pass
    return reading.report()


class Reading:
    """One file being read. `on_header` adds what only a database knows of a sound header."""

    def __init__(self, stream: BinaryIO, *, name: str, on_header: HeaderCheck | None = None) -> None:
        self._frames = Frames(stream)
        self._name = name
        self._on_header = on_header
        self._findings = Findings()
        self._sets: list[OpenSet] = []
        self._set: OpenSet | None = None
        self._kind: FileKind | None = None
        self._known: set[object] = set()
        self._ended = False
        self._frame_records = {b"1": self._begin, b"8": self._trailer, b"9": self._end}

    def batches(self) -> Iterator[Batch]:
        """The sound records, set by set; once. What is not sound becomes a finding."""
        for frame in self._frames:
            if isinstance(frame, Misfit):
                self._misfit(frame)
            else:
                for number, data in _runs(frame):
                    yield from self._run(number, data)
        self._end_of_file()

    def report(self) -> Report:
        """What is known now: everything, once all batches were taken."""
        return Report(
            file=self._name,
            size=self._frames.size,
            sha256=self._frames.sha256,
            line_end=LINE_ENDS[self._frames.line_end],
            records=self._frames.records,
            sets=tuple(one.report() for one in self._sets),
            findings=tuple(self._findings.kept),
            left_out=self._findings.left_out,
        )

    def blame(self, *, set_number: int, record: int, fault: Fault, value: str) -> None:
        """Add a finding of the caller's own about a data record of a set, also after the last batch."""
        blamed = self._sets[set_number - 1]
        if blamed.kind is None:
            raise ValueError(f"set {set_number} is of no known kind")
        place = blamed.kind.data.place(fault.field)
        blamed.findings += 1
        self._add(record, fault, (place.first, place.last), place.field.label, value)

    def blame_trailer(self, *, set_number: int, fault: Fault, value: str) -> None:
        """Add a finding of the caller's own about the trailer of a set that is whole."""
        blamed = self._sets[set_number - 1]
        assert blamed.kind, "a set of no known kind is not whole"
        place = blamed.kind.trailer.place(fault.field)
        blamed.findings += 1
        self._add(blamed.trailer_record, fault, (place.first, place.last), place.field.label, value)

    def is_whole(self, set_number: int, *, records: int) -> bool:
        """Whether a set has its trailer, and so many data records, each of them sound."""
        asked = self._sets[set_number - 1]
        return bool(asked.trailer_record) and asked.count == records

    def is_right(self, set_number: int) -> bool:
        """Whether a set has no finding up to here."""
        return not self._sets[set_number - 1].findings

    def _run(self, number: int, data: bytes) -> Iterator[Batch]:
        """Records that begin with the same byte."""
        if self._ended:
            self._out_of_turn(number, data, "エンド(9)の後にはデータなし")
        elif data[:1] == b"2":
            yield from self._data(number, data)
        elif data[:1] in self._frame_records:
            self._frame(number, data)
        else:
            self._out_of_turn(number, data, "1・2・8・9のいずれか")

    def _frame(self, number: int, data: bytes) -> None:
        """Headers, trailers or ends; of each there should be but one in a row."""
        for at in range(0, len(data), RECORD_LENGTH):
            if self._ended:
                self._out_of_turn(number + at // RECORD_LENGTH, data[at:], "エンド(9)の後にはデータなし")
                return
            self._frame_records[data[:1]](number + at // RECORD_LENGTH, data[at : at + RECORD_LENGTH])

    def _begin(self, number: int, record: bytes) -> None:
        if self._set:
            self._out_of_turn(number, record, _WANTED["8"])
        columns = HEADER.sound_columns(record)
        codes = columns.texts("kind") if columns.has(["kind"]) else ()
        kind = next((kind_by_code(code or "") for code in codes), None)
        header = next(columns.rows(Header)) if columns.has(HEADER.names) else None
        self._set = OpenSet(number=len(self._sets) + 1, kind=kind, header=header, record=number)
        self._sets.append(self._set)
        self._set.has(record, last=number)
        self._field_faults(HEADER, number, record)
        for fault in chain(self._kind_faults(kind) if codes else (), self._header_faults(kind, header)):
            self._blame(HEADER, number, record, fault)

    def _kind_faults(self, kind: FileKind | None) -> Iterator[Fault]:
        """A file is of one kind, that of the first set whose kind is known."""
        self._kind = self._kind or kind
        if kind is None or kind is not self._kind:
            expected = self._kind.label if self._kind else "取り扱いのあるファイル種別"
            yield Fault("kind", messages.FILE_KIND, expected)

    def _header_faults(self, kind: FileKind | None, header: Header | None) -> Iterator[Fault]:
        if kind is None or header is None:
            return
        yield from header_faults(header, for_groups=kind.for_groups)
        yield from self._repeated(header)
        yield from self._on_header(header) if self._on_header else ()

    def _repeated(self, header: Header) -> Iterator[Fault]:
        once = {"serial": (header.bank_code, header.serial), "sequence": header.cycle}
        for field, value in once.items():
            if value in self._known:
                yield Fault(field, messages.SET_TWICE, "このファイルの前の組と異なる値")
            self._known.add(value)

    def _data(self, number: int, data: bytes) -> Iterator[Batch]:
        if self._set is None:
            self._out_of_turn(number, data, _WANTED["1"])
            return
        count = len(data) // RECORD_LENGTH
        self._set.count += count
        self._set.has(data, last=number + count - 1)
        kind = self._set.kind
        if kind is None:
            return
        columns = kind.data.columns(data)
        if columns is None or kind.breaks_a_rule(columns) or self._set.has_seen_one_of(columns):
            yield from self._one_by_one(self._set, kind, number, data)
        else:
            self._set.add(columns)
            yield Batch(self._set.number, kind, self._set.header, range(number, number + count), columns)

    def _one_by_one(self, into: OpenSet, kind: FileKind, number: int, data: bytes) -> Iterator[Batch]:
        """Records among which something is wrong: find it, and give the sound ones as one batch."""
        sound: dict[int, bytes] = {}
        for at in range(0, len(data), RECORD_LENGTH):
            record, here = data[at : at + RECORD_LENGTH], number + at // RECORD_LENGTH
            columns = kind.data.columns(record)
            if columns is None:
                columns = kind.data.sound_columns(record)
                self._field_faults(kind.data, here, record)
            else:
                sound[here] = record
            self._between_fields(into, kind, here, record, columns)
        columns = kind.data.columns(b"".join(sound.values()))
        if sound and columns:
            yield Batch(into.number, kind, into.header, tuple(sound), columns)

    def _between_fields(
        self, into: OpenSet, kind: FileKind, number: int, record: bytes, columns: Columns
    ) -> None:
        for fault in kind.rule_faults(columns):
            self._blame(kind.data, number, record, fault)
        if into.has_seen_one_of(columns):
            self._blame(
                kind.data, number, record, Fault(kind.key[-1], messages.KEY_TWICE, "組の中で一意の値")
            )
        into.add(columns)

    def _trailer(self, number: int, record: bytes) -> None:
        if self._set is None:
            self._out_of_turn(number, record, _WANTED["1"])
            return
        if not self._set.count:
            self._out_of_turn(number, record, _WANTED["2"])
        self._set.has(record, last=number)
        self._set.trailer_record = number
        if self._set.kind:
            layout = self._set.kind.trailer
            self._field_faults(layout, number, record)
            for fault in self._set.trailer_faults(layout.sound_columns(record)):
                self._blame(layout, number, record, fault)
        self._set.forget_keys()
        self._set = None

    def _end(self, number: int, record: bytes) -> None:
        if self._set or not self._sets:
            self._out_of_turn(number, record, _WANTED["8" if self._set else "1"])
        self._set = None
        self._ended = True
        self._field_faults(END, number, record)

    def _misfit(self, misfit: Misfit) -> None:
        """A record of another length, or with another line end (it follows in a block of its own)."""
        last = max(len(misfit.data), 1)
        fault = Fault("", misfit.message, misfit.expected)
        if self._set:
            self._set.findings += 1
        self._add(misfit.number, fault, (1, last), "レコード", printable(misfit.data))
        if misfit.message is messages.RECORD_LENGTH:
            self._guess(misfit)

    def _guess(self, misfit: Misfit) -> None:
        """What a record of another length meant to be, so that the order of the others is still seen."""
        if misfit.data[:1] == b"1":
            self._set = OpenSet(number=len(self._sets) + 1, kind=None, header=None, record=misfit.number)
            self._set.findings += 1
            self._sets.append(self._set)
        elif misfit.data[:1] == b"2" and self._set:
            self._set.count += 1
            self._set.forget_totals()
        elif misfit.data[:1] == b"8":
            self._set = None
        elif misfit.data[:1] == b"9":
            self._ended = True

    def _end_of_file(self) -> None:
        if self._ended:
            return
        wanted = _WANTED["8" if self._set else "9" if self._sets else "1"]
        self._out_of_turn(self._frames.records + 1, b"", wanted)

    def _out_of_turn(self, number: int, record: bytes, expected: str) -> None:
        """A record (or the first of a run) stands where another belongs; it spoils the set before it."""
        if self._set:
            self._set.findings += 1
        fault = Fault("", messages.RECORD_ORDER, expected)
        self._add(number, fault, (1, 1), "データ区分", printable(record[:1]))

    def _field_faults(self, layout: Layout, number: int, record: bytes) -> None:
        for place, fault in layout.faults(record):
            if self._sets:
                self._sets[-1].findings += layout is not END
            self._add(
                number, fault, (place.first, place.last), place.field.label, printable(place.cut(record))
            )

    def _blame(self, layout: Layout, number: int, record: bytes, fault: Fault) -> None:
        place = layout.place(fault.field)
        self._sets[-1].findings += 1
        self._add(number, fault, (place.first, place.last), place.field.label, printable(place.cut(record)))

    def _add(self, number: int, fault: Fault, span: tuple[int, int], label: str, value: str) -> None:
        first, last = span
        self._findings.add(
            Finding(fault.message.code, self._name, number, first, last, label, value, fault.expected)
        )


def _runs(block: Block) -> Iterator[tuple[int, bytes]]:
    """Records in a row that begin with the same byte, each row with the number of its first."""
    for run in _RUN.finditer(block.data[::RECORD_LENGTH]):
        yield block.first + run.start(), block.data[run.start() * RECORD_LENGTH : run.end() * RECORD_LENGTH]
