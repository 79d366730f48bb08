"""まとめ入金更新明細書(Web依頼済) (L08): L09 as it stood when a version was confirmed, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.models import User
from chingin.kernel.clock import moment
from chingin.kernel.lists import Heading, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.models import PayKind
from deductions.rokin.functions import DEPOSIT_CONFIRMATION
from deductions.rokin.models import DepositRequest

from .web_updates import COLUMNS, UpdateRow, rows_until


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositHeading(Heading):
    """The head of a cycle's list, and which version of its request it belongs to."""

    request: str
    confirmed: str

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield from Heading._facts(self)
        yield "依頼書番号", self.request
        yield "確定日時", self.confirmed


def deposit_heading(*, at: datetime, deposit: DepositRequest, **_arguments: object) -> Heading:
    """Contract, group, month and version, printed at this instant."""
    cycle, group = deposit.cycle, deposit.cycle.group
    return DepositHeading(
        contract_number=group.contract.number,
        contract_name=group.contract.name,
        printed_at=at,
        group_number=group.number,
        group_name=group.name,
        month=cycle.period,
        pay_kind=PayKind(cycle.pay_kind).label,
        sequence=cycle.sequence,
        request=str(deposit),
        confirmed=moment(deposit.confirmed_at),
    )


def confirmed_rows(*, viewer: User, deposit: DepositRequest) -> QueriedRows[UpdateRow]:
    """What was done up to 確定; nothing of it changes, so version 1 reads the same after version 2."""
    return rows_until(viewer=viewer, cycle=deposit.cycle, until=deposit.confirmed_at)


CONFIRMED_UPDATES: Final[ListDefinition[UpdateRow]] = ListDefinition(
    slug="L08",
    title="まとめ入金更新明細書(Web依頼済)",
    function_id=DEPOSIT_CONFIRMATION.id,
    rows=confirmed_rows,
    heading=deposit_heading,
    columns=COLUMNS,
)
