"""What a general user can do with the grants that the master chose on the form (USR-2, USR-8)."""

from collections.abc import Generator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path

from accounts.guards import function_page
from accounts.members import MemberRequest
from accounts.models import User
from chingin.urls import certificate
from tests.accounts.administration import (
    GRANTS,
    LINES,
    certificates_by_header,
    client,
    contract,
    friday_morning,
    general,
    known_functions,
    master,
    page,
)
from tests.accounts.browsers import logged_in, words

__all__ = [
    "certificates_by_header",
    "client",
    "contract",
    "friday_morning",
    "general",
    "known_functions",
    "master",
]
pytestmark = pytest.mark.django_db

PAGE = "/test-lines/"


@function_page(LINES)
def lines(request: MemberRequest) -> HttpResponse:
    """Has a button where the member may press one."""
    return HttpResponse("変更" if request.member.may_change(LINES) else "照会")


@pytest.fixture(autouse=True)
def page_of_lines(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """A page of the function that the master restricts."""
    monkeypatch.setattr(certificate, "urlpatterns", [*certificate.urlpatterns, path("test-lines/", lines)])
    clear_url_caches()
    yield
    monkeypatch.undo()
    clear_url_caches()


@pytest.mark.parametrize(
    ("grant", "sees", "presses", "reads"),
    [
        ("FULL", 200, 200, "変更"),
        ("VIEW", 200, 403, "照会"),
        ("HIDDEN", 403, 403, "この機能はご利用いただけません。"),
    ],
)
def test_the_grant_decides_what_is_seen_and_what_is_refused_usr_8(
    client: Client, general: User, grant: str, sees: int, presses: int, reads: str
) -> None:
    changed = client.post(page("change", general), {**GRANTS, "grant-DED-1": grant, "name": "新組合花子"})
    assert changed.status_code == 302

    browser = logged_in(general)

    assert browser.get(PAGE).status_code == sees
    assert reads in words(browser.get(PAGE))
    assert browser.post(PAGE).status_code == presses


def test_view_only_is_refused_in_its_own_words_usr_8(client: Client, general: User) -> None:
    answer = logged_in(general).post(PAGE)

    assert answer.status_code == 403
    assert "この機能は閲覧のみご利用いただけます。" in words(answer)


def test_a_grant_taken_away_ends_at_the_next_click_usr_8(client: Client, general: User) -> None:
    browser = logged_in(general)
    assert browser.get(PAGE).status_code == 200

    client.post(page("change", general), {**GRANTS, "grant-DED-1": "HIDDEN"})

    assert browser.get(PAGE).status_code == 403


def test_a_deleted_user_is_out_at_the_next_click_usr_4(client: Client, general: User) -> None:
    browser = logged_in(general)

    client.post(page("delete", general))

    answer = browser.get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
