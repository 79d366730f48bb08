"""労金控除明細新規登録 (DED-2) and 労金控除明細更新履歴照会 (DED-3) through the browser."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant, User
from chingin.kernel.actors import Actor
from deductions.groups.models import Cycle, PayKind
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.models import DeductionLine, LineUpdate
from deductions.rokin.rules import Terms
from tests.accounts.browsers import error_at, logged_in, words
from tests.accounts.factories import GeneralUserFactory
from tests.deductions.factories import IN_TIME, TOO_LATE, CycleFactory, DeductionLineFactory
from tests.deductions.rokin.browsing import (
    ENTRY,
    HISTORY,
    LINES,
    NEW,
    client,
    cycle,
    doors,
    in_time,
    line,
    master,
    new,
    page,
)

__all__ = ["client", "cycle", "doors", "in_time", "line", "master"]
pytestmark = pytest.mark.django_db

OTHER = Actor("ippan01", "組合花子", "192.0.2.8")


def send(client: Client, cycle: Cycle, step: str = "check", **typed: str) -> Any:
    return client.post(new(cycle), {**ENTRY, "step": step, **typed})


# 新規登録


def test_the_form_asks_for_savings_only_and_begins_with_the_cycle_s_month_ded_2(
    client: Client, cycle: Cycle
) -> None:
    html = words(client.get(NEW))

    assert 'value="2026/11"' in html
    assert ">6桁で入力します。</p>" in html
    for code, offered in (("10 普通預金", True), ("30 財形", True), ("51 住宅ローン", False)):
        assert (f">{code}</option>" in html) == offered
    assert f'action="{new(cycle)}"' in html


def test_an_entry_is_checked_with_the_employee_s_name_before_it_is_registered_ded_2(
    client: Client, cycle: Cycle
) -> None:
    html = words(send(client, cycle, amount="５，０００", employee_number="００１００１"))

    for text in (
        "<h1>労金控除明細新規登録の確認</h1>",
        "2026年11月 月例の控除から、次の明細を登録します。",
        ">ﾛｳｷﾝ ﾊﾅｺ<",
        ">労金　花子<",
        ">20 エース預金<",
        ">7654321<",
        ">5,000円<",
        ">終了の指定なし<",
        'value="execute">登録</button>',
    ):
        assert text in html, text
    assert "先頭に0を補いました" not in html
    assert not DeductionLine.objects.exists()


def test_a_short_account_number_gets_its_zeros_and_the_check_says_so_ded_2(
    client: Client, cycle: Cycle
) -> None:
    html = words(send(client, cycle, account_number="4321"))

    assert "口座番号の先頭に0を補いました" in html
    assert ">0004321<" in html


def test_a_checked_entry_is_registered_and_leads_to_the_next_ded_2(client: Client, cycle: Cycle) -> None:
    answer = send(client, cycle, step="execute", end_month="2027/03")

    line = DeductionLine.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page(line, "registered"))
    assert (line.account, line.amount, line.start_month, line.end_month) == (
        "101-20-7654321",
        5_000,
        "202611",
        "202703",
    )
    html = words(client.get(answer["Location"]))
    for text in (
        "登録結果",
        LineUpdate.objects.get().receipt,
        f'href="{new(cycle)}">続けて登録</a>',
        page(line),
    ):
        assert text in html, text


def test_pressed_twice_a_line_is_registered_once(client: Client, cycle: Cycle) -> None:
    answers = [send(client, cycle, step="execute")["Location"] for _ in range(2)]

    assert answers == [page(DeductionLine.objects.get(), "registered")] * 2


@pytest.mark.parametrize("step", ["check", "execute"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"employee_number": ""}, "employee_number"),
        ({"employee_number": "1001"}, "employee_number"),
        ({"employee_number": "0010010"}, "employee_number"),
        ({"employee_number": "00100ア"}, "employee_number"),
        ({"employee_number": "009999"}, "employee_number"),
        ({"branch": "12"}, "branch"),
        ({"branch": "1234"}, "branch"),
        ({"branch": "abc"}, "branch"),
        ({"subject": ""}, "subject"),
        ({"subject": "51"}, "subject"),
        ({"account_number": ""}, "account_number"),
        ({"account_number": "12345678"}, "account_number"),
        ({"account_number": "12-3"}, "account_number"),
        ({"amount": "0"}, "amount"),
        ({"start_month": ""}, "start_month"),
        ({"start_month": "2026/12"}, "start_month"),
        ({"end_month": "2026/10"}, "end_month"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_registers_nothing(
    client: Client, cycle: Cycle, typed: dict[str, str], field: str, step: str
) -> None:
    answer = send(client, cycle, step, **typed)

    assert error_at(field, answer)
    assert not DeductionLine.objects.exists()


@pytest.mark.parametrize("field", [*ENTRY, "step"])
def test_a_field_that_holds_a_nul_registers_nothing_and_breaks_nothing(
    client: Client, cycle: Cycle, field: str
) -> None:
    for step in ("check", "execute", "back"):
        answer = send(client, cycle, **{"step": step, field: f"{ENTRY.get(field, step)}\0"})

        assert answer.status_code == 200
    assert not DeductionLine.objects.exists()


@pytest.mark.parametrize("path", [LINES, HISTORY, NEW])
@pytest.mark.parametrize("name", ["cycle", "number", "name", "subject", "error", "page", "since"])
def test_a_search_for_a_nul_breaks_nothing(client: Client, cycle: Cycle, path: str, name: str) -> None:
    assert client.get(path, {name: "1\0"}).status_code in {200, 404}


def test_an_unknown_employee_is_told_with_cause_and_remedy_e01(client: Client, cycle: Cycle) -> None:
    html = words(send(client, cycle, employee_number="009999"))

    assert "職員番号009999の職員は登録されていません。" in html
    assert "お取引店へ登録をご依頼ください" in html
    assert 'value="009999"' in html


@pytest.mark.parametrize("step", ["check", "execute"])
def test_an_account_that_is_deducted_for_already_is_told_at_its_field_e07(
    client: Client, cycle: Cycle, step: str
) -> None:
    DeductionLineFactory.create(cycle=cycle, account_number="7654321")

    answer = send(client, cycle, step)

    assert "口座101-20-7654321の明細は、この控除回にすでに登録されています。" in error_at(
        "account_number", answer
    )
    assert DeductionLine.objects.count() == 1


def test_back_from_the_check_nothing_typed_is_lost(client: Client, cycle: Cycle) -> None:
    html = words(send(client, cycle, "back", account_number="4321", amount="５０００"))

    assert 'value="4321"' in html
    assert 'value="５０００"' in html
    assert '<option value="20" selected>' in html


@pytest.mark.parametrize("step", ["check", "execute"])
def test_when_the_deadline_passes_meanwhile_the_entry_stays_on_the_page(
    client: Client, master: User, cycle: Cycle, in_time: time_machine.Traveller, step: str
) -> None:
    in_time.move_to(TOO_LATE)

    answer = send(logged_in(master), cycle, step)

    html = words(answer)
    assert answer.status_code == 409
    for text in ("E2012", "001001", "7654321", "5,000円", "登録されていません"):
        assert text in html, text
    assert not DeductionLine.objects.exists()


def test_pressed_again_after_the_deadline_what_was_registered_is_shown(
    client: Client, master: User, cycle: Cycle, in_time: time_machine.Traveller
) -> None:
    first = send(client, cycle, step="execute")
    in_time.move_to(TOO_LATE)

    again = send(logged_in(master), cycle, step="execute")

    assert again["Location"] == first["Location"]


def test_past_the_deadline_there_is_no_form_but_the_other_cycles_to_choose(
    client: Client, master: User, cycle: Cycle, in_time: time_machine.Traveller
) -> None:
    later = CycleFactory.create(
        group=cycle.group,
        pay_kind=PayKind.BONUS,
        deposit_date=cycle.pay_date,
        update_deadline=TOO_LATE + timedelta(days=1),
    )
    in_time.move_to(TOO_LATE)
    client = logged_in(master)

    answer = client.get(NEW)

    html = words(answer)
    assert answer.status_code == 409
    assert "更新締切を過ぎたため" in html
    assert 'name="account_number"' not in html
    assert f'<option value="{later.pk}">2026年11月 一時金</option>' in html
    assert client.get(new(later)).status_code == 200


def test_a_line_of_the_web_s_own_says_so_and_has_neither_key_nor_balance(
    client: Client, cycle: Cycle
) -> None:
    send(client, cycle, step="execute")

    html = words(client.get(page(DeductionLine.objects.get())))

    assert "新規(Web)" in html
    assert "Webで登録した明細のため、ありません" in html
    assert "残高" not in html
    assert "労金からの依頼金額" not in html


def test_results_of_lines_that_the_bank_sent_are_404(client: Client, line: DeductionLine) -> None:
    assert client.get(page(line, "registered")).status_code == 404


def test_who_may_only_register_sees_the_result_without_the_way_to_the_inquiry_usr_8(cycle: Cycle) -> None:
    client = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants={"DED-2": Grant.FULL}))

    result = send(client, cycle, step="execute")["Location"]

    assert "明細を表示する" not in words(client.get(result))


# 更新履歴照会


@pytest.fixture
def history(line: DeductionLine) -> DeductionLine:
    """Changed on Thursday at 10:00 and cancelled on Friday at 00:30; a colleague's changed on Friday."""
    changed = change_line(line=line, version=1, terms=Terms(25_000, "202703"), by=OTHER, at=IN_TIME)
    friday = IN_TIME + timedelta(hours=14, minutes=30)
    cancel_line(line=changed, version=2, by=Actor("master01", "労金太郎", ""), at=friday)
    colleague = DeductionLineFactory.create(cycle=line.cycle, employee_number="001002")
    change_line(line=colleague, version=1, terms=Terms(1, ""), by=OTHER, at=friday + timedelta(hours=9))
    return line


def told(client: Client, **criteria: str) -> list[str]:
    """「数 時刻 職員番号 区分」 of each row shown."""
    html = words(client.get(HISTORY, criteria))
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    cells = [[part.partition("</td>")[0] for part in row.split("<td")[1:]] for row in rows]
    return [" ".join(cell.rpartition(">")[2] for cell in (row[0], row[5])) for row in cells]


CANCELLED, COLLEAGUE, CHANGED = (
    "2026/11/06 00:30:00 解除",
    "2026/11/06 09:30:00 変更",
    "2026/11/05 10:00:00 変更",
)


def test_the_history_tells_who_did_what_when_newest_first_ded_3(
    client: Client, history: DeductionLine
) -> None:
    html = words(client.get(HISTORY))

    assert told(client) == [COLLEAGUE, CANCELLED, CHANGED]
    for text in (
        "ippan01(組合花子)",
        "master01(労金太郎)",
        f'<a href="{page(history)}">001001</a>',
        "101-20-0000001",
        "― → 2027年3月",
        "全3件中 1〜3件",
    ):
        assert text in html, text


@pytest.mark.parametrize(
    ("criteria", "shown"),
    [
        ({"number": "001001"}, [CANCELLED, CHANGED]),
        ({"number": "１００２"}, [COLLEAGUE]),
        ({"number": "9"}, []),
        ({"since": "2026-11-06"}, [COLLEAGUE, CANCELLED]),
        ({"until": "2026/11/05"}, [CHANGED]),
        ({"since": "2026-11-06", "until": "2026-11-06", "number": "001001"}, [CANCELLED]),
        ({"since": "2026-11-07"}, []),
    ],
)
def test_the_history_narrows_by_employee_and_by_days_in_japan_ded_3(
    client: Client, history: DeductionLine, criteria: dict[str, str], shown: list[str]
) -> None:
    assert told(client, **criteria) == shown
    assert ("該当する更新履歴はありません" in words(client.get(HISTORY, criteria))) == (not shown)


def test_days_out_of_order_are_pointed_at(client: Client, history: DeductionLine) -> None:
    answer = client.get(HISTORY, {"since": "2026-11-06", "until": "2026-11-05"})

    assert "操作日(開始)以後の日付" in error_at("until", answer)
    assert error_at("since", client.get(HISTORY, {"since": "きのう"}))


def test_another_cycle_s_and_another_group_s_history_is_not_shown(
    client: Client, history: DeductionLine
) -> None:
    other = DeductionLineFactory.create()
    change_line(line=other, version=1, terms=Terms(7_777, ""), by=OTHER, at=IN_TIME)
    bonus = CycleFactory.create(
        group=history.cycle.group, pay_kind=PayKind.BONUS, deposit_date=history.cycle.pay_date
    )

    assert "7,777円" not in words(client.get(HISTORY))
    assert told(client, cycle=str(bonus.pk)) == []


def test_the_history_goes_on_after_fifty_in_as_many_queries(client: Client, cycle: Cycle) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(HISTORY)
        return len(captured)

    lines = DeductionLineFactory.create_batch(51, cycle=cycle)
    change_line(line=lines[0], version=1, terms=Terms(1, ""), by=OTHER, at=IN_TIME)
    alone = queries()
    for each in lines[1:]:
        change_line(line=each, version=1, terms=Terms(1, ""), by=OTHER, at=IN_TIME)

    assert queries() == alone
    assert (len(told(client)), len(told(client, page="2"))) == (50, 1)


def test_who_may_not_inquire_reads_the_history_without_links_usr_8(history: DeductionLine) -> None:
    user = GeneralUserFactory.create(contract=history.cycle.group.contract, grants={"DED-3": Grant.FULL})

    html = words(logged_in(user).get(HISTORY))

    assert "001001" in html
    assert page(history) not in html
