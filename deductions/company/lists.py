"""企業宛控除依頼書: 全件 (L05) and 異動分 (L06). No account numbers and no balances go to the company."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import User
from chingin.kernel.lists import Code, Column, Cover, Kind, ListDefinition, Sum
from chingin.kernel.lists.queried import Key, QueriedRows
from chingin.kernel.yen import format_yen
from deductions.company.asked import asked_anew, asked_of_company, people
from deductions.company.functions import COMPANY_REQUEST
from deductions.company.rules import movement
from deductions.groups.headings import CycleHeading, cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.models import Movement


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What is asked for one employee, and what was the last time; the fields are the query's."""

    employee_number: str
    kana: str
    kanji: str
    unit: str
    total: int
    savings: int
    loans: int
    ledger: int
    previous_total: int

    @property
    def movement(self) -> Code:
        """異動区分."""
        found = Movement(movement(previous=self.previous_total, total=self.total))
        return Code(found.value, str(found.label))


def all_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[AskedRow]:
    """全件."""
    return _rows(asked_of_company(viewer=viewer, cycle=cycle))


def changed_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[AskedRow]:
    """異動分."""
    return _rows(asked_anew(viewer=viewer, cycle=cycle))


def _rows(found: QuerySet[Any, Any]) -> QueriedRows[AskedRow]:
    return QueriedRows(
        found=found,
        row=AskedRow,
        totalled=("total", "savings", "loans", "ledger", "previous_total"),
        keys={DEPARTMENT.label: Key("unit")},
    )


def request_heading(*, at: datetime, cycle: Cycle, **_arguments: object) -> CycleHeading:
    """As of every list of a cycle; before 更新締切 it is a draft, and says so."""
    heading = cycle_heading(at=at, cycle=cycle)
    return replace(heading, remarks=(DRAFT,)) if cycle.may_still_change(at=at) else heading


def cover(*, total: Sum, viewer: User, cycle: Cycle) -> Mapping[str, object]:
    """What the first sheet says: to whom, from whom, when, how many, how much."""
    asked, savings, loans, ledger, previous = total.totals
    ended = people(viewer=viewer, cycle=cycle).ended
    amounts = (
        ("内 貯蓄", savings),
        ("内 返済", loans),
        ("内 賃控元帳", ledger),
        ("控除額合計", asked),
        ("前回額合計", previous),
        ("前回との差額", asked - previous),
    )
    return {
        "cycle": cycle,
        "scope": "控除のある全職員(解除を含む)",
        "count": f"控除あり {total.count - ended:,}人・解除 {ended:,}人",
        "amounts": tuple((label, f"{format_yen(amount)}円") for label, amount in amounts),
        "strong": "控除額合計",
    }


def cover_of_changed(*, total: Sum, viewer: User, cycle: Cycle) -> Mapping[str, object]:
    """The same, of those whose total differs; whose deductions have ended are among them."""
    told = cover(total=total, viewer=viewer, cycle=cycle)
    return {**told, "scope": "控除額の合計が前回と異なる職員"}


DRAFT: Final = ("作成時点", "更新締切前(今後変わることがあります)")
COVER: Final = "company/cover.html"
DEPARTMENT: Final[Column[AskedRow]] = Column("所属", lambda row: row.unit)
ALL: Final[ListDefinition[AskedRow]] = ListDefinition(
    slug="L05",
    title="企業宛控除依頼書(全件)",
    function_id=COMPANY_REQUEST.id,
    rows=all_rows,
    heading=request_heading,
    columns=(
        Column("職員番号", lambda row: row.employee_number),
        Column("カナ氏名", lambda row: row.kana, Kind.KANA, width=20),
        Column("漢字氏名", lambda row: row.kanji, Kind.KANJI, width=18),
        DEPARTMENT,
        Column("控除額合計", lambda row: row.total, Kind.YEN, totalled=True),
        Column("内 貯蓄", lambda row: row.savings, Kind.YEN, totalled=True),
        Column("内 返済", lambda row: row.loans, Kind.YEN, totalled=True),
        Column("内 賃控元帳", lambda row: row.ledger, Kind.YEN, totalled=True),
        Column("異動区分", lambda row: row.movement, Kind.CODE, width=8),
        Column("前回額", lambda row: row.previous_total, Kind.YEN, totalled=True),
    ),
    group_by=DEPARTMENT,
    cover=Cover(COVER, cover),
)
CHANGED: Final[ListDefinition[AskedRow]] = replace(
    ALL,
    slug="L06",
    title="企業宛控除依頼書(異動分)",
    rows=changed_rows,
    cover=Cover(COVER, cover_of_changed),
)
