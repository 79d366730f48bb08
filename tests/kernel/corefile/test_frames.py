"""Records of 200 bytes: line ends of four kinds, the end mark, and what has another length."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from chingin.kernel.corefile import frames
from chingin.kernel.corefile.frames import Block, Frames, Misfit

from .samples import REQUESTS, found, joined, records, report_on, sample

LINE_ENDS = [b"", b"\n", b"\r", b"\r\n"]
ORDER = "E3004"
LENGTH = "E3002"
ENDS = "E3003"


def cut(data: bytes) -> Iterator[Block | Misfit]:
    yield from Frames(BytesIO(data))


def data_of(data: bytes) -> bytes:
    return b"".join(frame.data for frame in cut(data))


@pytest.mark.parametrize("mark", [b"", b"\x1a"], ids=["", "0x1A"])
@pytest.mark.parametrize("line_end", LINE_ENDS, ids=["none", "LF", "CR", "CRLF"])
@pytest.mark.parametrize("count", [1, 2, 41, 999, 1000, 1001, 2000, 2500])
def test_every_record_is_found_once(count: int, line_end: bytes, mark: bytes) -> None:
    parts = [b"2" + b"%07d" % number + b" " * 192 for number in range(count)]
    data = joined(parts, line_end=line_end) + mark

    framed = Frames(BytesIO(data))
    blocks = list(framed)

    assert b"".join(block.data for block in blocks) == b"".join(parts)
    assert all(
        isinstance(block, Block) and block.data[1:8] == b"%07d" % (block.first - 1) for block in blocks
    )
    assert (framed.records, framed.size, framed.line_end) == (count, len(data), line_end)


@pytest.mark.parametrize("line_end", LINE_ENDS[1:])
def test_the_last_record_may_lack_its_line_end(line_end: bytes) -> None:
    data = joined(records(REQUESTS), line_end=line_end).removesuffix(line_end)

    assert found(data) == []


@pytest.mark.parametrize("line_end", LINE_ENDS, ids=["none", "LF", "CR", "CRLF"])
@pytest.mark.parametrize("number", [2, 100, 390])
def test_a_record_that_is_too_short_is_named(number: int, line_end: bytes) -> None:
    parts = records(REQUESTS)
    parts[number - 1] = parts[number - 1][:-1]

    named = [one[0] for one in found(joined(parts, line_end=line_end)) if one[2] == LENGTH]

    assert named == [number if line_end else 390]


@pytest.mark.parametrize(("size", "words"), [(0, "0"), (199, "199"), (201, "201"), (70_000, "70,000")])
def test_the_length_is_told(size: int, words: str) -> None:
    parts = [*records(REQUESTS)[:-1], b"2" * size]

    (misfit,) = [one for one in report_on(joined(parts)).findings if one.code == LENGTH]

    assert misfit.expected == f"200バイトのレコード(実際は{words}バイト)"
    assert (misfit.field, misfit.first, misfit.last) == ("レコード", 1, max(size, 1))
    assert len(misfit.value) <= 41


@pytest.mark.parametrize("number", [1, 2, 389, 390])
@pytest.mark.parametrize(
    ("usual", "other"), [(b"\r\n", b"\n"), (b"\n", b"\r\n"), (b"\r", b"\n"), (b"\n", b"\r")]
)
def test_line_ends_of_two_kinds_are_a_finding(number: int, usual: bytes, other: bytes) -> None:
    parts = [part + usual for part in records(REQUESTS)]
    parts[number - 1] = parts[number - 1].removesuffix(usual) + other

    named = found(b"".join(parts))

    # Where the first record's is the odd one, all others are.
    assert named[0] == (2 if number == 1 else number, "レコード", ENDS)
    assert {code for _, _, code in named} == {ENDS}


def test_a_record_with_another_line_end_is_still_read() -> None:
    parts = [part + b"\r\n" for part in records(REQUESTS)]
    parts[4] = parts[4].replace(b"\r\n", b"\n")

    report = report_on(b"".join(parts))

    assert [one.expected for one in report.findings] == ["改行コードCRLF(実際はLF)"]
    assert [(one.count, one.findings, one.ok) for one in report.sets] == [(280, 1, False), (105, 0, True)]


def test_a_line_end_is_still_found_after_a_first_record_of_another_length() -> None:
    parts = records(REQUESTS)
    parts[0] = parts[0][:150]

    report = report_on(joined(parts))

    assert report.line_end == "CRLF"
    assert [(one.record, one.code) for one in report.findings] == [(1, LENGTH)]


@pytest.mark.parametrize("tail", [b"\x1a\x1a", b"\x1a\r\n", b"\r\n", b" "])
def test_nothing_follows_the_end_mark(tail: bytes) -> None:
    assert found(sample(REQUESTS) + tail) != []


def test_a_long_file_is_read_block_by_block_up_to_its_first_odd_line() -> None:
    parts = [b"2" + b"%07d" % number + b" " * 192 for number in range(3000)]
    parts[1500] = parts[1500][:-1]

    kinds = [(type(one), len(one.data) // 200) for one in cut(joined(parts))]

    assert kinds == [(Block, 1000), (Block, 500), (Misfit, 0), (Block, 1000), (Block, 499)]
    assert data_of(joined(parts)) == b"".join(parts)


def test_a_line_beyond_all_measure_ends_the_reading_but_not_the_hash() -> None:
    data = b"1" * 199 + b"\n" + b"x" * 2_000_000

    framed = Frames(BytesIO(data))
    sizes = [len(frame.data) for frame in framed]

    assert framed.size == len(data)
    assert sum(sizes) < 1_000_000
    assert all(isinstance(frame, Misfit) for frame in Frames(BytesIO(data)))
    assert frames.LINE_ENDS[framed.line_end] == "LF"


def test_a_file_of_other_bytes_is_named_from_its_first_record() -> None:
    assert found(bytes(range(32, 256)) * 10)[0] == (1, "データ区分", ORDER)


def test_a_crlf_that_two_reads_part_is_one_line_end() -> None:
    parts = [b"2" + b"%07d" % number + b" " * 192 for number in range(3000)]
    # 19 bytes put the CR of record 1991 on the last byte of the second read (202,000 + 200,000).
    parts[0] = parts[0][:19]

    misfits = [one.number for one in cut(joined(parts)) if isinstance(one, Misfit)]

    assert joined(parts)[401_999:402_001] == b"\r\n"
    assert misfits == [1]
