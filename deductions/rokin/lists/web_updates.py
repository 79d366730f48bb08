"""まとめ入金WEB更新依頼明細書 (L09): what was done on the web, line by line, before 確定."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from accounts.models import User
from chingin.kernel.lists import Code, Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.codes import STOP_REASONS
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.deposits.history import IN_ORDER, history_of
from deductions.rokin.functions import UPDATE_LIST
from deductions.rokin.models.deposit import ACTS

from .lines import subject_code

_OF_THE_LINE: Final = ("employee_number", "name_kana", "branch", "subject", "account_number")


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One thing done to one account. `source`, `place` and `number` put what one press did in order."""

    employee_number: str
    name_kana: str
    branch: str
    subject: str
    account_number: str
    done: str
    before: int
    after: int
    why: str
    moment: datetime
    who: str
    source: int
    place: str
    number: int


def update_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[UpdateRow]:
    """By 操作日時, also what was undone later."""
    seen = Q(line__cycle__in=Cycle.objects.visible_to(viewer))
    return queried(history_of(cycle, where=seen, **line_facts()).order_by(*IN_ORDER))


def queried(found: QuerySet[Any, Any]) -> QueriedRows[UpdateRow]:
    """An ordered query that has a name for each field of the rows."""
    return QueriedRows(found=found, row=UpdateRow, totalled=("before", "after"), keys={})


def line_facts() -> dict[str, F]:
    """Whose line it was, of what is kept about a line."""
    return {name: F(f"line__{name}") for name in _OF_THE_LINE}


@lru_cache
def update_code(code: str) -> Code:
    """更新区分."""
    return Code(code, ACTS[code])


def stop_reason(row: UpdateRow) -> Code | None:
    """理由: 中止 has one, and 中止解除 names the one that it lifts."""
    return Code(row.why, STOP_REASONS[row.why]) if row.why else None


COLUMNS: Final[Sequence[Column[UpdateRow]]] = (
    Column("職員番号", lambda row: row.employee_number),
    Column("カナ氏名", lambda row: row.name_kana, Kind.KANA, width=18),
    Column("店番号", lambda row: row.branch, width=7),
    Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=18),
    Column("口座番号", lambda row: row.account_number, width=9),
    Column("更新区分", lambda row: update_code(row.done), Kind.CODE, width=10),
    Column("変更前", lambda row: row.before, Kind.YEN, totalled=True),
    Column("変更後", lambda row: row.after, Kind.YEN, totalled=True),
    Column("理由", stop_reason, Kind.CODE, width=16),
    Column("操作日時", lambda row: row.moment, Kind.DATETIME),
    Column("ユーザーID", lambda row: row.who, width=12),
)
WEB_UPDATES: Final[ListDefinition[UpdateRow]] = ListDefinition(
    slug="L09",
    title="まとめ入金WEB更新依頼明細書",
    function_id=UPDATE_LIST.id,
    rows=update_rows,
    heading=cycle_heading,
    columns=COLUMNS,
)
