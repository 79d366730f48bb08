"""Screen, CSV and PDF of one list, read back and compared with each other and with sums made here."""

from itertools import groupby

import pytest

from chingin.kernel.lists.edition import Edition

from .deductions import REQUESTS, Deduction, edition, many
from .reading import csv_rows, head_row, pdf_pages, screen_rows

HEAD = (
    "作成日時2026/11/0409:30:05控除依頼リスト契約00000012みどり労働組合"
    "入金グループ00000345本社グループ対象年月2026年11月月例回次第1回"
)


@pytest.mark.parametrize("count", [1, 30, 123])
def test_screen_csv_and_pdf_tell_the_same_story(count: int) -> None:
    deductions = many(count)
    asked = edition(*deductions)

    screen, spreadsheet, paper = screen_rows(asked), csv_rows(asked)[1:], _paper(asked)

    lines = [cells for css, cells in screen if css == "list__row"]
    assert [_people(cells) for cells in spreadsheet] == [cells[1:4] + cells[5:7] for cells in lines]
    assert paper.startswith(
        "".join(text for _, cells in screen for text in cells).replace(" ", "").replace("　", "")
    )
    assert [cells for css, cells in screen if css == "list__subtotal"] == _subtotals(deductions)
    assert screen[-1] == ("list__total", _sums("合計", deductions))
    assert sum(int(cells[7]) for cells in spreadsheet) == sum(deduction.amount for deduction in deductions)
    assert sum(int(cells[10]) for cells in spreadsheet) == sum(row.balance or 0 for row in deductions)


def test_an_empty_list_says_so_and_totals_nothing() -> None:
    empty = edition()

    assert screen_rows(empty) == [
        ("list__empty", ["該当する明細はありません"]),
        ("list__total", ["合計 0件", "0", "", "", "0", "", ""]),
    ]
    assert csv_rows(empty) == [list(REQUESTS.csv_labels)]
    assert _paper(empty).startswith("該当する明細はありません合計0件00前回からの増減")


def _paper(asked: Edition[Deduction]) -> str:
    """The tables of all sheets in one, once each sheet has proved its head and its page number."""
    pages = pdf_pages(asked)
    tables = ""
    for number, page in enumerate(pages, 1):
        tail = f"{number}/{len(pages)}ページ{HEAD}"
        assert page.endswith(tail)
        tables += page.removesuffix(tail).removeprefix(head_row(REQUESTS))
    return tables


def _people(cells: list[str]) -> list[str]:
    """Number, kana, kanji, account and amount of a CSV row as people read them."""
    return [*cells[1:4], cells[6], f"{int(cells[7]):,}"]


def _subtotals(deductions: tuple[Deduction, ...]) -> list[list[str]]:
    departments = groupby(deductions, key=lambda row: row.department)
    return [_sums(f"小計 {department}", tuple(rows)) for department, rows in departments]


def _sums(label: str, rows: tuple[Deduction, ...]) -> list[str]:
    amount, balance = sum(row.amount for row in rows), sum(row.balance or 0 for row in rows)
    return [f"{label} {len(rows):,}件", f"{amount:,}", "", "", f"{balance:,}", "", ""]
