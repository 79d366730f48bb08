"""Files to the bank's core system (送信): recorded first, then written, each set once, whatever breaks.

Recorded in one transaction: serial numbers, what went into the file, its SHA-256. Written from what cannot
change any more, so that a second attempt makes the same bytes; then marked. Whoever is killed in between, or
comes at the same time, runs the same command again.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import models, transaction

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.corefile.kinds import FileKind, kind_by_code
from chingin.kernel.corefile.report import Report, SetReport
from chingin.kernel.corefile.unwritable import Unwritable
from chingin.kernel.corefile.writing import write
from chingin.kernel.durable import sha256_of
from chingin.kernel.errors import Refusal
from chingin.kernel.os_errors import reason

from . import messages
from .drafting import Draft, Progress, counted, draft
from .models import Transmission, TransmissionSeries, TransmissionWriting, TransmittedSet
from .senders import Parcel, RemarkingSender, Sender, sender_of
from .storage import whole
from .unsendable import Unsendable


class TransmissionEvent(models.TextChoices):
    """Events of transmission in the operation log."""

    MADE = "transmissions.made", "送信ファイル作成"
    WRITTEN = "transmissions.written", "送信ファイル書き出し"
    WRITTEN_AGAIN = "transmissions.written_again", "送信ファイル再書き出し"


class NotWritten(Refusal):
    """The disk does not take the file."""

    message = messages.NOT_WRITTEN


class NameTaken(Refusal):
    """Another file lies under the name."""

    message = messages.NAME_TAKEN


class ContentChanged(Refusal):
    """What was recorded cannot be made again byte for byte."""

    message = messages.CONTENT_CHANGED


class NoSuchFile(Refusal):
    """Nothing was ever recorded under this name."""

    message = messages.NO_SUCH_FILE


class NeverWritten(Refusal):
    """Recorded, but not written for the first time yet: that is for `transmit`, which marks it."""

    message = messages.NEVER_WRITTEN


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Files that lie whole in the directory now, files that do not, parcels that could not be sent.

    `remarks`: what the operator has to know of the files that were written. `before`: the last file that an
    earlier run wrote, and where.
    """

    written: Sequence[Transmission]
    refusals: Sequence[Refusal] = ()
    misfits: Sequence[Unsendable] = ()
    remarks: Sequence[str] = ()
    before: TransmissionWriting | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was due is on its way."""
        return not self.refusals and not self.misfits


def no_progress(_rows: int) -> None:
    """Nobody watches."""


def transmit(
    *,
    kind: str,
    bank_code: str,
    directory: Path,
    by: Actor,
    at: datetime,
    progress: Progress = no_progress,
) -> Dispatch:
    """Send one bank what is due in this kind of file, and write what was recorded but never written.

    A file that cannot be written (NotWritten, NameTaken, ContentChanged) waits for the next attempt. Raises
    NotWritten where the directory takes nothing; then nothing is recorded either.
    """
    work = _Work(_layout(kind), sender_of(kind), bank_code, directory, by, at, progress)
    before = TransmissionWriting.objects.last_of(bank_code=bank_code, kind=kind)
    with _disk_in_words(work):
        misfits = _record(work)
    written, refusals = list[Transmission](), list[Refusal]()
    for transmission in Transmission.objects.unwritten(bank_code=bank_code, kind=kind):
        try:
            with _disk_in_words(work):
                written += [transmission] if _write(transmission, work) else []
        except Refusal as refusal:
            refusals.append(refusal)
    remarks = [remark for transmission in written for remark in _remarks(transmission, work)]
    return Dispatch(written, refusals, misfits, remarks, before)


def write_again(
    *, name: str, directory: Path, by: Actor, at: datetime, progress: Progress = no_progress
) -> Dispatch:
    """A file that was lost, byte for byte as it was recorded; where it lies already, nothing is written.

    NoSuchFile, NeverWritten, NotWritten, NameTaken or ContentChanged: nothing was written.
    """
    transmission = Transmission.objects.filter(name=name).select_related("writing").first()
    if transmission is None:
        raise NoSuchFile(name=name)
    kind, bank_code = transmission.kind, transmission.bank_code
    if not hasattr(transmission, "writing"):
        raise NeverWritten(name=name, kind=kind, bank=bank_code)
    work = _Work(_layout(kind), sender_of(kind), bank_code, directory, by, at, progress)
    with _disk_in_words(work):
        _write_again(transmission, work)
    return Dispatch([transmission], remarks=list(_remarks(transmission, work)))


def _layout(kind: str) -> FileKind:
    layout = kind_by_code(kind)
    assert layout is not None, kind
    return layout


@contextmanager
def _disk_in_words(work: "_Work") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(path=error.filename or work.directory, reason=reason(error)) from error


@dataclass(frozen=True, slots=True)
class _Work:
    kind: FileKind
    sender: Sender
    bank_code: str
    directory: Path
    by: Actor
    at: datetime
    progress: Progress


def _remarks(transmission: Transmission, work: _Work) -> Iterator[str]:
    sender: object = work.sender
    if isinstance(sender, RemarkingSender):
        for remark in sender.remarks_on(transmission):
            yield f"{transmission.name}: {remark}"


@transaction.atomic
def _record(work: _Work) -> Sequence[Unsendable]:
    """Number and remember all that is due. Composed here once, unnamed, for its hash and its totals."""
    series = TransmissionSeries.objects.locked(bank_code=work.bank_code, kind=work.kind.code)
    with tempfile.TemporaryFile(dir=work.directory) as stream:
        made: Draft = draft(
            work.kind,
            work.sender.due(work.bank_code, at=work.at),
            last_serial=series.last_serial,
            stream=stream,
            progress=work.progress,
        )
    if made.report is None:
        return made.misfits
    transmission = _transmission(made.parcels, made.report, work)
    for parcel, one in zip(made.parcels, made.report.sets, strict=True):
        parcel.remember(_sent(transmission, parcel, one))
    series.last_serial += len(made.parcels)
    series.save(update_fields=["last_serial"])
    _log(TransmissionEvent.MADE, transmission, work)
    return made.misfits


def _transmission(parcels: Sequence[Parcel], report: Report, work: _Work) -> Transmission:
    totals: Counter[str] = Counter()
    for one in report.sets:
        totals.update(one.totals)
    return Transmission.objects.create(
        name=f"{work.kind.code}_{work.bank_code}_{parcels[0].header.serial}.dat",
        bank_code=work.bank_code,
        kind=work.kind.code,
        set_count=len(parcels),
        count=sum(one.count for one in report.sets),
        totals=dict(totals),
        sha256=report.sha256,
        size=report.size,
        made_at=work.at,
        made_by=work.by.signature,
    )


def _sent(transmission: Transmission, parcel: Parcel, one: SetReport) -> TransmittedSet:
    header: Mapping[str, object] = parcel.header._asdict()
    return TransmittedSet.objects.create(
        transmission=transmission,
        count=one.count,
        totals=dict(one.totals),
        **{**header, "month": parcel.header.month.code},
    )


@transaction.atomic
def _write(transmission: Transmission, work: _Work) -> bool:
    """Whether the file was written now; False: somebody else has done so meanwhile. Then marked."""
    transmission = Transmission.objects.select_for_update(no_key=True).get(pk=transmission.pk)
    if TransmissionWriting.objects.filter(transmission=transmission).exists():
        return False
    path = _written(transmission, work)
    TransmissionWriting.objects.create(
        transmission=transmission, path=str(path), at=work.at, written_by=work.by.signature
    )
    _log(TransmissionEvent.WRITTEN, transmission, work)
    return True


@transaction.atomic
def _write_again(transmission: Transmission, work: _Work) -> None:
    # One after the other: two would write into the same unfinished file.
    Transmission.objects.select_for_update(no_key=True).get(pk=transmission.pk)
    path = _written(transmission, work)
    _log(TransmissionEvent.WRITTEN_AGAIN, transmission, work, path=str(path))


def _written(transmission: Transmission, work: _Work) -> Path:
    """Where the file lies whole now."""
    path = (work.directory / transmission.name).absolute()
    if not _lies_there(path, transmission):
        _compose(path, transmission, work)
    return path


def _lies_there(path: Path, transmission: Transmission) -> bool:
    """Whether an attempt that broke off after naming the file has left it whole."""
    if not path.exists():
        return False
    with path.open("rb") as stream:
        if not _is_as_recorded(stream, transmission):
            raise NameTaken(path=path)
    return True


def _is_as_recorded(stream: BinaryIO, transmission: Transmission) -> bool:
    return (sha256_of(stream), stream.tell()) == (transmission.sha256, transmission.size)


def _compose(path: Path, transmission: Transmission, work: _Work) -> None:
    sent = TransmittedSet.objects.filter(transmission=transmission).order_by("serial")
    sets = (work.sender.content_of(one) for one in sent)
    with whole(path) as stream:
        try:
            write(work.kind, counted(sets, work.progress), stream)
        except Unwritable as error:
            raise ContentChanged(name=transmission.name) from error
        if not _is_as_recorded(stream, transmission):
            raise ContentChanged(name=transmission.name)


def _log(event: TransmissionEvent, transmission: Transmission, work: _Work, **more: str) -> None:
    audit.record(
        event,
        chain=audit.bank_chain(transmission.bank_code),
        by=work.by,
        at=work.at,
        target=transmission.name,
        detail={
            "sets": transmission.set_count,
            "count": transmission.count,
            "totals": transmission.totals,
            "sha256": transmission.sha256,
            **more,
        },
    )
