"""What the bank's staff do to banks, branches and contracts (CON, BNK-1, BNK-2, LOCK-5)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts import messages, staff_messages
from accounts.events import Event
from accounts.models import Bank, Branch, Contract, Role, User
from accounts.staff_events import StaffEvent
from accounts.subscriptions import Subscription
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .holding import hold_running, hold_users
from .users import delete_user, free

Row = TypeVar("Row", Bank, Branch, Contract)


class Taken(Refusal):
    """Another bank, branch or contract has this code."""

    message = messages.TAKEN


class Unchanged(Refusal):
    """Saved with what is stored already."""

    message = staff_messages.UNCHANGED


class OtherBank(Refusal):
    """A contract stays with its bank; within it, branches are merged."""

    message = staff_messages.OTHER_BANK


class OwnAccount(Refusal):
    """Nobody frees, renews or deletes themselves."""

    message = staff_messages.OWN_ACCOUNT


class NoMaster(Refusal):
    """There is no master user to reset."""

    message = staff_messages.NO_MASTER


class MastersTask(Refusal):
    """A general user's lock is the master's to lift (LOCK-5)."""

    message = staff_messages.MASTERS_TASK


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a procedure is done (BNK-2): the form received (受付帳票), who received it, the reason."""

    paper: str
    receiver: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """What is typed about a bank (労働金庫, ENV-7)."""

    code: str
    name: str
    help_desk_name: str
    help_desk_telephone: str
    help_desk_hours: str
    mail_sender: str


@transaction.atomic
def register_bank(*, entry: BankEntry, by: Actor, at: datetime) -> Bank:
    """Register a bank under its code."""
    bank = _inserted(Bank(**_values(entry)), taken="金融機関コード")
    _record(Event.BANK_CHANGED, _chain_of(bank), bank, by=by, at=at, registered=_told(_values(entry)))
    return bank


@transaction.atomic
def change_bank(*, bank: Bank, entry: BankEntry, by: Actor, at: datetime) -> Bank:
    """Change what is known of a bank; its code stays."""
    bank = Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
    changes = _changed(bank, {**_values(entry), "code": bank.code})
    _record(Event.BANK_CHANGED, _chain_of(bank), bank, by=by, at=at, changes=changes)
    return bank


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchEntry:
    """What is typed about a branch (取引店)."""

    bank: Bank
    code: str
    name: str
    telephone: str


@transaction.atomic
def register_branch(*, entry: BranchEntry, by: Actor, at: datetime) -> Branch:
    """Register a branch of a bank under its number."""
    branch = _inserted(Branch(**_values(entry)), taken="店番号")
    told = _told(_values(entry))
    _record(Event.BRANCH_CHANGED, _chain_of(entry.bank), branch, by=by, at=at, registered=told)
    return branch


@transaction.atomic
def change_branch(*, branch: Branch, entry: BranchEntry, by: Actor, at: datetime) -> Branch:
    """Change name and telephone; bank and number stay."""
    branches = Branch.objects.select_for_update(of=("self",), no_key=True).select_related("bank")
    branch = branches.get(pk=branch.pk)
    changes = _changed(branch, {"name": entry.name, "telephone": entry.telephone})
    _record(Event.BRANCH_CHANGED, _chain_of(branch.bank), branch, by=by, at=at, changes=changes)
    return branch


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEntry:
    """What is typed about a contract (契約, CON-1, CON-4)."""

    number: str
    branch: Branch
    name: str
    name_kana: str
    subscription: Subscription

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the contract."""
        own = {"number": self.number, "branch": self.branch, "name": self.name, "name_kana": self.name_kana}
        return own | asdict(self.subscription)


@transaction.atomic
def register_contract(*, entry: ContractEntry, by: Actor, at: datetime) -> Contract:
    """Register a contract; nobody can register with it until it has an initial password."""
    contract = _inserted(Contract(**entry.values, registered_at=at), taken="契約番号")
    told = _told(entry.values)
    _record(Event.CONTRACT_CHANGED, contract.log_chain, contract, by=by, at=at, registered=told)
    return contract


@transaction.atomic
def change_contract(*, contract: Contract, entry: ContractEntry, by: Actor, at: datetime) -> Contract:
    """Change names, branch, services; number and kind stay.

    Users see less or more with their next click: menus and guards read the contract, not a copy of it.
    """
    contract = hold_running(contract)
    if entry.branch.bank_id != contract.branch.bank_id:
        raise OtherBank(branch=entry.branch)
    changes = _changed(contract, {**entry.values, "number": contract.number, "kind": contract.kind})
    _record(Event.CONTRACT_CHANGED, contract.log_chain, contract, by=by, at=at, changes=changes)
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, grounds: Grounds, by: Actor, at: datetime) -> Contract:
    """End a contract: its users are deleted (and with them their certificates), nobody registers again."""
    contract = hold_running(contract)
    for user in hold_users(contract):
        delete_user(user=user, by=by, at=at)
    contract.ended_at, contract.initial_password, contract.initial_password_set_at = at, "", None
    contract.save(update_fields=["ended_at", "initial_password", "initial_password_set_at"])
    _record(StaffEvent.CONTRACT_ENDED, contract.log_chain, contract, by=by, at=at, **asdict(grounds))
    return contract


@sensitive_variables()
@transaction.atomic
def set_initial_password(*, contract: Contract, password: str, by: Actor, at: datetime) -> Contract:
    """Store the initial password of the sealed form (初期パスワード届出書) as a hash (CON-2).

    It clears nothing else: a locked or blocked contract stays so until `lift_lockout`.
    """
    contract = hold_running(contract)
    contract.initial_password, contract.initial_password_set_at = make_password(password), at
    contract.save(update_fields=["initial_password", "initial_password_set_at"])
    _record(Event.INITIAL_PASSWORD_SET, contract.log_chain, contract, by=by, at=at)
    return contract


@transaction.atomic
def reset_master(*, contract: Contract, grounds: Grounds, by: Actor, at: datetime) -> Contract:
    """ログインID/パスワード初期化: the master goes, and can be registered again (BNK-2, USR-4).

    The initial password, the general users and a lock of the contract stay as they are.
    """
    contract = hold_running(contract)
    master = contract.master
    if master is None:
        raise NoMaster(number=contract.number)
    delete_user(user=master, by=by, at=at)
    _record(StaffEvent.MASTER_RESET, contract.log_chain, master, by=by, at=at, **asdict(grounds))
    return contract


@transaction.atomic
def lift_lockout(*, row: Contract | User, grounds: Grounds, by: Actor, at: datetime) -> None:
    """Free the lock or blockage of a contract, a master or another member of staff (LOCK-5)."""
    if isinstance(row, User) and row.user_id == by.user_id:
        raise OwnAccount
    if isinstance(row, User) and row.role == Role.GENERAL:
        raise MastersTask(name=row.name)
    row = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    told = {"before": free(row, at=at).value, **asdict(grounds)}
    _record(Event.LOCKOUT_LIFTED, row.log_chain, row, by=by, at=at, **told)


def _inserted(row: Row, *, taken: str) -> Row:
    """The database says whether the code is free, however many ask at once."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if type(row)._default_manager.filter(**_key_of(row)).exists():
            raise Taken(field=taken) from error
        raise
    return row


def _key_of(row: Bank | Branch | Contract) -> dict[str, Any]:
    if isinstance(row, Contract):
        return {"number": row.number}
    return {"code": row.code} | ({"bank": row.bank} if isinstance(row, Branch) else {})


def _changed(row: Row, values: Mapping[str, Any]) -> dict[str, audit.JSON]:
    """Store what differs; before and after of each field, or Unchanged."""
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    if not changed:
        raise Unchanged
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    return {name: list(_told({"before": before[name], "after": values[name]}).values()) for name in changed}


def _told(values: Mapping[str, Any]) -> dict[str, audit.JSON]:
    """The values as the operation log can hold them: rows become their names, the target tells the code."""
    named = {name: value for name, value in values.items() if name != "code"}
    return {name: value if isinstance(value, str | bool) else str(value) for name, value in named.items()}


def _values(entry: BankEntry | BranchEntry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _chain_of(bank: Bank) -> str:
    return audit.bank_chain(bank.code)


def _record(
    event: Event | StaffEvent, chain: str, row: object, *, by: Actor, at: datetime, **detail: audit.JSON
) -> None:
    audit.record(event, chain=chain, by=by, at=at, target=str(row), detail=detail)
