"""インフォメーション画面 (LOGIN-5, LOGIN-6, COM-2): what each contract sees, and what it costs."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Contract, Grant, User
from chingin.portal import sections
from chingin.portal.models import News
from chingin.portal.sections import Kind, LatestReception, Step, Viewer, plug_in_reception, plug_in_schedule
from tests.accounts.browsers import Answer, logged_in, words
from tests.accounts.factories import BankFactory, ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.portal.doors import FRIDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]
INFORMATION = "/information/"
QUERIES = 8


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678", name="見本労働組合")


@pytest.fixture
def master(contract: Contract) -> User:
    return MasterFactory.create(contract=contract, name="労金太郎")


@pytest.fixture(autouse=True)
def nothing_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever apps there are, a test plugs in its own."""
    monkeypatch.setattr(sections, "_reception_sources", {})
    monkeypatch.setattr(sections, "_schedule_sources", {})


@pytest.fixture
def client(master: User) -> Client:
    return logged_in(master)


def received(answer: Answer) -> dict[str, str]:
    """Label and words of each line of 最新受信情報."""
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', words(answer), re.DOTALL)
    return {label: re.sub(r"<[^>]+>|\s", "", cells) for label, cells in rows}


def test_a_member_sees_schedule_and_latest_reception_and_reads_that_nothing_came_yet(
    client: Client, contract: Contract
) -> None:
    """LOGIN-5."""
    DepositGroupFactory.create(contract=contract, number="50000001", name="本社支部")

    answer = client.get(INFORMATION)

    page = words(answer)
    assert "労金控除・賃控元帳のスケジュール" in page
    assert "入金グループ 50000001 本社支部" in page
    assert "控除依頼データを、まだ受信していません。" in page
    assert received(answer) == {"一斉積立内訳明細": "まだ受信していません。"}


@pytest.mark.parametrize(
    ("contracted", "title"),
    [
        ({"has_ledger": False}, "労金控除のスケジュール"),
        ({"rokin_collection": "", "rokin_access": ""}, "賃控元帳のスケジュール"),
        ({"rokin_collection": "", "rokin_access": "", "has_ledger": False}, None),
    ],
)
def test_the_schedule_is_of_the_services_contracted(contracted: dict[str, object], title: str | None) -> None:
    """CON-4, LOGIN-5."""
    page = words(
        logged_in(MasterFactory.create(contract=ContractFactory.create(**contracted))).get(INFORMATION)
    )

    assert re.findall(r'id="panel-schedule">([^<]+)<', page) == ([title] if title else [])


@pytest.mark.parametrize(
    ("contracted", "lines"),
    [
        ({}, ["預入依頼書", "加入者残高一覧表", "奨励金"]),
        ({"has_zaikei_balances": False}, ["預入依頼書", "奨励金"]),
        ({"has_zaikei_balances": False, "has_zaikei_incentives": False}, ["預入依頼書"]),
    ],
)
def test_an_employer_sees_the_latest_receptions_contracted(
    contracted: dict[str, bool], lines: list[str]
) -> None:
    """CON-4, LOGIN-5."""
    employer = ContractFactory.create(employer=True, **contracted)

    answer = logged_in(MasterFactory.create(contract=employer)).get(INFORMATION)

    assert received(answer) == dict.fromkeys(lines, "まだ受信していません。")
    assert "スケジュール" not in words(answer)


def test_what_an_app_plugs_in_is_shown(client: Client, contract: Contract) -> None:
    """LOGIN-5: the portal asks with the viewer; the app answers with rows."""
    group = DepositGroupFactory.create(contract=contract)
    asked: list[Viewer] = []

    def steps(viewer: Viewer) -> list[Step]:
        asked.append(viewer)
        return [Step("明細の更新", "受付中", Kind.NOW, "更新締切 11月24日(火) 20:00", "/lines/")]

    plug_in_schedule("ROKIN_DEDUCTION", steps)
    plug_in_schedule("LEDGER", lambda viewer: [])
    plug_in_reception(
        "GROUP_SAVINGS", lambda viewer: LatestReception(FRIDAY, "2026年11月分 120件", "/savings/")
    )

    answer = client.get(INFORMATION)

    assert '<a href="/lines/">明細の更新</a>' in words(answer)
    assert "まだ受信していません" not in words(answer)
    assert received(answer) == {"一斉積立内訳明細": "2026年11月20日(金)10:002026年11月分120件"}
    assert '<a href="/savings/">2026年11月分 120件</a>' in words(answer)
    assert [(viewer.group, viewer.at) for viewer in asked] == [(group, FRIDAY)]


def test_an_app_that_has_nothing_yet_says_nothing_and_the_screen_says_so(client: Client) -> None:
    plug_in_reception("GROUP_SAVINGS", lambda viewer: None)

    assert received(client.get(INFORMATION)) == {"一斉積立内訳明細": "まだ受信していません。"}


def test_a_reception_without_a_page_is_no_link(client: Client) -> None:
    plug_in_reception("GROUP_SAVINGS", lambda viewer: LatestReception(FRIDAY, "120件"))

    assert "<td>120件</td>" in words(client.get(INFORMATION))


@pytest.mark.parametrize(
    ("groups", "words_"),
    [(0, "入金グループがまだ登録されていません。"), (2, "入金グループを選択すると、予定を表示します。")],
)
def test_without_a_group_in_use_the_schedule_says_what_to_do(
    client: Client, contract: Contract, groups: int, words_: str
) -> None:
    """LOGIN-4, LOGIN-5."""
    DepositGroupFactory.create_batch(groups, contract=contract)

    assert words_ in words(client.get(INFORMATION))


def test_the_first_login_says_that_it_is_the_first(client: Client) -> None:
    """LOGIN-6."""
    page = words(client.get(INFORMATION))

    assert "今回がはじめてのログインです。" in page
    assert "<dt>前回ログイン</dt>" not in page


def test_the_last_login_is_shown(master: User) -> None:
    """LOGIN-6."""
    logged_in(master)
    with time_machine.travel(FRIDAY + timedelta(hours=3), tick=False):
        page = words(logged_in(master).get(INFORMATION))

    assert '<p class="panel__fact">2026年11月20日(金) 10:00</p>' in page
    assert "<dt>前回ログイン</dt><dd>2026年11月20日(金) 10:00</dd>" in page


def test_news_of_all_banks_and_of_the_own_bank_is_shown_newest_first(
    client: Client, contract: Contract
) -> None:
    """COM-2."""
    for minutes, title, body, bank in (
        (3, "全金庫のお知らせ", "", None),
        (2, "自金庫のお知らせ", "本文\n2行目", contract.branch.bank),
        (1, "他金庫のお知らせ", "", BankFactory.create()),
        (-1, "まだ掲載前", "", None),
    ):
        News.objects.create(
            title=title, body=body, bank=bank, published_from=FRIDAY - timedelta(minutes=minutes)
        )

    page = words(client.get(INFORMATION))

    assert re.findall(r'news__title"[^>]*>([^<]+)<', page) == ["自金庫のお知らせ", "全金庫のお知らせ"]
    link = re.findall(r'href="(/news/\d+/)">自金庫', page)[0]
    assert "本文<br>2行目" in words(client.get(link))


def test_another_bank_s_news_does_not_exist(client: Client) -> None:
    """COM-2."""
    other = News.objects.create(title="他金庫", body="本文", bank=BankFactory.create(), published_from=FRIDAY)

    assert client.get(f"/news/{other.pk}/").status_code == 404


def test_the_frame_names_bank_contract_user_and_the_bank_s_own_help_desk(client: Client) -> None:
    """ENV-5, ENV-7."""
    page = words(client.get(INFORMATION))

    for part in ("試験労働金庫", "12345678 見本労働組合", "労金太郎"):
        assert f"<dd>{part}</dd>" in page
    assert "試験ろうきんヘルプデスク" in page
    assert 'href="tel:0120000000"' in page
    assert 'action="/logout/"' in page
    assert 'data-warn-before="3600"' in page
    assert "お知らせメールの送信元 info@bank.test" in page


def menu(answer: Answer) -> dict[str, list[str]]:
    page = words(answer)
    panels = re.findall(r"menu__head[^>]*>([^<]+)</a>\s*<div(.*?)</div>", page, re.DOTALL)
    return {head: re.findall(r'menu__link"[^>]*>([^<]+)<', links) for head, links in panels}


def test_the_menu_shows_what_the_member_may_see_and_what_has_a_page(client: Client) -> None:
    """CON-4, USR-8."""
    shown = menu(client.get(INFORMATION))

    assert shown["システム管理機能"] == ["契約ユーザー情報照会", "操作ログ照会"]
    assert "パスワード変更" in shown["共通機能"]
    assert "財形貯蓄事務" not in shown


def test_a_general_user_s_menu_has_only_what_was_granted(contract: Contract) -> None:
    """USR-8."""
    user = GeneralUserFactory.create(contract=contract, grants={"DED-1": Grant.HIDDEN})

    shown = menu(logged_in(user).get(INFORMATION))

    assert "システム管理機能" not in shown
    assert "労金控除事務" not in shown


def test_a_page_of_a_function_is_marked_and_its_trail_leads_back(client: Client) -> None:
    page = words(client.get("/operation-log/"))

    assert re.findall(r'menu__head--current"[^>]*>([^<]+)<', page) == ["システム管理機能"]
    assert re.findall(r'menu__link"[^>]* aria-current="page">([^<]+)<', page) == ["操作ログ照会"]
    assert re.findall(r'trail__part">(.*?)</li>', page) == [
        '<a href="/information/">インフォメーション</a>',
        "システム管理機能",
        "操作ログ照会",
    ]


def test_a_deeper_page_of_a_function_leads_back_to_its_first(client: Client) -> None:
    page = words(client.get("/users/new/"))

    assert '<li class="trail__part"><a href="/users/">契約ユーザー情報照会</a></li>' in page


def much_more(contract: Contract) -> None:
    """Of everything that the screen reads."""
    DepositGroupFactory.create_batch(30, contract=contract)
    for n in range(30):
        News.objects.create(title=f"お知らせ{n}", body="本文", published_from=FRIDAY)
    GeneralUserFactory.create_batch(5, contract=contract)


def test_the_screen_costs_the_same_queries_whatever_there_is(
    client: Client, contract: Contract, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(INFORMATION)

    with django_assert_num_queries(QUERIES):
        client.get(INFORMATION)
    much_more(contract)
    with django_assert_num_queries(QUERIES):
        client.get(INFORMATION)
