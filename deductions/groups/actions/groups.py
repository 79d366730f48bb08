"""What can happen to deposit groups (入金グループ)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.messages import NOTHING_CHANGED, TAKEN
from accounts.models import Contract, ContractKind
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from deductions.groups import messages
from deductions.groups.events import Event
from deductions.groups.models import DepositGroup
from deductions.groups.rules import USUAL_RULES, CalendarRules

GROUP_CHOICE = "LOGIN-4"


class EmployerHasNoGroups(Refusal):
    """Only a 会員 contract has deposit groups (CON-5)."""

    message = messages.EMPLOYER_HAS_NO_GROUPS


class GroupNumberTaken(Refusal):
    """A group's number is unique over all banks: their files know the group by it."""

    message = TAKEN


class NothingChanged(Refusal):
    """What was entered is what is stored."""

    message = NOTHING_CHANGED


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """What may change of a group; its number never does."""

    name: str
    employee_number_digits: int
    calendar: CalendarRules = USUAL_RULES


@transaction.atomic
def register_group(
    *, contract: Contract, number: str, entry: GroupEntry, by: Actor, at: datetime
) -> DepositGroup:
    """Add a group to a member's contract."""
    contract = Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    if contract.kind != ContractKind.MEMBER:
        raise EmployerHasNoGroups(number=contract.number)
    group = _insert(DepositGroup(contract=contract, number=number, **_columns(entry)))
    audit.record(Event.GROUP_REGISTERED, chain=contract.log_chain, by=by, at=at, target=str(group))
    return group


def _told(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _columns(entry: GroupEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "employee_number_digits": entry.employee_number_digits,
        **asdict(entry.calendar),
    }


def _insert(group: DepositGroup) -> DepositGroup:
    try:
        with transaction.atomic():
            group.save(force_insert=True)
    except IntegrityError as error:
        if DepositGroup.objects.filter(number=group.number).exists():
            raise GroupNumberTaken(field="入金グループ番号") from error
        raise
    return group


@transaction.atomic
def change_group(*, group: DepositGroup, entry: GroupEntry, by: Actor, at: datetime) -> DepositGroup:
    """Change a group's name or the digits of its employee numbers (職員番号)."""
    group = DepositGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    before = GroupEntry(group.name, group.employee_number_digits, group.calendar_rules)
    if entry == before:
        raise NothingChanged
    columns = _columns(entry)
    for column, value in columns.items():
        setattr(group, column, value)
    group.save(update_fields=columns)
    audit.record(
        Event.GROUP_CHANGED,
        chain=group.contract.log_chain,
        by=by,
        at=at,
        target=str(group),
        detail={"before": {name: _told(value) for name, value in _columns(before).items()}},
    )
    return group


@transaction.atomic
def record_choice(*, group: DepositGroup, by: Actor, at: datetime) -> None:
    """Remember from when on somebody worked in which group (LOGIN-4)."""
    audit.record(
        Event.GROUP_CHOSEN,
        chain=group.contract.log_chain,
        by=by,
        at=at,
        function=GROUP_CHOICE,
        target=str(group),
    )
