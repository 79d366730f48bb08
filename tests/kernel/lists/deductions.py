"""A list like the real ones (控除依頼リスト), small enough to check by hand and as wide as they get."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from chingin.kernel.lists import (
    Code,
    Column,
    Heading,
    Kind,
    ListDefinition,
    SummaryLine,
    SummaryTable,
)
from chingin.kernel.lists.definition import no_footer
from chingin.kernel.lists.edition import Edition, edition_of
from chingin.kernel.months import Month

AT = datetime(2026, 11, 4, 0, 30, 5, tzinfo=UTC)
ORDINARY = Code("10", "普通預金")
ACE = Code("20", "エース預金")
CAR_LOAN = Code("52", "マイカーローン")
APRIL = Month(2020, 4)


@dataclass(frozen=True, slots=True)
class Deduction:
    department: str
    employee_number: str
    amount: int
    kana: str = "ﾛｳｷﾝ ﾀﾛｳ"
    kanji: str = "労金　太郎"
    subject: Code = ORDINARY
    account: str = "0012345"
    left: int | None = None
    balance: int | None = 0
    since: Month = APRIL
    received: date = date(2026, 11, 2)
    note: str = ""


def rows(*, viewer: object, deductions: Iterable[Deduction] = ()) -> Iterator[Deduction]:
    assert viewer
    yield from deductions


def heading(*, viewer: object, at: datetime, **_criteria: object) -> Heading:
    assert viewer
    return Heading(
        contract_number="00000012",
        contract_name="みどり労働組合",
        group_number="00000345",
        group_name="本社グループ",
        month=Month(2026, 11),
        pay_kind="月例",
        sequence=1,
        printed_at=at,
    )


def bridge(**_arguments: object) -> tuple[SummaryTable, ...]:
    lines = (SummaryLine("前回合計", (3, 60_000)), SummaryLine("新規", (None, 5_000)))
    return (
        SummaryTable(
            "前回からの増減",
            ("区分", "件数", "金額"),
            (*lines, SummaryLine("今回合計", (4, 65_000), strong=True)),
        ),
    )


DEPARTMENT: Column[Deduction] = Column("所属", lambda row: row.department)
SUBJECT: Column[Deduction] = Column("科目", lambda row: row.subject, Kind.CODE)
REQUESTS: ListDefinition[Deduction] = ListDefinition(
    slug="L01",
    title="控除依頼リスト",
    function_id="DED-1",
    rows=rows,
    heading=heading,
    columns=(
        DEPARTMENT,
        Column("職員番号", lambda row: row.employee_number),
        Column("カナ氏名", lambda row: row.kana, Kind.KANA),
        Column("漢字氏名", lambda row: row.kanji, Kind.KANJI),
        SUBJECT,
        Column("口座番号", lambda row: row.account, width=8),
        Column("控除金額", lambda row: row.amount, Kind.YEN, totalled=True),
        Column("開始年月", lambda row: row.since, Kind.MONTH),
        Column("残回数", lambda row: row.left, Kind.NUMBER),
        Column("残高", lambda row: row.balance, Kind.YEN, totalled=True),
        Column("受付日", lambda row: row.received, Kind.DATE),
        Column("備考", lambda row: row.note),
    ),
    group_by=DEPARTMENT,
    totals_by=(SUBJECT,),
    footer=bridge,
)
PLAIN: ListDefinition[Deduction] = replace(REQUESTS, group_by=None, totals_by=(), footer=no_footer)


def edition(*deductions: Deduction, of: ListDefinition[Deduction] = REQUESTS) -> Edition[Deduction]:
    return edition_of(of, at=AT, viewer="書記", deductions=deductions)


def many(count: int) -> tuple[Deduction, ...]:
    """Rows in departments of 30, amounts all different, so that a lost or doubled row changes every total."""
    subjects = (ORDINARY, ACE, CAR_LOAN)
    return tuple(
        Deduction(
            department=f"第{number // 30:04}課",
            employee_number=f"{number:07}",
            amount=1_000 + 7 * number,
            kana="ﾊｾｶﾞﾜ ｼﾝｲﾁﾛｳ" if number % 4 else "ﾛｳｷﾝ ﾀﾛｳ",
            kanji="長谷川　晋一郎" if number % 4 else "労金　太郎",
            subject=subjects[number % 3],
            account=f"{number * 37:07}",
            left=number % 60 or None,
            balance=number * 1_234,
        )
        for number in range(count)
    )
