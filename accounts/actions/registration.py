"""The master user's initial registration (マスターユーザーの初期登録, REG)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts import emails, messages
from accounts.events import Event
from accounts.models import Contract, Role, User
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal


class UserIdTaken(Refusal):
    """Another registered user has this ID (REG-9)."""

    message = messages.TAKEN


class RegistrationShut(Refusal):
    """The contract ended, or lost its initial password, since the initial login."""

    message = messages.REGISTRATION_SHUT


class MasterAlreadyRegistered(Refusal):
    """One master per contract (REG-4)."""

    message = messages.MASTER_REGISTERED


@dataclass(frozen=True, slots=True)
class UserEntry:
    """What a person typed to register a user; the rules of entry were checked by the form."""

    user_id: str
    name: str
    mail: str
    password: str = field(repr=False)
    # Of the one form it was typed into; "" where nobody can press twice.
    form_id: str = ""


@transaction.atomic
def register_master(*, contract: Contract, entry: UserEntry, address: str, at: datetime) -> User:
    """Register the contract's master user and confirm it by mail. `address`: where the browser is."""
    open_ones = Contract.objects.open_for_registration().filter(pk=contract.pk)
    still_open = open_ones.select_for_update(no_key=True).first()
    if still_open is None:
        raise RegistrationShut
    if still_open.master is not None:
        raise MasterAlreadyRegistered
    user = insert_user(entry, contract=still_open, role=Role.MASTER, seat=0, at=at)
    by = Actor(user_id=user.user_id, name=user.name, address=address)
    audit.record(Event.MASTER_REGISTERED, chain=user.log_chain, by=by, at=at, target=str(user))
    emails.announce_registration(user, at=at)
    return user


def insert_user(entry: UserEntry, *, contract: Contract, role: Role, seat: int, at: datetime) -> User:
    """Insert a user of a contract (REG-5, USR-2)."""
    user = User(
        user_id=entry.user_id,
        role=role,
        contract=contract,
        seat=seat,
        name=entry.name,
        mail=entry.mail,
        password=make_password(entry.password),
        password_is_provisional=role is Role.GENERAL,
        registration_form=entry.form_id,
        registered_at=at,
    )
    insert_free_id(user)
    return user


def insert_free_id(user: User) -> None:
    """Insert; the database says whether the ID is free, however many ask at once (REG-5)."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        if User.objects.registered().filter(user_id=user.user_id).exists():
            raise UserIdTaken(field="ユーザーID") from error
        raise
