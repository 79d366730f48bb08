"""The media of a list, and what is remembered of a file that left the house."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .walk import Sum


class Medium(StrEnum):
    """What `?output=` may say."""

    SCREEN = "screen"
    PDF = "pdf"
    CSV = "csv"
    CSV_UTF8 = "csv-utf8"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Medium.SCREEN: "画面表示",
    Medium.PDF: "印刷(PDF)",
    Medium.CSV: "CSV出力(Shift_JIS)",
    Medium.CSV_UTF8: "CSV出力(UTF-8)",
}


@dataclass(frozen=True, slots=True)
class Output:
    """One file of a list, for the operation log (操作ログ)."""

    function_id: str
    title: str
    medium: Medium
    file_name: str
    sum: Sum
