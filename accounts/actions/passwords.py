"""A password is tried: counted exactly, answered alike, announced when it locks (LOCK-1 … LOCK-7).

The row stays locked while the hash runs, so guesses at one account queue up and the seventh finds it locked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from accounts import emails, rules
from accounts.events import Event
from accounts.models import Contract, Lockable, User
from chingin.kernel import audit
from chingin.kernel.actors import Actor

Row = TypeVar("Row", bound=Lockable)


class Verdict(StrEnum):
    """How a guess ended. SHUT and UNKNOWN were never compared with the real hash."""

    RIGHT = "right"
    WRONG = "wrong"
    SHUT = "shut"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Row]):
    """One try of a password; `subject` is None when nobody has that ID."""

    verdict: Verdict
    subject: Row | None = None

    @property
    def is_right(self) -> bool:
        """Whether the caller may go on."""
        return self.verdict is Verdict.RIGHT


def try_password(*, users: QuerySet[User], password: str, by: Actor, at: datetime) -> Attempt[User]:
    """Try a user's password. A refusal is returned, not raised: it must be remembered.

    `users` selects at most one user. Every call costs one password hash, known ID or not (LOCK-6).
    """
    attempt = _counted_user(users, password, by, at)
    _cost_one_hash(attempt, password)
    return attempt


def try_initial_password(*, number: str, password: str, by: Actor, at: datetime) -> Attempt[Contract]:
    """Try a contract's initial password (初期パスワード); costs one hash whatever happens."""
    attempt = _counted_contract(number, password, by, at)
    _cost_one_hash(attempt, password)
    return attempt


def _cost_one_hash(attempt: Attempt[Row], password: str) -> None:
    if attempt.verdict in {Verdict.SHUT, Verdict.UNKNOWN}:
        make_password(password)


@transaction.atomic
def _counted_user(users: QuerySet[User], password: str, by: Actor, at: datetime) -> Attempt[User]:
    user = users.select_for_update(no_key=True).first()
    if user is None:
        return Attempt(Verdict.UNKNOWN)
    attempt = _counted(user, encoded=user.password, password=password, at=at)
    if attempt.verdict is Verdict.WRONG:
        _record_wrong(Event.PASSWORD_REFUSED, user, by=by, at=at)
        if user.standing(at=at) is not rules.Standing.OPEN:
            emails.announce_lockout(user, at=at)
    return attempt


@transaction.atomic
def _counted_contract(number: str, password: str, by: Actor, at: datetime) -> Attempt[Contract]:
    contracts = Contract.objects.open_for_registration().filter(number=number)
    contract = contracts.select_for_update(no_key=True).first()
    if contract is None:
        return Attempt(Verdict.UNKNOWN)
    attempt = _counted(contract, encoded=contract.initial_password, password=password, at=at)
    if attempt.verdict is Verdict.WRONG:
        _record_wrong(Event.INITIAL_LOGIN_REFUSED, contract, by=by, at=at)
    return attempt


def _counted(row: Row, *, encoded: str, password: str, at: datetime) -> Attempt[Row]:
    if row.standing(at=at) is not rules.Standing.OPEN:
        return Attempt(Verdict.SHUT, row)
    if check_password(password, encoded):
        row.save_lockout(rules.after_right_password(row.lockout))
        return Attempt(Verdict.RIGHT, row)
    row.save_lockout(rules.after_wrong_password(row.lockout, at=at))
    return Attempt(Verdict.WRONG, row)


LOCKOUT_EVENTS = {rules.Standing.LOCKED: Event.LOCKED, rules.Standing.BLOCKED: Event.BLOCKED}


def _record_wrong(event: Event, row: User | Contract, *, by: Actor, at: datetime) -> None:
    for what in (event, LOCKOUT_EVENTS.get(row.standing(at=at))):
        if what is not None:
            audit.record(
                what, chain=row.log_chain, by=by, at=at, target=str(row), result=audit.Result.REFUSED
            )
