"""What stands above every list of a cycle (控除回)."""

from datetime import datetime

from chingin.kernel.lists import Heading
from deductions.groups.models import Cycle, PayKind


def cycle_heading(*, at: datetime, cycle: Cycle, **_arguments: object) -> Heading:
    """Contract, group, month, pay kind and sequence, printed at this instant."""
    group = cycle.group
    return Heading(
        contract_number=group.contract.number,
        contract_name=group.contract.name,
        printed_at=at,
        group_number=group.number,
        group_name=group.name,
        month=cycle.period,
        pay_kind=PayKind(cycle.pay_kind).label,
        sequence=cycle.sequence,
    )
