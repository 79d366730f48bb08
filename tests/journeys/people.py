"""People whom a journey begins with: awaited, registered, or with a certificate of some age."""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.services.stack import Stack

# What cannot be waited for: certificates issued long ago, which are signed by the system's own CA and entered
# into its register as 「電子証明書発行」 does; but they begin before their CA. Prints each .p12.
MAKE: Final = """
import base64, json, sys
from datetime import timedelta
from accounts.actions import contracts
from accounts.actions.registration import UserEntry, register_master
from accounts.models import Branch
from accounts.subscriptions import Subscription
from certificates import authority, pkcs12, rules, vault, x509
from certificates.actions.issue import _register
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM as by
at, branch, made = clock.now(), Branch.objects.earliest("pk"), {}
issuer = authority._open_issuing(vault.configured(), 1)

def agreed(person):
    contract = contracts.register_contract(entry=contracts.ContractEntry(number=person["contract"],
        branch=branch, name="あさひ労働組合", name_kana="ｱｻﾋﾛｳﾄﾞｳｸﾐｱｲ", subscription=Subscription(
        kind="MEMBER", rokin_collection=person["collection"], rokin_access="WEB_UPDATE")), by=by, at=at)
    contracts.set_initial_password(contract=contract, password=person["initial_password"], by=by, at=at)
    return contract

def registered(person, contract):
    entry = UserEntry(**{word: person[word] for word in ("user_id", "name", "mail", "password")})
    return register_master(contract=contract, entry=entry, address="192.0.2.1", at=at)

def certified(user, password, then):
    subject = x509.Subject(user_id=user.user_id, bank=branch.bank.name, contract=user.contract.number)
    key, began = x509.new_key(x509.KeyKind.P256), then - timedelta(days=1)
    validity = rules.validity(clock.local_date(then), began)
    signed = x509.client_certificate(public_key=key.public_key(), subject=subject, validity=validity,
        issuer=issuer)
    issued = x509.Issued(signed, key, issuer.certificate, 1)
    _register(issued, user, at=then)
    return pkcs12.serialize(issued, user_id=user.user_id, password=password)

for person in json.load(sys.stdin):
    contract = agreed(person)
    user = person["is_registered"] and registered(person, contract)
    if person["issued_days_ago"] is not None:
        p12 = certified(user, person["password"], at - timedelta(days=person["issued_days_ago"]))
        made[user.user_id] = base64.b64encode(p12).decode()
print(json.dumps(made))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A master user of a contract of its own, or somebody who will be one."""

    contract: str
    user_id: str
    name: str
    password: str
    initial_password: str = "Asahi#1@"
    is_registered: bool = True
    issued_days_ago: int | None = None
    collection: str = "LUMP_DEPOSIT"

    @property
    def mail(self) -> str:
        """Where the codes go."""
        return f"{self.user_id}@asahi.test"


def welcome(stack: Stack, people: Iterable[Person], *, into: Path) -> dict[str, Path]:
    """Enter them into the system; the .p12 files of those who have a certificate, by user ID."""
    given = json.dumps([{**asdict(person), "mail": person.mail} for person in people])
    told = stack.manage("shell", "--no-imports", "-c", MAKE, given=given)
    files = {}
    for user_id, text in json.loads(told.splitlines()[-1]).items():
        files[user_id] = into / f"{user_id}.p12"
        files[user_id].write_bytes(base64.b64decode(text))
    return files
