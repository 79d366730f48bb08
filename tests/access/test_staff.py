"""Who of the bank's staff reaches what: roles × own, sister branch's, other bank's × each page (BNK-3)."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
import time_machine
from django.contrib import admin
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from accounts.models import STAFF_ROLES, Role
from chingin.kernel.models import Reception
from chingin.kernel.origins import Origin
from chingin.staff.action_admin import ActionAdmin
from tests.access.kept import kept
from tests.access.staff_world import NOWHERE, OTHER, OWN, SISTER, World, world
from tests.accounts.browsers import browser
from tests.accounts.factories import PASSWORD, GeneralUserFactory, MasterFactory, UserFactory
from tests.accounts.staff_browsing import (
    AT,
    LOGIN,
    friday,  # noqa: F401  used by every test
    staff_browser,
    token,
    with_device,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]

CONFLICT: Final = 409
ALL: Final = set(STAFF_ROLES)
ABOVE: Final = {Role.BANK_STAFF, Role.FEDERATION}
ONLY: Final = {Role.FEDERATION}
NOBODY: Final[set[Role]] = set()


@dataclass(frozen=True)
class Rights:
    """Who may: 403 for what the role may not do, 404 for a row of another branch or bank."""

    sees: set[Role]
    adds: set[Role]
    changes: set[Role]
    rows: dict[str, set[Role]]
    procedures: dict[str, set[Role]] = field(default_factory=dict)


TABLE: Final = {
    "accounts.bank": Rights(ALL, ONLY, ABOVE, {OWN: ALL, OTHER: ONLY}),
    "accounts.branch": Rights(ALL, ABOVE, ABOVE, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "accounts.contract": Rights(
        ALL,
        ALL,
        ALL,
        {OWN: ALL, SISTER: ABOVE, OTHER: ONLY},
        dict.fromkeys(("initial-password", "lift-lockout", "reset-master", "end"), ALL),
    ),
    "accounts.user": Rights(
        ALL,
        ABOVE,
        NOBODY,
        {OWN: ALL, SISTER: ABOVE, OTHER: ONLY, NOWHERE: ONLY},
        {"lift-lockout": ALL, "renew": ABOVE, "remove": ABOVE},
    ),
    "certificates.certificate": Rights(
        ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}, {"revoke": ALL}
    ),
    "groups.depositgroup": Rights(ALL, ALL, ALL, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "groups.employee": Rights(ALL, ALL, ALL, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "groups.cycle": Rights(ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "rokin.depositrequest": Rights(
        ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}, {"accept": ALL}
    ),
    "company.cycleresults": Rights(ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "kernel.reception": Rights(ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY}),
    "kernel.operationlog": Rights(ALL, NOBODY, NOBODY, {OWN: ALL, SISTER: ABOVE, OTHER: ONLY, NOWHERE: ONLY}),
    "kernel.calendaroverride": Rights(ABOVE, ABOVE, ABOVE, {OWN: ALL, OTHER: ONLY, NOWHERE: ALL}),
}
# Whom a row's own rule keeps from changing it, though the role may change others.
KEPT_FROM: Final = {("kernel.calendaroverride", NOWHERE): {Role.BANK_STAFF}}
CHEAP_HASH: Final = ["tests.accounts.hashing.FastArgon2id"]
# Models whose own tests have their own table; other apps add theirs there.
OWN_APPS: Final = ("accounts", "certificates", "company", "groups", "kernel", "rokin")


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[World]:
    with kept(django_db_blocker):
        with override_settings(PASSWORD_HASHERS=CHEAP_HASH), time_machine.travel(AT, tick=False):
            made = world()
        yield made


def url(label: str, *parts: object) -> str:
    return "/admin/" + label.replace(".", "/") + "/" + "".join(f"{part}/" for part in parts)


def expected(role: Role, rights: Rights, where: str, allowed: set[Role]) -> int:
    if role not in rights.rows[where]:
        return 404
    return 200 if role in allowed else 403


def test_every_registered_model_of_ours_stands_in_the_table() -> None:
    shown = {model._meta.label_lower for model in admin.site._registry}

    assert {label for label in shown if label.split(".")[0] in OWN_APPS} == set(TABLE)


def test_every_model_is_shown_by_an_action_admin_that_deletes_nothing() -> None:
    for model_admin in admin.site._registry.values():
        assert isinstance(model_admin, ActionAdmin)
        assert not [each for each in model_admin.get_urls() if "delete" in (each.name or "")]


def test_every_procedure_stands_in_the_table() -> None:
    for model, model_admin in admin.site._registry.items():
        if (label := model._meta.label_lower) in TABLE and isinstance(model_admin, ActionAdmin):
            assert {each.slug for each in model_admin.procedures} == set(TABLE[label].procedures)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_staff_reach_what_the_table_says_and_nothing_else(role: Role, place: World) -> None:
    client = place.client(role)

    reached, wanted = {}, {}
    for page, status, answer in asked(client, role, place):
        reached[page], wanted[page] = answer, status

    assert reached == wanted
    assert {200, 403} <= set(reached.values())


def asked(client: Client, role: Role, place: World) -> Iterator[tuple[str, int, int]]:
    """Page, the status that the table wants, the status that came."""
    for label, rights in TABLE.items():
        sees = 200 if role in rights.sees else 403
        yield f"list {label}", sees, client.get(url(label)).status_code
        adds = 200 if role in rights.adds else 403
        yield f"add {label}", adds, client.get(url(label, "add")).status_code
        yield f"add! {label}", adds, client.post(url(label, "add"), {}).status_code
        for where in rights.rows:
            yield from asked_of_row(client, role, place, label, where)


def asked_of_row(
    client: Client, role: Role, place: World, label: str, where: str
) -> Iterator[tuple[str, int, int]]:
    rights, pk = TABLE[label], place.rows[label, where].pk
    page = url(label, pk, "change")
    yield f"see {where} {label}", expected(role, rights, where, rights.sees), client.get(page).status_code
    allowed = rights.changes - KEPT_FROM.get((label, where), NOBODY)
    changes = expected(role, rights, where, allowed)
    yield f"change! {where} {label}", changes, client.post(page, {}).status_code
    for slug, allowed in rights.procedures.items():
        runs = expected(role, rights, where, allowed)
        for mark, ask in (("", client.get), ("!", client.post)):
            answer = ask(url(label, pk, slug)).status_code
            # Whom the procedure is open to is told when the row leaves nothing to do (409).
            yield f"{slug}{mark} {where} {label}", runs, 200 if answer == CONFLICT else answer


@pytest.mark.parametrize("role", STAFF_ROLES)
@pytest.mark.parametrize("label", TABLE)
def test_lists_show_the_visible_rows_only(role: Role, label: str, place: World) -> None:
    rights = TABLE[label]
    if role not in rights.sees:
        return
    page = place.client(role).get(url(label)).content.decode()

    for where, roles in rights.rows.items():
        link = f'href="{url(label, place.rows[label, where].pk, "change")}'
        assert (link in page) == (role in roles), where


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_core_files_are_handed_in_by_bank_staff_and_the_federation(role: Role, place: World) -> None:
    client = place.client(role)
    page, allowed = url("kernel.reception", "upload"), role in ABOVE

    asked = {
        "upload": client.get(page).status_code,
        "upload!": client.post(page, {}).status_code,
        "check": client.get(f"{page}check/").status_code,
        "take!": client.post(f"{page}take/", {}).status_code,
        "cancel!": client.post(f"{page}cancel/", {}).status_code,
    }

    wanted = {"upload": 200, "upload!": 200, "check": 302, "take!": 302, "cancel!": 302}
    assert asked == (wanted if allowed else dict.fromkeys(wanted, 403))
    shown = f'href="{page}"' in client.get(url("kernel.reception")).content.decode()
    assert shown == allowed


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_received_file_is_seen_by_who_sees_what_came_with_it(role: Role, place: World) -> None:
    client = place.client(role)

    for where, roles in TABLE["kernel.reception"].rows.items():
        reception = place.rows["kernel.reception", where]
        assert isinstance(reception, Reception)
        page = url("kernel.reception", "files", reception.file_id)
        assert client.get(page).status_code == (200 if role in roles else 404), where


@pytest.mark.parametrize("role", [Role.BRANCH_STAFF, Role.BANK_STAFF])
def test_choices_offer_no_other_bank(role: Role, place: World) -> None:
    client = place.client(role)
    other = place.rows["accounts.branch", OTHER]

    for page in (url("accounts.contract", "add"), url("accounts.contract")):
        assert f'"{other.pk}"' not in client.get(page).content.decode().partition("id_branch")[2][:2000]
    answer = client.post(url("accounts.contract", "add"), {"branch": other.pk})
    assert "正しく選択してください" in answer.content.decode()


def pages(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Every address of the origin, with 1 for each variable part."""
    for each in patterns:
        own = prefix + str(each.pattern).replace("^", "").replace("$", "")
        if isinstance(each, URLResolver):
            yield from pages(each.url_patterns, own)
        else:
            yield own.replace("<path:object_id>", "1").replace("(?P<app_label>accounts|kernel)", "accounts")


# Where nginx sends what it refuses.
REFUSED_BY_NGINX = {f"/errors/tls/{code}/" for code in (400, 495, 496, 497)}


def test_strangers_are_sent_to_the_login_from_every_page() -> None:
    client = staff_browser()
    found = [page for page in pages(get_resolver(Origin.STAFF.urlconf).url_patterns) if "(" not in page]

    reached = {
        page: client.get(page)["Location"] for page in found if page not in {"/", LOGIN} | REFUSED_BY_NGINX
    }

    assert set(reached.values()) == {LOGIN}
    assert len(reached) > 30
    assert client.get("/")["Location"] == "/admin/"


@pytest.mark.parametrize("factory", [MasterFactory, GeneralUserFactory])
def test_members_cannot_log_in_here(factory: type[UserFactory]) -> None:
    """Not even one who has somehow come by an authenticator."""
    user = with_device(factory.create())

    answer = staff_browser().post(LOGIN, {"user_id": user.user_id, "password": PASSWORD, "token": token(AT)})

    assert "E1161" in answer.content.decode()


def test_a_members_session_is_nothing_here_and_a_staff_session_nothing_there(place: World) -> None:
    """The cookie's value carried over by hand."""
    staff = place.client(Role.FEDERATION)
    stolen = staff.cookies["__Host-staff-sessionid"].value
    elsewhere = browser(Origin.CERTIFICATE)
    elsewhere.cookies["__Host-certificate-sessionid"] = stolen

    assert elsewhere.get("/users/").status_code != 200
    assert staff_browser().get("/admin/").status_code == 302


def test_hashes_cannot_be_asked_for_by_the_lists_filters(place: World) -> None:
    client = place.client(Role.FEDERATION)

    for page, lookup in (
        (url("accounts.user"), "password__startswith"),
        (url("accounts.user"), "session_token__startswith"),
        (url("accounts.contract"), "initial_password__startswith"),
        (url("accounts.contract"), "branch__bank__code"),
        (url("accounts.contract"), "branch__staff__password__startswith"),
        (url("accounts.contract"), "users__password__startswith"),
    ):
        assert client.get(page, {lookup: "a"}).status_code == 400, lookup
    branch = place.rows["accounts.branch", OWN].pk
    for page, lookup, value in (
        (url("accounts.user"), "role__exact", "MASTER"),
        (url("accounts.contract"), "branch__id__exact", branch),
        (url("kernel.operationlog"), "at__gte", "2026-11-20 00:00:00+09:00"),
        (url("kernel.calendaroverride"), "day__year", 2026),
    ):
        assert client.get(page, {lookup: value}).status_code == 200, lookup
