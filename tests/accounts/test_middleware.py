"""The doors of the three origins, and what stands on every request of a member."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver

from accounts.addresses import address_of
from accounts.models import Grant, Role, User
from chingin.kernel.clock import JST
from chingin.kernel.functions import all_functions
from chingin.kernel.messages import by_code
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from tests.accounts.browsers import ADDRESS, LOGIN, browser, logged_in, member_browser, words
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.extra_pages import FAILING, MASTERS_ONLY, START
from tests.accounts.factories import PASSWORD, BankStaffFactory, GeneralUserFactory, MasterFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
ENTRANCES = {Origin.PUBLIC: "/", Origin.CERTIFICATE: LOGIN, Origin.STAFF: "/admin/login/"}
# What nginx shows where it refuses a connection: on each origin.
REFUSED = {"tls:400", "tls:495", "tls:496", "tls:497"}
# Every page that needs no login; a page that is not named here needs one.
OPEN_TO_ALL = {
    Origin.PUBLIC: {
        *REFUSED,
        "crl:crl",
        "health",
        "portal:faq",
        "portal:top",
        "portal:news",
        "registration:login",
        "registration:entry",
        "registration:result",
        "certificates:authenticate",
        "certificates:code",
        "certificates:resend",
        "certificates:issue",
        "certificates:issuing",
        "certificates:result",
        "certificates:download",
        "certificates:import",
        "certificates:cancel",
        "certificates:close",
        "certificates:closed",
    },
    Origin.CERTIFICATE: {
        *REFUSED,
        "certificates:check",
        "accounts:login",
        "accounts:logout",
        "accounts:logged_out",
        "accounts:close",
        "accounts:session_ended",
    },
    Origin.STAFF: {*REFUSED, "staff_home", "admin:login"},
}


def pages(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every page of an urlconf by its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from pages(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


@pytest.mark.parametrize("origin", Origin)
def test_only_the_listed_pages_are_open_without_login(origin: Origin) -> None:
    found = pages(import_module(origin.urlconf).urlpatterns)

    open_pages = {name for name, page in found if not getattr(page.callback, "login_required", True)}

    assert open_pages == OPEN_TO_ALL[origin]


@pytest.mark.parametrize("origin", Origin)
def test_strangers_are_sent_to_the_entrance_of_the_origin(origin: Origin) -> None:
    answer = browser(origin).get(START)

    assert (answer.status_code, answer["Location"]) == (302, ENTRANCES[origin])


@pytest.mark.parametrize("staff", [False, True])
def test_a_session_that_no_login_here_began_is_ended(*, staff: bool) -> None:
    """Even where neither the session nor the user has a token."""
    user: User = BankStaffFactory.create() if staff else MasterFactory.create()
    client = member_browser(user)
    client.force_login(user, backend=f"accounts.backends.{'StaffBackend' if staff else 'MemberBackend'}")
    client.cookies["__Host-certificate-sessionid"] = client.cookies["sessionid"].value

    assert client.get(START)["Location"] == "/session-ended/E1109/"


def test_a_members_session_is_nobody_on_the_other_origins() -> None:
    client = logged_in(MasterFactory.create())

    for origin in (Origin.PUBLIC, Origin.STAFF):
        stranger = browser(origin)
        stranger.cookies = client.cookies

        assert stranger.get(START)["Location"] == ENTRANCES[origin]


def test_a_member_on_the_public_origin_is_no_member_there() -> None:
    """Even with the key of the session carried over by hand."""
    client = logged_in(MasterFactory.create())
    other = browser(Origin.PUBLIC)
    other.cookies["__Host-public-sessionid"] = client.cookies["__Host-certificate-sessionid"].value

    assert not hasattr(other.get("/").wsgi_request, "member")


def test_a_user_who_is_deleted_meanwhile_is_out_at_the_next_click() -> None:
    user = MasterFactory.create()
    client = logged_in(user)
    User.objects.update(deleted_at=AT + timedelta(days=365))

    assert client.get(START)["Location"] == LOGIN


def test_a_password_that_the_master_renews_ends_the_session() -> None:
    """USR-3."""
    user = GeneralUserFactory.create()
    client = logged_in(user)
    user.set_password("Kaeta#2027")
    user.save(update_fields=["password"])

    assert client.get(START)["Location"] == LOGIN


def test_a_refused_access_is_403_told_and_remembered() -> None:
    """USR-8."""
    user = GeneralUserFactory.create()

    answer = logged_in(user).get(MASTERS_ONLY)

    assert answer.status_code == 403
    assert by_code("E1112").text in words(answer)
    entry = OperationLog.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.event, entry.result, entry.function, entry.target, entry.user_id, entry.address) == (
        "accounts.access_refused",
        "REFUSED",
        "USR-1",
        MASTERS_ONLY,
        user.user_id,
        ADDRESS,
    )


def test_who_has_the_function_comes_in() -> None:
    assert logged_in(MasterFactory.create()).get(MASTERS_ONLY).status_code == 200


def test_a_bug_is_no_refused_access() -> None:
    client = logged_in(MasterFactory.create())

    with pytest.raises(LookupError, match="bug"):
        client.get(FAILING)


@pytest.mark.parametrize(
    ("forwarded", "connection", "address"),
    [
        ("192.0.2.7", "127.0.0.1", "192.0.2.7"),
        (" 2001:DB8::1 ", "", "2001:db8::1"),
        ("", "127.0.0.1", "127.0.0.1"),
        ("192.0.2.7, 203.0.113.9", "127.0.0.1", "127.0.0.1"),
        ("<script>", "", ""),
        ("", "unix:", ""),
    ],
)
def test_the_address_is_the_one_that_nginx_names_or_none(
    forwarded: str, connection: str, address: str
) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=connection)

    assert address_of(request) == address


def crowded() -> User:
    """A general user with every grant, in a contract with every seat taken."""
    grants = {function.id: Grant.FULL for function in all_functions()}
    user: User = GeneralUserFactory.create(grants=grants)
    MasterFactory.create(contract=user.contract)
    GeneralUserFactory.create_batch(9, contract=user.contract)
    return user


def queries(client: Client, method: str, path: str, typed: dict[str, str]) -> int:
    """How many queries one request costs."""
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(path, typed)
    assert answer.status_code in {200, 302}
    return len(captured)


def test_an_ordinary_page_costs_the_same_for_everyone() -> None:
    """The session, the user with contract and bank, the grants; the session is stored in a savepoint."""
    alone, one_of_many = logged_in(GeneralUserFactory.create()), logged_in(crowded())

    costs = [queries(client, "get", START, {}) for client in (alone, one_of_many)]

    assert costs == [6, 6]


def test_a_login_costs_the_same_for_everyone() -> None:
    """How much is the operation log's affair; that it does not grow with users and grants is ours."""
    alone, one_of_many = member_browser(GeneralUserFactory.create()), member_browser(crowded())

    costs = [queries(client, "post", LOGIN, {"password": PASSWORD}) for client in (alone, one_of_many)]

    assert costs[0] == costs[1] <= 30


def test_a_session_keeps_neither_password_nor_name() -> None:
    client = logged_in(MasterFactory.create(name="労金太郎"))

    kept = str(dict(SessionStore(client.cookies["__Host-certificate-sessionid"].value).items()))

    assert PASSWORD not in kept
    assert "労金太郎" not in kept
    assert Role.MASTER not in kept
