"""The menu and the trail come from the registry of functions, and from the pages that there are."""

import pytest
from django.urls import resolve

from accounts.functions import LOG_INQUIRY, PASSWORD_CHANGE, USER_INQUIRY
from chingin.kernel import functions
from chingin.kernel.functions import Function, Menu, register
from chingin.portal.frame import Link
from chingin.portal.menu import current_function, menu, trail, url_of

UNROUTED = Function("DED-1", "労金控除明細照会", Menu.ROKIN, "nowhere:lines", changes_data=True)
CERTIFICATE = "chingin.urls.certificate"


@pytest.fixture(autouse=True)
def known_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "_functions", {})
    register(UNROUTED, USER_INQUIRY, LOG_INQUIRY, PASSWORD_CHANGE)


def test_a_function_whose_page_does_not_exist_yet_is_not_in_the_menu() -> None:
    assert url_of(UNROUTED.url_name) == ""

    labels = [group.label for group in menu(shows=lambda function: True, current=None)]

    assert labels == ["共通機能", "システム管理機能"]


def test_what_may_not_be_seen_is_not_in_the_menu() -> None:
    """USR-8."""
    (group,) = menu(shows=lambda function: function is PASSWORD_CHANGE, current=PASSWORD_CHANGE)

    assert group.current
    assert group.links == (Link("パスワード変更", "/password/", current=True),)


def test_a_page_without_a_function_has_no_trail() -> None:
    for match in (None, resolve("/information/", CERTIFICATE)):
        assert current_function(match) is None
        assert trail(match, current_function(match)) == ()


def test_the_first_page_of_a_function_ends_the_trail_and_deeper_ones_lead_back_to_it() -> None:
    first, deeper = resolve("/users/", CERTIFICATE), resolve("/users/new/", CERTIFICATE)

    assert current_function(deeper) is current_function(first) is USER_INQUIRY
    assert trail(first, USER_INQUIRY)[-1] == Link("契約ユーザー情報照会", "")
    assert trail(deeper, USER_INQUIRY)[-1] == Link("契約ユーザー情報照会", "/users/")
