"""What we write, our own reader reads back equal; what does not fit is refused before it is a file."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.corefile.kinds import FileKind, all_kinds, kind_by_code
from chingin.kernel.corefile.reading import Reading
from chingin.kernel.corefile.unwritable import Unwritable, UnwritableHeader, UnwritableLine
from chingin.kernel.corefile.writing import OutgoingSet, write
from deductions.company.exchange import LUMP_DEPOSITS, UpdateLine
from deductions.rokin.exchange import REQUESTS, RequestLine
from tests.kernel.corefile import samples

from .samples import report_on, sample
from .strategies import headers, rows

CLOSING = {"request_number": "R-1", "version": 1}


def closing(kind: FileKind) -> dict[str, object]:
    return CLOSING if "version" in kind.trailer.names else {}


@settings(deadline=None, max_examples=15)
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
@given(data=st.data())
def test_what_is_written_is_read_back_equal(kind: FileKind, data: st.DataObject) -> None:
    sets = [
        OutgoingSet(data.draw(headers(kind, serial=serial)), data.draw(rows(kind)), closing(kind))
        for serial in ("0000000001", "0000000002")
    ]
    stream = BytesIO()

    write(kind, sets, stream)
    reading = Reading(BytesIO(stream.getvalue()), name="x.dat")
    back = [(batch.header, list(batch.rows(kind.data.row))) for batch in reading.batches()]

    assert reading.report().findings == ()
    assert back == [(one.header, list(one.rows)) for one in sets]


@pytest.mark.parametrize("name", samples.FILES)
def test_a_sample_file_is_written_as_it_came(name: str) -> None:
    kind = kind_by_code(name[:2])
    assert kind
    batches = list(Reading(BytesIO(sample(name)), name=name).batches())
    stream = BytesIO()

    sets = [
        OutgoingSet(batch.header, list(batch.rows(kind.data.row)), closing(kind))
        for batch in batches
        if batch.header
    ]
    write(kind, sets, stream)

    # The generator writes 髙 as Python does (EEE0), we as Windows does (FBFC): texts are compared.
    lines = stream.getvalue().decode("cp932").splitlines()
    assert lines == samples.joined(samples.records(name)).decode("cp932").splitlines()


def first_set() -> tuple[Any, list[RequestLine]]:
    batch = next(Reading(BytesIO(sample(samples.REQUESTS)), name="x.dat").batches())
    return batch.header, list(batch.rows(RequestLine))


HEADER, LINES = first_set()


def test_more_than_a_thousand_rows_are_written_in_turn() -> None:
    many = (LINES[number % 280]._replace(line_key=f"K{number}") for number in range(2500))
    stream = BytesIO()

    write(REQUESTS, [OutgoingSet(HEADER, many)], stream)

    (one,) = report_on(stream.getvalue()).sets
    assert (one.count, one.ok) == (2500, True)


def refused(header: Any, lines: list[RequestLine]) -> Unwritable:
    with pytest.raises(Unwritable) as error:
        write(REQUESTS, [OutgoingSet(header, lines)], BytesIO())
    return error.value


FIRST, SECOND = (f"職員番号 {one.employee_number}、明細キー {one.line_key}" for one in LINES[:2])


@pytest.mark.parametrize(
    ("lines", "line", "told"),
    [
        (
            [LINES[0]._replace(amount=10_000_000_000)],
            f"明細 1件目({FIRST})",
            ("amount", "控除金額", 10_000_000_000, "半角数字10桁、右詰め・前ゼロ"),
        ),
        (
            [LINES[0], LINES[1]._replace(name="𠮷")],
            f"明細 2件目({SECOND})",
            ("name", "漢字氏名", "𠮷", "Windows-31Jにある文字だけの値"),
        ),
        (
            [LINES[0], LINES[1]._replace(employee_number="")],
            f"明細 2件目(職員番号 空白、明細キー {LINES[1].line_key})",
            (
                "employee_number",
                "職員番号",
                "",
                "半角の数字・英大文字・-(ハイフン)で10桁以内、左詰め・空白埋め(省略不可)",
            ),
        ),
        (
            [LINES[0], LINES[1], LINES[0]],
            f"明細 3件目({FIRST})",
            ("line_key", "明細キー", LINES[0].line_key, "同じ組のほかの明細と異なる値"),
        ),
    ],
)
def test_a_line_that_does_not_fit_is_refused_by_number_and_by_what_people_know_it_by(
    lines: list[RequestLine], line: str, told: tuple[str, str, object, str]
) -> None:
    error = refused(HEADER, lines)

    assert isinstance(error, UnwritableLine)
    assert error.line == line
    assert tuple(error.told.values()) == told


@pytest.mark.parametrize("before", [0, 1, 999, 1_000, 2_000])
def test_a_line_is_counted_from_the_beginning_of_its_set(before: int) -> None:
    many = [LINES[0]._replace(line_key=f"K{number}") for number in range(before)]

    for wrong in (LINES[1]._replace(kind="L"), LINES[1]._replace(branch="")):
        error = refused(HEADER, [*many, wrong])
        assert isinstance(error, UnwritableLine)
        assert error.line == f"明細 {before + 1:,}件目({SECOND})"


def test_a_key_is_found_again_behind_a_thousand_others() -> None:
    many = [LINES[0]._replace(line_key=f"K{number}") for number in range(1_500)]

    error = refused(HEADER, [*many, LINES[1], many[3]])

    assert isinstance(error, UnwritableLine)
    assert error.line.startswith("明細 1,502件目(")
    assert error.value == "K3"


def test_fields_that_contradict_each_other_are_refused_by_the_rule_that_they_break() -> None:
    error = refused(HEADER, [LINES[0]._replace(amount=1)])

    assert (error.label, error.value) == ("控除金額", 1)
    assert error.expected.startswith("異動区分が継続")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sequence": 0}, ("sequence", "回", 0, "半角数字2桁、右詰め・前ゼロ、1以上")),
        (
            {"contract_kana": ""},
            ("contract_kana", "契約名カナ", "", "半角カナ、左詰め・空白埋め(省略不可)"),
        ),
        (
            {"group_number": "00000000"},
            (
                "group_number",
                "入金グループ番号",
                "00000000",
                "入金グループ番号(このファイル種別では00000000は不可)",
            ),
        ),
    ],
)
def test_a_header_that_does_not_fit_is_refused_by_field(
    changes: dict[str, object], told: tuple[str, str, object, str]
) -> None:
    error = refused(HEADER._replace(**changes), LINES)

    assert isinstance(error, UnwritableHeader)
    assert tuple(error.told.values()) == told


def test_a_set_without_lines_is_refused() -> None:
    error = refused(HEADER, [])

    assert (error.label, error.value, error.expected) == ("明細の件数", 0, "1件以上")


def test_a_trailer_that_does_not_fit_is_refused_by_field() -> None:
    row = UpdateLine("K1", "1", "ｱ", "101", "20", "1000000", 1, 1, "0", "", HEADER.month, None, None, "")
    closing = {"request_number": "R-1", "version": 100}

    with pytest.raises(Unwritable) as error:
        write(LUMP_DEPOSITS, [OutgoingSet(HEADER._replace(kind="50"), [row], closing)], BytesIO())

    assert type(error.value) is Unwritable
    assert (error.value.label, error.value.value) == ("版", 100)


def test_a_set_of_another_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"^kind: 10 instead of 12$") as error:
        write(REQUESTS, [OutgoingSet(HEADER._replace(kind="12"), LINES)], BytesIO())

    assert not isinstance(error.value, Unwritable)


def test_a_file_without_a_set_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one set"):
        write(REQUESTS, [], BytesIO())


@pytest.mark.parametrize("closing", [{}, {"request_number": "R-1"}, {**CLOSING, "other": 1}])
def test_a_trailer_that_says_too_little_or_too_much_is_refused(closing: dict[str, object]) -> None:
    row = UpdateLine("K1", "1", "ｱ", "101", "20", "1000000", 1, 1, "0", "", HEADER.month, None, None, "")

    with pytest.raises(ValueError, match="the trailer's"):
        write(LUMP_DEPOSITS, [OutgoingSet(HEADER._replace(kind="50"), [row], closing)], BytesIO())
