"""What the demo's bank asks its members to deduct, month after month (控除依頼).

A month's file is the same at whatever start of the demo it is made: the accounts live on from `BEGIN`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from chingin.kernel.calendar import BusinessCalendar
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet
from chingin.kernel.months import Month
from deductions.groups.rules import USUAL_RULES, cycle_dates, deposit_date
from deductions.rokin.exchange import RequestLine

from .people import Person, people_of

BEGIN: Final = Month(2026, 6)
HISTORY: Final = 2  # months before the current one
_PAY_DAY: Final = 25
_LOANS: Final = ("51", "52", "53", "54")
_BRANCHES: Final = ("101", "102", "205")
_SAVINGS: Final = (5_000, 8_000, 10_000, 20_000, 30_000)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the demo, as its bank knows it."""

    bank: str
    branch: str
    contract: str
    contract_kana: str
    number: str
    people: int


@dataclass(frozen=True, slots=True)
class _Account:
    """One account's deduction as it stands after a month; `amount` 0: nothing is deducted any more."""

    person: Person
    key: str
    branch: str
    subject: str
    number: str
    amount: int
    previous: int
    balance: int
    start: Month
    movement: str = "0"
    origin: str = "0"
    error: str = ""

    @property
    def is_loan(self) -> bool:
        return self.subject in _LOANS


def pay_date(month: Month, calendar: BusinessCalendar) -> date:
    """The 25th, or the business day before."""
    return calendar.on_or_before(date(month.year, month.month, _PAY_DAY))


def current_month(on: date, calendar: BusinessCalendar) -> Month:
    """The first month whose lines may still be changed tomorrow."""
    month = Month.from_date(on)
    while deadline(month, calendar) <= on:
        month = month.plus(1)
    return month


def deadline(month: Month, calendar: BusinessCalendar) -> date:
    """更新締切 by rule."""
    paid = pay_date(month, calendar)
    dates = cycle_dates(
        pay_date=paid,
        deposit_date=deposit_date(pay_date=paid, calendar=calendar),
        update_closes_on=None,
        rules=USUAL_RULES,
        calendar=calendar,
    )
    return dates.update_deadline.date()


def outgoing(group: Group, month: Month, *, serial: int, calendar: BusinessCalendar) -> OutgoingSet:
    """The set of one group and one month; a bank made it the business day after the last deadline."""
    paid = pay_date(month, calendar)
    created = calendar.next_business_day(deadline(month.plus(-1), calendar))
    header = Header(
        kind="10",
        bank_code=group.bank,
        branch=group.branch,
        contract_number=group.contract,
        group_number=group.number,
        month=month,
        pay_kind="1",
        sequence=1,
        created_on=created,
        pay_date=paid,
        deposit_date=deposit_date(pay_date=paid, calendar=calendar),
        update_closes_on=None,
        serial=f"{month.code}{serial:04}",
        contract_kana=group.contract_kana,
    )
    return OutgoingSet(header, [_line(account, created) for account in _accounts(group, month)])


def _accounts(group: Group, month: Month) -> list[_Account]:
    people = people_of(group.number, group.people)
    accounts = [account for person in people for account in _first(group, person)]
    at = BEGIN
    while at < month:
        at = at.plus(1)
        dice = random.Random(f"{group.number} {at.code}")  # noqa: S311  nothing secret about it
        accounts = [_next(account, dice) for account in accounts if account.amount]
        accounts.append(_opened(group, dice.choice(people), at, dice))
    return accounts


def _opened(group: Group, person: Person, month: Month, dice: random.Random) -> _Account:
    """Somebody opens an ordinary account and lets it be filled from the wages."""
    return _Account(
        person=person,
        key=f"{group.number[-4:]}{month.code}9",
        branch=group.branch,
        subject="10",
        number=f"9{month.code}",
        amount=dice.choice(_SAVINGS),
        previous=0,
        balance=0,
        start=month,
        movement="1",
        origin="1",
    )


def _first(group: Group, person: Person) -> Iterator[_Account]:
    """Each has an エース預金 and an 一斉積立 account, every third a loan."""
    dice = random.Random(f"{group.number} {person.number}")  # noqa: S311  nothing secret about it
    subjects = ["20", "21"] + ([dice.choice(_LOANS)] if dice.randrange(3) == 0 else [])
    branch = dice.choice(_BRANCHES)
    for place, subject in enumerate(subjects):
        amount = dice.randrange(10_000, 90_000) if subject in _LOANS else dice.choice(_SAVINGS)
        yield _Account(
            person=person,
            key=f"{group.number[-4:]}{person.number}{place}",
            branch=branch,
            subject=subject,
            number=f"{int(person.number) * 10 + place:07}",
            amount=amount,
            previous=amount,
            balance=amount * dice.randrange(12, 60),
            start=Month(2021, 4),
        )


def _next(account: _Account, dice: random.Random) -> _Account:
    """A month later: most go on, a few change at the counter, end, or have something wrong."""
    grown = account.balance + (-account.amount if account.is_loan else account.amount)
    later = replace(
        account, previous=account.amount, balance=max(grown, 0), movement="0", origin="0", error=""
    )
    fate = dice.random()
    if later.is_loan:
        return replace(later, amount=0, movement="3", origin="3") if fate < 0.01 or grown <= 0 else later
    return _savings_next(later, fate, dice)


def _savings_next(account: _Account, fate: float, dice: random.Random) -> _Account:
    match int(fate * 100):
        case 0:
            return replace(account, amount=0, movement="3", origin="1")
        case 1 | 2:
            amount = dice.choice([each for each in _SAVINGS if each != account.amount])
            return replace(account, amount=amount, movement="2", origin="1")
        case 3:
            return replace(account, error="E02")
        case _:
            return account


def _line(account: _Account, created: date) -> RequestLine:
    at_counter = account.origin == "1"
    return RequestLine(
        department=account.person.department,
        employee_number=account.person.number,
        name_kana=account.person.name_kana,
        name=account.person.name,
        branch=account.branch,
        subject=account.subject,
        account_number=account.number,
        kind="L" if account.is_loan else "S",
        amount=account.amount,
        previous=account.previous,
        balance=account.balance,
        start_month=account.start,
        end_month=Month(2039, 3) if account.is_loan else None,
        remaining=96 if account.is_loan else 0,
        movement=account.movement,
        origin=account.origin,
        counter_date=created if at_counter else None,
        counter_branch=account.branch if at_counter else "",
        error=account.error,
        line_key=account.key,
    )
