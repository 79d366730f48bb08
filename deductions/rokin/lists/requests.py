"""控除依頼リスト (L01): every line of the cycle."""

from typing import Final

from accounts.models import User
from chingin.kernel.lists import Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.line_errors import line_error
from deductions.rokin.models import LineKind
from deductions.rokin.models.line import IN_ORDER

from .lines import (
    DEPARTMENT,
    KEY,
    KIND,
    MOVEMENT,
    NAME,
    NAME_KANA,
    NUMBER,
    SUBJECT,
    LineRow,
    line_rows,
    lines_of,
    month_of,
)
from .reasons import reason, web_change


def request_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[LineRow]:
    """By 所属, 職員番号, 科目."""
    return line_rows(lines_of(viewer=viewer, cycle=cycle).order_by(*IN_ORDER), totalled=("amount",))


def remark(row: LineRow) -> str:
    """備考: the error's name, then what was done on the web, at the counter or by date."""
    error = line_error(row.error)
    moved = reason(origin=row.origin, kind=row.kind, movement=row.movement)
    words = (
        error.label or error.code if error else "",
        web_change(row.update) or (moved.label if moved else ""),
    )
    return " ".join(word for word in words if word)


def payments_left(row: LineRow) -> int | None:
    """残回数; savings without an end have none to count."""
    return row.remaining if row.kind == LineKind.LOAN or row.remaining else None


REQUESTS: Final[ListDefinition[LineRow]] = ListDefinition(
    slug="L01",
    title="控除依頼リスト",
    function_id=REQUEST_LISTS.id,
    rows=request_rows,
    heading=cycle_heading,
    columns=(
        DEPARTMENT,
        NUMBER,
        NAME_KANA,
        NAME,
        *KEY,
        KIND,
        Column("控除金額", lambda row: row.amount, Kind.YEN, totalled=True),
        Column("開始年月", lambda row: month_of(row.start_month), Kind.MONTH, width=9),
        Column("終了年月", lambda row: month_of(row.end_month), Kind.MONTH, width=9),
        Column("残回数", payments_left, Kind.NUMBER, width=7),
        Column("残高", lambda row: row.balance, Kind.YEN),
        MOVEMENT,
        Column("備考", remark, width=14),
    ),
    group_by=DEPARTMENT,
    totals_by=(SUBJECT, KIND),
)
