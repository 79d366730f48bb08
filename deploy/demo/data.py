"""Fills the demo with its cast, through the same actions as everybody; what is there already stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.actions import contracts, registration, sessions, staff, users
from accounts.models import Bank, Branch, Contract, Grant, Role, User
from accounts.permissions import restrictable_functions
from chingin.kernel.actors import SYSTEM, Actor
from deductions.groups.actions import GroupEntry, register_group

from .cast import BANKS, BRANCHES, CONTRACTS, PASSWORD, STAFF, DemoContract, DemoStaff, DemoUser

EMPLOYEE_NUMBER_DIGITS: Final = 6
# What every newcomer is given and changes at once; then everybody has PASSWORD.
PROVISIONAL: Final = "Kari-2026"

Overview = dict[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """The `contracts` and `staff` of demo.json."""

    contracts: list[Overview]
    staff: list[Overview]


def fill(*, known: Filled, at: datetime) -> Filled:
    """Make whoever is missing. `known` is the demo.json of earlier starts, the only place of TOTP secrets."""
    for code, name in BANKS:
        if not Bank.objects.filter(code=code).exists():
            contracts.register_bank(entry=_bank(code, name), by=SYSTEM, at=at)
    for bank, code, name in BRANCHES:
        if not Branch.objects.filter(bank__code=bank, code=code).exists():
            entry = contracts.BranchEntry(
                bank=Bank.objects.get(code=bank), code=code, name=name, telephone="03-0000-0000"
            )
            contracts.register_branch(entry=entry, by=SYSTEM, at=at)
    return Filled(
        contracts=[_contract(cast, at=at) for cast in CONTRACTS],
        staff=[_staff(cast, known.staff, at=at) for cast in STAFF],
    )


def _bank(code: str, name: str) -> contracts.BankEntry:
    return contracts.BankEntry(
        code=code,
        name=name,
        help_desk_name="ろうきんインターネットバンキング(団体向け) ヘルプデスク",
        help_desk_telephone="0120-000-000",
        help_desk_hours="9:00～18:00(休日を除く月曜日～金曜日)",
        mail_sender=f"info-{code}@bank.example",
    )


def _contract(cast: DemoContract, *, at: datetime) -> Overview:
    contract = Contract.objects.filter(number=cast.number).first() or _made(cast, at=at)
    people = [(cast.master, Role.MASTER)] if cast.master else []
    people += [(person, Role.GENERAL) for person in cast.general]
    master = contract.master
    return {
        "number": cast.number,
        "kind": cast.subscription.kind,
        "name": cast.name,
        "initial_password": cast.initial_password,
        "services": sorted(contract.capabilities),
        "registered": master is not None,
        "users": [_user_overview(person, role) for person, role in people],
    }


def _user_overview(person: DemoUser, role: Role) -> Overview:
    return {
        "user_id": person.user_id,
        "password": PASSWORD,
        "role": str(role),
        "p12": "",
        "p12_password": PASSWORD,
    }


def _made(cast: DemoContract, *, at: datetime) -> Contract:
    branch = Branch.objects.get(bank__code=cast.bank, code=cast.branch)
    entry = contracts.ContractEntry(
        number=cast.number,
        branch=branch,
        name=cast.name,
        name_kana=cast.name_kana,
        subscription=cast.subscription,
    )
    contract = contracts.register_contract(entry=entry, by=SYSTEM, at=at)
    contracts.set_initial_password(contract=contract, password=cast.initial_password, by=SYSTEM, at=at)
    for number, name in cast.groups:
        group = GroupEntry(name=name, employee_number_digits=EMPLOYEE_NUMBER_DIGITS)
        register_group(contract=contract, number=number, entry=group, by=SYSTEM, at=at)
    if cast.master:
        _register(contract, cast.master, cast.general, at=at)
    return contract


def _register(contract: Contract, master: DemoUser, general: tuple[DemoUser, ...], *, at: datetime) -> None:
    entry = _entry(master, PASSWORD)
    registered = registration.register_master(contract=contract, entry=entry, address="", at=at)
    by = Actor(registered.user_id, registered.name)
    for person in general:
        user = users.register_general_user(
            contract=contract,
            entry=_entry(person, PROVISIONAL),
            grants=_grants(contract, person),
            by=by,
            at=at,
        )
        _settle(user, at=at)


def _entry(person: DemoUser, password: str) -> registration.UserEntry:
    return registration.UserEntry(
        user_id=person.user_id, name=person.name, mail=person.mail, password=password
    )


def _grants(contract: Contract, person: DemoUser) -> dict[str, Grant]:
    chosen = dict.fromkeys(person.hidden, Grant.HIDDEN) | dict.fromkeys(person.view_only, Grant.VIEW)
    return {f.id: chosen.get(f.id, Grant.FULL) for f in restrictable_functions(contract)}


def _settle(user: User, *, at: datetime) -> None:
    by = Actor(user.user_id, user.name)
    sessions.change_password(user=user, present=PROVISIONAL, new=PASSWORD, by=by, at=at)


def _staff(cast: DemoStaff, known: list[Overview], *, at: datetime) -> Overview:
    for overview in known:
        if overview["login"] == cast.user_id:
            return overview
    branch = Branch.objects.filter(bank__code=cast.bank, code=cast.branch).first() if cast.branch else None
    bank = Bank.objects.filter(code=cast.bank).first() if cast.bank and branch is None else None
    entry = staff.StaffEntry(
        user_id=cast.user_id,
        role=cast.role,
        name=cast.name,
        mail=f"{cast.user_id}@bank.example",
        bank=bank,
        branch=branch,
    )
    made = staff.create_staff(entry=entry, password=PROVISIONAL, by=SYSTEM, at=at)
    _settle(made.user, at=at)
    secret = made.secret.replace(" ", "")
    return {"login": cast.user_id, "password": PASSWORD, "totp_secret": secret, "role": str(cast.role)}
