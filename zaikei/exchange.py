"""Kinds 20 (財形積立明細), 21 (財形アラーム), 22 (加入者残高), 23 (奨励金), in; 51 (財形預入明細), out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from chingin.kernel.corefile.between_fields import (
    amount_moved,
    ends_after_it_begins,
    update_has_a_time,
    update_has_a_user,
)
from chingin.kernel.corefile.dates import Day, Moment, YearMonth
from chingin.kernel.corefile.fields import Choice, Digits, Identifier, Rate, Text, Whole, filler
from chingin.kernel.corefile.kinds import COUNT, FileKind, Rule, Total, register
from chingin.kernel.corefile.layout import Layout
from chingin.kernel.corefile.movements import MOVEMENTS
from chingin.kernel.corefile.names import Kana, Kanji
from chingin.kernel.months import Month
from zaikei.codes import ALARMS, GENERAL, HOUSING, KINDS, PENSION, STATES, UPDATES

_STOP: Final = "4"


class StatementRow(NamedTuple):
    """20: one account of one person."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    born_on: date
    kind: str
    branch: str
    account_number: str
    amount: int
    previous: int
    start_month: Month
    end_month: Month | None
    exempt_limit: int
    balance: int
    last_month: Month | None
    state: str
    movement: str


class StatementTotals(NamedTuple):
    """20: the trailer."""

    records: int
    amount: int
    general: int
    pension: int
    housing: int


class AlarmRow(NamedTuple):
    """21: what needs attention, and by when."""

    employee_number: str
    name_kana: str
    kind: str
    branch: str
    account_number: str
    alarm: str
    due_on: date
    amount: int


class AlarmTotals(NamedTuple):
    """21: the trailer."""

    records: int


class BalanceRow(NamedTuple):
    """22: one account's balance on a day."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    kind: str
    branch: str
    account_number: str
    principal: int
    interest: int
    balance: int
    as_of: date


class BalanceTotals(NamedTuple):
    """22: the trailer."""

    records: int
    principal: int
    interest: int
    balance: int


class IncentiveRow(NamedTuple):
    """23: what the employer pays on top; the rate in percent."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    kind: str
    balance: int
    rate: Decimal
    amount: int


class IncentiveTotals(NamedTuple):
    """23: the trailer."""

    records: int
    amount: int


class DepositRow(NamedTuple):
    """51: what the employer deposits for one account."""

    employee_number: str
    name_kana: str
    kind: str
    branch: str
    account_number: str
    amount: int
    deposited: int
    update: str
    done_at: datetime | None
    user_id: str


class DepositTotals(NamedTuple):
    """51: the trailer."""

    records: int
    amount: int
    deposited: int


STATEMENT_ROW: Final = Layout(
    "2",
    StatementRow,
    Identifier("department", "所属", 10, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Kanji("name", "漢字氏名", 40),
    Day("born_on", "生年月日"),
    Choice("kind", "種類", 1, KINDS),
    Digits("branch", "店番号", 3),
    Digits("account_number", "口座番号", 7),
    Whole("amount", "積立額", 10),
    Whole("previous", "前回積立額", 10),
    YearMonth("start_month", "開始年月"),
    YearMonth("end_month", "終了年月", optional=True),
    Whole("exempt_limit", "非課税限度額", 8),
    Whole("balance", "残高", 12),
    YearMonth("last_month", "最終積立年月", optional=True),
    Choice("state", "状態", 1, STATES),
    Choice("movement", "異動区分", 1, MOVEMENTS),
    filler(30),
)
STATEMENT_TOTALS: Final = Layout(
    "8",
    StatementTotals,
    Whole("records", "件数", 6),
    Whole("amount", "合計", 12),
    Whole("general", "一般", 12),
    Whole("pension", "年金", 12),
    Whole("housing", "住宅", 12),
    filler(145),
)
ALARM_ROW: Final = Layout(
    "2",
    AlarmRow,
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Choice("kind", "種類", 1, KINDS),
    Digits("branch", "店番号", 3),
    Digits("account_number", "口座番号", 7),
    Choice("alarm", "アラームコード", 3, ALARMS),
    Day("due_on", "期日"),
    Whole("amount", "金額", 12),
    filler(125),
)
ALARM_TOTALS: Final = Layout("8", AlarmTotals, Whole("records", "件数", 6), filler(193))
BALANCE_ROW: Final = Layout(
    "2",
    BalanceRow,
    Identifier("department", "所属", 10, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Kanji("name", "漢字氏名", 40),
    Choice("kind", "種類", 1, KINDS),
    Digits("branch", "店番号", 3),
    Digits("account_number", "口座番号", 7),
    Whole("principal", "元金", 12),
    Whole("interest", "利子", 12),
    Whole("balance", "残高", 12),
    Day("as_of", "基準日"),
    filler(54),
)
BALANCE_TOTALS: Final = Layout(
    "8",
    BalanceTotals,
    Whole("records", "件数", 6),
    Whole("principal", "元金合計", 14),
    Whole("interest", "利子合計", 14),
    Whole("balance", "残高合計", 14),
    filler(151),
)
INCENTIVE_ROW: Final = Layout(
    "2",
    IncentiveRow,
    Identifier("department", "所属", 10, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Kanji("name", "漢字氏名", 40),
    Choice("kind", "種類", 1, KINDS),
    Whole("balance", "対象残高", 12),
    Rate("rate", "率", 5),
    Whole("amount", "奨励金額", 10),
    filler(81),
)
INCENTIVE_TOTALS: Final = Layout(
    "8", IncentiveTotals, Whole("records", "件数", 6), Whole("amount", "奨励金合計", 12), filler(181)
)
DEPOSIT_ROW: Final = Layout(
    "2",
    DepositRow,
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Choice("kind", "種類", 1, KINDS),
    Digits("branch", "店番号", 3),
    Digits("account_number", "口座番号", 7),
    Whole("amount", "積立額", 10),
    Whole("deposited", "預入額", 10),
    Choice("update", "更新区分", 1, UPDATES),
    Moment("done_at", "操作日時", optional=True),
    Text("user_id", "ユーザーID", 12, optional=True),
    filler(101),
)
DEPOSIT_TOTALS: Final = Layout(
    "8",
    DepositTotals,
    Whole("records", "件数", 6),
    Whole("amount", "積立額合計", 12),
    Whole("deposited", "預入額合計", 12),
    filler(169),
)


def _balance(principal: int, interest: int, balance: int) -> str | None:
    return None if balance == principal + interest else f"{principal + interest}(元金 + 利子)"


def _deposited(update: str, deposited: int) -> str | None:
    return "更新区分が中止(4)のときは、0" if update == _STOP and deposited else None


STATEMENTS: Final = FileKind(
    "20",
    "財形積立明細",
    STATEMENT_ROW,
    STATEMENT_TOTALS,
    totals={
        "records": COUNT,
        "amount": Total("amount"),
        "general": Total("amount", when=("kind", GENERAL)),
        "pension": Total("amount", when=("kind", PENSION)),
        "housing": Total("amount", when=("kind", HOUSING)),
    },
    rules=(Rule("amount", amount_moved), Rule("end_month", ends_after_it_begins)),
    key=("branch", "account_number"),
    for_groups=False,
)
ALARM_FILE: Final = FileKind(
    "21", "財形アラーム", ALARM_ROW, ALARM_TOTALS, totals={"records": COUNT}, for_groups=False
)
BALANCES: Final = FileKind(
    "22",
    "加入者残高",
    BALANCE_ROW,
    BALANCE_TOTALS,
    totals={
        "records": COUNT,
        "principal": Total("principal"),
        "interest": Total("interest"),
        "balance": Total("balance"),
    },
    rules=(Rule("balance", _balance),),
    key=("branch", "account_number"),
    for_groups=False,
)
INCENTIVES: Final = FileKind(
    "23",
    "奨励金",
    INCENTIVE_ROW,
    INCENTIVE_TOTALS,
    totals={"records": COUNT, "amount": Total("amount")},
    for_groups=False,
)
DEPOSITS: Final = FileKind(
    "51",
    "財形預入明細",
    DEPOSIT_ROW,
    DEPOSIT_TOTALS,
    totals={"records": COUNT, "amount": Total("amount"), "deposited": Total("deposited")},
    rules=(
        Rule("deposited", _deposited),
        Rule("done_at", update_has_a_time),
        Rule("user_id", update_has_a_user),
    ),
    for_groups=False,
)

register(STATEMENTS, ALARM_FILE, BALANCES, INCENTIVES, DEPOSITS)
