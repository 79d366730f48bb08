"""まとめ入金依頼書 (L07): what a confirmed version asks the bank to take, by 科目."""

from collections.abc import Iterable
from typing import Final

from accounts.models import User
from chingin.kernel.lists import Column, Kind, ListDefinition, Paper
from deductions.rokin.deposits.sums import SubjectTotals, sums_confirmed
from deductions.rokin.functions import DEPOSIT_CONFIRMATION
from deductions.rokin.models import DepositRequest

from .confirmed_updates import deposit_heading
from .lines import subject_code


def subject_rows(*, viewer: User, deposit: DepositRequest) -> Iterable[SubjectTotals]:
    """By 科目; nothing for who may not see the request."""
    found = DepositRequest.objects.visible_to(viewer).filter(pk=deposit.pk).first()
    return sums_confirmed(found) if found else ()


DEPOSIT_REQUEST: Final[ListDefinition[SubjectTotals]] = ListDefinition(
    slug="L07",
    title="まとめ入金依頼書",
    function_id=DEPOSIT_CONFIRMATION.id,
    rows=subject_rows,
    heading=deposit_heading,
    columns=(
        Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=18),
        Column("依頼件数", lambda row: row.totals.requested.count, Kind.NUMBER, totalled=True, width=8),
        Column("依頼金額", lambda row: row.totals.requested.yen, Kind.YEN, totalled=True),
        Column("入金中止件数", lambda row: row.totals.stopped.count, Kind.NUMBER, totalled=True, width=8),
        Column("入金中止金額", lambda row: row.totals.stopped.yen, Kind.YEN, totalled=True),
        Column("入金件数", lambda row: row.totals.deposit.count, Kind.NUMBER, totalled=True, width=8),
        Column("入金金額", lambda row: row.totals.deposit.yen, Kind.YEN, totalled=True),
    ),
    paper=Paper.PORTRAIT,
)
