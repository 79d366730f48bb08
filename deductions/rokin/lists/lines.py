"""Rows and columns that the lists of lines (労金控除明細) share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import CharField, F, QuerySet, Value

from accounts.models import User
from chingin.kernel.lists import Code, Column, Kind
from chingin.kernel.lists.queried import Key, QueriedRows
from chingin.kernel.months import Month
from deductions.groups.codes import SUBJECTS
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, LineKind, Movement


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as the lists show it; the fields are the model's, `difference` and `month` the query's."""

    department: str
    employee_number: str
    name_kana: str
    name: str
    branch: str
    subject: str
    account_number: str
    kind: str
    amount: int
    requested: int
    previous: int
    difference: int
    balance: int
    start_month: str
    end_month: str
    remaining: int
    movement: str
    origin: str
    update: str
    received_movement: str
    counter_date: date | None
    counter_branch: str
    error: str
    month: str


def lines_of(*, viewer: User, cycle: Cycle) -> QuerySet[DeductionLine]:
    """The lines of the cycle that the viewer sees, in no order yet."""
    lines = DeductionLine.objects.visible_to(viewer).of_cycle(cycle)
    return lines.annotate(
        difference=F("amount") - F("previous"), month=Value(cycle.month, output_field=CharField())
    )


def line_rows(lines: QuerySet[DeductionLine], *, totalled: Sequence[str]) -> QueriedRows[LineRow]:
    """Ordered lines as rows, with the yen of these fields summed."""
    return QueriedRows(found=lines, row=LineRow, totalled=totalled, keys=KEYS)


@lru_cache
def subject_code(code: str) -> Code:
    """科目 with its name; a code that we do not know yet stands alone."""
    return Code(code, SUBJECTS.get(code, ""))


@lru_cache
def kind_code(code: str) -> Code:
    """種別."""
    return Code(code, str(LineKind(code).label))


@lru_cache
def movement_code(code: str) -> Code:
    """異動区分."""
    return Code(code, str(Movement(code).label))


@lru_cache
def month_of(code: str) -> Month | None:
    """YYYYMM as a month; None where there is no last one."""
    return Month.parse(code) if code else None


DEPARTMENT: Final[Column[LineRow]] = Column("所属", lambda row: row.department, width=7)
NUMBER: Final[Column[LineRow]] = Column("職員番号", lambda row: row.employee_number)
NAME_KANA: Final[Column[LineRow]] = Column("カナ氏名", lambda row: row.name_kana, Kind.KANA, width=16)
NAME: Final[Column[LineRow]] = Column("漢字氏名", lambda row: row.name, Kind.KANJI)
SUBJECT: Final[Column[LineRow]] = Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=18)
KIND: Final[Column[LineRow]] = Column("種別", lambda row: kind_code(row.kind), Kind.CODE, width=8)
MOVEMENT: Final[Column[LineRow]] = Column(
    "異動区分", lambda row: movement_code(row.movement), Kind.CODE, width=9
)
# The key (店番号, 科目, 口座番号) names an account.
KEY: Final[tuple[Column[LineRow], ...]] = (
    Column("店番号", lambda row: row.branch, width=7),
    SUBJECT,
    Column("口座番号", lambda row: row.account_number, width=9),
)
KEYS: Final = {
    DEPARTMENT.label: Key("department"),
    SUBJECT.label: Key("subject", subject_code),
    KIND.label: Key("kind", kind_code),
    MOVEMENT.label: Key("movement", movement_code),
}
