"""The set that is being read: what has been counted, summed and seen so far."""

import hashlib
from collections.abc import Iterator
from typing import Final

from . import messages
from .findings import Fault
from .header import Header
from .kinds import FileKind
from .layout import Columns
from .report import SetReport

COUNT_FIELD: Final = "records"


class OpenSet:
    """One set between its header and its end."""

    def __init__(self, *, number: int, kind: FileKind | None, header: Header | None, record: int) -> None:
        self.number, self.kind, self.header = number, kind, header
        self.first_record = self.last_record = record
        self.trailer_record = 0  # none yet
        self.findings = 0
        self.count = 0
        self.sums = {name: 0 for name in kind.totals if name != COUNT_FIELD} if kind else {}
        self._seen: set[bytes] = set()
        self._hash = hashlib.sha256()

    def has(self, data: bytes, *, last: int) -> None:
        """These bytes belong to the set; `last` is the number of their last record."""
        self._hash.update(data)
        self.last_record = last

    def forget_totals(self) -> None:
        """A record of this set cannot be read: what it would have added is unknown."""
        self.sums.clear()

    def forget_keys(self) -> None:
        """The set is read: a million keys weigh a hundred megabytes."""
        self._seen = set()

    def has_seen_one_of(self, columns: Columns) -> bool:
        """Whether a key of these records occurs twice, among them or in the set so far."""
        assert self.kind, "records are only cut into columns where the kind is known"
        keys = self.kind.keys(columns)
        return len(set(keys)) < len(keys) or not self._seen.isdisjoint(keys)

    def add(self, columns: Columns) -> None:
        """Sums and keys of these records; a total that a faulty field hides is unknown from here on."""
        assert self.kind, "records are only cut into columns where the kind is known"
        self._seen.update(self.kind.keys(columns))
        for name in list(self.sums):
            total = self.kind.totals[name]
            if columns.has(total.needs):
                self.sums[name] += total.over(columns)
            else:
                del self.sums[name]

    def trailer_faults(self, columns: Columns) -> Iterator[Fault]:
        """Where the sound fields of the trailer say something else than the data."""
        if columns.has([COUNT_FIELD]) and columns.values(COUNT_FIELD)[0] != self.count:
            yield Fault(COUNT_FIELD, messages.COUNT, f"{self.count}(明細の件数)")
        for name, total in self.sums.items():
            if columns.has([name]) and columns.values(name)[0] != total:
                yield Fault(name, messages.TOTAL, f"{total}(明細の合計)")

    def report(self) -> SetReport:
        trailer = self.kind and self.kind.trailer
        labels = {name: trailer.place(name).field.label for name in self.sums} if trailer else {}
        return SetReport(
            number=self.number,
            kind=self.kind,
            header=self.header,
            first_record=self.first_record,
            last_record=self.last_record,
            count=self.count,
            totals={labels[name]: total for name, total in self.sums.items()},
            sha256=self._hash.hexdigest(),
            findings=self.findings,
        )
