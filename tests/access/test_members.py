"""The access table of the members' origin: every page × stranger, wrong role, other contract, grant.

It walks the urlconfs: a page that nobody thought of appears here by itself, and fails until it is classified.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import Contract, FunctionGrant, Grant, User
from chingin.kernel.actors import SYSTEM
from chingin.kernel.functions import all_functions, by_id
from chingin.kernel.origins import Origin
from deductions.groups.models import Cycle
from deductions.rokin.actions.deposits import confirm_deposit
from deductions.rokin.actions.lines import NewLine, register_line
from deductions.rokin.actions.stops import lift_stops, stop_deposits
from deductions.rokin.deposits.standing import to_confirm
from deductions.rokin.models import DeductionLine, DepositStop
from deductions.rokin.rules import Terms
from tests.accounts.browsers import browser, logged_in, member_browser
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.company.factories import CycleResultsFactory
from tests.deductions.factories import CycleFactory, EmployeeFactory
from tests.deductions.media import status_of
from tests.portal.doors import FRIDAY, open_doors

from .kept import again, kept
from .pages import Page, pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]

# Deny by default: only these are open to people without a login.
OPEN_ON_CERTIFICATE_ORIGIN = set(
    "accounts:login accounts:logout accounts:logged_out accounts:close accounts:session_ended"
    " certificates:check".split()
)
# Where nginx sends what it refuses, on every origin.
REFUSED_BY_NGINX = set("tls:400 tls:495 tls:496 tls:497".split())
# Open to every member, whatever the contract: they belong to no menu function.
COMMON = set("accounts:change_provisional_password portal:start portal:information portal:news".split())

CERTIFICATE_PAGES = pages_of(Origin.CERTIFICATE)
GUARDED = [page for page in CERTIFICATE_PAGES if page.function_id]


@dataclass(frozen=True)
class Rows:
    """What the addresses of a contract's pages name: a general user, a cycle, its line, the line's stop."""

    user: User
    cycle: int
    line: int
    stop: int


@dataclass(frozen=True)
class Place:
    """A contract with data, its people, and their browsers past the login."""

    master: User
    clerk: User  # a general user to whom the master has granted nothing yet
    rows: Rows
    clients: dict[User, Client]

    def client(self, user: User) -> Client:
        """A browser of this user, as it came from the login."""
        return again(self.clients[user])


@dataclass(frozen=True)
class World:
    """Contracts with and without 賃金控除 (wage exchange), and a clerk of another contract."""

    places: dict[bool, Place]
    elsewhere: Rows


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[World]:
    with kept(django_db_blocker):
        with open_doors():
            made = World(
                {each: place_with(wage_exchange=each) for each in (False, True)},
                rows_of(GeneralUserFactory.create(name="他所花子")),
            )
        yield made


def place_with(*, wage_exchange: bool) -> Place:
    contract = ContractFactory.create(wage_exchange=wage_exchange)
    master, clerk = MasterFactory.create(contract=contract), GeneralUserFactory.create(contract=contract)
    return Place(master, clerk, rows_of(clerk), {user: logged_in(user) for user in (master, clerk)})


def rows_of(clerk: User) -> Rows:
    """A cycle with data of the clerk's contract, and what its pages are about."""
    assert clerk.contract
    cycle = cycle_with_line(clerk.contract)
    line = DeductionLine.objects.get(cycle=cycle)
    return Rows(clerk, cycle.pk, line.pk, DepositStop.objects.get(line=line).pk)


@pytest.fixture
def place(request: pytest.FixtureRequest, world: World) -> Place:
    """One that has the page's function at all: results (DED-11) come back to 賃金控除 alone."""
    params = request.node.callspec.params
    page: Page | None = params.get("page")
    needs = by_id(page.function_id).needs if page and page.function_id else frozenset()
    return world.places[params.get("wage_exchange", "WAGE_EXCHANGE" in needs)]


def cycle_with_line(contract: Contract) -> Cycle:
    """A cycle with a line that the web made in time, stopped, lifted, confirmed since; and results."""
    thursday = FRIDAY - timedelta(days=1)
    cycle = CycleFactory.create(
        group__contract=contract, update_deadline=thursday, confirmation_opens_at=thursday
    )
    EmployeeFactory.create(group=cycle.group, number="001001")
    entry = NewLine(
        employee_number="001001",
        branch="101",
        subject="20",
        account_number="0000001",
        start_month="202611",
        terms=Terms(5_000, ""),
    )
    line = register_line(cycle=cycle, entry=entry, by=SYSTEM, at=thursday - timedelta(hours=1))
    stop_deposits(cycle=cycle, lines=[line.pk], reason="01", by=SYSTEM, at=FRIDAY)
    lift_stops(cycle=cycle, lines=[line.pk], by=SYSTEM, at=FRIDAY)
    confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=SYSTEM, at=FRIDAY)
    CycleResultsFactory.create(cycle=cycle)
    return cycle


def url_of(page: Page, of: Rows) -> str:
    pk = of.line if page.name.startswith("rokin:") else of.user.pk
    if page.name.startswith("rokin:stops"):
        pk = of.stop
    return f"{page.url(pk=pk, version=1, code='E1108', cycle=of.cycle)}?output=csv"


def test_only_the_listed_pages_are_open_to_strangers() -> None:
    assert {page.name for page in CERTIFICATE_PAGES if page.is_open} == (
        OPEN_ON_CERTIFICATE_ORIGIN | REFUSED_BY_NGINX
    )


def test_every_page_belongs_to_a_function_or_is_common_to_all_members() -> None:
    unclassified = {page.name for page in CERTIFICATE_PAGES if not page.is_open and not page.function_id}

    assert unclassified == COMMON


def test_every_function_of_a_page_is_in_the_registry() -> None:
    known = {function.id for function in all_functions()}

    assert {page.function_id for page in GUARDED} <= known


def test_no_page_of_the_certificate_origin_exists_on_the_others() -> None:
    shared = {"portal:news"} | REFUSED_BY_NGINX
    names = {page.name for page in CERTIFICATE_PAGES} - shared

    for origin in (Origin.PUBLIC, Origin.STAFF):
        assert not names & {page.name for page in pages_of(origin)}


@pytest.mark.parametrize("page", [p for p in CERTIFICATE_PAGES if not p.is_open], ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_login(page: Page, method: str, place: Place) -> None:
    client = browser(Origin.CERTIFICATE)

    answer = getattr(client, method)(url_of(page, place.rows))

    assert (answer.status_code, answer["Location"]) == (302, "/login/")


@pytest.mark.parametrize("page", [p for p in CERTIFICATE_PAGES if not p.is_open], ids=str)
def test_a_certificate_without_a_login_opens_nothing(page: Page, place: Place) -> None:
    answer = member_browser(place.clerk).get(url_of(page, place.rows))

    assert (answer.status_code, answer["Location"]) == (302, "/login/")


@pytest.mark.parametrize("page", [p for p in GUARDED if by_id(p.function_id).master_only], ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_general_user_never_reaches_the_master_s_pages(page: Page, method: str, place: Place) -> None:
    clerk = place.clerk
    FunctionGrant.objects.create(user=clerk, function_id=page.function_id, grant=Grant.FULL)

    answer = getattr(place.client(clerk), method)(url_of(page, place.rows))

    assert answer.status_code == 403


@pytest.mark.parametrize("page", [p for p in GUARDED if {"pk", "cycle"} & {*p.arguments}], ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_contract_s_rows_do_not_exist(page: Page, method: str, place: Place, world: World) -> None:
    answer = getattr(place.client(place.master), method)(url_of(page, world.elsewhere))

    assert answer.status_code in {404, 405}
    assert world.elsewhere.user.name not in answer.content.decode()


@pytest.mark.parametrize("page", GUARDED, ids=str)
def test_whoever_has_the_right_gets_in(page: Page, place: Place) -> None:
    """409: inside, and told that the deadline of the lines has passed."""
    assert status_of(place.client(place.master), url_of(page, place.rows)) in {200, 302, 405, 409}


@pytest.mark.parametrize(
    ("grant", "reads", "changes"), [(Grant.HIDDEN, 403, 403), (Grant.VIEW, 200, 403), (None, 403, 403)]
)
@pytest.mark.parametrize("wage_exchange", [False, True])
def test_a_general_user_gets_what_the_master_granted(
    grant: Grant | None, reads: int, changes: int, wage_exchange: bool, place: Place
) -> None:
    """USR-8. Without a grant a function stays hidden."""
    clerk = place.clerk
    assert clerk.contract is not None
    has = clerk.contract.capabilities
    restrictable = {f.id for f in all_functions() if f.restrictable and not f.master_only and f.needs <= has}
    pages = [page for page in GUARDED if page.function_id in restrictable]
    if grant is not None:
        granted = {page.function_id for page in pages}
        FunctionGrant.objects.bulk_create(
            FunctionGrant(user=clerk, function_id=function_id, grant=grant) for function_id in granted
        )
    client = place.client(clerk)

    for page in pages:
        assert status_of(client, url_of(page, place.rows)) == (403 if page.changes else reads), page
        assert client.post(url_of(page, place.rows)).status_code == changes, page
