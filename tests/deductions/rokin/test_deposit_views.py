"""まとめ入金確定 through the browser (DED-9): where it stands, 確定, 送信, 確定解除, versions."""

import re
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Grant, User
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.rokin.actions.stops import lift_stops
from deductions.rokin.models import DeductionLine, DepositRequest
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory, MasterFactory
from tests.deductions.factories import CycleFactory
from tests.deductions.rokin.pay_day import (
    BEFORE,
    CLOSED,
    DEPOSITS,
    MASTER,
    PAY_DAY,
    STOPS,
    checked,
    client,
    confirm_url,
    confirmed,
    cycle,
    doors,
    lines,
    master,
    pay_day,
    sent,
    stopped,
    stopped_in_october,
    told,
    undone,
    used_up,
    version,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]


def test_the_page_says_where_the_deposit_stands(client: Client, lines: list[DeductionLine]) -> None:
    stopped(lines[0])

    page = words(client.get(DEPOSITS))

    told(
        page,
        "2026年11月26日(木)",
        "2026年11月25日(水) 00:00",
        "2026年11月25日(水) 15:00",
        "締切後",
        "現在の内容(まだ確定していません)",
        ">確定へ進む</a>",
        ">入金中止の設定へ</a>",
    )
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page)
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows] == [
        ["20", "エース預金", "2件", "30,000円", "1件", "20,000円", "1件", "10,000円"],
        ["51", "住宅ローン", "1件", "30,000円", "0件", "0円", "1件", "30,000円"],
        ["合計", "3件", "60,000円", "1件", "20,000円", "2件", "40,000円"],
    ]
    assert "送信へ進む" not in page


def test_a_checked_deposit_is_confirmed_and_its_result_can_be_read_again(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])
    sums = checked(client, cycle)

    answer = client.post(confirm_url(cycle), sums)

    request = DepositRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, version(cycle))
    assert (request.deposit_count, request.deposit_total, request.user_id) == (2, 40_000, "master01")
    value = request.control_hash
    told(
        words(client.get(version(cycle))),
        "確定しました",
        f"{request.number} 第1版",
        f"{value[:4]} {value[4:8]} {value[8:12]} {value[12:16]}",
        '2026年11月25日(水)</span> <span class="together">10:00:00</span>',
        "master01(労金太郎)",
        f'href="{version(cycle, 1, "request")}?output=pdf"',
        f'href="{version(cycle, 1, "updates")}?output=pdf"',
        ">送信へ進む</a>",
        ">確定解除へ進む</a>",
    )
    told(words(client.get(DEPOSITS)), "確定した内容", "確定の履歴", "第1版", ">送信へ進む</a>")


def test_a_look_at_the_check_page_confirms_nothing(client: Client, cycle: Cycle) -> None:
    checked(client, cycle)

    assert not DepositRequest.objects.exists()


def test_what_changed_since_the_check_is_shown_afresh_and_can_then_be_confirmed(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    sums = checked(client, cycle)
    stopped(lines[0])

    answer = client.post(confirm_url(cycle), sums)

    page = words(answer)
    assert answer.status_code == 409
    told(page, "まだ確定していません。", "E2024", "<title>エラー: まとめ入金確定の確認", "1件", "20,000円")
    assert not DepositRequest.objects.exists()
    [fresh] = re.findall(r'name="checked" value="([^"]+)"', page)
    assert client.post(confirm_url(cycle), {"checked": fresh})["Location"] == version(cycle)


@pytest.mark.parametrize(
    "sums", [{}, {"checked": ""}, {"checked": "1-0-3-60000"}, {"checked": "²-0-3-60000-0-0"}]
)
def test_totals_that_nobody_was_shown_confirm_nothing(
    client: Client, cycle: Cycle, sums: dict[str, str]
) -> None:
    assert client.post(confirm_url(cycle), sums).status_code == 409
    assert not DepositRequest.objects.exists()


def test_a_button_pressed_twice_confirms_once(client: Client, cycle: Cycle) -> None:
    sums = checked(client, cycle)

    answers = [client.post(confirm_url(cycle), sums) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [version(cycle)] * 2
    assert DepositRequest.objects.count() == 1


def test_pressed_again_once_it_was_undone_the_button_makes_no_second_version(
    client: Client, cycle: Cycle
) -> None:
    """The browser's back button, or the form sent again by a reload."""
    sums = checked(client, cycle)
    client.post(confirm_url(cycle), sums)
    undone(cycle)

    answer = client.post(confirm_url(cycle), sums)

    assert answer["Location"] == version(cycle)
    told(words(client.get(version(cycle))), "この版は確定が解除されています", "ippan01(組合花子)")
    assert DepositRequest.objects.count() == 1


def test_a_check_page_of_version_1_is_shown_afresh_once_a_colleague_has_made_and_undone_it(
    client: Client, cycle: Cycle
) -> None:
    sums = checked(client, cycle)
    confirmed(cycle)
    undone(cycle)

    answer = client.post(confirm_url(cycle), sums)

    assert answer.status_code == 409
    told(words(answer), "E2024", "まとめ入金(第2版)を確定します")
    assert DepositRequest.objects.count() == 1
    assert client.post(confirm_url(cycle), checked(client, cycle))["Location"] == version(cycle, 2)


def test_when_no_version_is_left_the_page_says_so_before_anybody_presses(
    client: Client, cycle: Cycle
) -> None:
    used_up(cycle)

    page = words(client.get(DEPOSITS))

    told(page, "これ以上確定できません。", "第99版", "お取引店へご連絡ください。")
    assert "確定へ進む" not in page
    assert client.get(confirm_url(cycle))["Location"] == f"{DEPOSITS}?cycle={cycle.pk}"
    answer = client.post(confirm_url(cycle), {"checked": "100-0-3-60000-0-0"})
    assert answer.status_code == 409
    told(words(answer), "E2032")


def test_a_second_person_is_told_who_has_confirmed(client: Client, cycle: Cycle) -> None:
    sums = checked(client, cycle)
    confirmed(cycle)

    answer = client.post(confirm_url(cycle), sums)

    assert answer.status_code == 409
    told(words(answer), "すでに確定しています。", "ippan01(組合花子)", "第1版", "E2023")
    assert client.get(confirm_url(cycle))["Location"] == f"{DEPOSITS}?cycle={cycle.pk}"


def test_an_old_tab_of_the_same_person_confirms_nothing_else(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    """What was confirmed is not what this tab shows."""
    sums = checked(client, cycle)
    stopped(lines[0])
    confirmed(cycle, by=MASTER)

    assert client.post(confirm_url(cycle), sums).status_code == 409
    assert DepositRequest.objects.count() == 1


def test_what_was_never_confirmed_in_time_is_told_with_whom_to_call_and_the_code(
    master: User, cycle: Cycle, pay_day: time_machine.Traveller
) -> None:
    branch = cycle.group.contract.branch
    branch.telephone = "03-1234-5678"
    branch.save()
    pay_day.move_to(CLOSED)
    client = logged_in(master)

    for page in (words(client.get(DEPOSITS)), words(client.get(STOPS))):
        notice = page.partition('<div class="notice notice--warning" role="alert">')[2].partition("</div>")[0]
        told(notice, "すぐにお取引店へご連絡ください。", f"お取引店 {branch.name}<", 'href="tel:0312345678"')
        told(notice, "<strong>E2022</strong>", "ヘルプデスク")


def test_what_cannot_be_done_yet_is_information_and_nobody_to_call(
    master: User, cycle: Cycle, pay_day: time_machine.Traveller
) -> None:
    pay_day.move_to(BEFORE)

    page = words(logged_in(master).get(DEPOSITS))

    notice = page.partition('<div class="notice notice--info" role="status">')[2].partition("</div>")[0]
    told(notice, "<strong>E2021</strong>")
    assert "電話" not in notice


def test_an_old_tab_of_equal_totals_but_other_acts_is_no_second_press(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    sums = checked(client, cycle)
    stopped(lines[0])
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=MASTER, at=PAY_DAY)
    confirmed(cycle, by=MASTER)

    assert client.post(confirm_url(cycle), sums).status_code == 409


@pytest.mark.parametrize(("at", "code"), [(BEFORE, "まだ行えません"), (CLOSED, "受付は終了しました")])
def test_outside_the_window_the_page_says_why_there_is_no_button(
    client: Client,
    cycle: Cycle,
    master: User,
    pay_day: time_machine.Traveller,
    at: datetime,
    code: str,
) -> None:
    sums = checked(client, cycle)
    pay_day.move_to(at)
    client = logged_in(master)

    page = words(client.get(DEPOSITS))

    told(page, code)
    assert "確定へ進む" not in page
    answer = client.post(confirm_url(cycle), sums)
    assert answer.status_code == 409
    told(words(answer), code)
    assert client.get(confirm_url(cycle))["Location"] == f"{DEPOSITS}?cycle={cycle.pk}"
    assert not DepositRequest.objects.exists()


def test_loans_that_were_stopped_the_last_time_too_are_pointed_out_before_it_is_confirmed(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped_in_october(lines[1])
    assert "返済が遅れます" not in words(client.get(confirm_url(cycle)))

    stopped(lines[1])

    told(words(client.get(confirm_url(cycle))), "前回も入金を中止した返済の明細が1件あります")


# Who, and whose


def test_who_may_only_look_sees_no_button_and_the_reason(client: Client, cycle: Cycle) -> None:
    """USR-8."""
    clerk = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants={"DED-9": Grant.VIEW}))

    page = words(clerk.get(DEPOSITS))

    told(page, "現在の内容", "60,000円")
    assert "へ進む" not in page
    confirmed(cycle)
    assert "へ進む" not in words(clerk.get(DEPOSITS)) + words(clerk.get(version(cycle)))
    assert clerk.post(version(cycle, 1, "send")).status_code == 403


def test_another_group_s_deposit_does_not_exist(client: Client) -> None:
    """CON-5."""
    stranger = CycleFactory.create()
    confirmed(stranger)

    for url in (
        f"{DEPOSITS}?cycle={stranger.pk}",
        confirm_url(stranger),
        *(version(stranger, 1, act) for act in ("", "send", "undo", "request", "updates")),
    ):
        assert client.get(url).status_code == 404, url
    for url in (confirm_url(stranger), version(stranger, 1, "send"), version(stranger, 1, "undo")):
        assert client.post(url, {"checked": "1-0-0-0-0-0", "reason": "x"}).status_code == 404, url


def test_only_a_lump_deposit_with_web_update_has_the_functions() -> None:
    for contract in (ContractFactory.create(inquiry=True), ContractFactory.create(wage_exchange=True)):
        other = CycleFactory.create(group__contract=contract)
        client = logged_in(MasterFactory.create(contract=contract))
        for url in (DEPOSITS, "/rokin/stops/", "/rokin/web-updates/", confirm_url(other)):
            assert client.get(url).status_code == 403, url


def test_an_older_cycle_can_be_chosen(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped_in_october(lines[1])

    page = words(client.get(DEPOSITS))

    assert re.findall(r"<option[^>]*>([^<(]+)", page) == ["2026年11月 月例", "2026年10月 月例"]


def test_the_page_costs_as_many_queries_for_many_versions_as_for_one(
    client: Client, cycle: Cycle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent(cycle)
    with django_assert_max_num_queries(30) as few:
        client.get(DEPOSITS)

    for _ in range(5):
        undone(cycle)
        sent(cycle)
    with django_assert_max_num_queries(30) as many:
        client.get(DEPOSITS)

    assert len(few) == len(many)


def test_each_step_stands_in_the_operation_log(client: Client, cycle: Cycle) -> None:
    client.post(confirm_url(cycle), checked(client, cycle))
    client.post(version(cycle, 1, "send"))
    client.post(version(cycle, 1, "undo"), {"reason": "中止漏れ"})

    found = OperationLog.objects.filter(function="DED-9").order_by("pk")
    assert list(found.values_list("event_label", "user_id")) == [
        ("まとめ入金確定", "master01"),
        ("まとめ入金送信", "master01"),
        ("まとめ入金確定解除", "master01"),
    ]


def test_a_lifted_stop_is_deposited_again(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped(lines[0])
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=MASTER, at=PAY_DAY)

    assert checked(client, cycle) == {"checked": "1-2-3-60000-0-0"}
