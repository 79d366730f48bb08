"""控除依頼明細エラーリスト (L03): what the bank found wrong with a line, and what to do about it."""

from typing import Final

from accounts.models import User
from chingin.kernel.lists import Code, Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.line_errors import LineError, line_error
from deductions.rokin.models.line import IN_ORDER

from .lines import KEY, NAME_KANA, NUMBER, LineRow, line_rows, lines_of


def error_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[LineRow]:
    """By エラーコード, 職員番号."""
    lines = lines_of(viewer=viewer, cycle=cycle).exclude(error="")
    return line_rows(lines.order_by("error", "employee_number", *IN_ORDER), totalled=("amount",))


def _error(row: LineRow) -> LineError:
    error = line_error(row.error)
    assert error is not None
    return error


def error_code(row: LineRow) -> Code:
    """エラーコード with its name."""
    error = _error(row)
    return Code(error.code, error.label)


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
        Column("対処", lambda row: _error(row).remedy, width=44),
    ),
)
