"""労金控除結果リスト出力 (DED-11) through the browser: lists, versions, reconciliation, drill-down."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.rokin.models import LineKind
from tests.accounts.administration import downloaded
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.answered import (
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.company.factories import CycleResultsFactory, OutcomeFactory
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.media import status_of
from tests.portal.doors import doors

__all__ = ["doors"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]

RESULTS = "/company/results/"
CELLS = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    """Three lines of two employees: collected, in part, not at all."""
    cycle = exchange_cycle()
    lines = [
        DeductionLineFactory.create(cycle=cycle, employee_number="001", subject="20"),
        DeductionLineFactory.create(cycle=cycle, employee_number="001", subject="51", kind=LineKind.LOAN),
        DeductionLineFactory.create(cycle=cycle, employee_number="002", subject="20", name_kana="ｽｽﾞｷ ｲﾁﾛｳ"),
    ]
    rows = [
        answer(lines[0]),
        in_part(lines[1], 5_000, "01"),
        failed(lines[2], "12", name_kana="ｽｽﾞｷ ｼﾞﾛｳ"),
    ]
    answered(result_file((result_header(cycle), rows)))
    return cycle


@pytest.fixture
def client(cycle: Cycle) -> Client:
    return logged_in(MasterFactory.create(contract=cycle.group.contract))


def rows_of(page: str) -> list[list[str]]:
    """The cells of each table row, without marks."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in CELLS.findall(row)] for row in rows]


def counts_of(page: str) -> list[str]:
    """Of each list on offer, beside its title."""
    return re.findall(r'shelf__title.*?<td class="shelf__count">([^<]+)</td>', page, re.DOTALL)


def test_the_page_offers_the_three_lists_with_their_counts(client: Client, cycle: Cycle) -> None:
    page = words(client.get(RESULTS))

    assert "<h1>労金控除結果リスト出力</h1>" in page
    titles = re.findall(r'<span class="shelf__title">([^<]+)</span>', page)
    assert titles == ["控除結果リスト", "控除不能リスト", "カナ氏名不一致リスト"]
    assert counts_of(page) == ["3件", "2件", "1件"]
    assert "<dd>結果公開</dd>" in page
    assert "控除結果の版</h2>" not in page


def test_the_newest_cycle_with_results_is_shown_first(client: Client, cycle: Cycle) -> None:
    newer = CycleFactory.create(group=cycle.group, month="202612", results_on="2026-12-29")

    assert '<td class="shelf__count">3件</td>' in words(client.get(RESULTS))
    page = words(client.get(f"{RESULTS}?cycle={newer.pk}"))

    assert "この控除回の控除結果は、まだ届いていません。" in page
    assert "2026年12月29日(火)" in page
    assert "shelf__title" not in page


def test_before_the_first_file_the_page_says_what_is_missing() -> None:
    cycle = exchange_cycle()
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    assert "まだ届いていません" in words(client.get(RESULTS))


@pytest.mark.parametrize(
    ("name", "title", "count", "totals"),
    [
        ("result_list", "控除結果リスト", 3, {"依頼額": 60_000, "控除額": 25_000, "差額": 35_000}),
        ("shortfalls", "控除不能リスト", 2, {"依頼額": 40_000, "不能額": 35_000}),
        ("kana_names", "カナ氏名不一致リスト", 1, {"依頼額": 20_000}),
    ],
)
def test_each_list_leaves_as_paper_and_as_data_and_the_log_knows(
    client: Client, cycle: Cycle, name: str, title: str, count: int, totals: dict[str, int]
) -> None:
    url = f"{RESULTS}{cycle.pk}/1/{name}/"

    paper = downloaded(client, f"{url}?output=pdf")
    data = downloaded(client, f"{url}?output=csv").decode("cp932")

    assert paper.startswith(b"%PDF")
    assert len(list(csv.reader(io.StringIO(data)))) == count + 1
    printed, exported = list(OperationLog.objects.order_by("pk"))[-2:]
    for entry, extension in ((printed, "pdf"), (exported, "csv")):
        assert (entry.event_label, entry.function) == ("控除結果リスト出力", "DED-11")
        assert entry.target == f"{title}_20000001_202611_1_20261120100000.{extension}"
        assert (entry.detail["count"], entry.detail["totals"]) == (count, totals)


def test_the_screen_names_the_version_it_shows(client: Client, cycle: Cycle) -> None:
    page = words(client.get(f"{RESULTS}{cycle.pk}/1/result_list/"))

    assert "結果の版" in page
    assert "第1版" in page


def test_a_corrected_version_is_offered_with_the_one_before(client: Client, cycle: Cycle) -> None:
    lines = list(cycle.lines.order_by("pk"))
    rows = [answer(line) for line in lines]
    answered(result_file((result_header(cycle, serial="1100000002"), rows)))

    current = words(client.get(RESULTS))
    former = words(client.get(f"{RESULTS}?cycle={cycle.pk}&version=1"))

    assert counts_of(current) == ["3件", "0件", "0件"]
    assert ["第2版(現在の版)", "2026/11/27 09:00", "3件", "表示中"] in rows_of(current)
    assert "訂正前の版を表示しています" not in current
    assert "第1版は、第2版で訂正されました。" in former
    assert counts_of(former) == ["3件", "2件", "1件"]


@pytest.mark.parametrize("version", ["2", "0", "x", "1 "])
def test_a_version_that_is_not_there_is_not_found(client: Client, cycle: Cycle, version: str) -> None:
    assert status_of(client, f"{RESULTS}?cycle={cycle.pk}&version={version}") == 404


def test_the_reconciliation_says_that_all_agrees_to_the_yen(client: Client, cycle: Cycle) -> None:
    page = words(client.get(f"{RESULTS}{cycle.pk}/1/reconciliation/"))

    assert '<p class="notice__head">一致</p>' in page
    rows = rows_of(page)
    assert ["20 エース預金", "2件", "40,000円", "20,000円", "20,000円", "0円"] in rows
    assert ["返済計", "1件", "20,000円", "5,000円", "15,000円", "0円"] in rows
    assert ["合計", "3件", "60,000円", "25,000円", "35,000円", "0円"] in rows
    assert ["控除金額合計", "25,000円", "25,000円", "一致"] in rows


def test_the_reconciliation_says_what_differs(client: Client, cycle: Cycle) -> None:
    other = CycleFactory.create(group=cycle.group, sequence=2)
    results = CycleResultsFactory.create(
        cycle=other, reception__totals={"依頼金額合計": 20_000, "控除金額合計": 19_000}, reception__count=1
    )
    OutcomeFactory.create(results=results)

    page = words(client.get(f"{RESULTS}{other.pk}/1/reconciliation/"))

    assert "一致していません" in page
    assert "登録した結果と一致しません(差 控除金額合計 -1,000円)。" in page
    assert ["控除金額合計", "19,000円", "20,000円", "不一致"] in rows_of(page)


def test_a_figure_leads_to_its_people_and_each_to_their_lines(client: Client, cycle: Cycle) -> None:
    place = f"{RESULTS}{cycle.pk}/1/"
    table = words(client.get(f"{place}reconciliation/"))
    assert f'href="{place}people/?subject=20"' in table

    people = words(client.get(f"{place}people/?subject=20"))
    assert "20 エース預金 全2件中 1〜2件" in people
    assert ["002", "ｽｽﾞｷ ｲﾁﾛｳ", "労金　花子", "1件", "20,000円", "0円", "20,000円", "0円"] in rows_of(people)
    assert ["合計", "2件", "40,000円", "20,000円", "20,000円", "0円"] in rows_of(people)
    assert f'href="{place}lines/?subject=20&employee=001"' in people

    lines = words(client.get(f"{place}lines/?employee=001"))
    assert "職員番号 001 全2件中 1〜2件" in lines
    (row,) = [row for row in rows_of(lines) if "51 住宅ローン" in row]
    assert row[4:] == ["20,000円", "5,000円", "15,000円", "0円", "一部", "01 資金(支給額)不足"]


def test_a_line_without_a_result_says_so(client: Client, cycle: Cycle) -> None:
    other = CycleFactory.create(group=cycle.group, sequence=2)
    CycleResultsFactory.create(cycle=other)
    DeductionLineFactory.create(cycle=other)

    page = words(client.get(f"{RESULTS}{other.pk}/1/lines/"))

    assert "全明細 全1件中" in page
    assert rows_of(page)[1][4:] == ["20,000円", "0円", "0円", "20,000円", "結果なし", ""]


@pytest.mark.parametrize("name", ["people", "lines"])
def test_a_filter_that_finds_nothing_says_so(client: Client, cycle: Cycle, name: str) -> None:
    page = words(client.get(f"{RESULTS}{cycle.pk}/1/{name}/?subject=59&kind=L"))

    assert "返済 59 その他貸付 全0件" in page
    assert "該当する明細はありません" in page


@pytest.mark.parametrize(
    "query", ["subject=5", "kind=X", "employee=00a", "employee=%00", "subject=%E4%BA%8C%E4%BA%8C"]
)
@pytest.mark.parametrize("name", ["people", "lines"])
def test_a_filter_that_is_no_code_is_not_found(client: Client, cycle: Cycle, name: str, query: str) -> None:
    assert status_of(client, f"{RESULTS}{cycle.pk}/1/{name}/?{query}") == 404


def test_long_pages_are_cut(client: Client, cycle: Cycle) -> None:
    results = CycleResultsFactory.create(cycle=CycleFactory.create(group=cycle.group, sequence=2))
    OutcomeFactory.create_batch(51, results=results)
    place = f"{RESULTS}{results.cycle.pk}/1/people/"

    first, last = (words(client.get(f"{place}?page={number}")) for number in (1, 99))

    assert "全51件中 1〜50件(1/2ページ)" in first
    assert 'href="?page=2" rel="next"' in first
    assert "全51件中 51〜51件(2/2ページ)" in last
    assert ["合計", "51件", "1,020,000円", "1,020,000円", "0円", "0円"] in rows_of(last)


@pytest.mark.parametrize(
    "name", ["reconciliation/", "people/", "lines/", "result_list/", "shortfalls/", "kana_names/"]
)
def test_another_contract_s_results_do_not_exist(client: Client, name: str) -> None:
    stranger = CycleResultsFactory.create()

    assert status_of(client, f"{RESULTS}{stranger.cycle.pk}/1/{name}") == 404


@pytest.mark.parametrize(
    ("variant", "status"),
    [
        ({"wage_exchange": True}, 200),
        ({"wage_exchange": True, "inquiry": True}, 200),
        ({}, 403),
        ({"inquiry": True}, 403),
    ],
)
def test_results_belong_to_the_wage_exchange(variant: dict[str, bool], status: int) -> None:
    """DED-11: 賃金控除, with 照会 and Web更新; not まとめ入金."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    assert status_of(client, RESULTS) == status
