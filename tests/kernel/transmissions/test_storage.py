"""A file appears whole under its name, or not at all."""

from pathlib import Path

import pytest

from chingin.kernel.transmissions.storage import whole


class PowerCut(BaseException):
    """Nothing catches it."""


def test_what_was_written_lies_there_for_its_owner_alone(tmp_path: Path) -> None:
    with whole(tmp_path / "a.dat") as stream:
        stream.write(b"content")
        assert not (tmp_path / "a.dat").exists()

    assert [path.name for path in tmp_path.iterdir()] == ["a.dat"]
    assert (tmp_path / "a.dat").read_bytes() == b"content"
    assert (tmp_path / "a.dat").stat().st_mode & 0o777 == 0o600


def test_where_it_breaks_off_nothing_lies_there(tmp_path: Path) -> None:
    def broken() -> None:
        with whole(tmp_path / "a.dat") as stream:
            stream.write(b"half of the con")
            raise PowerCut

    with pytest.raises(PowerCut):
        broken()

    assert list(tmp_path.iterdir()) == []


def test_a_link_that_somebody_laid_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"precious")
    (tmp_path / ".a.dat.part").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic"), whole(tmp_path / "a.dat"):
        pass

    assert (tmp_path / "elsewhere").read_bytes() == b"precious"
