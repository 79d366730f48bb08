"""Where received files rest: RECEIVED_FILES_ROOT/<two digits>/<SHA-256>.dat, readable by the owner alone.

What was handed in at a page waits in RECEIVED_FILES_ROOT/held/ until it is taken or given up.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

# A file whose owner walked away holds people's names and amounts: it does not wait longer.
HELD_FOR: Final = timedelta(days=1)
_BLOCK: Final = 1024 * 1024
_HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A copy that nobody changes while it is read; gone with the block unless it was kept."""

    path: Path
    sha256: str
    size: int

    def keep(self) -> None:
        """Put it where received files rest. The same content lies there once, however often it comes."""
        kept = path_of(self.sha256)
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        self.path.replace(kept)


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
def incoming(source: BinaryIO) -> Iterator[IncomingFile]:
    """Copy a file in, to be checked and then kept. Raises OSError."""
    handle, unfinished = tempfile.mkstemp(prefix=".incoming-", dir=_own(_root()))
    path = Path(unfinished)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(source, target)
        yield IncomingFile(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


def hold(source: BinaryIO, *, name: str, at: datetime) -> HeldFile:
    """Keep a file for its owner; what has been held longer than HELD_FOR goes. Raises OSError."""
    directory = _own(_own(_root()) / _HELD)
    _sweep(directory, before=at - HELD_FOR)
    handle, place = tempfile.mkstemp(dir=directory)
    path = Path(place)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, _ = _copy(source, target)
        os.utime(path, (at.timestamp(), at.timestamp()))
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return HeldFile(path.name, name, sha256)


def _sweep(directory: Path, *, before: datetime) -> None:
    for path in directory.iterdir():
        with suppress(FileNotFoundError):  # somebody else's at this very moment
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def _root() -> Path:
    return Path(settings.RECEIVED_FILES_ROOT)


def _own(directory: Path) -> Path:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _copy(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        hashed.update(block)
        target.write(block)
        size += len(block)
    target.flush()
    os.fsync(target.fileno())
    return hashed.hexdigest(), size
