"""A list as CSV: the rows alone, without subtotals, so that it can be filtered, summed and read back."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final

from chingin.kernel.japanese import cp932

from .definition import ListDefinition, Row
from .edition import Edition
from .kinds import raw
from .walk import Line, Sum, Total

# Characters are looked at in batches; only a batch that holds one without a code is looked at by cell.
BATCH: Final = 500
PLACES_NAMED: Final = 10


class Encoding(StrEnum):
    CP932 = "cp932"
    UTF8 = "utf-8"

    @property
    def charset(self) -> str:
        return {Encoding.CP932: "windows-31j", Encoding.UTF8: "utf-8"}[self]


@dataclass(frozen=True, slots=True)
class Place:
    """Where another character was written. `line`: the spreadsheet's row, the header being 1."""

    line: int
    column: str
    char: str
    written: str

    def __str__(self) -> str:
        return f"{self.line}行目「{self.column}」の「{self.char}」→「{self.written}」"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; of the characters without a code, written as 〓, all are counted, the first named."""

    sum: Sum
    replaced: int
    places: tuple[Place, ...]

    @property
    def warning(self) -> str:
        """The sentence for the person who exported; empty if nothing was replaced."""
        if not self.replaced:
            return ""
        places = "、".join(map(str, self.places)) + ("など" if self.replaced > len(self.places) else "")
        return (
            f"CSVファイルで使用できない文字が{self.replaced:,}文字あり、別の文字に置き換えて出力しました({places})。"
            "元の文字のまま出力するには、文字コードに「UTF-8」を選択して、もう一度出力してください。"
        )


def write_csv(edition: Edition[Row], target: IO[bytes], *, encoding: Encoding = Encoding.CP932) -> Exported:
    """Header in Japanese, CRLF; codes keep their leading zeros. Memory does not grow with the rows."""
    writer = _Writer(edition.definition.csv_labels, target, encoding)
    total = Sum(0, ())
    for item in edition.items():
        if isinstance(item, Line):
            writer.add(_cells(edition.definition, item))
        elif isinstance(item, Total):
            total = item.sum
    writer.flush()
    return Exported(total, writer.replaced, tuple(writer.places))


def _cells(definition: ListDefinition[Row], line: Line) -> list[str]:
    pairs = zip(definition.columns, line.values, strict=True)
    return [cell for column, value in pairs for cell in raw(column.kind, value)]


class _Writer:
    def __init__(self, labels: Sequence[str], target: IO[bytes], encoding: Encoding) -> None:
        self._labels = labels
        self._target = target
        self._encode = self._as_cp932 if encoding is Encoding.CP932 else _as_utf8
        self._batch: list[Sequence[str]] = [labels]
        self._line = 1
        self.replaced = 0
        self.places: list[Place] = []
        if encoding is Encoding.UTF8:
            target.write("\ufeff".encode())

    def add(self, cells: Sequence[str]) -> None:
        self._batch.append(cells)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(self._batch)
        self._target.write(self._encode(text.getvalue()))
        self._line += len(self._batch)
        self._batch.clear()

    def _as_cp932(self, text: str) -> bytes:
        encoded = cp932.encode(text)
        if encoded.replaced:
            self.replaced += len(encoded.replaced)
            self._name_places()
        return encoded.data

    def _name_places(self) -> None:
        for place in self._places():
            if len(self.places) == PLACES_NAMED:
                return
            self.places.append(place)

    def _places(self) -> Iterator[Place]:
        for line, cells in enumerate(self._batch, self._line):
            for label, cell in zip(self._labels, cells, strict=True):
                for replaced in cp932.encode(cell).replaced:
                    yield Place(line, label, replaced.char, replaced.written)


def _as_utf8(text: str) -> bytes:
    return text.encode()
