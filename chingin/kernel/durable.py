"""Files that outlive a power cut: copied with their hash, synced, under their name whole or not at all."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

_BLOCK: Final = 1024 * 1024


class Copied(NamedTuple):
    """What went from one stream into another."""

    sha256: str
    size: int


def copy(source: BinaryIO, target: BinaryIO) -> Copied:
    """Copy all that is left of `source`; afterwards it is on the disk. Raises OSError."""
    hashed, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        hashed.update(block)
        target.write(block)
        size += len(block)
    sync(target)
    return Copied(hashed.hexdigest(), size)


def sync(stream: BinaryIO) -> None:
    """All that was written to it is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())


def name(unfinished: Path, path: Path) -> None:
    """Give a synced file the name under which it is looked for, in place of what had it. Raises OSError."""
    unfinished.replace(path)
    _sync_directory(path.parent)


def own_directory(directory: Path) -> Path:
    """Make it where it is missing, for its owner alone. Raises OSError."""
    if not directory.is_dir():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_directory(directory.parent)
    return directory


def _sync_directory(directory: Path) -> None:
    """Also a name has to outlive a power cut."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(stream: BinaryIO) -> str:
    """Of all that was written to it so far."""
    stream.flush()
    stream.seek(0)
    hashed = hashlib.sha256()
    while block := stream.read(_BLOCK):
        hashed.update(block)
    return hashed.hexdigest()
