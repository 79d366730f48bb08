"""What a check found: sets, totals, findings; as values, as JSON and as lines for people."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, TypeAlias

from chingin.kernel.messages import Message, by_code
from chingin.kernel.yen import format_yen

from . import messages
from .findings import Finding
from .header import PAY_KINDS, Header
from .kinds import FileKind

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

_HEADINGS: Final = ("コード", "レコード", "バイト", "項目", "値", "期待する値")


@dataclass(frozen=True, slots=True)
class SetReport:
    """One set, 1, 2 … 2, 8. `kind` and `header` are None where the header has faults.

    `totals`: by the trailer's labels, in yen and numbers, summed from the data; without those that a faulty
    field hides. `sha256`: over its records of 200 bytes, without line ends.
    """

    number: int
    kind: FileKind | None
    header: Header | None
    first_record: int
    last_record: int
    count: int
    totals: Mapping[str, int]
    sha256: str
    findings: int

    @property
    def ok(self) -> bool:
        """Complete and without a finding: it may be taken even where the file may not."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Report:
    """One file. `findings` holds the first 1,000, `left_out` counts the others."""

    file: str
    size: int
    sha256: str
    line_end: str
    records: int
    sets: tuple[SetReport, ...]
    findings: tuple[Finding, ...]
    left_out: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def meanings(self) -> Sequence[Message]:
        """What the codes among the findings mean, and what to do: each once, in their order."""
        return [by_code(code) for code in sorted({finding.code for finding in self.findings})]


def unreadable(file: str, why: str) -> Report:
    """The report on a file that cannot even be opened."""
    finding = Finding(messages.UNREADABLE.code, file, 0, 0, 0, "ファイル", file, f"読み取れるファイル({why})")
    return Report(file, 0, "", "", 0, sets=(), findings=(finding,))


def as_json(report: Report) -> Json:
    """The shape documented in docs/file-formats.md."""
    return {
        "file": report.file,
        "ok": report.ok,
        "size": report.size,
        "sha256": report.sha256,
        "line_end": report.line_end,
        "records": report.records,
        "sets": [_set_as_json(one) for one in report.sets],
        "findings": [asdict(finding) for finding in report.findings],
        "findings_left_out": report.left_out,
    }


def _set_as_json(one: SetReport) -> Json:
    return {
        "number": one.number,
        "ok": one.ok,
        "kind": one.kind.code if one.kind else None,
        "header": _header_as_json(one.header) if one.header else None,
        "first_record": one.first_record,
        "last_record": one.last_record,
        "count": one.count,
        "totals": one.totals,
        "sha256": one.sha256,
        "findings": one.findings,
    }


def _header_as_json(header: Header) -> Json:
    return {name: _plain(value) for name, value in header._asdict().items()}


def _plain(value: object) -> Json:
    """Months as YYYYMM, days as YYYY-MM-DD."""
    if value is None or isinstance(value, str | int):
        return value
    return str(getattr(value, "code", value))


def in_words(report: Report) -> Iterator[str]:
    """The lines of a report for people, in Japanese: findings in aligned columns, then what to do of each."""
    found = len(report.findings) + report.left_out
    state = "正常" if report.ok else f"誤り {found:,}件"
    yield f"{report.file}: {state}({report.records:,}レコード、改行コード {report.line_end or '不明'})"
    for one in report.sets:
        yield from _set_in_words(one)
    if report.findings:
        yield from _table([_HEADINGS, *map(_row, report.findings)])
    if report.left_out:
        yield f"  ほか {report.left_out:,}件"
    for message in report.meanings:
        yield f"  {message.code} {message.text}"
        yield f"    原因: {message.cause}"
        yield f"    対処: {message.remedy}"


def _set_in_words(one: SetReport) -> Iterator[str]:
    kind = one.kind.label if one.kind else "種別不明"
    state = "正常" if one.ok else f"誤り {one.findings:,}件"
    yield f"  {one.number}組目 {kind}{_whose(one.header)}: {state}、明細 {one.count:,}件"
    if one.totals:
        yield "    " + "、".join(f"{label} {format_yen(total)}" for label, total in one.totals.items())


def _whose(header: Header | None) -> str:
    if header is None:
        return ""
    return (
        f" 金融機関 {header.bank_code} 契約 {header.contract_number} 入金グループ {header.group_number}"
        f" {header.month.label} {PAY_KINDS[header.pay_kind]} 第{header.sequence}回 通番 {header.serial}"
    )


def _row(finding: Finding) -> tuple[str, ...]:
    place = f"{finding.first}-{finding.last}"
    value = f"「{finding.value}」"
    return finding.code, str(finding.record), place, finding.field, value, finding.expected


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
