"""How fast a core file is checked, against reading its bytes and against looking at each field by itself."""

import hashlib
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.layout import RECORD_LENGTH
from chingin.kernel.corefile.reading import Reading, check
from chingin.kernel.corefile.writing import OutgoingSet, write
from deductions.rokin.exchange import REQUEST_LINE, REQUESTS, RequestLine
from tests.kernel.corefile.samples import REQUESTS as SAMPLE
from tests.kernel.corefile.samples import sample

from .timing import medians, report

pytestmark = pytest.mark.bench

RECORDS = 100_000
MILLION = 1_000_000
MOST_MEGABYTES = 300
AT_ONCE = 1_000  # as many data records as are repeated below, each with its own key
KEY = slice(167, 183)

MEASURE = """
import resource, sys, time, django
django.setup()
from chingin.kernel.corefile.reading import check
with open(sys.argv[1], "rb") as stream:
    start = time.perf_counter()
    report = check(stream, name="big.dat")
    taken = time.perf_counter() - start
assert report.ok, report.findings[:3]
print(report.records, taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def thousand() -> tuple[Header, bytes, bytes]:
    """Header, a thousand data records and their trailer, as our own writer writes them."""
    batch = next(Reading(BytesIO(sample(SAMPLE)), name=SAMPLE).batches())
    lines = list(batch.rows(RequestLine))
    assert batch.header
    rows = (lines[number % len(lines)]._replace(line_key=f"K{number:015}") for number in range(AT_ONCE))
    stream = BytesIO()
    write(REQUESTS, [OutgoingSet(batch.header, rows)], stream)
    _, *data, trailer, _ = stream.getvalue().split(b"\r\n")[:-1]
    return batch.header, b"\r\n".join(data), trailer


def many(path: Path, count: int) -> None:
    """A sound file of so many data records in two sets."""
    header, data, trailer = thousand()
    records, times = data.split(b"\r\n"), count // 2 // AT_ONCE
    sums = [int(trailer[at : at + 12]) * times for at in range(7, 55, 12)]
    frame = BytesIO()
    write(REQUESTS, [OutgoingSet(header, [first_line()])], frame)
    head, _, _, end = frame.getvalue().split(b"\r\n")[:-1]
    with path.open("wb") as stream:
        for number in (b"1", b"2"):
            stream.write(head[:26] + number + head[27:77] + number + head[78:] + b"\r\n")
            for turn in range(times):
                keyed = (
                    one[: KEY.start] + b"K%015d" % (turn * AT_ONCE + at) + one[KEY.stop :]
                    for at, one in enumerate(records)
                )
                stream.write(b"\r\n".join((*keyed, b"")))
            stream.write(
                b"8%06d" % (count // 2) + b"".join(b"%012d" % one for one in sums) + b" " * 145 + b"\r\n"
            )
        stream.write(end + b"\r\n")


def first_line() -> RequestLine:
    return next(next(Reading(BytesIO(sample(SAMPLE)), name=SAMPLE).batches()).rows(RequestLine))


def field_by_field(data: bytes) -> None:
    for at in range(0, len(data), RECORD_LENGTH + 2):
        assert not list(REQUEST_LINE.faults(data[at : at + RECORD_LENGTH]))


def test_a_hundred_thousand_records_are_checked_in_a_second_or_so(tmp_path: Path) -> None:
    path = tmp_path / "big.dat"
    many(path, RECORDS)
    lines = thousand()[1] + b"\r\n"

    def texts() -> None:
        with path.open("rb") as stream:
            for batch in Reading(stream, name="big.dat").batches():
                for _ in batch.texts(RequestLine._fields):
                    pass

    measured = medians(
        {
            "read and hash alone": lambda: hashlib.sha256(path.read_bytes()).hexdigest(),
            "check 100,000 records": lambda: check(BytesIO(path.read_bytes()), name="big.dat"),
            "check, and texts for COPY": texts,
            "1,000 records field by field": lambda: field_by_field(lines),
        },
        repeats=5,
    )

    report("Core files (kind 10)", measured, baseline="check 100,000 records")
    # Field by field 100,000 would take a hundred times as long as 1,000 do.
    assert measured["1,000 records field by field"] * 100 >= 3 * measured["check 100,000 records"]


def test_a_million_records_are_checked_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.dat"
    many(path, MILLION)

    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], check=True, capture_output=True, text=True
    ).stdout

    records, taken, kilobytes = told.split()
    rate, megabytes = round(int(records) / float(taken)), int(kilobytes) // 1024
    sys.stdout.write(f"\nCore files: 1,000,000 records: {rate:,} records/s, peak {megabytes} MB\n")
    sys.stdout.write(
        json.dumps({"title": "Core files, 1,000,000", "rate": rate, "megabytes": megabytes}) + "\n"
    )
    assert megabytes <= MOST_MEGABYTES
