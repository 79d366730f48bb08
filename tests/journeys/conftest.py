"""One running system for all journeys: as production, with real servers and a real certificate store."""

from collections.abc import Iterator

import pytest

from chingin.kernel import clock
from tests.services.chromium import Computer, certificates_chosen_for, computer
from tests.services.stack import Stack, running_stack

# The organisations that the journeys are about, made by the actions that the bank's staff use.
WORLD = """
from accounts.actions import contracts
from accounts.models import Bank
from accounts.subscriptions import Subscription
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
by, at = SYSTEM, clock.now()
bank = contracts.register_bank(entry=contracts.BankEntry(code="9999", name="東西労働金庫",
    help_desk_name="ヘルプデスク", help_desk_telephone="0120-000-000", help_desk_hours="9:00～18:00",
    mail_sender="info@bank.test"), by=by, at=at)
branch = contracts.register_branch(entry=contracts.BranchEntry(bank=bank, code="101", name="本店営業部",
    telephone="03-0000-0000"), by=by, at=at)
contract = contracts.register_contract(entry=contracts.ContractEntry(number="12345678", branch=branch,
    name="みなと労働組合", name_kana="ﾐﾅﾄﾛｳﾄﾞｳｸﾐｱｲ", subscription=Subscription(kind="MEMBER",
    rokin_collection="LUMP_DEPOSIT", rokin_access="WEB_UPDATE")), by=by, at=at)
contracts.set_initial_password(contract=contract, password="Minato1@", by=by, at=at)
"""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The system, open today at all hours, whatever day it is."""
    with running_stack() as system:
        today = f"{clock.today():%Y-%m-%d}"
        system.manage("calendar", "open", today, "--reason", "試験のため")
        system.manage("service_hours", "set", "--opens", "00:00", "--closes", "23:59")
        system.manage("shell", "--no-imports", "-c", WORLD)
        with certificates_chosen_for(system.certificate):
            yield system


@pytest.fixture
def pc(stack: Stack) -> Iterator[Computer]:
    """A clerk's PC without a client certificate."""
    with computer(stack) as clerk_s:
        yield clerk_s
