"""The sample files of tests/data, and ways to break them in memory."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from chingin.kernel.corefile.header import END, HEADER
from chingin.kernel.corefile.kinds import kind_by_code
from chingin.kernel.corefile.layout import RECORD_LENGTH, Layout
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.report import Report

DATA: Final = Path(__file__).parents[2] / "data"
FILES: Final = sorted(path.name for path in DATA.glob("*.dat"))
REQUESTS, EXCHANGE, RESULTS, SAVINGS = FILES[:4]
STATEMENTS, ALARMS, BALANCES, INCENTIVES = FILES[4:]


def sample(name: str) -> bytes:
    return (DATA / name).read_bytes()


def records(name: str) -> list[bytes]:
    """The records of a sample; record number n is at n - 1."""
    data = re.sub(rb"[\r\n\x1a]", b"", sample(name))
    return [data[at : at + RECORD_LENGTH] for at in range(0, len(data), RECORD_LENGTH)]


def joined(parts: list[bytes], *, line_end: bytes = b"\r\n") -> bytes:
    return b"".join(part + line_end for part in parts)


def layout_of(kind: str, record: bytes) -> Layout:
    found = kind_by_code(kind)
    assert found
    return {b"1": HEADER, b"2": found.data, b"8": found.trailer, b"9": END}[record[:1]]


def edited(name: str, number: int, /, **fields: bytes | str) -> bytes:
    """The sample with other bytes in these fields of one record."""
    parts = records(name)
    parts[number - 1] = changed(parts[number - 1], kind=name[:2], fields=fields)
    return joined(parts)


def changed(record: bytes, *, kind: str, fields: Mapping[str, bytes | str]) -> bytes:
    layout = layout_of(kind, record)
    for field, value in fields.items():
        raw = value if isinstance(value, bytes) else value.encode("cp932")
        _, first, last = layout.place(field)
        assert len(raw) == last - first + 1, field
        record = record[: first - 1] + raw + record[last:]
    return record


def report_on(data: bytes) -> Report:
    return check(BytesIO(data), name="x.dat")


def found(data: bytes) -> list[tuple[int, str, str]]:
    """Record, field and code of each finding."""
    return [(one.record, one.field, one.code) for one in report_on(data).findings]


def expectations(data: bytes) -> list[str]:
    return [one.expected for one in report_on(data).findings]
