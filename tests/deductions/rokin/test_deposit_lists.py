"""まとめ入金依頼書 (L07), 更新明細書 before and after 確定 (L09, L08): content, media, the same again."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Grant, User
from chingin.kernel.actors import Actor
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.edition import edition_of
from chingin.kernel.lists.walk import walk
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.actions.stops import lift_stops
from deductions.rokin.lists import CONFIRMED_UPDATES, DEPOSIT_REQUEST, WEB_UPDATES
from deductions.rokin.lists.web_updates import UpdateRow
from deductions.rokin.models import DeductionLine, DepositRequest, DepositStop
from deductions.rokin.rules import Terms
from tests.accounts.administration import downloaded
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import IN_TIME, CycleFactory
from tests.deductions.media import squeezed, status_of
from tests.deductions.rokin.pay_day import (
    OTHER,
    PAY_DAY,
    client,
    confirmed,
    cycle,
    doors,
    lines,
    master,
    pay_day,
    stopped,
    undone,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = pytest.mark.django_db

CLERK = Actor("master01", "労金太郎", "192.0.2.1")
UPDATES = "/rokin/web-updates/"
MINUTE = timedelta(minutes=1)


def papers(request: DepositRequest, name: str) -> str:
    return f"/rokin/deposits/{request.cycle_id}/{request.version}/{name}/"


def rows(definition: ListDefinition[UpdateRow], viewer: User, **of: object) -> list[tuple[object, ...]]:
    """The texts of the columns that tell what was done."""
    edition = edition_of(definition, at=PAY_DAY, viewer=viewer, **of)
    return [
        tuple(str(column.value(row) or "") for column in (*definition.columns[5:9], definition.columns[10]))
        for row in edition.rows()
    ]


def done_in_november(lines: list[DeductionLine]) -> None:
    """Changed, cancelled, stopped, lifted, stopped again, by two people."""
    changed = change_line(line=lines[0], version=1, terms=Terms(25_000, ""), by=CLERK, at=IN_TIME)
    change_line(line=changed, version=2, terms=Terms(28_000, ""), by=OTHER, at=IN_TIME + MINUTE)
    cancel_line(line=lines[2], version=1, by=CLERK, at=IN_TIME + 2 * MINUTE)
    stopped(lines[0], lines[1], reason="02")
    lift_stops(cycle=lines[0].cycle, lines=[lines[1].pk], by=CLERK, at=PAY_DAY + MINUTE)


EXPECTED = [
    ("2 変更", "20000", "25000", "", "master01"),
    ("2 変更", "25000", "28000", "", "ippan01"),
    ("3 解除", "10000", "", "", "master01"),
    ("4 中止", "28000", "", "02 支給額不足", "ippan01"),
    ("4 中止", "30000", "", "02 支給額不足", "ippan01"),
    ("5 中止解除", "", "30000", "02 支給額不足", "master01"),
]


def test_changes_stops_and_lifts_stand_in_the_order_they_were_done_l09(
    cycle: Cycle, master: User, lines: list[DeductionLine]
) -> None:
    done_in_november(lines)

    assert rows(WEB_UPDATES, master, cycle=cycle) == EXPECTED


def test_a_stop_is_told_with_the_amount_of_its_time(
    cycle: Cycle, master: User, lines: list[DeductionLine]
) -> None:
    """Where the window opens before the deadline of changes."""
    stopped(lines[0])
    DepositStop.objects.update(set_at=IN_TIME)
    change_line(line=lines[0], version=1, terms=Terms(25_000, ""), by=CLERK, at=IN_TIME + MINUTE)
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=CLERK, at=PAY_DAY)

    assert [row[:3] for row in rows(WEB_UPDATES, master, cycle=cycle)] == [
        ("4 中止", "20000", ""),
        ("2 変更", "20000", "25000"),
        ("5 中止解除", "", "25000"),
    ]


def test_a_version_s_list_stays_as_it_was_confirmed_l08(
    cycle: Cycle, master: User, lines: list[DeductionLine]
) -> None:
    """Invariant 10."""
    done_in_november(lines)
    first = confirmed(cycle, at=PAY_DAY + 2 * MINUTE)
    undone(cycle, at=PAY_DAY + 3 * MINUTE)
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=CLERK, at=PAY_DAY + 4 * MINUTE)
    second = confirmed(cycle, at=PAY_DAY + 5 * MINUTE)

    assert rows(CONFIRMED_UPDATES, master, deposit=first) == EXPECTED
    assert rows(CONFIRMED_UPDATES, master, deposit=second) == [
        *EXPECTED,
        ("5 中止解除", "", "28000", "02 支給額不足", "master01"),
    ]
    assert rows(WEB_UPDATES, master, cycle=cycle) == rows(CONFIRMED_UPDATES, master, deposit=second)


def test_what_the_database_slices_and_sums_is_what_a_walk_finds(cycle: Cycle, master: User) -> None:
    stopped(*[line for line in crowd(cycle, 120) if line.amount])
    edition = edition_of(WEB_UPDATES, at=PAY_DAY, viewer=master, cycle=cycle)
    found = edition.rows()

    [section] = found.sums(None)  # type: ignore[attr-defined]  # SlicedRows
    *items, total = walk(WEB_UPDATES, list(found))

    assert section.sum == total.sum  # type: ignore[union-attr]  # the Total
    assert section.sum.count == len(items) > 80
    assert [*found.window(50, 60)] == list(found)[50:60]  # type: ignore[attr-defined]


def test_a_stranger_sees_nothing_of_it(cycle: Cycle, lines: list[DeductionLine]) -> None:
    """CON-5."""
    stranger = MasterFactory.create(contract=ContractFactory.create())
    stopped(lines[0])
    request = confirmed(cycle)

    assert rows(WEB_UPDATES, stranger, cycle=cycle) == []
    assert rows(CONFIRMED_UPDATES, stranger, deposit=request) == []
    assert list(edition_of(DEPOSIT_REQUEST, at=PAY_DAY, viewer=stranger, deposit=request).rows()) == []


# L07


def test_the_request_is_one_portrait_sheet_with_all_that_the_bank_checks_l07(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])
    request = confirmed(cycle, by=CLERK)

    [page] = pypdf.PdfReader(io.BytesIO(downloaded(client, f"{papers(request, 'request')}?output=pdf"))).pages

    assert page.mediabox.width < page.mediabox.height
    text = squeezed(page.extract_text())
    value = request.control_hash[:16]
    for words_of_it in (
        "まとめ入金依頼書",
        f"{cycle.group.contract.branch.bank.name}御中",
        f"依頼書番号{request.number}版第1版",
        "50000001本社支部",
        "2026年11月月例回次第1回",
        "2026年11月26日(木)",
        "確定日時2026年11月25日(水)10:00:00",
        f"照合値{value}",
        "20エース預金2件30,000円1件20,000円1件10,000円",
        "51住宅ローン1件30,000円0件0円1件30,000円",
        "合計3件60,000円1件20,000円2件40,000円",
        "承認者照査作成者master01(労金太郎)",
        "1/1ページ",
    ):
        assert words_of_it in text, words_of_it


@pytest.mark.parametrize("name", ["request", "updates"])
def test_a_sheet_is_marked_as_void_once_its_version_was_undone_l07_l08(
    client: Client, cycle: Cycle, lines: list[DeductionLine], name: str
) -> None:
    url = papers(confirmed(cycle), name)
    assert "無効" not in words(client.get(url)) + paper_in_words(client, url)

    undone(cycle)

    told = "2026/11/25 10:00:00 ippan01 理由: 入金中止の追加"
    assert f"<dd>確定解除済(無効) {told}</dd>" in words(client.get(url))
    assert "確定解除済(無効)" in paper_in_words(client, url)
    assert "理由:入金中止の追加" in paper_in_words(client, url)


def paper_in_words(client: Client, url: str) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(downloaded(client, f"{url}?output=pdf"))).pages
    return squeezed(page.extract_text())


def test_screen_and_data_of_the_request_are_its_subjects_l07(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])
    url = papers(confirmed(cycle), "request")

    page = words(client.get(url))
    data = downloaded(client, f"{url}?output=csv").decode("cp932").split("\r\n")

    assert "output=pdf" in page
    assert "依頼書番号" in page
    assert [
        re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r'<tr class="list__row">(.*?)</tr>', page)
    ] == [
        ["20", "エース預金", "2", "30,000", "1", "20,000", "1", "10,000"],
        ["51", "住宅ローン", "1", "30,000", "0", "0", "1", "30,000"],
    ]
    assert data == [
        "科目,科目名,依頼件数,依頼金額,入金中止件数,入金中止金額,入金件数,入金金額",
        "20,エース預金,2,30000,1,20000,1,10000",
        "51,住宅ローン,1,30000,0,0,1,30000",
        "",
    ]


# The pages


@pytest.mark.parametrize(
    ("name", "title"), [("request", "まとめ入金依頼書"), ("updates", "まとめ入金更新明細書(Web依頼済)")]
)
def test_a_paper_that_leaves_the_house_stands_in_the_log(
    client: Client, cycle: Cycle, lines: list[DeductionLine], name: str, title: str
) -> None:
    stopped(lines[0])
    request = confirmed(cycle)

    answer = client.get(f"{papers(request, name)}?output=pdf")
    assert b"".join(answer).startswith(b"%PDF")

    entry = OperationLog.objects.order_by("pk").last()
    assert entry
    assert (entry.event_label, entry.function) == ("帳票・データ出力", "DED-9")
    assert entry.target == f"{title}_50000001_202611_1_20261125100000.pdf"
    assert answer["Cache-Control"] == "no-store"


def test_who_may_not_export_prints_only(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    """USR-8."""
    grants = {"DED-9": Grant.VIEW, "DED-10": Grant.VIEW}
    clerk = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants=grants))
    request = confirmed(cycle)

    for url in (papers(request, "request"), papers(request, "updates"), f"{UPDATES}{cycle.pk}/web_updates/"):
        assert "output=csv" not in words(clerk.get(url))
        assert status_of(clerk, f"{url}?output=pdf") == 200
        assert status_of(clerk, f"{url}?output=csv") == 404
        assert "output=csv" in words(client.get(url))


def test_the_list_before_confirmation_has_its_own_page_ded_10(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])

    page = words(client.get(UPDATES))

    assert "<h1>まとめ入金WEB更新依頼明細書出力</h1>" in page
    assert re.findall(r'<td class="shelf__count">([^<]+)</td>', page) == ["1件"]
    [screen, paper] = re.findall(r'<a class="button button--small" href="([^"]+)">', page)
    assert "4 中止" in words(client.get(screen))
    assert downloaded(client, paper).startswith(b"%PDF")
    assert client.get(f"{UPDATES}{CycleFactory.create().pk}/web_updates/").status_code == 404


@pytest.mark.parametrize("name", ["request", "updates"])
def test_a_paper_costs_as_many_queries_for_many_lines_as_for_few(
    client: Client, cycle: Cycle, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stopped(*[line for line in crowd(cycle, 5) if line.amount])
    url = papers(confirmed(cycle), name)
    with django_assert_max_num_queries(30) as few:
        client.get(url)

    other = CycleFactory.create(group=cycle.group, sequence=2)
    stopped(*[line for line in crowd(other, 100, seed=2) if line.amount])
    url = papers(confirmed(other), name)
    with django_assert_max_num_queries(30) as many:
        client.get(url)

    assert len(few) == len(many)
