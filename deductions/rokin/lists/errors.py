"""控除依頼明細エラーリスト (L03): what the bank found wrong with a line, and what to do about it."""

from typing import Final

from accounts.models import User
from chingin.kernel.corefile.movements import Movement
from chingin.kernel.lists import Code, Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.line_errors import LineError, line_error
from deductions.rokin.models.line import IN_ERROR, IN_ORDER
from deductions.rokin.rules import LineKind, why_never_changed

from .lines import KEY, NAME_KANA, NUMBER, LineRow, line_rows, lines_of


def error_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[LineRow]:
    """By エラーコード, 職員番号. What was mended on the web leaves the list: it is what is left to do."""
    lines = lines_of(viewer=viewer, cycle=cycle).filter(IN_ERROR)
    return line_rows(lines.order_by("error", "employee_number", *IN_ORDER), totalled=("amount",))


def _error(row: LineRow) -> LineError:
    error = line_error(row.error)
    assert error is not None
    return error


def error_code(row: LineRow) -> Code:
    """エラーコード with its name."""
    error = _error(row)
    return Code(error.code, error.label)


def remedy(row: LineRow) -> str:
    """対処, whenever the sheet is read: of what cannot be changed on the web at any time, another."""
    never = why_never_changed(kind=LineKind(row.kind), received=Movement(row.received_movement))
    return _error(row).remedy(why=never)


LINE_ERRORS: Final[ListDefinition[LineRow]] = ListDefinition(
    slug="L03",
    title="控除依頼明細エラーリスト",
    function_id=REQUEST_LISTS.id,
    rows=error_rows,
    heading=cycle_heading,
    columns=(
        NUMBER,
        NAME_KANA,
        *KEY,
        Column("控除金額", lambda row: row.amount, Kind.YEN, totalled=True),
        Column("エラーコード", error_code, Kind.CODE, width=16),
        Column("内容", lambda row: _error(row).cause, width=32),
        Column("対処", remedy, width=44),
    ),
)
