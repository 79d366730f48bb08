"""まとめ入金更新明細書(Web依頼済) (L08): L09 as it stood when a version was confirmed, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Value

from accounts.models import User
from chingin.kernel.clock import moment
from chingin.kernel.lists import Heading, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.models import PayKind
from deductions.rokin.deposits.words import void_stamp
from deductions.rokin.functions import DEPOSIT_CONFIRMATION
from deductions.rokin.models import ConfirmedUpdate, DepositRequest

from .web_updates import COLUMNS, UpdateRow, line_facts, queried


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositHeading(Heading):
    """The head of a cycle's list, and which version of its request it belongs to.

    `void`: that it was undone; empty while it stands.
    """

    request: str
    confirmed: str
    void: str

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield from Heading._facts(self)
        yield "依頼書番号", self.request
        yield "確定日時", self.confirmed
        if self.void:
            yield "状態", self.void


def deposit_heading(*, at: datetime, deposit: DepositRequest, **_arguments: object) -> Heading:
    """Contract, group, month and version, printed at this instant; with the names of 確定."""
    cycle, group = deposit.cycle, deposit.cycle.group
    return DepositHeading(
        contract_number=group.contract.number,
        contract_name=deposit.contract_name,
        printed_at=at,
        group_number=group.number,
        group_name=deposit.group_name,
        month=cycle.period,
        pay_kind=PayKind(cycle.pay_kind).label,
        sequence=cycle.sequence,
        request=str(deposit),
        confirmed=moment(deposit.confirmed_at),
        void=void_stamp(deposit),
    )


def confirmed_rows(*, viewer: User, deposit: DepositRequest) -> QueriedRows[UpdateRow]:
    """As kept with the version: nothing that is done, undone or confirmed later changes it."""
    kept = ConfirmedUpdate.objects.visible_to(viewer).filter(request=deposit)
    return queried(
        kept.annotate(
            **line_facts(),
            done=F("kind"),
            before=F("amount_before"),
            after=F("amount_after"),
            why=F("reason"),
            moment=F("at"),
            who=F("user_id"),
            source=Value(0),
            place=Value(""),
            number=F("pk"),
        ).order_by("pk")
    )


CONFIRMED_UPDATES: Final[ListDefinition[UpdateRow]] = ListDefinition(
    slug="L08",
    title="まとめ入金更新明細書(Web依頼済)",
    function_id=DEPOSIT_CONFIRMATION.id,
    rows=confirmed_rows,
    heading=deposit_heading,
    columns=COLUMNS,
)
