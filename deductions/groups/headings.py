"""What stands above every list of a cycle (控除回)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chingin.kernel.lists import Heading
from deductions.groups.models import Cycle, PayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleHeading(Heading):
    """The head of a cycle's list; `remarks`: what a list says besides, label and text."""

    remarks: tuple[tuple[str, str], ...] = ()

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield from Heading._facts(self)
        yield from self.remarks


def cycle_heading(*, at: datetime, cycle: Cycle, **_arguments: object) -> CycleHeading:
    """Contract, group, month, pay kind and sequence, printed at this instant; with the names of 公開."""
    group = cycle.group
    return CycleHeading(
        contract_number=group.contract.number,
        contract_name=cycle.contract_name,
        printed_at=at,
        group_number=group.number,
        group_name=cycle.group_name,
        month=cycle.period,
        pay_kind=PayKind(cycle.pay_kind).label,
        sequence=cycle.sequence,
    )
