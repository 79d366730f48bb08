from dataclasses import replace

import pytest

from chingin.kernel.lists import Column, Kind, ListDefinition, Paper
from chingin.kernel.lists.sheet import Sheet

from .deductions import PLAIN, REQUESTS, Deduction

AMOUNT: Column[Deduction] = Column("金額", lambda row: row.amount, Kind.YEN, width=10)
NAME: Column[Deduction] = Column("氏名", lambda row: row.kanji, Kind.KANJI)


def sheet(count: int, paper: Paper = Paper.LANDSCAPE) -> Sheet[Deduction]:
    columns = tuple(replace(AMOUNT, label=f"金額{number}") for number in range(count))
    definition: ListDefinition[Deduction] = replace(PLAIN, columns=columns, paper=paper)
    return Sheet(definition)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("count", [1, 10, 20, 40])
def test_the_columns_fill_the_paper(count: int, paper: Paper) -> None:
    widths = [float(width.removesuffix("%")) for width in sheet(count, paper).css_widths]

    assert sum(widths) == pytest.approx(100, abs=0.05)


def test_letters_are_as_large_as_the_columns_allow_within_reading() -> None:
    sizes = [sheet(count).points for count in (1, 14, 16, 40)]

    assert sizes == [8.5, 8.5, pytest.approx(8.215), 5.5]
    assert sheet(16).css_size == "8.21pt"


def test_a_narrow_list_gives_its_columns_more_room_than_they_asked_for() -> None:
    assert sheet(5).stretch > 1
    assert sheet(16).stretch == pytest.approx(1)
    assert sheet(40).stretch < 1


@pytest.mark.parametrize(
    ("text", "css"),
    [
        ("1234567890", "list__yen"),
        ("12345678901", "list__yen fit-90"),
        ("1234567890123", "list__yen fit-70"),
        ("1" * 20, "list__yen fit-50"),
        ("1" * 99, "list__yen fit-50"),
    ],
)
def test_a_figure_longer_than_its_column_shrinks_in_steps(text: str, css: str) -> None:
    assert sheet(16).dress(AMOUNT, text) == css


def test_text_wraps_instead() -> None:
    assert Sheet(REQUESTS).dress(NAME, "長" * 99) == "list__kanji"
