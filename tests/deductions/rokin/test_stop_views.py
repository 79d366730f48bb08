"""まとめ入金依頼入金中止設定 through the browser (DED-8): choose, check, 設定, 解除."""

import re
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Grant, User
from deductions.groups.models import Cycle
from deductions.rokin.actions.stops import lift_stops
from deductions.rokin.models import DeductionLine, DepositStop
from tests.accounts.browsers import error_at, logged_in, words
from tests.accounts.factories import GeneralUserFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import CycleFactory
from tests.deductions.rokin.pay_day import (
    BEFORE,
    CLOSED,
    EXECUTE,
    OTHER,
    PAY_DAY,
    STOPS,
    chosen,
    client,
    confirmed,
    cycle,
    doors,
    line,
    lines,
    master,
    numbers_on,
    pay_day,
    standing,
    stopped,
    stopped_in_october,
    stops_url,
    told,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]

# The list


def test_each_line_can_be_chosen_but_one_without_an_amount(
    client: Client, lines: list[DeductionLine]
) -> None:
    stopped(lines[0], reason="06")

    page = words(client.get(STOPS))

    assert numbers_on(page) == ["001001", "001001", "001002", "001003"]
    boxes = re.findall(r'name="lines" value="(\d+)"', page)
    assert boxes == [str(each.pk) for each in lines[:3]]
    told(page, "06 現金持参", "ippan01(組合花子)", "2026/11/25 10:00:00", "2026年11月25日(水) 15:00")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"number": "１００１"}, ["001001", "001001"]),
        ({"name": "とうきよう"}, ["001002"]),
        ({"name": "東京"}, ["001002"]),
        ({"subject": "51"}, ["001001"]),
        ({"kind": "L"}, ["001001"]),
        ({"kind": "S"}, ["001001", "001002", "001003"]),
        ({"standing": "1"}, ["001002"]),
        ({"standing": "0", "number": "1002"}, []),
    ],
)
def test_lines_are_found_by_number_name_subject_kind_and_stop(
    client: Client, lines: list[DeductionLine], query: dict[str, str], found: list[str]
) -> None:
    stopped(lines[2])

    assert numbers_on(words(client.get(STOPS, query))) == found


def test_fifty_stand_on_a_page_and_the_search_is_kept(client: Client, cycle: Cycle) -> None:
    for place in range(60):
        line(cycle, "002000", f"1{place:06}")

    first = words(client.get(STOPS, {"number": "2000"}))
    [following] = re.findall(r'<a href="([^"]+)" rel="next">', first)
    second = words(client.get(f"{STOPS}{following}"))

    assert (len(numbers_on(first)), len(numbers_on(second))) == (50, 10)
    told(first, "全60件中 1〜50件(1/2ページ)")
    told(second, "全60件中 51〜60件(2/2ページ)", "前のページ")


def test_a_page_costs_as_many_queries_for_many_lines_as_for_few(
    client: Client,
    cycle: Cycle,
    lines: list[DeductionLine],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    stopped(lines[0])
    with django_assert_max_num_queries(30) as few:
        client.get(STOPS)

    stopped(*[each for each in crowd(cycle, 100) if each.amount])
    with django_assert_max_num_queries(30) as many:
        client.get(STOPS)

    assert len(few) == len(many)


# 設定


def test_ticked_lines_are_checked_before_their_deposit_is_stopped(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    page = words(client.post(stops_url(cycle, "set"), chosen(lines[0], lines[2])))

    told(page, "入金中止設定の確認", "次の2件 30,000円の明細について", 'value="execute">設定</button>')
    told(page, f'value="{lines[0].pk},{lines[2].pk}"', "01 支給なし(休職・欠勤)", "99 その他")
    assert 'id="id_reason_error"' not in page
    assert standing() == {}


def test_checked_lines_are_stopped_and_the_result_can_be_read_again(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    joined = {"lines": f"{lines[0].pk},{lines[2].pk}", "reason": "02", **EXECUTE}

    answer = client.post(stops_url(cycle, "set"), joined)

    assert standing() == {"0000001": "02", "0000003": "02"}
    page = words(client.get(answer["Location"]))
    told(
        page,
        "2件 30,000円の入金中止設定を受け付けました",
        f"S{DepositStop.objects.earliest('pk').pk:09}",
        "2026年11月25日 10:00:00",
        "master01(労金太郎)",
        "02 支給額不足",
    )
    assert numbers_on(page) == ["001001", "001002"]


@pytest.mark.parametrize("reason", ["", "00", "01x"])
def test_without_a_known_reason_nothing_is_stopped(
    client: Client, cycle: Cycle, lines: list[DeductionLine], reason: str
) -> None:
    answer = client.post(stops_url(cycle, "set"), chosen(lines[0], reason=reason, **EXECUTE))

    assert error_at("reason", answer)
    assert standing() == {}


@pytest.mark.parametrize("typed", [{}, {"lines": ""}, {"lines": "x,-1,²"}, {"lines": "9" * 30}])
@pytest.mark.parametrize("act", ["set", "lift"])
def test_with_nothing_ticked_one_is_told_and_the_search_is_kept(
    client: Client, cycle: Cycle, act: str, typed: dict[str, str]
) -> None:
    answer = client.post(f"{stops_url(cycle, act)}?number=001001", typed, follow=True)

    page = words(answer)
    told(page, "明細が選択されていません。")
    assert numbers_on(page) == ["001001", "001001"]


def test_a_button_pressed_twice_stops_once_and_is_answered_the_same(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    answers = [
        client.post(stops_url(cycle, "set"), chosen(lines[0], reason="01", **EXECUTE)) for _ in range(2)
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert DepositStop.objects.count() == 1


def test_what_another_has_stopped_for_another_reason_is_told(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])

    for typed in (chosen(lines[0]), chosen(lines[0], reason="02", **EXECUTE)):
        answer = client.post(stops_url(cycle, "set"), typed)
        assert answer.status_code == 409
        told(words(answer), "入金中止を設定・解除する明細がありません。")
    assert client.post(stops_url(cycle, "set"), chosen(lines[0], reason="01", **EXECUTE)).status_code == 409


def test_what_cannot_be_stopped_is_counted_before_and_after(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])

    page = words(client.post(stops_url(cycle, "set"), chosen(*lines)))
    told(page, "次の2件 40,000円", "選択した明細のうち2件は、すでに同じ状態か、控除金額が0円です。")
    done = client.post(stops_url(cycle, "set"), chosen(*lines, reason="01", **EXECUTE), follow=True)

    told(words(done), "2件 40,000円の入金中止設定", "選択した明細のうち2件は")
    assert len(standing()) == 3


def test_a_loan_stopped_the_last_time_too_is_warned_of(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped_in_october(lines[1])

    told(words(client.get(STOPS)), "<strong>前回も中止</strong>")
    told(
        words(client.post(stops_url(cycle, "set"), chosen(*lines))),
        "前回も入金を中止した返済の明細が1件あります",
        "返済が遅れます",
    )
    page = words(client.post(stops_url(cycle, "set"), chosen(lines[0])))
    assert "返済が遅れます" not in page


# 解除


def test_stops_are_lifted_after_a_look(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped(lines[0], lines[2], reason="03")

    page = words(client.post(stops_url(cycle, "lift"), chosen(lines[0])))
    told(page, "入金中止解除の確認", "次の1件 20,000円", "03 退職", 'value="execute">解除</button>')
    answer = client.post(stops_url(cycle, "lift"), chosen(lines[0], **EXECUTE))

    assert standing() == {"0000003": "03"}
    result = words(client.get(answer["Location"]))
    told(result, "1件 20,000円の入金中止解除を受け付けました", "master01(労金太郎)", "03 退職")


def test_a_button_pressed_twice_lifts_once_and_is_answered_the_same(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])

    answers = [client.post(stops_url(cycle, "lift"), chosen(lines[0], **EXECUTE)) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]


def test_what_another_has_lifted_is_told(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped(lines[0])
    lift_stops(cycle=cycle, lines=[lines[0].pk], by=OTHER, at=PAY_DAY)

    assert client.post(stops_url(cycle, "lift"), chosen(lines[0], **EXECUTE)).status_code == 409


def test_a_stop_that_stands_has_no_result_of_being_lifted(client: Client, lines: list[DeductionLine]) -> None:
    stopped(lines[0])

    assert client.get(f"{STOPS}{DepositStop.objects.get().pk}/was-lifted/").status_code == 404


# When, who, whose


@pytest.mark.parametrize(("at", "why"), [(BEFORE, "まだ行えません"), (CLOSED, "受付は終了しました")])
def test_outside_the_window_lines_are_only_shown_and_the_reason_is_told(
    master: User,
    cycle: Cycle,
    lines: list[DeductionLine],
    pay_day: time_machine.Traveller,
    at: datetime,
    why: str,
) -> None:
    stopped(lines[0])
    pay_day.move_to(at)

    read_only(logged_in(master), cycle, lines, why)


def test_once_confirmed_lines_are_only_shown_and_the_reason_is_told(
    client: Client, cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stopped(lines[0])
    confirmed(cycle)

    read_only(client, cycle, lines, "すでに確定しています。")


def read_only(client: Client, cycle: Cycle, lines: list[DeductionLine], why: str) -> None:
    page = words(client.get(STOPS))
    told(page, why, "01 支給なし(休職・欠勤)")
    assert "へ進む" not in page
    assert 'type="checkbox"' not in page
    for answer in (
        client.post(stops_url(cycle, "employees"), {"numbers": "1001", "act": "stop"}),
        client.post(stops_url(cycle, "set"), chosen(lines[2])),
        client.post(stops_url(cycle, "set"), chosen(lines[2], reason="01", **EXECUTE)),
        client.post(stops_url(cycle, "lift"), chosen(lines[0], **EXECUTE)),
    ):
        assert answer.status_code == 409
        told(words(answer), why)
    assert client.get(stops_url(cycle, "employees"))["Location"] == f"{STOPS}?cycle={cycle.pk}"
    assert standing() == {"0000001": "01"}


def test_who_may_only_look_has_nothing_to_tick(client: Client, cycle: Cycle) -> None:
    """USR-8."""
    clerk = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants={"DED-8": Grant.VIEW}))

    page = words(clerk.get(STOPS))

    assert len(numbers_on(page)) == 4
    assert 'type="checkbox"' not in page
    assert clerk.get(stops_url(cycle, "employees")).status_code == 403


def test_a_look_at_a_page_that_acts_leads_to_the_list(client: Client, cycle: Cycle) -> None:
    for act in ("set", "lift"):
        assert client.get(stops_url(cycle, act))["Location"].startswith(f"{STOPS}?cycle={cycle.pk}")


def test_another_group_s_lines_are_never_stopped(client: Client, cycle: Cycle) -> None:
    """CON-5."""
    stranger = line(CycleFactory.create(), "009999", "9999999")
    stopped(stranger)
    stop = DepositStop.objects.get()

    for act in ("employees", "set", "lift"):
        assert client.get(stops_url(stranger.cycle, act)).status_code == 404
        assert client.post(stops_url(stranger.cycle, act), chosen(stranger)).status_code == 404
    assert client.post(stops_url(cycle, "lift"), chosen(stranger, **EXECUTE)).status_code == 409
    for place in ("was-set", "was-lifted"):
        assert client.get(f"{STOPS}{stop.pk}/{place}/").status_code == 404
    assert client.get(f"{STOPS}?cycle={stranger.cycle.pk}").status_code == 404
