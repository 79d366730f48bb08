"""Kind 12 (一斉積立), in: what each member saves in the group, and the balances."""

from datetime import date
from typing import Final, NamedTuple

from chingin.kernel.corefile.dates import Day
from chingin.kernel.corefile.fields import Choice, Digits, Identifier, Whole, filler
from chingin.kernel.corefile.kinds import COUNT, FileKind, Rule, Total, register
from chingin.kernel.corefile.layout import Layout
from chingin.kernel.corefile.movements import MOVEMENTS, amount_expected
from chingin.kernel.corefile.names import Kana, Kanji
from deductions.groups.codes import SAVINGS_SUBJECTS


class SavingsRow(NamedTuple):
    """One account; amounts a month and a bonus, and both as they were before a change."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    branch: str
    subject: str
    account_number: str
    monthly: int
    bonus: int
    previous_balance: int
    deposited: int
    balance: int
    accumulated: int
    movement: str
    previous_monthly: int
    previous_bonus: int
    matures_on: date


class SavingsTotals(NamedTuple):
    """The trailer."""

    records: int
    monthly: int
    bonus: int
    deposited: int
    balance: int


SAVINGS_ROW: Final = Layout(
    "2",
    SavingsRow,
    Identifier("department", "所属", 10, optional=True),
    Identifier("employee_number", "職員番号", 10),
    Kana("name_kana", "カナ氏名", 30),
    Kanji("name", "漢字氏名", 40),
    Digits("branch", "店番号", 3),
    Choice("subject", "科目", 2, SAVINGS_SUBJECTS),
    Digits("account_number", "口座番号", 7),
    Whole("monthly", "月例額", 10),
    Whole("bonus", "一時金額", 10),
    Whole("previous_balance", "前回残高", 12),
    Whole("deposited", "今回入金額", 10),
    Whole("balance", "今回残高", 12),
    Whole("accumulated", "積立累計", 12),
    Choice("movement", "異動区分", 1, MOVEMENTS),
    Whole("previous_monthly", "変更前月例額", 10),
    Whole("previous_bonus", "変更前一時金額", 10),
    Day("matures_on", "満期日"),
    filler(2),
)
SAVINGS_TOTALS: Final = Layout(
    "8",
    SavingsTotals,
    Whole("records", "件数", 6),
    Whole("monthly", "月例合計", 12),
    Whole("bonus", "一時金合計", 12),
    Whole("deposited", "今回入金合計", 12),
    Whole("balance", "今回残高合計", 14),
    filler(143),
)


def _amounts(
    movement: str, monthly: int, bonus: int, previous_monthly: int, previous_bonus: int
) -> str | None:
    before = previous_monthly, previous_bonus
    return amount_expected(movement, now=(monthly, bonus), before=before, nothing=(0, 0))


GROUP_SAVINGS: Final = FileKind(
    "12",
    "一斉積立",
    SAVINGS_ROW,
    SAVINGS_TOTALS,
    totals={
        "records": COUNT,
        "monthly": Total("monthly"),
        "bonus": Total("bonus"),
        "deposited": Total("deposited"),
        "balance": Total("balance"),
    },
    rules=(Rule("monthly", _amounts),),
    key=("branch", "subject", "account_number"),
)

register(GROUP_SAVINGS)
