"""Why a set (組) is left out of a file: each reason is a refusal in words, for who runs `transmit`."""

from typing import Final

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.report import Report
from chingin.kernel.corefile.unwritable import Unwritable, UnwritableHeader, UnwritableLine
from chingin.kernel.errors import Refusal
from chingin.kernel.messages import by_code

from . import messages

_LONGEST: Final = 40


class Unsendable(Refusal):
    """One set cannot or must not go out; the others do. A sender raises a subclass while it makes its set."""


class HeaderUnfit(Unsendable):
    """What is registered of contract, group or cycle cannot stand in the header."""

    message = messages.HEADER_UNFIT


class LineUnfit(Unsendable):
    """A line cannot stand in the file."""

    message = messages.LINE_UNFIT


class SetUnfit(Unsendable):
    """The set as a whole cannot stand in the file."""

    message = messages.SET_UNFIT


class SetFaulty(Unsendable):
    """Our own reader would refuse the set."""

    message = messages.SET_FAULTY


class TotalsDiffer(Unsendable):
    """The lines do not add up to what was promised."""

    message = messages.TOTALS_DIFFER


def named(header: Header) -> str:
    """Whose set it is, for people."""
    return (
        f"契約 {header.contract_number} 入金グループ {header.group_number} {header.month.label}"
        f" 第{header.sequence}回"
    )


def unfit(header: Header, error: Unwritable) -> Unsendable:
    """What the file engine says, in words."""
    told = {
        "parcel": named(header),
        "label": error.label,
        "value": _shown(error.value),
        "expected": error.expected,
    }
    if isinstance(error, UnwritableHeader):
        return HeaderUnfit(**told)
    if isinstance(error, UnwritableLine):
        return LineUnfit(line=error.line, **told)
    return SetUnfit(**told)


def faulty(header: Header, report: Report) -> Unsendable:
    """The first thing that our own reader finds in the file; `header`: of its first set with a finding."""
    first = report.findings[0]
    return SetFaulty(
        parcel=named(header),
        field=first.field,
        value=_shown(first.value),
        expected=first.expected,
        fault=by_code(first.code).text,
        fault_code=first.code,
    )


def _shown(value: object) -> str:
    """A value for people's eyes: nothing that moves the cursor, nothing endless, nothing invisible."""
    text = "" if value is None else str(value)
    if not text.strip():
        return "空白"
    seen = "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in text[:_LONGEST])
    return f"「{seen}…」" if len(text) > _LONGEST else f"「{seen}」"
