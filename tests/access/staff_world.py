"""Two banks: the own one with the own and a sister branch, another one; a row of each model in each place."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model
from django.test import Client

from accounts.events import Event
from accounts.models import STAFF_ROLES, Branch, Role
from chingin.kernel import audit
from chingin.kernel.actors import SYSTEM
from chingin.kernel.models import CalendarOverride, OperationLog
from tests.access.kept import again
from tests.accounts.factories import (
    BankFactory,
    BranchFactory,
    ContractFactory,
    FederationFactory,
    MasterFactory,
)
from tests.accounts.staff_browsing import AT, member_of_staff, staff_logged_in
from tests.certificates.factories import CertificateFactory
from tests.deductions.company.factories import OutcomeFactory
from tests.deductions.factories import CycleFactory, EmployeeFactory
from tests.deductions.rokin.transmitted import confirmed

OWN, SISTER, OTHER, NOWHERE = "own", "sister", "other", "nowhere"


@dataclass(frozen=True)
class World:
    """The own branch, rows by (model's label, place), a browser past the login of each role's own staff."""

    branch: Branch
    rows: dict[tuple[str, str], Model]
    clients: dict[Role, Client]

    def client(self, role: Role) -> Client:
        """A browser of this role, as it came from the login."""
        return again(self.clients[role])


def world() -> World:
    """Everything that the table asks for."""
    branch = BranchFactory.create(bank=BankFactory.create(code="9999"), code="101")
    places = {
        OWN: branch,
        SISTER: BranchFactory.create(bank=branch.bank, code="102"),
        OTHER: BranchFactory.create(bank=BankFactory.create(code="9998"), code="101"),
    }
    rows: dict[tuple[str, str], Model] = {}
    for place, where in places.items():
        for row in _rows_at(where):
            rows[row._meta.label_lower, place] = row
    rows["accounts.user", NOWHERE] = FederationFactory.create()
    rows["kernel.operationlog", NOWHERE] = _logged(audit.SYSTEM_CHAIN)
    rows["kernel.calendaroverride", NOWHERE] = _closed("")
    clients = {role: staff_logged_in(member_of_staff(role, branch)) for role in STAFF_ROLES}
    return World(branch, rows, clients)


def _rows_at(branch: Branch) -> list[Model]:
    contract = ContractFactory.create(branch=branch)
    master = MasterFactory.create(contract=contract)
    cycle = CycleFactory.create(group__contract=contract, reception__contract_number=contract.number)
    return [
        branch.bank,
        branch,
        contract,
        master,
        CertificateFactory.create(user=master),
        cycle,
        cycle.group,
        cycle.reception,
        EmployeeFactory.create(group=cycle.group),
        confirmed(cycle),
        OutcomeFactory.create(
            results__cycle=cycle, results__reception__contract_number=contract.number
        ).results,
        _logged(contract.log_chain),
        _closed(branch.bank.code),
    ]


def _logged(chain: str) -> OperationLog:
    with transaction.atomic():
        return audit.record(Event.CONTRACT_CHANGED, chain=chain, by=SYSTEM, at=AT)


def _closed(bank_code: str) -> CalendarOverride:
    return CalendarOverride.objects.get_or_create(
        bank_code=bank_code,
        day=AT.date(),
        defaults={
            "is_business_day": False,
            "reason": "創立記念日",
            "recorded_by": "連合三郎",
            "recorded_at": AT,
        },
    )[0]
