"""A file of the core system is held against itself and against what is registered here.

What is found is the same before anything is written and, once more and under lock, while it is taken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain, groupby
from typing import BinaryIO, TypeAlias

from django.db import models

from chingin.kernel.corefile.findings import MOST_FINDINGS, Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch, HeaderCheck, Reading
from chingin.kernel.corefile.report import Report, SetReport

from . import messages
from .conflicts import Key, conflicts, key_of
from .models import Reception
from .takers import LineFault, RecordTaker, SetCheck, taker_of


class Step(StrEnum):
    """What a file goes through; as the operator reads it."""

    CHECK = "検査"
    TAKE = "登録"


Progress: TypeAlias = Callable[[Step, int], None]


@dataclass(frozen=True, slots=True)
class Check:
    """What the engine and what is registered here say of a file; `report` holds the findings of both."""

    report: Report
    known: Mapping[Key, Reception]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.report.findings) + self.report.left_out

    @property
    def received_before(self) -> list[tuple[SetReport, Reception]]:
        """Sets that were taken before, with the same content."""
        return [
            (one, self.known[key_of(one.header)])
            for one in self.report.sets
            if one.ok and one.header is not None and key_of(one.header) in self.known
        ]

    @property
    def takeable(self) -> list[SetReport]:
        """Right sets that were not taken before."""
        return [
            one
            for one in self.report.sets
            if one.ok and one.header is not None and key_of(one.header) not in self.known
        ]


class Checking:
    """One file being read, set by set.

    `faults`: what is wrong with a header by what is registered here. `passed_over`: whose sets are judged by
    the engine alone.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        name: str,
        faults: HeaderCheck,
        passed_over: Callable[[Header], bool],
    ) -> None:
        self._reading = Reading(stream, name=name, on_header=faults)
        self._passed_over = passed_over

    def sets(self) -> Iterator[tuple[int, Iterator[Batch]]]:
        """Each set's number and batches, in one pass; what is wrong with a batch is found before it comes."""
        for number, batches in groupby(self._reading.batches(), key=_set_number):
            yield number, self._checked(number, batches)

    def is_right(self, set_number: int) -> bool:
        """Whether nothing was found in the set up to here."""
        return self._reading.is_right(set_number)

    def report(self) -> Report:
        """Everything, once all sets were read."""
        return self._reading.report()

    def _checked(self, number: int, batches: Iterator[Batch]) -> Iterator[Batch]:
        first, records = next(batches), 0
        check = self._check_of(first)
        for batch in chain([first], batches):
            records += len(batch.numbers)
            for record, fault, value in check.line_faults(batch):
                self._reading.blame(set_number=number, record=record, fault=fault, value=value)
            yield batch
        if self._reading.is_whole(number, records=records):
            for fault, value in check.trailer_faults():
                self._reading.blame_trailer(set_number=number, fault=fault, value=value)

    def _check_of(self, batch: Batch) -> SetCheck:
        taker: object = taker_of(batch.kind.code)
        if batch.header is None or not isinstance(taker, RecordTaker) or self._passed_over(batch.header):
            return _NothingMore()
        return taker.check_of(batch.header) or _NothingMore()


class _NothingMore:
    """The engine has said all that is to say."""

    def line_faults(self, batch: Batch) -> Iterable[LineFault]:
        return ()

    def trailer_faults(self) -> Iterable[tuple[Fault, str]]:
        return ()


def _set_number(batch: Batch) -> int:
    return batch.set_number


def no_progress(_step: Step, _records: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class Tally:
    """Tells how many data records one step is through with."""

    step: Step
    progress: Progress
    records: int = 0

    def over(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The same batches; one is counted when the next is asked for."""
        for batch in batches:
            yield batch
            self.records += len(batch.numbers)
            self.progress(self.step, self.records)


def check_for_reception(
    source: BinaryIO, *, name: str, at: datetime, progress: Progress = no_progress
) -> Check:
    """All that is wrong with the file, also by what is registered here. Writes nothing.

    `progress` hears after each batch how many data records were looked at.
    """

    def faults(header: Header) -> Iterable[Fault]:
        # What was received before is compared by content when the whole set is read.
        return () if _is_received(header) else header_faults(header, at=at)

    checking = Checking(source, name=name, faults=faults, passed_over=_is_received)
    tally = Tally(Step.CHECK, progress)
    for _, batches in checking.sets():
        for _batch in tally.over(batches):
            pass
    report = checking.report()
    return check_of(report, known=received_of(report.sets))


def check_of(report: Report, *, known: Mapping[Key, Reception]) -> Check:
    """What conflicts with what is `known` stands among the findings, if there is room, and with its set."""
    found = conflicts(report, known)
    findings = sorted((*report.findings, *found.values()), key=lambda finding: finding.record)
    kept, beyond = findings[:MOST_FINDINGS], findings[MOST_FINDINGS:]
    sets = (replace(one, findings=one.findings + (one.number in found)) for one in report.sets)
    whole = replace(report, sets=tuple(sets), findings=tuple(kept), left_out=report.left_out + len(beyond))
    return Check(whole, known)


def header_faults(header: Header, *, at: datetime) -> Iterable[Fault]:
    """What is wrong with a set's header by what is registered here."""
    taker = taker_of(header.kind)
    if taker is None:
        return [Fault("kind", messages.NO_TAKER, "このシステムが受信するファイル種別")]
    return taker.faults(header, at=at)


def received_of(sets: Iterable[SetReport]) -> dict[Key, Reception]:
    """What was received of these sets, or of others under their serial numbers."""
    headers = [one.header for one in sets if one.header is not None]
    return {
        (reception.bank_code, reception.kind, reception.serial): reception
        for reception in _receptions(headers)
    }


def _is_received(header: Header) -> bool:
    return _receptions([header]).exists()


def _receptions(headers: Sequence[Header]) -> models.QuerySet[Reception]:
    found = Reception.objects.none()
    for (bank_code, kind), same in groupby(sorted(map(key_of, headers)), key=lambda key: key[:2]):
        serials = [serial for _, _, serial in same]
        found |= Reception.objects.filter(bank_code=bank_code, kind=kind, serial__in=serials)
    return found
