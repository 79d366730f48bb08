"""Kind 10 (控除依頼), in: the lines that the bank asks to be deducted."""

from datetime import date
from typing import Final, NamedTuple

from chingin.kernel.corefile.between_fields import amount_moved, ends_after_it_begins
from chingin.kernel.corefile.dates import Day, YearMonth
from chingin.kernel.corefile.fields import Choice, Digits, Identifier, Text, Whole, filler
from chingin.kernel.corefile.kinds import COUNT, FileKind, Rule, Total, register
from chingin.kernel.corefile.layout import Layout
from chingin.kernel.corefile.movements import MOVEMENTS, Movement
from chingin.kernel.corefile.names import Kana, Kanji
from chingin.kernel.months import Month
from deductions.groups.codes import (
    LINE_ERRORS,
    LINE_KINDS,
    LOAN,
    ORIGINS,
    SAVINGS,
    SAVINGS_SUBJECTS,
    SUBJECTS,
)

_COUNTER: Final = "1"


class RequestLine(NamedTuple):
    """One account's deduction, as the bank asks for it."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    branch: str
    subject: str
    account_number: str
    kind: str
    amount: int
    previous: int
    balance: int
    start_month: Month
    end_month: Month | None
    remaining: int
    movement: str
    origin: str
    counter_date: date | None
    counter_branch: str
    error: str
    line_key: str


class RequestTotals(NamedTuple):
    """The trailer; 貯蓄 and 返済 are parts of the amount."""

    records: int
    amount: int
    previous: int
    savings: int
    loans: int


REQUEST_LINE: Final = Layout(
    "2",
    RequestLine,
    Identifier("department", "所属コード", 10, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Kanji("name", "漢字氏名", 40),
    Digits("branch", "店番号", 3),
    Choice("subject", "科目", 2, SUBJECTS),
    Digits("account_number", "口座番号", 7),
    Choice("kind", "種別", 1, LINE_KINDS),
    Whole("amount", "控除金額", 10),
    Whole("previous", "前回控除金額", 10),
    Whole("balance", "残高", 12),
    YearMonth("start_month", "開始年月"),
    YearMonth("end_month", "終了年月", optional=True),
    Whole("remaining", "残回数", 3),
    Choice("movement", "異動区分", 1, MOVEMENTS),
    Choice("origin", "異動元", 1, ORIGINS),
    Day("counter_date", "窓口受付日", optional=True),
    Digits("counter_branch", "窓口受付店", 3, optional=True),
    Choice("error", "エラーコード", 3, LINE_ERRORS, none="   "),
    Text("line_key", "明細キー", 16),
    filler(17),
)
REQUEST_TOTALS: Final = Layout(
    "8",
    RequestTotals,
    Whole("records", "件数", 6),
    Whole("amount", "控除金額合計", 12),
    Whole("previous", "前回金額合計", 12),
    Whole("savings", "貯蓄合計", 12),
    Whole("loans", "返済合計", 12),
    filler(145),
)


def _kind(subject: str, kind: str) -> str | None:
    wanted = SAVINGS if subject in SAVINGS_SUBJECTS else LOAN
    return None if kind == wanted else f"{wanted}({LINE_KINDS[wanted]})。科目{subject}は{SUBJECTS[subject]}"


def _origin(movement: str, origin: str) -> str | None:
    if movement == Movement.CONTINUED and origin != "0":
        return "異動区分が継続(0)のときは、0(なし)"
    return None


def _counter_date(origin: str, counter_date: date | None) -> str | None:
    return _only_at_counter(origin, is_given=counter_date is not None, words="日付", none="00000000")


def _counter_branch(origin: str, counter_branch: str) -> str | None:
    return _only_at_counter(origin, is_given=bool(counter_branch), words="店番号", none="000")


def _only_at_counter(origin: str, *, is_given: bool, words: str, none: str) -> str | None:
    if origin == _COUNTER:
        return None if is_given else f"異動元が窓口(1)のときは、{words}"
    return f"異動元が窓口(1)でないときは、{none}" if is_given else None


REQUESTS: Final = FileKind(
    "10",
    "控除依頼",
    REQUEST_LINE,
    REQUEST_TOTALS,
    totals={
        "records": COUNT,
        "amount": Total("amount"),
        "previous": Total("previous"),
        "savings": Total("amount", when=("kind", SAVINGS)),
        "loans": Total("amount", when=("kind", LOAN)),
    },
    rules=(
        Rule("amount", amount_moved),
        Rule("kind", _kind),
        Rule("end_month", ends_after_it_begins),
        Rule("origin", _origin),
        Rule("counter_date", _counter_date),
        Rule("counter_branch", _counter_branch),
    ),
    key=("line_key",),
)

register(REQUESTS)
