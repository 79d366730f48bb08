"""Notices new revocation lists and server certificates, which nginx reads at a reload only."""

from collections.abc import Sequence
from pathlib import Path

Stamp = tuple[int, int]


class Watch:
    """The files as they were last seen."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._seen = self._stamps()

    def changed(self) -> bool:
        """Whether a file is other than at the last call. A missing one will be, once it is back."""
        now = self._stamps()
        if None in now or now == self._seen:
            return False
        self._seen = now
        return True

    def _stamps(self) -> list[Stamp | None]:
        return [_stamp(path) for path in self._files]


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns
