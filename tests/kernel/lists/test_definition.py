from collections.abc import Iterator
from dataclasses import replace

import pytest

from chingin.kernel.lists import Column, Kind

from .deductions import REQUESTS, Deduction

AMOUNT: Column[Deduction] = Column("金額", lambda row: row.amount, Kind.YEN, totalled=True)
NAME: Column[Deduction] = Column("氏名", lambda row: row.kanji, Kind.KANJI)


def test_a_code_is_two_columns_in_the_csv() -> None:
    assert REQUESTS.csv_labels[4:6] == ("科目", "科目名")
    assert len(REQUESTS.csv_labels) == len(REQUESTS.columns) + 1


def test_a_column_has_room_for_its_label() -> None:
    assert Column("非課税限度額(住宅)", NAME.value, Kind.NUMBER).room == 10
    assert Column("残回数", NAME.value, Kind.NUMBER).room == 6
    assert Column("備考", NAME.value, width=30).room == 30


def test_a_total_needs_a_column_to_its_left_for_its_name() -> None:
    with pytest.raises(ValueError, match="first column"):
        replace(REQUESTS, columns=(AMOUNT, NAME))


def test_only_yen_and_numbers_are_totalled() -> None:
    names: Column[Deduction] = replace(NAME, totalled=True)

    with pytest.raises(ValueError, match="氏名"):
        replace(REQUESTS, columns=(NAME, names))


def test_two_csv_columns_of_one_name_could_not_be_read_back() -> None:
    code_names: Column[Deduction] = Column("科目名", lambda row: row.note)

    with pytest.raises(ValueError, match="same name"):
        replace(REQUESTS, columns=(*REQUESTS.columns, code_names))


def test_an_iterator_of_rows_is_enough() -> None:
    assert isinstance(REQUESTS.rows(viewer="書記"), Iterator)
