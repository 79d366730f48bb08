import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.lists.csv_export import BATCH, PLACES_NAMED, Encoding, Exported, Place, write_csv
from chingin.kernel.lists.inert import read_back
from chingin.kernel.lists.walk import Sum

from .deductions import REQUESTS, Deduction, edition, many
from .reading import csv_bytes, csv_rows

ONE = Deduction("一課", "0000001", 1_500)
NOTE = REQUESTS.csv_labels.index("備考")


def exported(*deductions: Deduction, encoding: Encoding = Encoding.CP932) -> Exported:
    return write_csv(edition(*deductions), io.BytesIO(), encoding=encoding)


def test_the_file_is_cp932_with_crlf_and_a_japanese_header() -> None:
    header, row, rest = csv_bytes(edition(replace(ONE, amount=-1_500, left=None))).split(b"\r\n")

    assert header.decode("cp932") == (
        "所属,職員番号,カナ氏名,漢字氏名,科目,科目名,口座番号,控除金額,開始年月,残回数,残高,受付日,備考"
    )
    assert row.decode("cp932") == (
        "一課,0000001,ﾛｳｷﾝ ﾀﾛｳ,労金　太郎,10,普通預金,0012345,-1500,202004,,0,2026/11/02,"
    )
    assert rest == b""


def test_utf8_begins_with_a_bom_so_that_excel_knows_it() -> None:
    data = csv_bytes(edition(replace(ONE, kanji="𠮷田　太郎")), Encoding.UTF8)

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert "𠮷田　太郎".encode() in data


@settings(deadline=None)  # the table of characters is made at the first encoding
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_any_text_comes_back_unchanged_and_does_nothing_in_a_spreadsheet(notes: list[str]) -> None:
    rows = csv_rows(edition(*(replace(ONE, note=note) for note in notes)), Encoding.UTF8)[1:]

    assert [read_back(row[NOTE]) for row in rows] == notes
    assert not [row[NOTE] for row in rows if row[NOTE].startswith(tuple("=+-@\t\r"))]


def test_a_negative_amount_stays_a_number() -> None:
    """defusedcsv and its like would put an apostrophe before -1500."""
    rows = csv_rows(edition(replace(ONE, amount=-1_500, note="-1500")))

    assert rows[1][7] == "-1500"
    assert rows[1][NOTE] == "'-1500"


def test_a_character_without_a_code_becomes_a_geta_and_its_place_is_told() -> None:
    odd = replace(ONE, kanji="𠮷田　太郎", note="𠮷,𩸽")

    told = exported(ONE, odd)

    assert csv_rows(edition(ONE, odd))[2][3] == "〓田　太郎"
    assert told.replaced == 3
    assert told.places == (
        Place(3, "漢字氏名", "𠮷", "〓"),
        Place(3, "備考", "𠮷", "〓"),
        Place(3, "備考", "𩸽", "〓"),
    )
    assert told.warning.startswith(
        "CSVファイルで使用できない文字が3文字あり、別の文字に置き換えて出力しました"
        "(3行目「漢字氏名」の「𠮷」→「〓」、3行目「備考」の「𠮷」→「〓」、3行目「備考」の「𩸽」→「〓」)。"
    )


def test_places_are_counted_right_beyond_a_batch() -> None:
    rows = [*many(BATCH + 1), replace(ONE, department="末", kanji="𠮷")]

    assert exported(*rows).places == (Place(BATCH + 3, "漢字氏名", "𠮷", "〓"),)


def test_all_replaced_characters_are_counted_and_only_the_first_are_named() -> None:
    told = exported(*[replace(ONE, kanji="𠮷𠮷")] * BATCH)

    assert told.replaced == 2 * BATCH
    assert len(told.places) == PLACES_NAMED
    assert "など)" in told.warning


@pytest.mark.parametrize("encoding", Encoding)
def test_nothing_replaced_is_nothing_to_warn_of(encoding: Encoding) -> None:
    told = exported(ONE, encoding=encoding)

    assert (told.replaced, told.places, told.warning) == (0, (), "")


@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH])
def test_each_row_is_written_once_however_the_batches_fall(count: int) -> None:
    deductions = many(count)

    rows = csv_rows(edition(*deductions))

    assert [row[1] for row in rows[1:]] == [deduction.employee_number for deduction in deductions]
    assert sum(int(row[7]) for row in rows[1:]) == exported(*deductions).sum.totals[0]


def test_the_sum_of_what_was_written_is_returned() -> None:
    assert exported(ONE, replace(ONE, amount=500)).sum == Sum(2, (2_000, 0))


def test_commas_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    note = '1,234円の"内訳"\r\n続き'
    data = csv_bytes(edition(replace(ONE, note=note)))

    assert list(csv.reader(io.StringIO(data.decode("cp932"), newline="")))[1][NOTE] == note
