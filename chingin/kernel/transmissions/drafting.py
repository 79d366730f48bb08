"""A file in the making: numbered, composed, read back; a set that cannot be sent is left out and named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeAlias

from chingin.kernel.corefile.kinds import FileKind
from chingin.kernel.corefile.layout import Row
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.report import Report, SetReport
from chingin.kernel.corefile.writing import OutgoingSet, write

from .senders import Parcel

Progress: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A parcel that cannot stand in a file, and why, as the file engine says it."""

    parcel: Parcel
    why: str

    def __str__(self) -> str:
        header = self.parcel.header
        return (
            f"契約 {header.contract_number} 入金グループ {header.group_number} {header.month.label}"
            f" 第{header.sequence}回は、ファイルに書けないため送信していません({self.why})。"
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """Numbered parcels, and what our own reader found in the file of them; no report where none fits."""

    parcels: Sequence[Parcel]
    report: Report | None
    misfits: Sequence[Misfit]


@dataclass(frozen=True, slots=True)
class _Fault:
    index: int
    why: str


def draft(
    kind: FileKind, parcels: Sequence[Parcel], *, last_serial: int, stream: BinaryIO, progress: Progress
) -> Draft:
    """Compose a file of all parcels that fit. One that does not fit takes no number, so there is no gap."""
    left, misfits = list(parcels), list[Misfit]()
    while left:
        numbered = list(_numbered(left, last_serial))
        found = _composed(kind, numbered, stream, progress)
        if isinstance(found, Report):
            return Draft(numbered, found, misfits)
        misfits.append(Misfit(left.pop(found.index), found.why))
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
    except ValueError as error:
        return _Fault(len(begun) - 1, str(error))
    stream.seek(0)
    report = check(stream, name=kind.code)
    return _disagreement(report.sets, parcels) or report


def _disagreement(sets: Sequence[SetReport], parcels: Sequence[Parcel]) -> _Fault | None:
    """The first set that our own reader refuses, or whose totals are not those that were promised."""
    for index, (one, parcel) in enumerate(zip(sets, parcels, strict=True)):
        if not one.ok:
            return _Fault(index, f"{one.findings} findings")
        for label, total in parcel.totals.items():
            if one.totals[label] != total:
                return _Fault(index, f"{label} {one.totals[label]:,} ≠ {total:,}")
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
