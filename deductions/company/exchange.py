"""Kinds 11 (控除結果), in; 50 (まとめ入金依頼) and 52 (労金控除更新依頼), out, which share one layout."""

from datetime import date, datetime
from typing import Final, NamedTuple

from chingin.kernel.corefile.between_fields import (
    ends_after_it_begins,
    update_has_a_time,
    update_has_a_user,
)
from chingin.kernel.corefile.dates import Day, Moment, YearMonth
from chingin.kernel.corefile.fields import Choice, Digits, Identifier, Text, Whole, filler
from chingin.kernel.corefile.kinds import COUNT, FileKind, Rule, Total, register
from chingin.kernel.corefile.layout import Layout
from chingin.kernel.corefile.names import Kana
from chingin.kernel.months import Month
from deductions.groups import codes
from deductions.groups.codes import OUTCOMES, SHORTFALL_REASONS, STOP_REASONS, SUBJECTS, TARGETS, UPDATES

_COLLECTED, _IN_PART, _NOT_COLLECTED, _STOPPED = OUTCOMES
_LEDGER: Final = "L"
_NEW: Final = "1"


class ResultLine(NamedTuple):
    """What became of one deduction that was asked for."""

    employee_number: str
    name_kana: str
    line_key: str
    branch: str
    subject: str
    account_number: str
    requested: int
    collected: int
    outcome: str
    reason: str
    posted_on: date | None
    balance: int
    target: str
    item: str


class ResultTotals(NamedTuple):
    """The trailer; 一部 and 中止 are counted neither as 済 nor as 不能."""

    records: int
    requested: int
    collected: int
    collected_count: int
    not_collected_count: int


RESULT_LINE: Final = Layout(
    "2",
    ResultLine,
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "回答カナ氏名", 30),
    Text("line_key", "明細キー", 16),
    Digits("branch", "店番号", 3),
    Choice("subject", "科目", 2, SUBJECTS, none="00"),
    Digits("account_number", "口座番号", 7),
    Whole("requested", "依頼金額", 10),
    Whole("collected", "控除金額", 10),
    Choice("outcome", "結果区分", 1, OUTCOMES),
    Choice("reason", "不能事由", 2, SHORTFALL_REASONS, none="00"),
    Day("posted_on", "記帳日", optional=True),
    Whole("balance", "記帳後残高", 12),
    Choice("target", "対象", 1, TARGETS),
    Identifier("item", "種目コード", 3, optional=True),
    filler(84),
)
# By these the trailer is known wherever its totals are held against what is stored.
REQUESTED_TOTAL: Final = "依頼金額合計"
COLLECTED_TOTAL: Final = "控除金額合計"
RESULT_TOTALS: Final = Layout(
    "8",
    ResultTotals,
    Whole("records", "件数", 6),
    Whole("requested", REQUESTED_TOTAL, 12),
    Whole("collected", COLLECTED_TOTAL, 12),
    Whole("collected_count", "済件数", 6),
    Whole("not_collected_count", "不能件数", 6),
    filler(157),
)


def _collected(outcome: str, requested: int, collected: int) -> str | None:
    if outcome == _COLLECTED:
        return None if collected == requested else "結果区分が済(1)のときは、依頼金額と同じ金額"
    if outcome == _IN_PART:
        return (
            None
            if 0 < collected < requested
            else "結果区分が一部(2)のときは、0より大きく依頼金額より小さい金額"
        )
    return "結果区分が不能(3)・中止(4)のときは、0" if collected else None


def _reason(outcome: str, reason: str) -> str | None:
    if outcome == _COLLECTED:
        return "結果区分が済(1)のときは、00" if reason else None
    if outcome in {_IN_PART, _NOT_COLLECTED} and not reason:
        return "結果区分が一部(2)・不能(3)のときは、不能事由"
    return None


def _posted_on(outcome: str, target: str, posted_on: date | None) -> str | None:
    if outcome in {_NOT_COLLECTED, _STOPPED}:
        return "結果区分が不能(3)・中止(4)のときは、00000000" if posted_on else None
    if target != _LEDGER and posted_on is None:
        return "結果区分が済(1)・一部(2)のときは、記帳した日付"
    return None


def _subject(target: str, subject: str) -> str | None:
    return None if subject or target == _LEDGER else "対象が労金控除(R)のときは、00以外の科目"


def _item(target: str, item: str) -> str | None:
    if target == _LEDGER:
        return None if item else "対象が賃控元帳(L)のときは、種目コード"
    return "対象が労金控除(R)のときは、空白" if item else None


RESULTS: Final = FileKind(
    "11",
    "控除結果",
    RESULT_LINE,
    RESULT_TOTALS,
    totals={
        "records": COUNT,
        "requested": Total("requested"),
        "collected": Total("collected"),
        "collected_count": Total(when=("outcome", _COLLECTED)),
        "not_collected_count": Total(when=("outcome", _NOT_COLLECTED)),
    },
    rules=(
        Rule("collected", _collected),
        Rule("reason", _reason),
        Rule("posted_on", _posted_on),
        Rule("subject", _subject),
        Rule("item", _item),
    ),
    key=("target", "line_key"),
)


class UpdateLine(NamedTuple):
    """One line as the union leaves it: changed on the web, stopped, or as the bank asked."""

    line_key: str
    employee_number: str
    name_kana: str
    branch: str
    subject: str
    account_number: str
    requested: int
    deposited: int
    update: str
    stop_reason: str
    start_month: Month
    end_month: Month | None
    done_at: datetime | None
    user_id: str


class UpdateTotals(NamedTuple):
    """The trailer; number and version of the request (依頼書) are the writer's word."""

    records: int
    requested: int
    deposited: int
    stopped_count: int
    stopped: int
    request_number: str
    version: int


UPDATE_LINE: Final = Layout(
    "2",
    UpdateLine,
    Text("line_key", "明細キー", 16, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Digits("branch", "店番号", 3),
    Choice("subject", "科目", 2, SUBJECTS),
    Digits("account_number", "口座番号", 7),
    Whole("requested", "依頼金額", 10),
    Whole("deposited", "入金金額", 10),
    Choice("update", "更新区分", 1, UPDATES),
    Choice("stop_reason", "中止理由", 2, STOP_REASONS, none="00"),
    YearMonth("start_month", "開始年月"),
    YearMonth("end_month", "終了年月", optional=True),
    Moment("done_at", "操作日時", optional=True),
    Text("user_id", "ユーザーID", 12, optional=True),
    filler(70),
)
UPDATE_TOTALS: Final = Layout(
    "8",
    UpdateTotals,
    Whole("records", "件数", 6),
    Whole("requested", "依頼合計", 12),
    Whole("deposited", "入金合計", 12),
    Whole("stopped_count", "中止件数", 6),
    Whole("stopped", "中止合計", 12),
    Text("request_number", "依頼書番号", 16, optional=True),
    Whole("version", "版", 2),
    filler(133),
)


def _line_key(update: str, line_key: str) -> str | None:
    """A line that was made and stopped on the web has no key of the bank either."""
    if update == _NEW:
        return "更新区分が新規(1)のときは、空白" if line_key else None
    return None if line_key or update == codes.STOPPED else "更新区分が新規(1)・中止(4)でないときは、明細キー"


def _stop_reason(update: str, stop_reason: str) -> str | None:
    if update == codes.STOPPED:
        return None if stop_reason else "更新区分が中止(4)のときは、中止理由"
    return "更新区分が中止(4)でないときは、00" if stop_reason else None


def _deposited(update: str, requested: int, deposited: int) -> str | None:
    """Confirmed total = Σ lines − Σ stopped (invariant 4)."""
    if update == codes.STOPPED:
        return "更新区分が中止(4)のときは、0" if deposited else None
    return None if deposited == requested else "更新区分が中止(4)でないときは、依頼金額と同じ金額"


_OF_UPDATES: Final = (
    Rule("line_key", _line_key),
    Rule("stop_reason", _stop_reason),
    Rule("done_at", update_has_a_time),
    Rule("user_id", update_has_a_user),
    Rule("end_month", ends_after_it_begins),
)
_UPDATE_TOTALS: Final = {
    "records": COUNT,
    "requested": Total("requested"),
    "deposited": Total("deposited"),
    "stopped_count": Total(when=("update", codes.STOPPED)),
    "stopped": Total("requested", when=("update", codes.STOPPED)),
}
LUMP_DEPOSITS: Final = FileKind(
    "50",
    "まとめ入金依頼",
    UPDATE_LINE,
    UPDATE_TOTALS,
    totals=_UPDATE_TOTALS,
    rules=(*_OF_UPDATES, Rule("deposited", _deposited)),
    key=("line_key",),
)
UPDATES_AFTER_DEADLINE: Final = FileKind(
    "52",
    "労金控除更新依頼",
    UPDATE_LINE,
    UPDATE_TOTALS,
    totals=_UPDATE_TOTALS,
    rules=_OF_UPDATES,
    key=("line_key",),
)

register(RESULTS, LUMP_DEPOSITS, UPDATES_AFTER_DEADLINE)
