"""What we write, our own reader reads back equal; what does not fit is refused before it is a file."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.corefile.kinds import FileKind, all_kinds, kind_by_code
from chingin.kernel.corefile.reading import Reading
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


@pytest.mark.parametrize(
    ("header", "lines", "words"),
    [
        (HEADER, [LINES[0]._replace(amount=10_000_000_000)], r"控除金額 \(amount\)"),
        (HEADER, [LINES[0]._replace(name="𠮷")], r"漢字氏名 \(name\)"),
        (HEADER, [LINES[0]._replace(amount=1)], "^amount: 異動区分が継続"),
        (HEADER, [LINES[1], LINES[0]._replace(kind="L")], "^kind: S"),
        (HEADER, [LINES[0], LINES[0]], "line_key is not unique"),
        (HEADER, [], "at least one record"),
        (HEADER._replace(sequence=0), LINES, r"回 \(sequence\)"),
        (HEADER._replace(group_number="00000000"), LINES, "^group_number: "),
        (HEADER._replace(kind="12"), LINES, "^kind: 10 instead of 12"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(header: Any, lines: list[RequestLine], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write(REQUESTS, [OutgoingSet(header, lines)], BytesIO())


def test_a_file_without_a_set_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one set"):
        write(REQUESTS, [], BytesIO())


@pytest.mark.parametrize("closing", [{}, {"request_number": "R-1"}, {**CLOSING, "other": 1}])
def test_a_trailer_that_says_too_little_or_too_much_is_refused(closing: dict[str, object]) -> None:
    row = UpdateLine("K1", "1", "ｱ", "101", "20", "1000000", 1, 1, "0", "", HEADER.month, None, None, "")

    with pytest.raises(ValueError, match="the trailer's"):
        write(LUMP_DEPOSITS, [OutgoingSet(HEADER._replace(kind="50"), [row], closing)], BytesIO())
