"""Copying, hashing, naming: what lies there afterwards, and whose it is."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest

from chingin.kernel import durable

SIZES = pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1])


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk was asked to keep, by the names that the files had then."""
    asked: list[str] = []
    fsync = os.fsync

    def told(handle: int) -> None:
        asked.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", told)
    return asked


@SIZES
def test_a_copy_is_whole_on_the_disk_and_its_hash_is_known(
    tmp_path: Path, synced: list[str], size: int
) -> None:
    content = b"x" * size

    with (tmp_path / "copy").open("wb") as target:
        copied = durable.copy(BytesIO(content), target)
        assert synced == ["copy"]

    assert copied == (hashlib.sha256(content).hexdigest(), size)
    assert (tmp_path / "copy").read_bytes() == content


@SIZES
def test_the_hash_is_of_all_that_was_written(tmp_path: Path, size: int) -> None:
    with (tmp_path / "a").open("w+b") as stream:
        stream.write(b"x" * size)

        assert durable.sha256_of(stream) == hashlib.sha256(b"x" * size).hexdigest()


def test_a_name_is_on_the_disk_too_and_replaces_what_had_it(tmp_path: Path, synced: list[str]) -> None:
    (tmp_path / "unfinished").write_bytes(b"new")
    (tmp_path / "a").write_bytes(b"old")

    durable.name(tmp_path / "unfinished", tmp_path / "a")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]
    assert synced == [tmp_path.name]


def test_a_directory_is_its_owner_s_alone_and_made_once(tmp_path: Path, synced: list[str]) -> None:
    made = durable.own_directory(tmp_path / "above" / "own")
    again = durable.own_directory(tmp_path / "above" / "own")

    assert made == again
    assert made.stat().st_mode & 0o777 == 0o700
    assert synced == ["above"]


def test_a_file_where_the_directory_belongs_is_told(tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"")

    with pytest.raises(FileExistsError):
        durable.own_directory(tmp_path / "own")
