"""What the bank's staff register of employees (職員) that no file has brought yet."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.messages import NOTHING_CHANGED, TAKEN
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups import messages
from deductions.groups.events import Event
from deductions.groups.models import DepositGroup, Employee


class EmployeeNumberTaken(Refusal):
    """The group has an employee of this number."""

    message = TAKEN


class WrongDigits(Refusal):
    """A number of another length than the group's (E02)."""

    message = messages.WRONG_DIGITS


class NothingChanged(Refusal):
    """What was entered is what is stored."""

    message = NOTHING_CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeEntry:
    """What may change of an employee; the number never does. `name_kana` is canonical."""

    name_kana: str
    name: str
    department: str


@transaction.atomic
def register_employee(
    *, group: DepositGroup, number: str, entry: EmployeeEntry, by: Actor, at: datetime
) -> Employee:
    """Add an employee to a group. Raises WrongDigits, EmployeeNumberTaken."""
    group = (
        DepositGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contract")
        .get(pk=group.pk)
    )
    if len(number) != group.employee_number_digits:
        raise WrongDigits(number=number, digits=group.employee_number_digits)
    employee = _insert(Employee(group=group, number=number, changed_at=at, **asdict(entry)))
    _record(Event.EMPLOYEE_REGISTERED, employee, by=by, at=at)
    return employee


def _insert(employee: Employee) -> Employee:
    try:
        with transaction.atomic():
            employee.save(force_insert=True)
    except IntegrityError as error:
        if employee.group.employees.filter(number=employee.number).exists():
            raise EmployeeNumberTaken(field="職員番号") from error
        raise
    return employee


@transaction.atomic
def change_employee(*, employee: Employee, entry: EmployeeEntry, by: Actor, at: datetime) -> Employee:
    """Change names or department; lists printed for a cycle keep those of its file."""
    whole = Employee.objects.select_related("group__contract")
    employee = whole.select_for_update(of=("self",), no_key=True).get(pk=employee.pk)
    before = EmployeeEntry(name_kana=employee.name_kana, name=employee.name, department=employee.department)
    if entry == before:
        raise NothingChanged
    employee.name_kana, employee.name, employee.department = entry.name_kana, entry.name, entry.department
    employee.changed_at = at
    employee.save(update_fields=["name_kana", "name", "department", "changed_at"])
    _record(Event.EMPLOYEE_CHANGED, employee, by=by, at=at, before=before)
    return employee


def _record(
    event: Event, employee: Employee, *, by: Actor, at: datetime, before: EmployeeEntry | None = None
) -> None:
    audit.record(
        event,
        chain=employee.group.contract.log_chain,
        by=by,
        at=at,
        target=f"{employee.group.number} {employee}",
        detail={"before": asdict(before)} if before else None,
    )
