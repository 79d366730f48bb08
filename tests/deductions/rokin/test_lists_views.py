"""労金控除依頼リスト出力 (DED-4), 労金控除依頼データエクスポート (DED-5) through the browser."""

import csv
import io
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Contract, Grant
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle, DepositGroup
from tests.accounts.administration import downloaded
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.media import status_of
from tests.portal.doors import doors

__all__ = ["doors"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]

LISTS, EXPORTS = "/rokin/lists/", "/rokin/exports/"
TITLES = [
    "控除依頼リスト",
    "窓口扱い控除依頼内容変更リスト",
    "控除依頼明細エラーリスト",
    "控除依頼異動分リスト",
]
NAMES = ["requests", "counter_changes", "line_errors", "movements"]


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678")


@pytest.fixture
def group(contract: Contract) -> DepositGroup:
    return DepositGroupFactory.create(contract=contract, number="50000001")


@pytest.fixture
def cycle(group: DepositGroup) -> Cycle:
    return CycleFactory.create(group=group)


@pytest.fixture
def client(contract: Contract, group: DepositGroup) -> Client:
    return logged_in(MasterFactory.create(contract=contract))


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="shelf__title">([^<]+)</span>', page)


def counts(page: str) -> list[str]:
    return re.findall(r'<td class="shelf__count">([^<]+)</td>', page)


def chosen(page: str) -> list[str]:
    return re.findall(r"<option value=\"\d+\" selected>([^<(]+)", page)


@pytest.mark.parametrize("place", [LISTS, EXPORTS])
def test_the_page_offers_each_list_of_the_newest_cycle_with_its_count(
    client: Client, cycle: Cycle, place: str
) -> None:
    """DED-4, DED-5."""
    CycleFactory.create(group=cycle.group, month="202610", pay_date="2026-10-25", deposit_date="2026-10-26")
    lines = crowd(cycle, 30)

    page = words(client.get(place))

    assert titles(page) == TITLES
    assert counts(page) == [
        "30件",
        f"{sum(line.received_origin == '1' for line in lines)}件",
        f"{sum(bool(line.error) for line in lines)}件",
        f"{sum(line.movement != '0' for line in lines)}件",
    ]
    assert chosen(page) == ["2026年11月 月例"]


def test_an_older_cycle_is_chosen_ded_4(client: Client, cycle: Cycle) -> None:
    older = CycleFactory.create(
        group=cycle.group, month="202610", pay_date="2026-10-25", deposit_date="2026-10-26"
    )
    DeductionLineFactory.create(cycle=older)

    page = words(client.get(f"{LISTS}?cycle={older.pk}"))

    assert chosen(page) == ["2026年10月 月例"]
    assert counts(page)[0] == "1件"
    assert f'href="{LISTS}{older.pk}/requests/?output=pdf"' in page


@pytest.mark.parametrize("place", [LISTS, EXPORTS])
def test_before_the_first_file_has_come_the_page_says_so(client: Client, place: str) -> None:
    answer = client.get(place)

    assert answer.status_code == 409
    page = words(answer)
    assert "控除依頼データがまだ届いていません。" in page
    assert "毎月最初の営業日に届き、メールとインフォメーション画面でお知らせします。" in page
    assert "E2017" in page
    assert titles(page) == []


def test_every_way_on_the_pages_leads_somewhere(client: Client, cycle: Cycle) -> None:
    crowd(cycle, 5)
    screens = 0

    for place, name in ((LISTS, "印刷(PDF)"), (EXPORTS, "CSV出力(Shift_JIS)")):
        page = words(client.get(place))
        links = re.findall(r'<a class="button button--small" href="([^"]+)">([^<]+)<', page)
        assert len(links) == 2 * len(TITLES)
        assert [text for _, text in links].count(name) == len(TITLES)
        for url, text in links:
            if text == "画面表示":
                assert "<h1>" in words(client.get(url))
                screens += 1
            else:
                assert downloaded(client, url)
    assert screens == len(TITLES)


@pytest.mark.parametrize(
    ("output", "name", "function"),
    [("pdf", "控除依頼リスト_50000001_202611_1_20261120100000.pdf", "DED-4"), ("csv", "csv", "DED-5")],
)
def test_a_file_that_leaves_the_house_stands_in_the_log(
    client: Client, cycle: Cycle, output: str, name: str, function: str
) -> None:
    lines = crowd(cycle, 7)

    downloaded(client, f"{LISTS}{cycle.pk}/requests/?output={output}")

    entry = OperationLog.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.event_label, entry.function) == ("帳票・データ出力", function)
    assert entry.target.endswith(name)
    assert entry.detail == {
        "group": "50000001",
        "count": 7,
        "totals": {"控除金額": sum(line.amount for line in lines)},
    }
    assert entry.chain == cycle.group.contract.log_chain


def test_a_look_at_the_screen_leaves_nothing_in_the_log(client: Client, cycle: Cycle) -> None:
    before = OperationLog.objects.count()

    client.get(f"{LISTS}{cycle.pk}/requests/")

    assert OperationLog.objects.count() == before


def test_the_data_is_in_cp932_unless_utf_8_is_asked_for_ded_5(client: Client, cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, name="髙橋　﨑太郎")
    url = f"{EXPORTS}{cycle.pk}/requests/"

    windows, unicode = downloaded(client, f"{url}?output=csv"), downloaded(client, f"{url}?output=csv-utf8")

    for text in (windows.decode("cp932"), unicode.decode("utf-8-sig")):
        assert list(csv.reader(io.StringIO(text)))[1][3] == "髙橋　﨑太郎"
        assert text.count("\r\n") == 2
    assert unicode.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", NAMES)
def test_an_inquiry_contract_prints_them_too(name: str) -> None:
    """まとめ入金・照会: DED-3 … 7."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(inquiry=True))
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    assert titles(words(client.get(LISTS))) == TITLES
    assert status_of(client, f"{LISTS}{cycle.pk}/{name}/") == 200
    assert status_of(client, f"{EXPORTS}{cycle.pk}/{name}/?output=csv") == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_cycle_of_another_group_does_not_exist(client: Client, group: DepositGroup, name: str) -> None:
    """CON-5: another contract's, and another group's of the same contract too."""
    stranger = CycleFactory.create()

    for place in (LISTS, EXPORTS):
        assert status_of(client, f"{place}{stranger.pk}/{name}/?output=csv") == 404
        assert status_of(client, f"{place}?cycle={stranger.pk}") == 404


@pytest.mark.parametrize("asked", ["x", "-1", "²", "9" * 30])
def test_a_cycle_that_cannot_be_does_not_exist(client: Client, cycle: Cycle, asked: str) -> None:
    assert status_of(client, f"{LISTS}?cycle={asked}") == 404


def test_no_cycle_named_is_the_newest(client: Client, cycle: Cycle) -> None:
    assert chosen(words(client.get(f"{LISTS}?cycle="))) == ["2026年11月 月例"]


def test_who_may_not_export_gets_no_data_from_the_list_either(contract: Contract, cycle: Cycle) -> None:
    """USR-8: DED-4 alone prints."""
    MasterFactory.create(contract=contract)
    clerk = logged_in(GeneralUserFactory.create(contract=contract, grants={"DED-4": Grant.VIEW}))
    url = f"{LISTS}{cycle.pk}/requests/"

    page = words(clerk.get(url))

    assert "output=pdf" in page
    assert "output=csv" not in page
    assert status_of(clerk, f"{url}?output=csv") == 404
    assert status_of(clerk, f"{EXPORTS}{cycle.pk}/requests/?output=csv") == 403
    assert downloaded(clerk, f"{url}?output=pdf").startswith(b"%PDF")


def test_who_may_only_export_does_not_print(contract: Contract, cycle: Cycle) -> None:
    """USR-8."""
    MasterFactory.create(contract=contract)
    clerk = logged_in(GeneralUserFactory.create(contract=contract, grants={"DED-5": Grant.VIEW}))

    assert downloaded(clerk, f"{EXPORTS}{cycle.pk}/requests/?output=csv")
    assert status_of(clerk, f"{EXPORTS}{cycle.pk}/requests/?output=pdf") == 404
    assert status_of(clerk, f"{LISTS}{cycle.pk}/requests/") == 403


@pytest.mark.parametrize("name", ["", *(f"{{}}/{name}/" for name in NAMES)])
def test_a_page_costs_as_many_queries_for_many_lines_as_for_few(
    client: Client, cycle: Cycle, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    url = f"{LISTS}{name.format(cycle.pk)}"
    crowd(cycle, 5)
    with django_assert_max_num_queries(30) as few:
        client.get(url)

    crowd(CycleFactory.create(group=cycle.group, sequence=2), 5)
    more = crowd(cycle, 195, seed=2)
    with django_assert_max_num_queries(30) as many:
        page = words(client.get(url))

    assert len(few) == len(many)
    assert len(more) == 195
    assert page
