"""A file appears whole under its name, or not at all; readable by its owner alone."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

_BLOCK: Final = 1024 * 1024
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Write here; at the end of the block, unless it raises, all of it lies at `path`. Raises OSError.

    What a killed process leaves is a hidden `.part`, which the next one overwrites.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(unfinished, _FLAGS, 0o600), "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(directory: Path) -> None:
    """Also the name has to outlive a power cut."""
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
