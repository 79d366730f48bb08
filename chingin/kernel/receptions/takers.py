"""Who takes what the bank sends: each app registers itself for its kind of file (in its AppConfig.ready)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Protocol, runtime_checkable

from chingin.kernel.actors import Actor
from chingin.kernel.corefile.findings import Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch
from chingin.kernel.receptions.models import Reception


class Taker(Protocol):
    """Takes the sets of one kind of file."""

    def lock(self, header: Header) -> None:
        """Whoever takes or changes what the set is about waits from here on until the transaction is over.

        Its header has been found right; what is registered here is asked once more after it.
        """

    def faults(self, header: Header, *, at: datetime) -> Iterable[Fault]:
        """What is wrong with a set's header by what is registered here: contract, group, dates, cycle."""

    def take(
        self, reception: Reception, header: Header, batches: Iterable[Batch], *, by: Actor, at: datetime
    ) -> None:
        """Store one set, within the transaction of the whole file; all of it has been found right."""


class LineFault(NamedTuple):
    """What is wrong with one record by what is registered here, and the value found there."""

    record: int
    fault: Fault
    value: str


class SetCheck(Protocol):
    """One set held against what is registered here, batch by batch and then as a whole."""

    def line_faults(self, batch: Batch) -> Iterable[LineFault]:
        """What is wrong with the batch's records."""

    def trailer_faults(self) -> Iterable[tuple[Fault, str]]:
        """What the set lacks now that each record of it was looked at: fields of its trailer, and values."""


@runtime_checkable
class RecordTaker(Protocol):
    """A taker that also holds the records against what is registered here."""

    def check_of(self, header: Header) -> SetCheck | None:
        """None: the header, which has its own findings, names nothing to hold them against."""


_takers: Final[dict[str, Taker]] = {}


def register(kind: str, taker: Taker) -> None:
    """From now on `taker` takes the files of this kind (two digits)."""
    assert kind not in _takers, kind
    _takers[kind] = taker


def taker_of(kind: str) -> Taker | None:
    """None: files of this kind cannot be taken (yet)."""
    return _takers.get(kind)
