"""まとめ入金WEB更新依頼明細書 (L09): each change made on the web, before 確定."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import F

from accounts.models import User
from chingin.kernel.lists import Code, Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import REQUEST_LISTS
from deductions.rokin.models import LineUpdate, Update

from .lines import subject_code

_OF_THE_LINE: Final = ("employee_number", "name_kana", "branch", "subject", "account_number")


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One change (労金控除明細更新履歴) with the account it was made to."""

    employee_number: str
    name_kana: str
    branch: str
    subject: str
    account_number: str
    kind: str
    amount_before: int
    amount_after: int
    at: datetime
    user_id: str


def update_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[UpdateRow]:
    """By 操作日時, also what was undone later."""
    updates = LineUpdate.objects.visible_to(viewer).of_cycle(cycle).select_related(None)
    return QueriedRows(
        found=updates.annotate(**{name: F(f"line__{name}") for name in _OF_THE_LINE}),
        row=UpdateRow,
        totalled=("amount_before", "amount_after"),
        keys={},
    )


@lru_cache
def update_code(code: str) -> Code:
    """更新区分."""
    return Code(code, str(Update(code).label))


def stop_reason(_row: UpdateRow) -> None:
    """理由: only 中止 has one, and nothing is stopped on the web yet."""


WEB_UPDATES: Final[ListDefinition[UpdateRow]] = ListDefinition(
    slug="L09",
    title="まとめ入金WEB更新依頼明細書",
    function_id=REQUEST_LISTS.id,
    rows=update_rows,
    heading=cycle_heading,
    columns=(
        Column("職員番号", lambda row: row.employee_number),
        Column("カナ氏名", lambda row: row.name_kana, Kind.KANA, width=18),
        Column("店番号", lambda row: row.branch, width=7),
        Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=18),
        Column("口座番号", lambda row: row.account_number, width=9),
        Column("更新区分", lambda row: update_code(row.kind), Kind.CODE, width=8),
        Column("変更前", lambda row: row.amount_before, Kind.YEN, totalled=True),
        Column("変更後", lambda row: row.amount_after, Kind.YEN, totalled=True),
        Column("理由", stop_reason, Kind.CODE, width=12),
        Column("操作日時", lambda row: row.at, Kind.DATETIME),
        Column("ユーザーID", lambda row: row.user_id, width=12),
    ),
)
