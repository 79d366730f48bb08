"""企業宛控除依頼書出力 (DED-6), 企業宛控除依頼データエクスポート (DED-7) through the browser."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from tests.accounts.administration import downloaded
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import DEADLINE, CycleFactory, DeductionLineFactory
from tests.deductions.media import status_of
from tests.portal.doors import doors

__all__ = ["doors"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]

LISTS, EXPORTS = "/company/lists/", "/company/exports/"
INDEX_QUERIES = 10
HEADER = [
    "職員番号",
    "カナ氏名",
    "漢字氏名",
    "所属",
    "控除額合計",
    "内 貯蓄",
    "内 返済",
    "内 賃控元帳",
    "異動区分",
    "異動区分名",
    "前回額",
]


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create(group__number="50000001", group__contract__number="12345678")


@pytest.fixture
def client(cycle: Cycle) -> Client:
    return logged_in(MasterFactory.create(contract=cycle.group.contract))


@pytest.mark.parametrize("place", [LISTS, EXPORTS])
def test_the_page_offers_all_and_changed_with_their_counts(client: Client, cycle: Cycle, place: str) -> None:
    """DED-6, DED-7."""
    DeductionLineFactory.create_batch(2, cycle=cycle, employee_number="001001")
    DeductionLineFactory.create(cycle=cycle, employee_number="001002", previous=1)

    page = words(client.get(place))

    titles = re.findall(r'<span class="shelf__title">([^<]+)</span>', page)
    assert titles == ["企業宛控除依頼書(全件)", "企業宛控除依頼書(異動分)"]
    assert re.findall(r'<td class="shelf__count">([^<]+)</td>', page) == ["2件", "1件"]


@pytest.mark.parametrize(
    ("name", "title"),
    [("request_all", "企業宛控除依頼書(全件)"), ("request_changed", "企業宛控除依頼書(異動分)")],
)
def test_each_leaves_as_paper_and_as_data_and_the_log_knows(
    client: Client, cycle: Cycle, name: str, title: str
) -> None:
    crowd(cycle, 12)

    paper = downloaded(client, f"{LISTS}{cycle.pk}/{name}/?output=pdf")
    data = downloaded(client, f"{EXPORTS}{cycle.pk}/{name}/?output=csv").decode("cp932")

    assert paper.startswith(b"%PDF")
    head, *rows = csv.reader(io.StringIO(data))
    assert head == HEADER
    printed, exported = list(OperationLog.objects.order_by("pk"))[-2:]
    for entry, function, extension in ((printed, "DED-6", "pdf"), (exported, "DED-7", "csv")):
        assert (entry.event_label, entry.function) == ("企業宛控除依頼書・データ出力", function)
        assert entry.target == f"{title}_50000001_202611_1_20261120100000.{extension}"
        assert entry.detail["count"] == len(rows)
        assert entry.detail["totals"]["控除額合計"] == sum(int(row[4]) for row in rows)


def test_the_screen_shows_the_rows_and_no_account(client: Client, cycle: Cycle) -> None:
    line = DeductionLineFactory.create(cycle=cycle, account_number="8642975", balance=13_579_135)

    page = words(client.get(f"{LISTS}{cycle.pk}/request_all/"))

    assert line.employee_number in page
    assert "8642975" not in page
    assert "13,579,135" not in page


TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("place", [LISTS, EXPORTS])
@pytest.mark.parametrize(
    ("variant", "closes_at", "warns"),
    [
        ({}, TUESDAY, True),
        ({"wage_exchange": True}, TUESDAY, True),
        ({"inquiry": True}, TUESDAY, False),
        ({}, DEADLINE, False),
    ],
)
def test_before_the_deadline_the_page_says_that_amounts_may_change(
    place: str, variant: dict[str, bool], closes_at: datetime, *, warns: bool
) -> None:
    """DED-6, DED-7: a draft may be printed, but nobody takes it for the request."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant), update_deadline=closes_at)
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    page = words(client.get(place))

    assert ("更新締切の前です" in page) is warns
    assert ("2026年11月24日(火) 20:00まで受け付けています" in page) is warns
    assert "更新締切の前です" not in words(client.get("/rokin/lists/"))


def test_the_index_reads_the_lines_once(
    client: Client, cycle: Cycle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """150,000 lines of a large union are added up for each reading."""
    crowd(cycle, 12)
    client.get(LISTS)

    with django_assert_max_num_queries(INDEX_QUERIES) as asked:
        client.get(LISTS)

    of_lines = [query for query in asked.captured_queries if "rokin_deductionline" in query["sql"]]
    assert len(of_lines) == 1


def test_every_variant_of_a_contract_prints_for_the_company() -> None:
    """DED-6, DED-7 belong to 照会 and Web更新, まとめ入金 and 賃金控除."""
    for variant in ({}, {"inquiry": True}, {"wage_exchange": True}, {"wage_exchange": True, "inquiry": True}):
        cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))
        client = logged_in(MasterFactory.create(contract=cycle.group.contract))

        assert status_of(client, f"{LISTS}{cycle.pk}/request_all/") == 200
        assert status_of(client, f"{EXPORTS}{cycle.pk}/request_changed/?output=csv") == 200


def test_another_contract_s_cycle_does_not_exist(client: Client) -> None:
    stranger = CycleFactory.create()

    for url in (f"{LISTS}{stranger.pk}/request_all/", f"{EXPORTS}{stranger.pk}/request_all/?output=csv"):
        assert status_of(client, url) == 404
