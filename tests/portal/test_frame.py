"""What stands around a page: header, menu, trail, footer (ENV-5, ENV-7, CON-5)."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from chingin.portal.context import frame, public_frame
from chingin.portal.frame import Desk, HelpDesk, SignedIn
from tests.portal.pages import visited
from tests.portal.sample import SIGNED_IN, member_frame, sample_page

pytestmark = pytest.mark.django_db


def test_before_login_the_frame_names_nobody() -> None:
    assert frame(RequestFactory().get("/")) == {"frame": public_frame()}
    assert "ログアウト" not in visited("/").html


def test_the_frame_on_the_request_is_the_one_that_is_shown() -> None:
    request = RequestFactory().get("/")
    request.frame = member_frame()  # type: ignore[attr-defined]  # as a middleware of the portal does

    assert frame(request) == {"frame": member_frame()}


def test_every_page_after_login_shows_who_works_for_whom() -> None:
    """CON-5, ENV-5, LOGIN-6."""
    html = sample_page()

    for words in ("見本労働金庫", "12345678 見本労働組合", "山田 太郎", "2026年11月19日 9:12"):
        assert f"<dd>{words}</dd>" in html
    assert "<dt>入金グループ</dt><dd>00000001 本社支部</dd>" in html
    assert '<form class="header__logout" method="post" action="/logout/">' in html


def test_a_contract_without_groups_shows_no_empty_group() -> None:
    signed_in = replace(SIGNED_IN, group="", last_login="", trail=(), menu=())

    html = sample_page(frame=replace(public_frame(), signed_in=signed_in))

    assert "入金グループ" not in html
    assert "前回ログイン" not in html
    assert 'class="trail"' not in html


def test_the_menu_marks_the_page_and_its_group() -> None:
    html = sample_page()

    assert re.findall(r'menu__head--current" href="#menu-\d">([^<]+)<', html) == ["労金控除事務"]
    assert re.findall(r'menu__link"[^>]* aria-current="page">([^<]+)<', html) == ["労金控除事務の機能2"]


def test_the_help_desk_is_the_banks_own() -> None:
    """ENV-7."""
    desk = HelpDesk(name="見本金庫 窓口", telephone="0120(00)0000", hours="平日\n9時から")

    html = sample_page(frame=replace(member_frame(), help_desk=desk))

    assert "見本金庫 窓口" in html
    assert '<a class="desk__number" href="tel:0120000000">0120(00)0000</a>' in html
    assert "平日<br>9時から" in html


def test_a_member_reads_from_which_address_the_banks_mails_come() -> None:
    """ENV-7; before login the bank is unknown."""
    desk = replace(public_frame().help_desk, mail_sender="info-mihon@bank.example")

    html = sample_page(frame=replace(member_frame(), help_desk=desk))

    assert "お知らせメールの送信元 info-mihon@bank.example" in html
    assert "お知らせメールの送信元" not in visited("/").html


def test_whom_to_call_is_the_members_branch_and_the_help_desk() -> None:
    signed_in = replace(SIGNED_IN, branch=Desk(name="見本支店", telephone="03-1234-5678"))

    html = render_to_string(
        "portal/_whom_to_call.html", {"frame": replace(public_frame(), signed_in=signed_in)}
    )

    assert "お取引店 見本支店" in html
    assert '<a class="desk__number" href="tel:0312345678">03-1234-5678</a>' in html
    assert public_frame().help_desk.name in html


@pytest.mark.parametrize("signed_in", [None, replace(SIGNED_IN, branch=Desk(name="見本支店", telephone=""))])
def test_no_number_is_offered_that_is_not_known(signed_in: SignedIn | None) -> None:
    frame = replace(public_frame(), signed_in=signed_in)

    html = render_to_string("portal/_whom_to_call.html", {"frame": frame})

    assert re.findall(r'href="tel:(\d*)"', html) == ["0120609575"]
    assert ("お取引店" in html) is (signed_in is not None)


def test_a_page_with_mistakes_says_so_first_in_its_title() -> None:
    assert "<title>エラー: 画面部品 | ろうきん賃金控除事務支援システム</title>" in sample_page()
    assert "<title>画面部品 | ろうきん賃金控除事務支援システム</title>" in sample_page(mistaken=False)
