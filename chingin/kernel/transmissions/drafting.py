"""A file in the making: numbered, composed, read back; a set that cannot be sent is left out and named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeAlias

from chingin.kernel.corefile.kinds import FileKind
from chingin.kernel.corefile.layout import Row
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.report import Report
from chingin.kernel.corefile.unwritable import Unwritable
from chingin.kernel.corefile.writing import OutgoingSet, write

from .senders import Parcel
from .unsendable import TotalsDiffer, Unsendable, faulty, named, unfit

Progress: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Draft:
    """Numbered parcels, and what our own reader found in the file of them; no report where none fits."""

    parcels: Sequence[Parcel]
    report: Report | None
    misfits: Sequence[Unsendable]


@dataclass(frozen=True, slots=True)
class _Fault:
    index: int
    why: Unsendable


def draft(
    kind: FileKind, parcels: Sequence[Parcel], *, last_serial: int, stream: BinaryIO, progress: Progress
) -> Draft:
    """Compose a file of all parcels that fit. One that does not fit takes no number, so there is no gap.

    Anything but Unwritable and Unsendable is a mistake of ours and is not caught.
    """
    left, misfits = list(parcels), list[Unsendable]()
    while left:
        numbered = list(_numbered(left, last_serial))
        found = _composed(kind, numbered, stream, progress)
        if isinstance(found, Report):
            return Draft(numbered, found, misfits)
        misfits.append(found.why)
        del left[found.index]
    return Draft((), None, misfits)


def _numbered(parcels: Iterable[Parcel], last_serial: int) -> Iterator[Parcel]:
    for serial, parcel in enumerate(parcels, start=last_serial + 1):
        yield replace(parcel, header=parcel.header._replace(serial=f"{serial:010}"))


def _composed(
    kind: FileKind, parcels: Sequence[Parcel], stream: BinaryIO, progress: Progress
) -> Report | _Fault:
    stream.seek(0)
    stream.truncate()
    begun: list[Parcel] = []

    def sets() -> Iterator[OutgoingSet]:
        for parcel in parcels:
            begun.append(parcel)
            yield parcel.content(parcel.header)

    try:
        write(kind, counted(sets(), progress), stream)
    except Unwritable as error:
        return _Fault(len(begun) - 1, unfit(begun[-1].header, error))
    except Unsendable as why:
        return _Fault(len(begun) - 1, why)
    stream.seek(0)
    report = check(stream, name=kind.code)
    return _disagreement(report, parcels) or report


def _disagreement(report: Report, parcels: Sequence[Parcel]) -> _Fault | None:
    """The first set that our own reader refuses, or whose totals are not those that were promised."""
    for index, (one, parcel) in enumerate(zip(report.sets, parcels, strict=True)):
        if not one.ok:
            return _Fault(index, faulty(parcel.header, report))
        for label, promised in parcel.totals.items():
            if (found := one.totals[label]) != promised:
                told = {"parcel": named(parcel.header), "label": label, "found": found, "promised": promised}
                return _Fault(index, TotalsDiffer(**told))
    return None


def counted(sets: Iterable[OutgoingSet], progress: Progress) -> Iterator[OutgoingSet]:
    """The same sets; each row that is taken from them is told of."""
    count = 0

    def rows(of: Iterable[Row]) -> Iterator[Row]:
        nonlocal count
        for row in of:
            count += 1
            progress(count)
            yield row

    for one in sets:
        yield replace(one, rows=rows(one.rows))
