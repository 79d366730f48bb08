"""The lump deposit (まとめ入金) in the words of its pages and papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deductions.rokin import rules, wording
from deductions.rokin.deposits.sums import SubjectTotals
from deductions.rokin.models import DepositRequest

VOID: Final = "確定解除済(無効)"
_SHOWN_OF_HASH: Final = 16
_GROUP: Final = 4
_REASON_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """One line of the table: whose totals, then count and yen of 依頼, 入金中止, 入金."""

    label: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalsTable:
    """By 科目, ending with the total."""

    rows: tuple[TotalsRow, ...]
    total: TotalsRow


def totals_table(subjects: Iterable[SubjectTotals], total: rules.DepositTotals) -> TotalsTable:
    """What page, check page and paper show."""
    return TotalsTable(
        rows=tuple(TotalsRow(wording.subject(each.subject), _figures(each.totals)) for each in subjects),
        total=TotalsRow("合計", _figures(total)),
    )


def _figures(totals: rules.DepositTotals) -> tuple[str, ...]:
    sums = (totals.requested, totals.stopped, totals.deposit)
    return tuple(word for each in sums for word in (f"{each.count:,}件", wording.yen(each.yen)))


def control_value(request: DepositRequest) -> str:
    """照合値 as people compare it: its first 16 characters in groups of four."""
    shown = request.control_hash[:_SHOWN_OF_HASH]
    return " ".join(shown[start : start + _GROUP] for start in range(0, _SHOWN_OF_HASH, _GROUP))


def void_stamp(request: DepositRequest) -> str:
    """What stands in the head of each list of a version that was undone: when, by whom, why; else empty."""
    undoing = getattr(request, "undoing", None)
    if undoing is None:
        return ""
    return f"{VOID} {wording.moment(undoing.at)} {undoing.user_id} 理由: {_shortened(undoing.reason)}"


def _shortened(reason: str) -> str:
    """A head has room for three lines, beside the longest names; the page of the version tells all of it."""
    return reason if len(reason) <= _REASON_SHOWN else f"{reason[: _REASON_SHOWN - 1]}…"
