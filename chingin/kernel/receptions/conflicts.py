"""Sets that cannot be taken because one of the same serial number (ファイル通番) came before."""

from collections.abc import Mapping
from typing import TypeAlias

from chingin.kernel.corefile.findings import Finding
from chingin.kernel.corefile.header import HEADER, Header
from chingin.kernel.corefile.report import Report, SetReport

from . import messages
from .models import Reception

# Bank, kind, serial number.
Key: TypeAlias = tuple[str, str, str]


def key_of(header: Header) -> Key:
    """By which a set is received once."""
    return header.bank_code, header.kind, header.serial


def conflicts(report: Report, known: Mapping[Key, Reception]) -> dict[int, Finding]:
    """By number of the set: what was received before and says something else. The same again is none."""
    return {
        one.number: _finding(report, one, one.header, before)
        for one in report.sets
        if one.header is not None
        and (before := known.get(key_of(one.header)))
        and before.sha256 != one.sha256
    }


def _finding(report: Report, one: SetReport, header: Header, before: Reception) -> Finding:
    place = HEADER.place("serial")
    return Finding(
        code=messages.SERIAL_TAKEN.code,
        file=report.file,
        record=one.first_record,
        first=place.first,
        last=place.last,
        field=place.field.label,
        value=header.serial,
        expected=f"受信番号 #{before.pk} と異なる通番",
    )
