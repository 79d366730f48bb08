"""How the sets of a core file read in the staff's pages: before they are taken, and after (受信)."""

from collections.abc import Mapping
from dataclasses import dataclass

from chingin.kernel.corefile.findings import Finding
from chingin.kernel.corefile.header import NO_GROUP, PAY_KINDS
from chingin.kernel.corefile.kinds import FileKind, kind_by_code
from chingin.kernel.corefile.report import SetReport
from chingin.kernel.models import Reception
from chingin.kernel.months import Month
from chingin.kernel.receptions.checking import Check
from chingin.kernel.yen import format_yen


@dataclass(frozen=True, slots=True)
class SetRow:
    """One set in a table; `number` counts in the file, or is that of the reception."""

    number: int
    kind: str
    contract: str
    group: str
    cycle: str
    serial: str
    count: str
    totals: list[str]
    state: str = ""
    is_wrong: bool = False
    reception: Reception | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One fault in its place, and what its code means."""

    at: Finding
    text: str


def kind_in_words(code: str) -> str:
    """10 控除依頼."""
    kind = kind_by_code(code)
    return kind.label if kind else code


def group_in_words(number: str) -> str:
    """An employer's (事業主) file names no group."""
    return "-" if number == NO_GROUP else number


def cycle_in_words(month: Month, pay_kind: str, sequence: int) -> str:
    """2026年11月 月例 第1回."""
    return f"{month.label} {PAY_KINDS[pay_kind]} 第{sequence}回"


def totals_in_words(kind: FileKind | None, totals: Mapping[str, int]) -> list[str]:
    """控除金額合計 5,425,538円 …, in the order of the trailer, the main one first; 済件数 is no money.

    A JSON column gives back its keys in an order of its own, and a fault in the file hides totals.
    """
    if kind is None:
        return []
    units = {
        kind.trailer.place(name).field.label: "円" if of.of else "件" for name, of in kind.totals.items()
    }
    return [f"{label} {format_yen(totals[label])}{unit}" for label, unit in units.items() if label in totals]


def set_row(one: SetReport, checked: Check) -> SetRow:
    """One set of a checked file: right, wrong, or received before."""
    before = {known.number: reception for known, reception in checked.received_before}
    known = "受信済み" if one.number in before else "正常"
    head = one.header
    return SetRow(
        number=one.number,
        kind=one.kind.label if one.kind else "不明",
        contract=head.contract_number if head else "-",
        group=group_in_words(head.group_number) if head else "-",
        cycle=cycle_in_words(head.month, head.pay_kind, head.sequence) if head else "-",
        serial=head.serial if head else "-",
        count=f"{one.count:,}件",
        totals=totals_in_words(one.kind, one.totals),
        state=known if one.ok else f"誤り {one.findings:,}件",
        is_wrong=not one.ok,
        reception=before.get(one.number),
    )


def taken_row(one: Reception) -> SetRow:
    """One set that was received."""
    return SetRow(
        number=one.pk,
        kind=kind_in_words(one.kind),
        contract=one.contract_number,
        group=group_in_words(one.group_number),
        cycle=cycle_in_words(Month.parse(one.month), one.pay_kind, one.sequence),
        serial=one.serial,
        count=f"{one.count:,}件",
        totals=totals_in_words(kind_by_code(one.kind), one.totals),
        reception=one,
    )
