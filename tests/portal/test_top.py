"""The top page (REG-1) and its four entrances."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from chingin.kernel.origins import Origin
from chingin.portal import entrances
from chingin.portal.entrances import Entrance
from tests.portal.pages import browser, visited

pytestmark = pytest.mark.django_db

OPEN = Entrance("窓口", "用件", Origin.PUBLIC, "portal:top")
CLOSED = replace(OPEN, view_name="nowhere:at_all")


def button(entrance: Entrance) -> str:
    return render_to_string("portal/_entrance.html", {"entrance": entrance})


def test_the_top_page_has_the_four_buttons_in_the_manuals_order() -> None:
    """REG-1."""
    html = visited("/").html

    assert re.findall(r'class="button button--wide[^>]*>([^<]+)<', html) == [
        "ログイン",
        "マスターユーザーの初期登録",
        "一般ユーザーの初期登録",
        "電子証明書発行",
    ]


def test_the_title_is_the_manuals() -> None:
    """REG-1."""
    assert "<title>ろうきん賃金控除事務支援システムログイン画面</title>" in visited("/").html


def test_the_last_two_buttons_lead_to_the_same_flow() -> None:
    """REG-1."""
    *_, general, certificate = entrances.FIRST_STEPS

    assert general.view_name == certificate.view_name == "certificates:authenticate"


def test_login_leads_to_the_origin_that_asks_for_a_certificate() -> None:
    """LOGIN-1."""
    assert entrances.LOGIN.origin is Origin.CERTIFICATE


def test_an_entrance_with_a_page_is_a_link_to_it() -> None:
    assert OPEN.url == "https://public.test/"
    assert 'href="https://public.test/"' in button(OPEN)


def test_an_entrance_without_a_page_is_no_link_and_says_so() -> None:
    assert CLOSED.url == ""
    assert "<a" not in button(CLOSED)
    assert "ただいま、この手続きは受け付けていません。" in button(CLOSED)


def test_the_top_page_shows_the_hours_and_the_help_desk() -> None:
    """ENV-2, ENV-7."""
    html = visited("/").html

    assert "月～金曜日" in html
    assert "8:00～20:00" in html
    assert 'href="tel:0120609575"' in html
    assert "現在、お知らせはありません。" in html


def test_the_top_page_is_only_read() -> None:
    assert browser().post("/", secure=True).status_code == 405
