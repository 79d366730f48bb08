"""What the operating system has against a file, in Japanese words."""

import errno
from collections.abc import Mapping
from typing import Final

_REASONS: Final[Mapping[int, str]] = {
    errno.ENOENT: "ファイルまたはフォルダーがありません",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EISDIR: "フォルダーなど、ファイルではないものです",
    errno.ENOTDIR: "途中の名前が、フォルダーではありません",
    errno.EEXIST: "同じ名前のファイルがあります",
    errno.ELOOP: "シンボリックリンクは使用できません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EDQUOT: "割り当てられた容量に空きがありません",
    errno.EROFS: "読み取り専用のディスクです",
    errno.EIO: "ディスクを読み書きできません",
}


def reason(error: OSError) -> str:
    """Why it could not be done; the system's number where it is none of the usual reasons."""
    if error.errno is None:
        return "原因は不明です"
    return _REASONS.get(error.errno, f"OSのエラー番号 {error.errno}")
