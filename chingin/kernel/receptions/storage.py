"""Where received files rest: RECEIVED_FILES_ROOT/<two digits>/<SHA-256>.dat, readable by the owner alone.

What was handed in at a page waits in RECEIVED_FILES_ROOT/held/ until it is taken or given up. What is being
received lies in the root under a hidden name.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from chingin.kernel import durable

# A file whose owner walked away holds people's names and amounts: it does not wait longer.
HELD_FOR: Final = timedelta(days=1)
_HELD: Final = "held"
_INCOMING: Final = ".incoming-"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A copy that nobody changes while it is read; gone with the block unless it was kept."""

    path: Path
    sha256: str
    size: int

    def keep(self) -> None:
        """Put it where received files rest. The same content lies there once, however often it comes."""
        kept = path_of(self.sha256)
        durable.own_directory(kept.parent)
        durable.name(self.path, kept)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file between check and taking. `place` is nobody's to guess, `name` what its owner calls it."""

    place: str
    name: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it lies, if it still does."""
        return _root() / _HELD / self.place

    def drop(self) -> None:
        """It was taken or given up; dropping it twice is nothing."""
        self.path.unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    """The place of a kept file."""
    return _root() / sha256[:2] / f"{sha256}.dat"


@contextmanager
def incoming(source: BinaryIO, *, at: datetime) -> Iterator[IncomingFile]:
    """Copy a file in, to be checked and then kept; what others left behind goes. Raises OSError."""
    root = durable.own_directory(_root())
    _sweep(before=at - HELD_FOR)
    handle, unfinished = tempfile.mkstemp(prefix=_INCOMING + _since(at), dir=root)
    path = Path(unfinished)
    try:
        with os.fdopen(handle, "wb") as target:
            copied = durable.copy(source, target)
        yield IncomingFile(path, copied.sha256, copied.size)
    finally:
        path.unlink(missing_ok=True)


def hold(source: BinaryIO, *, name: str, at: datetime) -> HeldFile:
    """Keep a file for its owner; what has been held longer than HELD_FOR goes. Raises OSError."""
    directory = durable.own_directory(durable.own_directory(_root()) / _HELD)
    _sweep(before=at - HELD_FOR)
    handle, place = tempfile.mkstemp(prefix=_since(at), dir=directory)
    path = Path(place)
    try:
        with os.fdopen(handle, "wb") as target:
            copied = durable.copy(source, target)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return HeldFile(path.name, name, copied.sha256)


def _since(at: datetime) -> str:
    """Begins the name of a file that does not stay: its age is told by our own clock, also while it grows."""
    return f"{at.timestamp():.0f}-"


def _sweep(*, before: datetime) -> None:
    """What was forgotten between check and taking, and what a process that was killed left behind."""
    for path in chain(_root().glob(f"{_INCOMING}*"), (_root() / _HELD).glob("*")):
        since, _, _ = path.name.removeprefix(_INCOMING).partition("-")
        if since.isdecimal() and int(since) < before.timestamp():
            path.unlink(missing_ok=True)  # somebody else's at this very moment


def _root() -> Path:
    return Path(settings.RECEIVED_FILES_ROOT)
