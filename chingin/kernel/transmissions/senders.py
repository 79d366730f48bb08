"""Who sends what to the bank: each app registers itself for its kind of file (in its AppConfig.ready)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet
from chingin.kernel.transmissions.models import Transmission, TransmittedSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One set that is due.

    `header` lacks nothing but its serial number. `content` makes the set under the header given to it, always
    the same. `remember` stores that it was sent. `totals`: what has to come out, by the trailer's labels.
    """

    header: Header
    content: Callable[[Header], OutgoingSet]
    remember: Callable[[TransmittedSet], object]
    totals: Mapping[str, int] = field(default_factory=dict)


class Sender(Protocol):
    """Knows what is to be sent in one kind of file."""

    def banks(self) -> Sequence[str]:
        """The codes of all banks, whether something is due for them or not."""

    def due(self, bank_code: str, *, at: datetime) -> Sequence[Parcel]:
        """What has to go out now and never has, in order; locked against change until the caller commits."""

    def content_of(self, sent: TransmittedSet) -> OutgoingSet:
        """The same set as when it was recorded, from what cannot change."""


@runtime_checkable
class RemarkingSender(Protocol):
    """A sender that may have something to tell of a file that goes out later than it was recorded."""

    def remarks_on(self, transmission: Transmission) -> Sequence[str]:
        """A sentence for each set of the file of which the operator has to know something by now."""


_senders: Final[dict[str, Sender]] = {}


def register(kind: str, sender: Sender) -> None:
    """From now on `sender` fills the files of this kind (two digits)."""
    assert kind not in _senders, kind
    _senders[kind] = sender


def sender_of(kind: str) -> Sender:
    """KeyError for a kind that is not sent."""
    return _senders[kind]


def kinds() -> Sequence[str]:
    """What can be sent."""
    return sorted(_senders)
