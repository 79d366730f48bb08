"""Each layout stands in its place: compared with the tables of docs/file-formats.md, which people read."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from chingin.kernel.corefile.fields import Digits, filler
from chingin.kernel.corefile.header import END, HEADER
from chingin.kernel.corefile.kinds import (
    COUNT,
    FileKind,
    KindError,
    Rule,
    Total,
    all_kinds,
    kind_by_code,
    register,
)
from chingin.kernel.corefile.layout import Layout

DOCUMENT = (Path(__file__).parents[3] / "docs" / "file-formats.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (\d+) \| (\d+) \| [NCK] \| ([^ |]+)", re.MULTILINE)


def tables(heading: str) -> list[list[tuple[int, int, str]]]:
    """The tables of a chapter: position, length and label of each field."""
    chapter = DOCUMENT.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    found = [
        [(int(at), int(length), label) for at, length, label in _ROW.findall(part)]
        for part in chapter.split("| pos |")[1:]
    ]
    return [table for table in found if table]


def places(layout: Layout) -> list[tuple[int, int, str]]:
    return [(first, last - first + 1, field.label) for field, first, last in layout.places]


class Small(NamedTuple):
    number: str


SMALL = Layout("2", Small, Digits("number", "番号", 9), filler(190))


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_fields_stand_where_the_document_says(kind: FileKind) -> None:
    heading = "50 まとめ入金依頼, 52" if kind.code == "52" else kind.code

    assert [places(kind.data), places(kind.trailer)] == tables(heading)


@pytest.mark.parametrize(("layout", "heading"), [(HEADER, "Header, all kinds"), (END, "End record")])
def test_header_and_end_stand_where_the_document_says(layout: Layout, heading: str) -> None:
    assert [places(layout)] == tables(heading)


@pytest.mark.parametrize("size", [189, 191])
def test_a_layout_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="bytes instead of 200"):
        Layout("2", Small, Digits("number", "番号", 9), filler(size))


def test_a_layout_with_other_names_than_its_row_is_refused() -> None:
    with pytest.raises(ValueError, match="has other fields"):
        Layout("2", Small, Digits("other", "番号", 9), filler(190))


def test_rows_of_another_layout_are_refused() -> None:
    with pytest.raises(TypeError, match="instead of"):
        SMALL.sound_columns(b"2" + b"0" * 9 + b" " * 190).rows(type(HEADER))  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("totals", "rules", "key"),
    [
        ({"other": COUNT}, (), ()),
        ({"number": Total("other")}, (), ()),
        ({"number": Total(when=("other", "1"))}, (), ()),
        ({}, (Rule("other", lambda number: None),), ()),
        ({}, (Rule("number", lambda other: None),), ()),
        ({}, (), ("other",)),
    ],
)
def test_a_kind_that_names_unknown_fields_is_refused(
    totals: dict[str, Total], rules: tuple[Rule, ...], key: tuple[str, ...]
) -> None:
    with pytest.raises(KindError, match="has no fields"):
        FileKind("99", "試験", SMALL, SMALL, totals=totals, rules=rules, key=key)


def test_a_code_has_one_kind_only() -> None:
    known = kind_by_code("10")
    assert known

    with pytest.raises(KindError, match="10 is declared twice"):
        register(known)
    assert kind_by_code("99") is None
