"""The users of a contract: register, change, delete, free (USR, LOCK-5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import emails, messages, rules
from accounts.events import Event
from accounts.models import Contract, FunctionGrant, Grant, Role, User
from accounts.signals import user_deleted
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .holding import hold_for_master, hold_user
from .registration import UserEntry, insert_user

USER_INQUIRY = "USR-1"


class TooManyUsers(Refusal):
    """A contract has at most ten general users (USR-2)."""

    message = messages.TOO_MANY_USERS


class NotLocked(Refusal):
    """There is nothing to lift."""

    message = messages.NOT_LOCKED


class NothingChanged(Refusal):
    """「更新へ」 with no field filled in, or with what is stored already."""

    message = messages.NOTHING_CHANGED


@transaction.atomic
def register_general_user(
    *, contract: Contract, entry: UserEntry, grants: Mapping[str, Grant], by: Actor, at: datetime
) -> User:
    """Register a general user with a provisional password on the first free seat (USR-2)."""
    contract = hold_for_master(contract, by=by)
    taken = set(contract.users.registered().values_list("seat", flat=True))
    seat = next((seat for seat in range(1, rules.MAX_GENERAL_USERS + 1) if seat not in taken), None)
    if seat is None:
        raise TooManyUsers
    user = insert_user(entry, contract=contract, role=Role.GENERAL, seat=seat, at=at)
    _set_grants(user, grants)
    _record(Event.USER_REGISTERED, user, by=by, at=at, grants=dict(grants))
    emails.announce_registration(user, at=at)
    return user


def registered_before(*, contract: Contract, entry: UserEntry) -> User | None:
    """The user of this very form and entry: a second press finds it. No password is compared (LOCK-1)."""
    if not entry.form_id:
        return None
    same = contract.users.registered().filter(
        registration_form=entry.form_id, user_id=entry.user_id, name=entry.name, mail=entry.mail
    )
    user: User | None = same.first()
    return user


@dataclass(frozen=True, slots=True)
class UserChange:
    """Only what is to change (USR-3); empty and None leave things as they are."""

    name: str = ""
    mail: str = ""
    password: str = field(default="", repr=False)
    grants: Mapping[str, Grant] | None = None


@transaction.atomic
def change_user(*, user: User, change: UserChange, by: Actor, at: datetime) -> User:
    """Change name, mail, provisional password or grants; a new password must be changed at the next login."""
    hold_for_master(user.contract, by=by)
    user = hold_user(user)
    before = {"name": user.name, "mail": user.mail}
    changed = _apply(user, change)
    if not changed:
        raise NothingChanged
    user.save(update_fields=["name", "mail", "password", "password_is_provisional", "session_token"])
    _record(Event.USER_CHANGED, user, by=by, at=at, fields=changed, before=before)
    if "mail" in changed:
        emails.announce_mail_change(user, old_address=before["mail"], at=at)
    if "provisional" in changed:
        emails.announce_password_change(user, at=at)
    return user


def _apply(user: User, change: UserChange) -> list[str]:
    changed = [name for name in ("name", "mail") if getattr(change, name) not in ("", getattr(user, name))]
    for name in changed:
        setattr(user, name, getattr(change, name))
    if change.password:
        user.password = make_password(change.password)
        user.password_is_provisional = user.role == Role.GENERAL
        user.session_token = ""
        changed.append("provisional")
    if change.grants is not None and _set_grants(user, change.grants):
        changed.append("grants")
    return changed


@transaction.atomic
def delete_general_user(*, user: User, by: Actor, at: datetime) -> User:
    """「削除」 by the master (USR-4)."""
    hold_for_master(user.contract, by=by)
    return delete_user(user=user, by=by, at=at)


@transaction.atomic
def delete_user(*, user: User, by: Actor, at: datetime) -> User:
    """Delete a user: the ID is free again; who hears of it revokes the certificate (USR-4, CERT-12).

    Whoever deletes a master holds the contract.
    """
    user = hold_user(user)
    user.deleted_at, user.session_token = at, ""
    user.set_unusable_password()
    user.save(update_fields=["deleted_at", "session_token", "password"])
    _record(Event.USER_DELETED, user, by=by, at=at)
    user_deleted.send(sender=User, user=user, by=by, at=at)
    return user


@transaction.atomic
def lift_user_lockout(*, user: User, by: Actor, at: datetime) -> User:
    """「ロック解除」「閉塞解除」 of a general user by the master (LOCK-5)."""
    hold_for_master(user.contract, by=by)
    user = hold_user(user)
    was = free(user, at=at)
    _record(Event.LOCKOUT_LIFTED, user, by=by, at=at, before=was.value)
    return user


def free(row: User | Contract, *, at: datetime) -> rules.Standing:
    """Clear the counts of a row under its lock and return what it was; NotLocked when nothing is to lift."""
    standing = row.standing(at=at)
    if standing is rules.Standing.OPEN:
        raise NotLocked(name=row.name)
    row.save_lockout(rules.Lockout())
    return standing


def _set_grants(user: User, grants: Mapping[str, Grant]) -> bool:
    before = dict(user.grants.values_list("function_id", "grant"))
    wanted = {function_id: str(grant) for function_id, grant in grants.items()}
    FunctionGrant.objects.bulk_create(
        [
            FunctionGrant(user=user, function_id=function_id, grant=grant)
            for function_id, grant in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "function_id"],
        update_fields=["grant"],
    )
    return before != {**before, **wanted}


def _record(event: Event, user: User, *, by: Actor, at: datetime, **detail: audit.JSON) -> None:
    audit.record(
        event, chain=user.log_chain, by=by, at=at, function=USER_INQUIRY, target=str(user), detail=detail
    )
