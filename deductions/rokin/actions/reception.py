"""控除依頼 (file kind 10) is received: a cycle opens, its lines and employees stand, the users are told."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db import connection

from chingin.kernel.actors import Actor
from chingin.kernel.bulk import Values, insert_rows
from chingin.kernel.corefile.findings import Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch
from chingin.kernel.receptions.models import Reception
from deductions.groups.actions.cycles import open_cycle
from deductions.groups.models import Cycle, DepositGroup
from deductions.groups.receiving import contract_faults, cycle_faults, group_faults
from deductions.rokin import emails
from deductions.rokin.models import DeductionLine, Update

# Columns of the file in the order read, and where each goes: some are kept beside what the web may change.
_READ: Final = (
    "line_key",
    "department",
    "employee_number",
    "name_kana",
    "name",
    "branch",
    "subject",
    "account_number",
    "kind",
    "previous",
    "balance",
    "start_month",
    "remaining",
    "counter_date",
    "counter_branch",
    "error",
    "amount",
    "end_month",
    "movement",
    "origin",
)
_COLUMNS: Final = (
    *_READ,
    "requested",
    "requested_end_month",
    "received_movement",
    "received_origin",
    "update",
    "version",
    "cycle",
)
_KEPT_TWICE: Final = 4  # the last four of _READ

# The names of the cycle's first line of each employee; who stands there unchanged is left alone. A line whose
# 明細エラー says that its number is nobody's in this group makes no employee: DED-2 would accept the number.
_EMPLOYEES: Final = """
INSERT INTO groups_employee (group_id, number, name_kana, name, department, changed_at)
SELECT %s, employee_number, name_kana, name, department, %s
FROM (
    SELECT employee_number, name_kana, name, department,
           row_number() OVER (PARTITION BY employee_number ORDER BY id) AS place
    FROM rokin_deductionline WHERE cycle_id = %s AND error NOT IN ('E01', 'E02', 'E08', 'E11')
) AS line
WHERE place = 1
ON CONFLICT (group_id, number) DO UPDATE
SET name_kana = excluded.name_kana, name = excluded.name,
    department = excluded.department, changed_at = excluded.changed_at
WHERE (groups_employee.name_kana, groups_employee.name, groups_employee.department)
   <> (excluded.name_kana, excluded.name, excluded.department)
"""


class RequestTaker:
    """Takes the sets of kind 10 (chingin.kernel.receptions.takers.Taker)."""

    def lock(self, header: Header) -> None:
        """Of two files that open the same cycle at once the second finds it open."""
        DepositGroup.objects.select_for_update(no_key=True).get(number=header.group_number)

    def faults(self, header: Header, *, at: datetime) -> Iterator[Fault]:
        """What is wrong by what is registered here."""
        yield from contract_faults(header, capability="ROKIN_DEDUCTION", at=at)
        yield from group_faults(header)
        yield from cycle_faults(header)

    def take(
        self, reception: Reception, header: Header, batches: Iterable[Batch], *, by: Actor, at: datetime
    ) -> None:
        """Open the cycle and store its lines, set-based."""
        group = DepositGroup.objects.select_related("contract__branch__bank").get(number=header.group_number)
        cycle = open_cycle(group=group, reception=reception, header=header, at=at)
        insert_rows(DeductionLine, _COLUMNS, _rows(cycle, batches))
        with connection.cursor() as cursor:
            cursor.execute(_EMPLOYEES, [group.pk, at, cycle.pk])
        emails.announce_cycle(cycle, at=at)


def _rows(cycle: Cycle, batches: Iterable[Batch]) -> Iterator[Values]:
    constants = (str(Update.NONE.value), 1, cycle.pk)
    for batch in batches:
        for values in batch.texts(_READ):
            yield (*values, *values[-_KEPT_TWICE:], *constants)
