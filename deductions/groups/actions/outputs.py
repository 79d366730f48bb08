"""A list of a cycle left the house as a file: the operation log (操作ログ) tells which and how much."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.functions import Function
from deductions.groups.models import DepositGroup


@transaction.atomic
def record_output(
    *,
    event: TextChoices,
    group: DepositGroup,
    function: Function,
    file_name: str,
    count: int,
    totals: Mapping[str, int],
    by: Actor,
    at: datetime,
) -> None:
    """`totals`: yen by the label of the column."""
    audit.record(
        event,
        chain=group.contract.log_chain,
        by=by,
        at=at,
        function=function.id,
        target=file_name,
        detail={"group": group.number, "count": count, "totals": dict(totals)},
    )
