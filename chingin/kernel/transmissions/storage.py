"""A file appears whole under its name, or not at all; readable by its owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from chingin.kernel import durable

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
            durable.sync(stream)
        durable.name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
