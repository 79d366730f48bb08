"""A file between its check and its taking, or being received: its owner's alone, and not for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from chingin.kernel.receptions.storage import HELD_FOR, HeldFile, hold, incoming, path_of

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


def killed_while_receiving(root: Path, *, at: datetime) -> Path:
    """What a process leaves that no `finally` is granted (SIGKILL, a power cut)."""
    with incoming(BytesIO(b"people"), at=at) as file:
        left = file.path.rename(root / "aside")
    left.rename(file.path)
    return file.path


@pytest.mark.parametrize("coming", ["held", "received"])
def test_what_a_killed_reception_left_goes_with_the_next_file(root: Path, coming: str) -> None:
    left = killed_while_receiving(root, at=AT - HELD_FOR - timedelta(seconds=1))
    at_work = killed_while_receiving(root, at=AT - HELD_FOR)

    if coming == "held":
        held(b"c")
    else:
        with incoming(BytesIO(b"c"), at=AT):
            pass

    assert (left.exists(), at_work.exists()) == (False, True)


def test_what_is_not_ours_is_left_alone(root: Path) -> None:
    """A file system's own (.nfs…), or what an operator laid aside."""
    held(b"a")
    (root / "held" / ".nfs0001").write_bytes(b"")

    held(b"b", at=AT + 2 * HELD_FOR)

    assert [path.name for path in (root / "held").glob(".nfs*")] == [".nfs0001"]


def test_what_is_kept_is_never_swept(root: Path) -> None:
    with incoming(BytesIO(b"content"), at=AT) as file:
        file.keep()

    with incoming(BytesIO(b"other"), at=AT + 400 * HELD_FOR):
        pass

    kept = path_of(sha256(b"content").hexdigest())
    assert kept.read_bytes() == b"content"
    assert oct(kept.parent.stat().st_mode & 0o777) == "0o700"
    assert [path for path in root.rglob("*") if path.is_file()] == [kept]


def test_one_that_somebody_else_sweeps_at_the_same_moment_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is listed, and gone when its turn comes."""
    forgotten = held(b"a", at=AT - 2 * HELD_FOR)
    listed = Path.glob

    def swept_meanwhile(directory: Path, pattern: str) -> Iterator[Path]:
        for path in list(listed(directory, pattern)):
            path.unlink()
            yield path

    monkeypatch.setattr(Path, "glob", swept_meanwhile)

    assert held(b"b").path.exists()
    assert not forgotten.path.exists()


def test_half_a_file_is_not_kept(root: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        hold(Torn(), name="10.dat", at=AT)

    assert list((root / "held").iterdir()) == []
