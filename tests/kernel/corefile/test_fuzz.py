"""Whatever the bytes: a report, never an exception; and a broken file is not called sound."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.corefile.report import as_json, in_words

from .samples import FILES, joined, records, report_on, sample

NAMES = st.sampled_from(FILES)
MANY = settings(deadline=None, max_examples=60)


def examined(data: bytes) -> bool:
    """Sound or not; either way the report can be told."""
    report = report_on(data)
    assert list(in_words(report))
    assert as_json(report)
    assert report.ok == (not report.findings)
    assert report.size == len(data)
    assert all(1 <= one.first <= one.last and one.expected for one in report.findings)
    return report.ok


@MANY
@given(NAMES, st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=5))
def test_flipped_bytes(name: str, flips: list[tuple[int, int]]) -> None:
    data = bytearray(sample(name))
    for at, byte in flips:
        data[at % len(data)] = byte

    examined(bytes(data))


@MANY
@given(NAMES, st.integers(0), st.integers(1, 2_000))
def test_a_piece_cut_out(name: str, at: int, size: int) -> None:
    data = sample(name)
    start = at % len(data)

    sound = examined(data[:start] + data[start + size :])

    # What may be missing without harm is the last line end and the end mark.
    assert not sound or start >= len(data.rstrip(b"\r\n\x1a"))


@MANY
@given(NAMES, st.integers(0), st.binary(min_size=1, max_size=450))
def test_a_piece_put_in(name: str, at: int, piece: bytes) -> None:
    data = sample(name)
    start = at % (len(data) + 1)

    changed = data[:start] + piece + data[start:]

    sound = examined(changed)

    assert not sound or changed.rstrip(b"\r\n\x1a") == data.rstrip(b"\r\n\x1a")


@MANY
@given(NAMES, st.data())
def test_records_in_another_place(name: str, data: st.DataObject) -> None:
    parts = records(name)
    one, other = (data.draw(st.integers(0, len(parts) - 1)) for _ in range(2))
    parts[one], parts[other] = parts[other], parts[one]
    is_data = parts[one][:1] == parts[other][:1] == b"2"

    sound = examined(joined(parts))

    # Two lines of one set may change places; two sets of a file may not share a line.
    assert not sound or is_data or one == other


@MANY
@given(NAMES, st.data())
def test_a_record_twice_or_not_at_all(name: str, data: st.DataObject) -> None:
    parts = records(name)
    number = data.draw(st.integers(0, len(parts) - 1))
    times = data.draw(st.sampled_from([0, 2]))

    sound = examined(joined(parts[:number] + parts[number : number + 1] * times + parts[number + 1 :]))

    assert not sound


@MANY
@given(st.binary(max_size=3_000))
def test_any_bytes(data: bytes) -> None:
    sound = examined(data)

    assert not sound


@MANY
@given(st.lists(st.sampled_from([*b"1289"]), max_size=12), st.binary(min_size=199, max_size=199))
def test_any_order_of_records_of_any_content(types: list[int], rest: bytes) -> None:
    examined(b"".join(bytes([letter]) + rest for letter in types))
