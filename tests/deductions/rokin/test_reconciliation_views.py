"""まとめ入金の照合表 through the browser (DED-9): figures, people, lines, and who may see them."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant
from deductions.groups.models import Cycle
from deductions.rokin.deposits.reconciliation import STEPS
from deductions.rokin.models import DeductionLine, Update
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import CycleFactory
from tests.deductions.rokin.pay_day import DEPOSITS, confirmed, doors, pay_day, told, version
from tests.deductions.rokin.reconciled import known_cycle

__all__ = ["doors", "pay_day"]
pytestmark = pytest.mark.django_db
CELLS = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


@pytest.fixture
def cycle(pay_day: time_machine.Traveller) -> Cycle:
    return known_cycle()


@pytest.fixture
def client(cycle: Cycle) -> Client:
    return logged_in(MasterFactory.create(contract=cycle.group.contract))


def place(cycle: Cycle, name: str = "reconciliation", query: str = "") -> str:
    return f"{DEPOSITS}{cycle.pk}/{name}/{query}"


def rows_of(page: str) -> list[list[str]]:
    """The cells of each table row, without marks."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in CELLS.findall(row)] for row in rows]


def followed(client: Client, page: str, label: str) -> str:
    """Where the link of this name leads."""
    [url] = re.findall(rf'href="([^"]+)">{re.escape(label)}</a>', page)
    return words(client.get(url))


def test_the_page_says_that_all_agrees_to_the_yen(client: Client, cycle: Cycle) -> None:
    page = words(client.get(place(cycle)))

    told(page, '<p class="notice__head">一致</p>', "まだ確定していません", f"受信番号 {cycle.reception_id}")
    rows = rows_of(page)
    for row in (
        ["Web更新 解除(－)", "1件", "8,000円"],
        ["入金予定", "3件", "36,500円"],
        ["10 普通預金", "1件", "13,000円", "-10,000円", "3,000円", "3,000円", "0円", "0円"],
        ["貯蓄計", "4件", "43,000円", "-3,500円", "39,500円", "3,000円", "36,500円", "0円"],
        ["合計", "5件", "113,001円", "-3,500円", "109,501円", "73,001円", "36,500円", "0円"],
        ["件数", "6件", "6件", "一致"],
        ["前回金額合計", "118,001円", "118,001円", "一致"],
    ):
        assert row in rows
    assert "まとめ入金依頼書との照合" not in page


def test_the_page_compares_with_the_request_once_it_is_confirmed(client: Client, cycle: Cycle) -> None:
    request = confirmed(cycle)

    page = words(client.get(place(cycle)))

    told(page, f"<dd>{request}</dd>", f"まとめ入金依頼書({request})との照合")
    assert ["入金合計", "36,500円", "36,500円", "一致"] in rows_of(page)


def test_what_does_not_agree_is_said_and_leads_to_its_line(client: Client, cycle: Cycle) -> None:
    DeductionLine.objects.filter(amount=20_000).update(amount=21_000, update=Update.CHANGE)

    page = words(client.get(place(cycle)))

    told(page, "一致していません", "「20 エース預金」で、受信した依頼とWeb更新(更新履歴)の合計が")
    (line, total) = rows_of(followed(client, page, "一致しない明細を表示"))[1:]
    assert line[0] == "001001"
    assert line[4:] == ["20,000円", "0円", "21,000円", "0円", "21,000円", "-1,000円", "変更", ""]
    assert total[1:] == ["20,000円", "0円", "21,000円", "0円", "21,000円", "-1,000円", "", ""]


def test_both_sides_that_differ_are_shown_with_their_verdict(client: Client, cycle: Cycle) -> None:
    DeductionLine.objects.filter(amount=20_000).update(amount=19_000, requested=19_000)

    page = words(client.get(place(cycle)))

    assert ["貯蓄合計", "43,000円", "42,000円", "不一致"] in rows_of(page)
    assert '<td class="list__differs">不一致</td>' in page
    assert "一致しない明細を表示" not in page


def test_a_row_leads_to_its_people_and_each_to_their_lines(client: Client, cycle: Cycle) -> None:
    people = followed(client, words(client.get(place(cycle))), "20 エース預金")

    told(people, "20 エース預金 全3件中 1〜3件(1/1ページ)")
    new = ["001003", "ﾛｳｷﾝ ﾊﾅｺ", "労金　花子", "1件", "0円", "+4,000円", "4,000円", "0円", "4,000円", "0円"]
    assert new in rows_of(people)
    assert rows_of(people)[-1] == [
        "合計",
        "3件",
        "30,000円",
        "+6,500円",
        "36,500円",
        "0円",
        "36,500円",
        "0円",
    ]

    lines = followed(client, people, "001002")
    told(lines, "20 エース預金 職員番号 001002 全1件中 1〜1件")
    (line, total) = rows_of(lines)[1:]
    assert line[2] == "20 エース預金"
    assert line[4:] == ["10,000円", "+2,500円", "12,500円", "0円", "12,500円", "0円", "変更", ""]
    assert total == ["合計", "10,000円", "+2,500円", "12,500円", "0円", "12,500円", "0円", "", ""]


@pytest.mark.parametrize(
    ("name", "column", "yen"),
    [
        ("received", 2, "113,001円"),
        ("new", 3, "+4,000円"),
        ("increased", 3, "+2,500円"),
        ("decreased", 3, "-2,000円"),
        ("cancelled", 3, "-8,000円"),
        ("requested", 4, "109,501円"),
        ("stopped", 5, "73,001円"),
        ("deposit", 6, "36,500円"),
    ],
)
def test_each_step_leads_to_people_that_sum_up_to_it(
    name: str, column: int, yen: str, client: Client, cycle: Cycle
) -> None:
    people = followed(client, words(client.get(place(cycle))), STEPS[name].label)

    assert rows_of(people)[-1][column] == yen
    assert f"{STEPS[name].label} 全" in people


def test_a_stopped_line_says_so(client: Client, cycle: Cycle) -> None:
    lines = words(client.get(place(cycle, "lines", "?figure=stopped&subject=51")))

    (line, _) = rows_of(lines)[1:]
    assert line[4:] == ["70,001円", "0円", "70,001円", "70,001円", "0円", "0円", "なし", "入金中止"]


@pytest.mark.parametrize("name", ["people", "lines"])
def test_a_filter_that_finds_nothing_says_so(name: str, client: Client, cycle: Cycle) -> None:
    page = words(client.get(place(cycle, name, "?kind=L&figure=new")))

    told(page, "返済 Web更新 新規(＋) 全0件", "該当する明細はありません")


@pytest.mark.parametrize("query", ["?figure=x", "?figure=web", "?subject=5", "?kind=X", "?employee=%00"])
@pytest.mark.parametrize("name", ["people", "lines"])
def test_a_filter_that_is_no_code_is_not_found(name: str, query: str, client: Client, cycle: Cycle) -> None:
    assert client.get(place(cycle, name, query)).status_code == 404


def test_long_pages_are_cut_and_keep_their_filter(client: Client, cycle: Cycle) -> None:
    long = CycleFactory.create(group=cycle.group, month="202612")
    crowd(long, 200)

    first, last = (words(client.get(place(long, "lines", f"?kind=S&page={page}"))) for page in (1, 99))

    assert 'href="?kind=S&page=2" rel="next"' in first
    assert rows_of(first)[-1] == rows_of(last)[-1]
    assert len(rows_of(first)) == 52


def test_the_deposit_s_pages_lead_there(client: Client, cycle: Cycle) -> None:
    confirmed(cycle)

    for page in (f"{DEPOSITS}?cycle={cycle.pk}", version(cycle)):
        assert f'href="{place(cycle)}"' in words(client.get(page))


# Who, and whose


@pytest.mark.parametrize("name", ["reconciliation", "people", "lines"])
def test_who_may_only_look_reads_it_all(name: str, cycle: Cycle) -> None:
    """USR-8."""
    clerk = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants={"DED-9": Grant.VIEW}))

    assert clerk.get(place(cycle, name)).status_code == 200
    assert clerk.post(place(cycle, name)).status_code == 403


@pytest.mark.parametrize("name", ["reconciliation", "people", "lines"])
def test_another_group_s_cycle_does_not_exist(name: str, client: Client, cycle: Cycle) -> None:
    """CON-5: another contract's, and the own contract's other group."""
    sister = CycleFactory.create(group__contract=cycle.group.contract)
    client.post("/groups/", {"group": cycle.group.number})

    for stranger in (CycleFactory.create(), sister):
        assert client.get(place(stranger, name)).status_code == 404


@pytest.mark.parametrize("variant", [{"inquiry": True}, {"wage_exchange": True}])
def test_it_belongs_to_the_lump_deposit(variant: dict[str, bool], pay_day: time_machine.Traveller) -> None:
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    assert client.get(place(cycle)).status_code == 403


@pytest.mark.parametrize("name", ["reconciliation", "people", "lines"])
def test_the_queries_do_not_grow_with_the_lines(name: str, client: Client, cycle: Cycle) -> None:
    client.get(place(cycle, name))

    assert asked(client, place(_crowded(cycle, 60), name)) == asked(client, place(_crowded(cycle, 8), name))


def asked(client: Client, url: str) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def _crowded(cycle: Cycle, count: int) -> Cycle:
    crowded = CycleFactory.create(group=cycle.group, month="202612", sequence=count)
    crowd(crowded, count)
    return crowded
