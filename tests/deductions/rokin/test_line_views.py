"""労金控除明細照会 through the browser: search, list, one line (DED-1)."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Access, Grant, User
from deductions.groups.models import Cycle, PayKind
from deductions.rokin.models import DeductionLine, LineKind, Movement, Origin, Update
from tests.accounts.browsers import error_at, logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.factories import TOO_LATE, CycleFactory, DeductionLineFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.browsing import LINES, client, cycle, doors, in_time, line, master, page

__all__ = ["client", "cycle", "doors", "in_time", "line", "master"]
pytestmark = pytest.mark.django_db


def found(client: Client, **criteria: Any) -> list[str]:
    """The numbers of the employees whose lines the search shows, in its order."""
    html = words(client.get(LINES, criteria))
    return [part.partition("</th>")[0] for part in html.split('<th scope="row">')[1:]]


# The list


def test_the_inquiry_shows_cycle_deadline_lines_and_totals_ded_1(client: Client, cycle: Cycle) -> None:
    DeductionLineFactory.create(
        cycle=cycle,
        employee_number="001001",
        subject="20",
        branch="101",
        account_number="0000001",
        requested=20_000,
        start_month="202104",
        requested_end_month="202703",
    )
    DeductionLineFactory.create(
        cycle=cycle, employee_number="001002", requested=1_234_567, error="E04", kind=LineKind.LOAN
    )
    DeductionLineFactory.create()

    html = words(client.get(LINES))

    for text in (
        "<h1>労金控除明細照会</h1>",
        "2026年11月 月例",
        "更新受付中",
        "2026年11月10日(火) 20:00",
        "<td>20 エース預金</td>",
        ">101-0000001<",
        ">20,000円<",
        ">2021年4月<",
        ">2027年3月<",
        "E04 口座解約済",
        "<dt>検索結果の合計</dt><dd>2件 1,254,567円</dd>",
        "<dt>控除回の合計</dt><dd>2件 1,254,567円</dd>",
        "<dt>うちエラー</dt><dd>1件 1,234,567円</dd>",
        "全2件中 1〜2件(1/1ページ)",
    ):
        assert text in html, text
    assert found(client) == ["001001", "001002"]


@pytest.mark.parametrize(
    ("criteria", "numbers"),
    [
        ({}, ["001001", "001002", "001003"]),
        ({"number": "001002"}, ["001002"]),
        ({"number": "１００２"}, ["001002"]),
        ({"number": "002"}, []),
        ({"number": "a-1"}, []),
        ({"name": "やまだ"}, ["001002"]),
        ({"name": "ヤマダ"}, ["001002"]),
        ({"name": "ﾔﾏﾀﾞ ﾀ"}, ["001002"]),
        ({"name": "ﾀﾛｳ"}, []),
        ({"name": "太郎"}, ["001002"]),
        ({"name": "山%"}, []),
        ({"subject": "51"}, ["001003"]),
        ({"movement": Movement.NEW}, ["001003"]),
        ({"error": "on"}, ["001001"]),
        ({"name": "山", "error": "on"}, []),
        ({"subject": "20", "number": "1002"}, ["001002"]),
    ],
)
def test_the_search_narrows_by_each_of_its_fields_ded_1(
    client: Client, cycle: Cycle, criteria: dict[str, Any], numbers: list[str]
) -> None:
    rows: list[dict[str, Any]] = [
        {"employee_number": "001001", "error": "E11"},
        {"employee_number": "001002", "name_kana": "ﾔﾏﾀﾞ ﾀﾛｳ", "name": "山田　太郎"},
        {"employee_number": "001003", "subject": "51", "received_movement": Movement.NEW, "previous": 0},
    ]
    for row in rows:
        DeductionLineFactory.create(cycle=cycle, **row)

    assert found(client, **criteria) == numbers
    html = words(client.get(LINES, criteria))
    assert f"<dt>検索結果の合計</dt><dd>{len(numbers)}件 {len(numbers) * 20_000:,}円</dd>" in html
    assert "<dt>控除回の合計</dt><dd>3件 60,000円</dd>" in html
    assert ("該当する明細はありません" in html) == (not numbers)


def test_an_empty_result_says_what_to_do(client: Client, line: DeductionLine) -> None:
    html = words(client.get(LINES, {"number": "999999"}))

    assert "検索条件を減らすか、控除回を変えて" in html
    assert f'href="{LINES}?cycle={line.cycle_id}">検索条件をすべて消して表示する' in html
    assert 'value="999999"' in html


def test_a_criterion_that_is_none_is_pointed_at_and_nothing_is_shown(
    client: Client, line: DeductionLine
) -> None:
    answer = client.get(LINES, {"subject": "77"})

    assert error_at("subject", answer)
    assert line.employee_number not in words(answer)


def test_the_list_goes_on_after_fifty_and_keeps_the_search(client: Client, cycle: Cycle) -> None:
    DeductionLineFactory.create_batch(51, cycle=cycle)
    DeductionLineFactory.create(cycle=cycle, subject="10")

    first, second = (words(client.get(LINES, {"subject": "20", "page": n})) for n in ("1", "2"))

    assert "全51件中 1〜50件(1/2ページ)" in first
    assert f'href="?subject=20&page=2&cycle={cycle.pk}"' in first
    assert "全51件中 51〜51件(2/2ページ)" in second
    assert len(found(client, subject="20", page="2")) == 1
    for odd in ("99", "x", "０", "9" * 30, "-1", "0"):
        assert len(found(client, subject="20", page=odd)) in {1, 50}


def test_page_after_page_shows_every_line_once_and_in_order(client: Client, cycle: Cycle) -> None:
    """Also in the second half, which is read from the end."""
    numbers = [f"{n:06}" for n in range(230)]
    for number in reversed(numbers):
        DeductionLineFactory.create(cycle=cycle, employee_number=number)

    pages = [found(client, page=str(n)) for n in range(1, 6)]

    assert [len(page) for page in pages] == [50, 50, 50, 50, 30]
    assert [number for page in pages for number in page] == numbers


def test_the_list_of_fifty_takes_as_many_queries_as_of_one(client: Client, cycle: Cycle) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LINES)
        return len(captured)

    DeductionLineFactory.create(cycle=cycle)
    alone = queries()
    DeductionLineFactory.create_batch(60, cycle=cycle)

    assert queries() == alone


def test_each_line_leads_to_its_own_page(client: Client, line: DeductionLine) -> None:
    assert f'href="{page(line)}"' in words(client.get(LINES))


def test_what_the_web_made_and_cancelled_is_not_listed(client: Client, cycle: Cycle) -> None:
    DeductionLineFactory.create(
        cycle=cycle, line_key="", requested=0, previous=0, amount=0, update=Update.CANCEL
    )

    assert found(client) == []


# The cycle


def test_the_newest_cycle_is_shown_and_another_on_request(client: Client, line: DeductionLine) -> None:
    bonus = CycleFactory.create(
        group=line.cycle.group, pay_kind=PayKind.BONUS, deposit_date=line.cycle.pay_date
    )
    DeductionLineFactory.create(cycle=bonus, employee_number="002002")

    assert found(client) == ["001001"]
    assert found(client, cycle=bonus.pk) == ["002002"]
    html = words(client.get(LINES, {"cycle": bonus.pk}))
    assert f'<option value="{bonus.pk}" selected>2026年11月 一時金</option>' in html
    assert f'<option value="{line.cycle_id}">2026年11月 月例</option>' in html


@pytest.mark.parametrize("path", [LINES, "/rokin/lines/new/", "/rokin/history/"])
@pytest.mark.parametrize("asked", ["0", "x", "１", "9" * 40])
def test_a_cycle_that_does_not_exist_is_404(client: Client, path: str, asked: str) -> None:
    assert client.get(path, {"cycle": asked}).status_code == 404


@pytest.mark.parametrize("path", [LINES, "/rokin/lines/new/", "/rokin/history/"])
def test_another_contract_s_cycle_and_another_group_s_do_not_exist(
    client: Client, cycle: Cycle, path: str
) -> None:
    sister = DepositGroupFactory.create(contract=cycle.group.contract)
    client.post("/groups/", {"group": cycle.group.number})

    for stranger in (CycleFactory.create(), CycleFactory.create(group=sister)):
        assert client.get(path, {"cycle": stranger.pk}).status_code == 404
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [LINES, "/rokin/lines/new/", "/rokin/history/"])
def test_before_the_first_file_the_page_says_when_it_comes(
    in_time: time_machine.Traveller, path: str
) -> None:
    group = DepositGroupFactory.create()

    answer = logged_in(MasterFactory.create(contract=group.contract)).get(path)

    assert answer.status_code == 409
    assert "控除依頼データがまだ届いていません。" in words(answer)
    assert "E2017" in words(answer)


def test_past_the_deadline_the_list_says_so_and_offers_no_registration(
    client: Client, master: User, line: DeductionLine, in_time: time_machine.Traveller
) -> None:
    register = f'href="/rokin/lines/new/?cycle={line.cycle_id}"'
    assert register in words(client.get(LINES))

    in_time.move_to(TOO_LATE)
    html = words(logged_in(master).get(LINES))
    assert "締切後" in html
    assert register not in html


# One line


def test_a_line_is_told_in_words_ded_1(client: Client, cycle: Cycle) -> None:
    line = DeductionLineFactory.create(
        cycle=cycle,
        employee_number="001001",
        line_key="K0000000000001",
        received_origin=Origin.COUNTER,
        received_movement=Movement.CHANGED,
        previous=15_000,
        counter_date=cycle.pay_date,
        counter_branch="102",
        error="E05",
        requested_end_month="202610",
    )

    html = words(client.get(page(line)))

    for label, value in (
        ("科目", "20 エース預金"),
        ("種別", "貯蓄"),
        ("控除金額", "20,000円"),
        ("前回控除金額", "15,000円"),
        ("前回との差額", "+5,000円"),
        ("労金からの依頼金額", "20,000円"),
        ("残高", "340,000円"),
        ("開始年月", "2021年4月"),
        ("終了年月", "2026年10月"),
        ("異動区分", "変更(窓口)"),
        ("Webでの更新", "なし"),
        ("窓口受付", "2026年11月25日 102店"),
        ("明細キー", "K0000000000001"),
    ):
        assert f'<th scope="row">{label}</th><td class="answers__value">{value}</td>' in html, label
    assert "明細エラー E05 控除終了年月経過" in html
    assert "控除を続ける場合は、終了年月を変更してください。" in html
    assert "この控除回では、Webで更新されていません。" in html
    assert f'href="{page(line, "change")}">変更</a>' in html
    assert f'href="{page(line, "cancel")}">解除</a>' in html


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"kind": LineKind.LOAN, "subject": "51", "remaining": 12},
            "返済(貸付)の明細は、Webでは変更できません。",
        ),
        ({"received_movement": Movement.SUSPENDED, "requested": 0}, "労金が解除または中止した明細のため"),
    ],
)
def test_a_line_that_cannot_be_changed_says_why_instead_of_buttons(
    client: Client, cycle: Cycle, values: dict[str, Any], sentence: str
) -> None:
    line = DeductionLineFactory.create(cycle=cycle, **values)

    html = words(client.get(page(line)))

    assert sentence in html
    assert page(line, "change") not in html
    assert page(line, "cancel") not in html
    assert ("残回数" in html) == (line.kind == LineKind.LOAN)


@pytest.mark.parametrize("name", ["", "change", "cancel", "registered", "updates/1"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_contract_s_line_and_another_group_s_do_not_exist(
    client: Client, cycle: Cycle, name: str, method: str
) -> None:
    sister = DepositGroupFactory.create(contract=cycle.group.contract)
    client.post("/groups/", {"group": cycle.group.number})

    for stranger in (
        DeductionLineFactory.create(),
        DeductionLineFactory.create(cycle=CycleFactory.create(group=sister)),
    ):
        answer = getattr(client, method)(page(stranger, name))
        assert answer.status_code in ({404, 405} if method == "post" else {404})
        stranger.refresh_from_db()
        assert stranger.version == 1


# Who may


def test_a_contract_of_inquiry_sees_lines_and_cannot_change_them_con_4(cycle: Cycle) -> None:
    cycle.group.contract.rokin_access = Access.INQUIRY
    cycle.group.contract.save()
    line = DeductionLineFactory.create(cycle=cycle)
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))

    html = words(client.get(page(line)))
    assert "閲覧" in html
    assert page(line, "change") not in html
    listed = words(client.get(LINES))
    assert "新規登録" not in listed
    assert "更新締切" not in listed
    for url in (page(line, "change"), page(line, "cancel"), "/rokin/lines/new/"):
        for answer in (client.get(url), client.post(url, {"step": "execute"})):
            assert answer.status_code == 403
            assert "E11" in words(answer)
    line.refresh_from_db()
    assert line.version == 1


def test_a_contract_without_rokin_has_none_of_the_pages_con_4(in_time: time_machine.Traveller) -> None:
    contract = ContractFactory.create(rokin_collection="", rokin_access="")
    DepositGroupFactory.create(contract=contract)
    client = logged_in(MasterFactory.create(contract=contract))

    for path in (LINES, "/rokin/lines/new/", "/rokin/history/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("grants", "lists", "changes", "registers"),
    [
        ({}, 403, 403, 403),
        ({"DED-1": Grant.VIEW}, 200, 403, 403),
        ({"DED-1": Grant.FULL}, 200, 200, 403),
        ({"DED-2": Grant.FULL}, 403, 403, 200),
        ({"DED-1": Grant.FULL, "DED-2": Grant.VIEW}, 200, 200, 403),
    ],
)
def test_a_general_user_has_the_pages_that_the_master_granted_usr_8(
    line: DeductionLine, grants: dict[str, Grant], lists: int, changes: int, registers: int
) -> None:
    client = logged_in(GeneralUserFactory.create(contract=line.cycle.group.contract, grants=grants))

    assert client.get(LINES).status_code == client.get(page(line)).status_code == lists
    for name in ("change", "cancel"):
        assert client.get(page(line, name)).status_code == changes
    assert client.get("/rokin/lines/new/").status_code == registers
