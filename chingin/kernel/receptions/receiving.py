"""A file of the core system is received (受信): whole or not at all, each set of it once.

First the whole file is checked, then written in one transaction; memory stays flat as it grows.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from django.db import IntegrityError, models, transaction

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch, HeaderCheck
from chingin.kernel.corefile.report import Report, SetReport
from chingin.kernel.errors import Refusal
from chingin.kernel.os_errors import reason

from . import messages
from .checking import (
    Check,
    Checking,
    Progress,
    Step,
    Tally,
    check_for_reception,
    check_of,
    header_faults,
    no_progress,
    received_of,
)
from .conflicts import key_of
from .models import ReceivedFile, Reception
from .storage import IncomingFile, incoming
from .takers import Taker, taker_of

_MOST_NAMED: Final = 100  # of the wrong sets, in the operation log


class ReceptionEvent(models.TextChoices):
    """Events of reception in the operation log."""

    RECEIVED = "receptions.received", "コアファイル受信"
    REFUSED = "receptions.refused", "コアファイル受信の拒否"


class FileRefused(Refusal):
    """The file has faults; `check.report` says which."""

    message = messages.FILE_REFUSED

    def __init__(self, check: Check) -> None:
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
class Receipt:
    """What became of a file: what was taken now, and what had been before."""

    check: Check
    taken: tuple[Reception, ...]


def receive(
    *,
    source: BinaryIO,
    name: str,
    by: Actor,
    at: datetime,
    valid_sets_only: bool = False,
    progress: Progress = no_progress,
) -> Receipt:
    """Check the file, then take it. Sets received before are passed over.

    Raises FileRefused (with `valid_sets_only` only where no set is right: NothingToTake), ReceivedMeanwhile,
    FileNotStored; nothing is written then but the operation log. `progress` hears of both steps, batch by
    batch.
    """
    try:
        with incoming(source, at=at) as file:
            return _receive(file, name, by=by, at=at, valid_sets_only=valid_sets_only, progress=progress)
    except OSError as error:
        raise FileNotStored(path=error.filename or "保管フォルダー", reason=reason(error)) from error


def _receive(
    file: IncomingFile, name: str, *, by: Actor, at: datetime, valid_sets_only: bool, progress: Progress
) -> Receipt:
    with file.path.open("rb") as stream:
        check = check_for_reception(stream, name=name, at=at, progress=progress)
    try:
        return Receipt(
            check, _taken(file, check, by=by, at=at, valid_sets_only=valid_sets_only, progress=progress)
        )
    except FileRefused as refusal:
        _remember_refused(file, refusal.check, by=by, at=at)
        raise


@transaction.atomic
def _remember_refused(file: IncomingFile, check: Check, *, by: Actor, at: datetime) -> None:
    """What was wrong and so not taken: all of the file, or what is not among its right sets."""
    wrong = [one.number for one in check.report.sets if not one.ok]
    audit.record(
        ReceptionEvent.REFUSED,
        chain=audit.SYSTEM_CHAIN,
        by=by,
        at=at,
        target=check.report.file,
        result=audit.Result.REFUSED,
        detail={
            "sha256": file.sha256,
            "findings": check.count,
            "wrong_sets": len(wrong),
            "sets": wrong[:_MOST_NAMED],
        },
    )


def _taken(
    file: IncomingFile, check: Check, *, by: Actor, at: datetime, valid_sets_only: bool, progress: Progress
) -> tuple[Reception, ...]:
    if check.count and not valid_sets_only:
        raise FileRefused(check)
    if not check.takeable:
        if not check.received_before:
            raise NothingToTake(check)
        if check.count:
            _remember_refused(file, check, by=by, at=at)
        return ()
    try:
        return _take(file, check, by=by, at=at, progress=progress)
    except IntegrityError as error:
        if received_of(check.takeable):
            raise ReceivedMeanwhile from error
        raise


@transaction.atomic
def _take(
    file: IncomingFile, check: Check, *, by: Actor, at: datetime, progress: Progress
) -> tuple[Reception, ...]:
    """What was right when the file was checked is asked once more: now nobody changes it any more."""
    wanted = {one.number: one for one in check.takeable}
    faults = _faults_under_lock(check.takeable, at=at)
    received = ReceivedFile.objects.create(
        sha256=file.sha256,
        name=check.report.file,
        size=file.size,
        records=check.report.records,
        received_at=at,
        received_by=by.signature,
    )
    taken, tally = [], Tally(Step.TAKE, progress)
    with file.path.open("rb") as stream:
        checking = Checking(stream, name=received.name, faults=faults, passed_over=_nobody_s)
        for number, batches in checking.sets():
            if number in wanted and checking.is_right(number):
                right = (batch for batch in tally.over(batches) if checking.is_right(batch.set_number))
                taken.append(_take_set(received, wanted[number], right, by=by, at=at))
    _refuse_wrong(check, checking.report(), wanted)
    # Last, and in one order: who waits for these chains of the operation log waits for moments only.
    for reception in sorted(taken, key=lambda one: (one.contract_number, one.pk)):
        _record(reception, by=by, at=at)
    if check.count:
        _remember_refused(file, check, by=by, at=at)
    file.keep()
    return tuple(taken)


def _faults_under_lock(sets: Sequence[SetReport], *, at: datetime) -> HeaderCheck:
    """What is wrong with the headers by now; asked at once, as the database copies while the file is read."""
    headers = [one.header for one in sets if one.header is not None]
    # In one order, for nobody to wait in a ring.
    for header in sorted(headers, key=_whose):
        _taker(header).lock(header)
    if received_of(sets):
        raise ReceivedMeanwhile
    found = {key_of(header): list(header_faults(header, at=at)) for header in headers}
    return lambda header: found.get(key_of(header), [])


def _whose(header: Header) -> tuple[str, ...]:
    return (header.contract_number, header.group_number, header.month.code, header.pay_kind, header.serial)


def _nobody_s(_header: Header) -> bool:
    """No set that is taken is passed over."""
    return False


def _refuse_wrong(check: Check, report: Report, wanted: Container[int]) -> None:
    """Raise FileRefused where a set is not what it was when the file was checked."""
    if not all(one.ok for one in report.sets if one.number in wanted):
        raise FileRefused(check_of(report, known=check.known))


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
        received_by=by.signature,
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
