"""What a union changes of its lines on the web (DED-1, DED-2): register, change, cancel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from chingin.kernel import audit, clock
from chingin.kernel.actors import Actor
from chingin.kernel.corefile import movements
from chingin.kernel.errors import Refusal
from deductions.groups.codes import SAVINGS_SUBJECTS
from deductions.groups.models import Cycle, Employee
from deductions.rokin import messages, rules
from deductions.rokin.events import Event
from deductions.rokin.models import DeductionLine, LineKind, LineUpdate, Movement, Origin, Update
from deductions.rokin.rules import Terms, WhyReadOnly

INQUIRY = "DED-1"
REGISTRATION = "DED-2"


class ReadOnlyLine(Refusal):
    """The line cannot be changed on the web; which of the reasons below."""

    message = messages.LOAN_IS_READ_ONLY


class LoanIsReadOnly(ReadOnlyLine):
    """返済: changed at the branch only."""


class DeadlinePassed(ReadOnlyLine):
    """更新締切: nothing is registered, changed or cancelled in this cycle any more."""

    message = messages.DEADLINE_PASSED


class EndedByTheBank(ReadOnlyLine):
    """The bank's own 解除 or 中止."""

    message = messages.ENDED_BY_THE_BANK


_READ_ONLY: Final[dict[WhyReadOnly, type[ReadOnlyLine]]] = {
    WhyReadOnly.LOAN: LoanIsReadOnly,
    WhyReadOnly.DEADLINE: DeadlinePassed,
    WhyReadOnly.ENDED: EndedByTheBank,
}


class ChangedMeanwhile(Refusal):
    """Somebody else changed the line since it was read (optimistic locking)."""

    message = messages.CHANGED_MEANWHILE


class NothingChanged(Refusal):
    """What was entered is what is stored."""

    message = messages.NOTHING_CHANGED


class AlreadyCancelled(Refusal):
    """Nothing is deducted by this line any more."""

    message = messages.ALREADY_CANCELLED


class AccountTaken(Refusal):
    """A line of this account stands in this cycle already (E07 重複明細)."""

    message = messages.ACCOUNT_TAKEN


class OtherLineStands(Refusal):
    """A cancelled line does not come back beside another of its account (E07)."""

    message = messages.OTHER_LINE_STANDS


class UnknownEmployee(Refusal):
    """No employee of this number in the group (E01)."""

    message = messages.UNKNOWN_EMPLOYEE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A savings line to register: whose, to which account, how much from when to when (YYYYMM)."""

    employee_number: str
    branch: str
    subject: str
    account_number: str
    start_month: str
    terms: Terms


@transaction.atomic
def register_line(*, cycle: Cycle, entry: NewLine, by: Actor, at: datetime) -> DeductionLine:
    """Add a savings line (貯蓄) to the cycle. Raises as draft_line does."""
    line = draft_line(cycle=Cycle.objects.locked(cycle.pk), entry=entry, at=at)
    line.save(force_insert=True)
    _remember(Event.LINE_REGISTERED, line, before=Terms(0, ""), by=by, at=at)
    return line


def draft_line(*, cycle: Cycle, entry: NewLine, at: datetime) -> DeductionLine:
    """The line that would be registered, not stored.

    Raises LoanIsReadOnly for 科目 of loans, DeadlinePassed, UnknownEmployee, AccountTaken. ValueError for a
    last month before the first that may be entered.
    """
    if entry.subject not in SAVINGS_SUBJECTS:
        raise LoanIsReadOnly
    if refusal := closed(cycle, at=at):
        raise refusal
    employee = cycle.group.employees.filter(number=entry.employee_number).first()
    if employee is None:
        raise UnknownEmployee(number=entry.employee_number)
    line = _own_line(cycle, employee, entry)
    _check_end_month(line, entry.terms)
    if other := _standing_for(line):
        raise AccountTaken(account=line.account, number=other.employee_number)
    return line


def registered_before(*, cycle: Cycle, entry: NewLine, by: Actor) -> DeductionLine | None:
    """The very line of this entry, if the same person has registered it: a second press finds the first."""
    own = DeductionLine.objects.of_cycle(cycle).filter(line_key="", version=1, updates__user_id=by.user_id)
    line: DeductionLine | None = own.filter(
        employee_number=entry.employee_number,
        branch=entry.branch,
        subject=entry.subject,
        account_number=entry.account_number,
        start_month=entry.start_month,
        amount=entry.terms.amount,
        end_month=entry.terms.end_month,
    ).first()
    return line


def closed(cycle: Cycle, *, at: datetime) -> DeadlinePassed | None:
    """What registering a line in this cycle now is answered with; None while it takes updates."""
    if cycle.takes_updates(at=at):
        return None
    return DeadlinePassed(deadline=clock.in_words(cycle.update_deadline))


def _standing_for(line: DeductionLine) -> DeductionLine | None:
    """One account is deducted for once in a cycle; whoever stores the line holds the cycle's lock."""
    return DeductionLine.objects.standing_for(line).order_by("pk").first()


def _check_end_month(line: DeductionLine, terms: Terms) -> None:
    first = rules.first_end_month(cycle_month=line.cycle.month, start_month=line.start_month)
    if terms.end_month and terms.end_month < first:
        raise ValueError(f"a line of {first} or later does not end in {terms.end_month}")


def _own_line(cycle: Cycle, employee: Employee, entry: NewLine) -> DeductionLine:
    return DeductionLine(
        cycle=cycle,
        department=employee.department,
        employee_number=employee.number,
        name_kana=employee.name_kana,
        name=employee.name,
        branch=entry.branch,
        subject=entry.subject,
        account_number=entry.account_number,
        kind=LineKind.SAVINGS,
        requested=0,
        previous=0,
        balance=0,
        start_month=entry.start_month,
        end_month=entry.terms.end_month,
        remaining=0,
        received_movement=Movement.NEW,
        received_origin=Origin.NONE,
        amount=entry.terms.amount,
        update=Update.NEW,
        movement=Movement.NEW,
        origin=Origin.WEB,
    )


@transaction.atomic
def change_line(*, line: DeductionLine, version: int, terms: Terms, by: Actor, at: datetime) -> DeductionLine:
    """Change the amount or the last month; a cancelled line stands again. `version`: as it was read.

    Raises ReadOnlyLine, ChangedMeanwhile, NothingChanged; OtherLineStands for a cancelled line whose account
    another one deducts for. ValueError for a last month before the first that may be entered, and for no yen:
    that is cancel_line's.
    """
    if terms.amount < 1:
        raise ValueError("a line is changed to at least one yen")
    return _become(line, version, terms, event=Event.LINE_CHANGED, by=by, at=at)


@transaction.atomic
def cancel_line(*, line: DeductionLine, version: int, by: Actor, at: datetime) -> DeductionLine:
    """End the deduction (解除): nothing is deducted in this cycle.

    Raises ReadOnlyLine, ChangedMeanwhile, AlreadyCancelled.
    """
    return _become(line, version, Terms(0, line.end_month), event=Event.LINE_CANCELLED, by=by, at=at)


def _become(
    line: DeductionLine, version: int, terms: Terms, *, event: Event, by: Actor, at: datetime
) -> DeductionLine:
    line = _locked(line)
    check_change(line=line, version=version, terms=terms, at=at)
    before = line.terms
    _set_terms(line, terms)
    line.version += 1
    line.save(update_fields=["amount", "end_month", "update", "movement", "origin", "version"])
    _remember(event, line, before=before, by=by, at=at)
    return line


def _locked(line: DeductionLine) -> DeductionLine:
    cycle = Cycle.objects.locked(line.cycle_id)
    line = DeductionLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    line.cycle = cycle
    return line


def check_change(*, line: DeductionLine, version: int, terms: Terms, at: datetime) -> None:
    """Raise what change_line and cancel_line would for the line as it is at hand; nothing is stored."""
    if refusal := read_only(line, at=at) or changed_meanwhile(line, version=version):
        raise refusal
    # What the bank asked no yen for is cancelled without any change of its amount.
    if terms == line.terms and _update_by(line, terms) == line.update:
        raise NothingChanged if terms.amount else AlreadyCancelled
    if standing := no_way_back(line):
        raise standing
    # What ended long ago is cancelled as it stands (E05).
    if terms.amount:
        _check_end_month(line, terms)


def no_way_back(line: DeductionLine) -> OtherLineStands | None:
    """Why a cancelled line cannot stand again; None when it can, and for a line that was not cancelled."""
    other = _standing_for(line) if line.is_cancelled else None
    return OtherLineStands(account=line.account, number=other.employee_number) if other else None


def read_only(line: DeductionLine, *, at: datetime) -> ReadOnlyLine | None:
    """What changing or cancelling this line now is answered with; None when it is allowed."""
    why = line.why_read_only(at=at)
    return _READ_ONLY[why](deadline=clock.in_words(line.cycle.update_deadline)) if why else None


def changed_meanwhile(line: DeductionLine, *, version: int) -> ChangedMeanwhile | None:
    """Who changed the line since it was read at `version`, and when; None when nobody did."""
    if line.version == version:
        return None
    last = line.updates.order_by("version").last()
    return ChangedMeanwhile(
        user=f"{last.user_id}({last.user_name})" if last else "ほかのユーザー",
        at=clock.in_words(last.at) if last else "日時不明",
    )


def _update_by(line: DeductionLine, terms: Terms) -> rules.Update:
    requested = Terms(line.requested, line.requested_end_month)
    return rules.net_update(is_own=line.is_own, requested=requested, now=terms)


def _set_terms(line: DeductionLine, terms: Terms) -> None:
    update = _update_by(line, terms)
    movement = rules.effective_movement(
        received=movements.Movement(line.received_movement),
        update=update,
        previous=line.previous,
        amount=terms.amount,
    )
    line.amount, line.end_month = terms.amount, terms.end_month
    line.update, line.movement = Update(update), Movement(movement)
    line.origin = Origin(rules.effective_origin(received=rules.Origin(line.received_origin), update=update))


_KINDS: Final = {
    Event.LINE_REGISTERED: Update.NEW,
    Event.LINE_CHANGED: Update.CHANGE,
    Event.LINE_CANCELLED: Update.CANCEL,
}


def _remember(event: Event, line: DeductionLine, *, before: Terms, by: Actor, at: datetime) -> None:
    LineUpdate.objects.create(
        line=line,
        version=line.version,
        kind=_KINDS[event],
        amount_before=before.amount,
        amount_after=line.amount,
        end_month_before=before.end_month,
        end_month_after=line.end_month,
        at=at,
        user_id=by.user_id,
        user_name=by.name,
    )
    audit.record(
        event,
        chain=line.cycle.group.contract.log_chain,
        by=by,
        at=at,
        function=REGISTRATION if event is Event.LINE_REGISTERED else INQUIRY,
        target=str(line),
        detail={
            "cycle": str(line.cycle),
            "before": before.amount,
            "after": line.amount,
            "end_month_before": before.end_month,
            "end_month_after": line.end_month,
        },
    )
