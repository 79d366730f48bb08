"""Fills the demo with its cast, through the same actions as everybody; what is there already stays."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from accounts.actions import contracts, registration, sessions, staff, users
from accounts.models import Bank, Branch, Contract, Grant, User
from accounts.permissions import restrictable_functions
from chingin.kernel.actors import SYSTEM, Actor
from deductions.groups.actions.groups import GroupEntry, register_group

from .cast import BANKS, BRANCHES, CONTRACTS, PASSWORD, PROVISIONAL, STAFF, DemoContract, DemoStaff, DemoUser

EMPLOYEE_NUMBER_DIGITS: Final = 6
READY: Final = "p12 をインポートすれば、すぐにログインできます。"
TO_ISSUE: Final = "「電子証明書発行」からお試しください。認証コードのメールは mail_dir に届きます。"
TO_SETTLE: Final = f"仮パスワードのままです。{TO_ISSUE}はじめてログインしたときに、パスワードを変更します。"

Overview = dict[str, object]


def fill(*, known_staff: list[Overview], at: datetime) -> list[Overview]:
    """Make whoever is missing; the `staff` of demo.json, the only place of TOTP secrets."""
    for code, name in BANKS:
        if not Bank.objects.filter(code=code).exists():
            contracts.register_bank(entry=_bank(code, name), by=SYSTEM, at=at)
    for bank, code, name in BRANCHES:
        if not Branch.objects.filter(bank__code=bank, code=code).exists():
            entry = contracts.BranchEntry(
                bank=Bank.objects.get(code=bank), code=code, name=name, telephone="03-0000-0000"
            )
            contracts.register_branch(entry=entry, by=SYSTEM, at=at)
    for cast in CONTRACTS:
        _fill_contract(cast, at=at)
    return [_staff(cast, known_staff, at=at) for cast in STAFF]


def overview_of_contracts(files: Mapping[str, Path]) -> list[Overview]:
    """The `contracts` of demo.json; `files` are the p12 by user ID."""
    return [_contract_overview(cast, files) for cast in CONTRACTS]


def _contract_overview(cast: DemoContract, files: Mapping[str, Path]) -> Overview:
    contract = Contract.objects.get(number=cast.number)
    people = User.objects.registered().filter(contract=contract, user_id__in=[p.user_id for p in cast.people])
    return {
        "number": cast.number,
        "kind": cast.subscription.kind,
        "name": cast.name,
        "initial_password": cast.initial_password,
        "services": sorted(contract.capabilities),
        "registered": contract.master is not None,
        "users": [
            _user_overview(user, str(files.get(user.user_id, ""))) for user in people.order_by("user_id")
        ],
    }


def _user_overview(user: User, file: str) -> Overview:
    password = PROVISIONAL if user.password_is_provisional else PASSWORD
    without = TO_SETTLE if user.password_is_provisional else TO_ISSUE
    return {
        "user_id": user.user_id,
        "password": password,
        "role": str(user.role),
        "p12": file,
        "p12_password": password,
        "note": READY if file else without,
    }


def _bank(code: str, name: str) -> contracts.BankEntry:
    return contracts.BankEntry(
        code=code,
        name=name,
        help_desk_name="ろうきんインターネットバンキング(団体向け) ヘルプデスク",
        help_desk_telephone="0120-000-000",
        help_desk_hours="9:00～18:00(休日を除く月曜日～金曜日)",
        mail_sender=f"info-{code}@bank.example",
    )


def _fill_contract(cast: DemoContract, *, at: datetime) -> None:
    contract = Contract.objects.filter(number=cast.number).first() or _made(cast, at=at)
    if cast.master and not _was_ever(cast.master):
        registration.register_master(
            contract=contract, entry=_entry(cast.master, PASSWORD), address="", at=at
        )
    master = contract.master
    for person in cast.general:
        if master is not None and not _was_ever(person):
            _register(person, contract, by=Actor(master.user_id, master.name), at=at)


def _was_ever(person: DemoUser) -> bool:
    """Whom somebody has deleted stays deleted."""
    was: bool = User.objects.filter(user_id=person.user_id).exists()
    return was


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
    for group in cast.groups:
        entry_of_group = GroupEntry(
            name=group.name, employee_number_digits=EMPLOYEE_NUMBER_DIGITS, calendar=group.calendar
        )
        register_group(contract=contract, number=group.number, entry=entry_of_group, by=SYSTEM, at=at)
    return contract


def _register(person: DemoUser, contract: Contract, *, by: Actor, at: datetime) -> None:
    user = users.register_general_user(
        contract=contract,
        entry=_entry(person, PROVISIONAL),
        grants=_grants(contract, person),
        by=by,
        at=at,
    )
    if person.is_settled:
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
