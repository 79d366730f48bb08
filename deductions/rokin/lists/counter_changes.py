"""窓口扱い控除依頼内容変更リスト (L02): what was changed at a branch's counter."""

from typing import Final

from accounts.models import User
from chingin.kernel.lists import Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from chingin.kernel.months import Month
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.models import Origin
from deductions.rokin.models.line import IN_ORDER

from .lines import KEY, NAME_KANA, NUMBER, LineRow, line_rows, lines_of, month_of, movement_code


def counter_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[LineRow]:
    """By 受付日, 職員番号. What the web made of a line afterwards stands in L09, not here."""
    lines = lines_of(viewer=viewer, cycle=cycle).filter(received_origin=Origin.COUNTER)
    ordered = lines.order_by("counter_date", "employee_number", *IN_ORDER)
    return line_rows(ordered, totalled=("previous", "requested"))


def applies_from(row: LineRow) -> Month | None:
    """適用開始年月: a change reaches us with the month from which it holds; what begins later, later."""
    return month_of(max(row.month, row.start_month))


COUNTER_CHANGES: Final[ListDefinition[LineRow]] = ListDefinition(
    slug="L02",
    title="窓口扱い控除依頼内容変更リスト",
    function_id=REQUEST_LISTS.id,
    rows=counter_rows,
    heading=cycle_heading,
    columns=(
        NUMBER,
        NAME_KANA,
        *KEY,
        Column("変更区分", lambda row: movement_code(row.received_movement), Kind.CODE, width=8),
        Column("変更前金額", lambda row: row.previous, Kind.YEN, totalled=True),
        Column("変更後金額", lambda row: row.requested, Kind.YEN, totalled=True),
        Column("適用開始年月", applies_from, Kind.MONTH, width=12),
        Column("受付日", lambda row: row.counter_date, Kind.DATE),
        Column("受付店", lambda row: row.counter_branch, width=6),
    ),
)
