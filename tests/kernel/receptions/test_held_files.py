"""A file between its check and its taking: its owner's alone, and not for ever."""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from chingin.kernel.receptions.storage import HELD_FOR, HeldFile, hold

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Torn(BytesIO):
    """A source that ends in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Fail."""
        raise OSError("gone")


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.RECEIVED_FILES_ROOT = tmp_path / "var" / "received"
    return tmp_path / "var" / "received"


def held(data: bytes, *, at: datetime = AT) -> HeldFile:
    return hold(BytesIO(data), name="10.dat", at=at)


def test_it_lies_there_byte_by_byte_for_its_owner_alone(root: Path) -> None:
    file = held(b"content")

    assert file.path.read_bytes() == b"content"
    assert (file.name, file.sha256) == ("10.dat", sha256(b"content").hexdigest())
    assert oct(file.path.stat().st_mode & 0o777) == "0o600"
    assert [oct(path.stat().st_mode & 0o777) for path in (root, file.path.parent)] == ["0o700"] * 2


def test_the_same_content_twice_is_two_files_of_two_owners() -> None:
    first, second = held(b"content"), held(b"content")

    first.drop()

    assert not first.path.exists()
    assert second.path.exists()


def test_dropping_it_twice_is_nothing() -> None:
    file = held(b"content")

    file.drop()
    file.drop()

    assert not file.path.exists()


def test_what_was_forgotten_goes_with_the_next_file() -> None:
    forgotten = held(b"a", at=AT - HELD_FOR - timedelta(seconds=1))
    waiting = held(b"b", at=AT - HELD_FOR)

    held(b"c")

    assert (forgotten.path.exists(), waiting.path.exists()) == (False, True)


def test_one_that_somebody_else_sweeps_at_the_same_moment_is_no_error(root: Path) -> None:
    """A link to nowhere is listed, and not there when it is looked at."""
    held(b"a")
    os.symlink(root / "nowhere", root / "held" / "swept")

    assert held(b"b").path.exists()


def test_half_a_file_is_not_kept(root: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        hold(Torn(), name="10.dat", at=AT)

    assert list((root / "held").iterdir()) == []
