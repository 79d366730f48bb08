"""Why a file cannot be read or written, in words."""

import errno
from pathlib import Path

import pytest

from chingin.kernel.os_errors import reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "ファイルまたはフォルダーがありません"),
        (".", "フォルダーなど、ファイルではないものです"),
        ("x" * 300, "名前が長すぎます"),
        ("file/a", "途中の名前が、フォルダーではありません"),
    ],
)
def test_the_usual_reasons_are_told_in_japanese(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(OSError, match=r".") as error:
        (tmp_path / name).open("rb")

    assert reason(error.value) == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "ディスクに空きがありません"),
        (OSError(errno.EACCES, "Permission denied"), "権限がありません"),
        (OSError(errno.EBUSY, "Device or resource busy"), f"OSのエラー番号 {errno.EBUSY}"),
        (OSError("no number"), "原因は不明です"),
    ],
)
def test_any_other_is_told_by_its_number(error: OSError, told: str) -> None:
    assert reason(error) == told
