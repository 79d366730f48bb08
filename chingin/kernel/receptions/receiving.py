"""A file of the core system is received (受信): whole or not at all, each set of it once.

First the whole file is checked, then written in one transaction; memory stays flat as it grows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import BinaryIO, TypeAlias

from django.db import IntegrityError, models, transaction

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.corefile.findings import Fault, Finding
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch, Reading
from chingin.kernel.corefile.report import Report, SetReport
from chingin.kernel.errors import Refusal

from . import messages
from .conflicts import Key, conflicts, key_of
from .models import ReceivedFile, Reception
from .storage import IncomingFile, incoming
from .takers import LineChecker, LineFault, Taker, taker_of

Progress: TypeAlias = Callable[[int], None]


class ReceptionEvent(models.TextChoices):
    """Events of reception in the operation log."""

    RECEIVED = "receptions.received", "コアファイル受信"
    REFUSED = "receptions.refused", "コアファイル受信の拒否"


class FileRefused(Refusal):
    """The file has faults; `check.report` says which."""

    message = messages.FILE_REFUSED

    def __init__(self, check: "Check") -> None:
        self.check = check
        super().__init__(count=f"{check.count:,}")


class NothingToTake(FileRefused):
    """Of the right sets only was asked, and there is none."""

    message = messages.NOTHING_TO_TAKE


class ReceivedMeanwhile(Refusal):
    """Another operator received the same set between check and writing."""

    message = messages.RECEIVED_MEANWHILE


class FileNotStored(Refusal):
    """The disk does not take the file."""

    message = messages.FILE_NOT_STORED


@dataclass(frozen=True, slots=True)
class Check:
    """What the engine and what is registered here say of a file; `report` holds the findings of both."""

    report: Report
    known: Mapping[Key, Reception]
    conflicts: Mapping[int, Finding]

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
            if one.header is not None
            and one.number not in self.conflicts
            and key_of(one.header) in self.known
        ]

    @property
    def takeable(self) -> list[SetReport]:
        """Right sets that were not taken before."""
        return [
            one
            for one in self.report.sets
            if one.ok
            and one.header is not None
            and one.number not in self.conflicts
            and key_of(one.header) not in self.known
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: what was taken now, and what had been before."""

    check: Check
    taken: tuple[Reception, ...]


def no_progress(_records: int) -> None:
    """Nobody watches."""


def check_for_reception(
    source: BinaryIO, *, name: str, at: datetime, progress: Progress = no_progress
) -> Check:
    """All that is wrong with the file, also by what is registered here. Writes nothing."""
    reading = Reading(source, name=name, on_header=partial(_faults, at=at))
    records = 0
    for batch in reading.batches():
        records += len(batch.numbers)
        progress(records)
        for record, fault, value in _line_faults(batch):
            reading.blame(set_number=batch.set_number, record=record, fault=fault, value=value)
    report = reading.report()
    known = _known(report.sets)
    found = conflicts(report, known)
    return Check(_with(report, found.values()), known, found)


def _with(report: Report, found: Iterable[Finding]) -> Report:
    findings = sorted((*report.findings, *found), key=lambda finding: finding.record)
    return replace(report, findings=tuple(findings))


def _faults(header: Header, *, at: datetime) -> Iterable[Fault]:
    if _receptions([header]).exists():
        return []  # compared by content when the whole set is read
    taker = taker_of(header.kind)
    if taker is None:
        return [Fault("kind", messages.NO_TAKER, "このシステムが受信するファイル種別")]
    return taker.faults(header, at=at)


def _line_faults(batch: Batch) -> Iterable[LineFault]:
    taker: object = taker_of(batch.kind.code)
    if batch.header is None or not isinstance(taker, LineChecker) or _receptions([batch.header]).exists():
        return ()  # of what was received before, the content alone is compared
    return taker.line_faults(batch.header, batch)


def _known(sets: Iterable[SetReport]) -> dict[Key, Reception]:
    headers = [one.header for one in sets if one.header is not None]
    return {
        (reception.bank_code, reception.kind, reception.serial): reception
        for reception in _receptions(headers)
    }


def _receptions(headers: Sequence[Header]) -> models.QuerySet[Reception]:
    found = Reception.objects.none()
    for (bank_code, kind), same in groupby(sorted(map(key_of, headers)), key=lambda key: key[:2]):
        serials = [serial for _, _, serial in same]
        found |= Reception.objects.filter(bank_code=bank_code, kind=kind, serial__in=serials)
    return found


def receive(
    *,
    source: BinaryIO,
    name: str,
    by: Actor,
    at: datetime,
    valid_sets_only: bool = False,
    progress: Progress = no_progress,
) -> Outcome:
    """Check the file, then take it. Sets received before are passed over.

    Raises FileRefused (with `valid_sets_only` only where no set is right: NothingToTake), ReceivedMeanwhile,
    FileNotStored; nothing is written then but the operation log.
    """
    try:
        with incoming(source) as file:
            return _receive(file, name, by=by, at=at, valid_sets_only=valid_sets_only, progress=progress)
    except OSError as error:
        raise FileNotStored(path=error.filename or "保管フォルダー", reason=error.strerror) from error


def _receive(
    file: IncomingFile, name: str, *, by: Actor, at: datetime, valid_sets_only: bool, progress: Progress
) -> Outcome:
    with file.path.open("rb") as stream:
        check = check_for_reception(stream, name=name, at=at, progress=progress)
    if check.count and not valid_sets_only:
        _refuse(FileRefused(check), file, name, by=by, at=at)
    if not check.takeable and not check.received_before:
        _refuse(NothingToTake(check), file, name, by=by, at=at)
    return Outcome(check, _taken(file, name, check, by=by, at=at) if check.takeable else ())


def _refuse(refusal: FileRefused, file: IncomingFile, name: str, *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        audit.record(
            ReceptionEvent.REFUSED,
            chain=audit.SYSTEM_CHAIN,
            by=by,
            at=at,
            target=name,
            result=audit.Result.REFUSED,
            detail={"sha256": file.sha256, "findings": refusal.check.count},
        )
    raise refusal


def _taken(file: IncomingFile, name: str, check: Check, *, by: Actor, at: datetime) -> tuple[Reception, ...]:
    try:
        return _take(file, name, check, by=by, at=at)
    except IntegrityError as error:
        if _known(check.takeable):
            raise ReceivedMeanwhile from error
        raise


@transaction.atomic
def _take(file: IncomingFile, name: str, check: Check, *, by: Actor, at: datetime) -> tuple[Reception, ...]:
    received = ReceivedFile.objects.create(
        sha256=file.sha256,
        name=name,
        size=file.size,
        records=check.report.records,
        received_at=at,
        received_by=by.user_id,
    )
    wanted = {one.number: one for one in check.takeable}
    taken = []
    with file.path.open("rb") as stream:
        for number, batches in groupby(Reading(stream, name=name).batches(), key=_set_number):
            if number in wanted:
                taken.append(_take_set(received, wanted[number], batches, by=by, at=at))
    # Last, and in one order: who waits for these chains of the operation log waits for moments only.
    for reception in sorted(taken, key=lambda one: (one.contract_number, one.pk)):
        _record(reception, by=by, at=at)
    file.keep()
    return tuple(taken)


def _set_number(batch: Batch) -> int:
    return batch.set_number


def _take_set(
    received: ReceivedFile, one: SetReport, batches: Iterator[Batch], *, by: Actor, at: datetime
) -> Reception:
    header = one.header
    assert header is not None  # takeable
    reception = Reception.objects.create(
        file=received,
        bank_code=header.bank_code,
        kind=header.kind,
        serial=header.serial,
        sha256=one.sha256,
        contract_number=header.contract_number,
        group_number=header.group_number,
        month=header.month.code,
        pay_kind=header.pay_kind,
        sequence=header.sequence,
        created_on=header.created_on,
        count=one.count,
        totals=dict(one.totals),
        received_at=at,
        received_by=by.user_id,
    )
    _taker(header).take(reception, header, batches, by=by, at=at)
    return reception


def _taker(header: Header) -> Taker:
    taker = taker_of(header.kind)
    assert taker is not None  # the check found a fault otherwise
    return taker


def _record(reception: Reception, *, by: Actor, at: datetime) -> None:
    audit.record(
        ReceptionEvent.RECEIVED,
        chain=audit.contract_chain(reception.contract_number),
        by=by,
        at=at,
        target=f"{reception} {reception.group_number} {reception.month}",
        detail={"file": reception.file.name, "count": reception.count, "totals": reception.totals},
    )
