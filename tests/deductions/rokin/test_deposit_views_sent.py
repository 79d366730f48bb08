"""送信 and 確定解除 through the browser (DED-9): looked at, done once, and not past what closes them."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits
from deductions.rokin.deposits.pages import whom_to_call
from deductions.rokin.deposits.standing import versions_of
from deductions.rokin.models import RequestSubmission, RequestUndoing
from tests.accounts.browsers import error_at, logged_in, words
from tests.deductions.rokin.pay_day import (
    BRANCH,
    CLOSED,
    DEPOSITS,
    PAY_DAY,
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
    told,
    undone,
    version,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
MISSED = "確定締切までに送信していないため、労金に届いていません"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]

# 送信


def test_a_confirmed_deposit_is_sent_after_a_look(client: Client, cycle: Cycle) -> None:
    confirmed(cycle)

    told(words(client.get(version(cycle, 1, "send"))), "まとめ入金送信の確認", "60,000円", ">送信</button>")
    assert not RequestSubmission.objects.exists()
    answer = client.post(version(cycle, 1, "send"))

    assert answer["Location"] == version(cycle)
    assert RequestSubmission.objects.get().user_id == "master01"
    page = words(client.get(version(cycle)))
    told(page, "送信しました", "労金の受付をお待ちください", ">確定解除へ進む</a>")
    assert "送信へ進む" not in page
    told(words(client.get(DEPOSITS)), "送信済")


def test_sent_twice_by_one_person_it_is_sent_once_and_by_another_it_is_told(
    client: Client, cycle: Cycle
) -> None:
    confirmed(cycle)

    again = [client.post(version(cycle, 1, "send")) for _ in range(2)][1]
    undone(cycle)
    sent(cycle)
    answer = client.post(version(cycle, 2, "send"))

    assert again["Location"] == version(cycle)
    assert answer.status_code == 409
    told(words(answer), "すでに送信しています。", "ippan01(組合花子)")
    assert RequestSubmission.objects.count() == 2


@pytest.mark.parametrize("act", ["send", "undo"])
def test_a_tab_that_shows_version_1_neither_sends_nor_undoes_version_2(
    client: Client, cycle: Cycle, act: str
) -> None:
    confirmed(cycle)
    undone(cycle)
    confirmed(cycle)

    answer = client.post(version(cycle, 1, act), {"reason": "中止漏れのため"})

    assert answer.status_code == 409
    told(words(answer), "第1版は、確定が解除されています。", "現在は第2版が確定しています。", "E2030")
    assert not RequestSubmission.objects.exists()
    assert RequestUndoing.objects.count() == 1
    assert client.get(version(cycle, 1, act))["Location"] == version(cycle)


def test_the_check_page_of_what_was_sent_already_is_the_page_that_says_so(
    client: Client, cycle: Cycle
) -> None:
    """The browser's back button."""
    sent(cycle)

    assert client.get(version(cycle, 1, "send"))["Location"] == version(cycle)
    told(words(client.get(version(cycle))), "送信しました", "ippan01(組合花子)")


def test_sent_again_after_a_colleague_undid_it_nothing_is_sent(client: Client, cycle: Cycle) -> None:
    confirmed(cycle)
    client.post(version(cycle, 1, "send"))
    undone(cycle)

    answer = client.post(version(cycle, 1, "send"))

    assert answer.status_code == 409
    told(words(answer), "ippan01(組合花子)が", "現在、確定している版はありません。")


def test_past_the_deadline_nothing_is_sent(
    master: User, cycle: Cycle, pay_day: time_machine.Traveller
) -> None:
    confirmed(cycle)
    pay_day.move_to(CLOSED)
    client = logged_in(master)

    answer = client.post(version(cycle, 1, "send"))
    assert answer.status_code == 409
    told(words(answer), "確定・送信の受付は終了しました", "すぐにお取引店へご連絡ください。", "ヘルプデスク")
    assert client.get(version(cycle, 1, "send"))["Location"] == f"{DEPOSITS}?cycle={cycle.pk}"


@pytest.mark.parametrize("telephone", ["03-1234-5678", ""])
def test_what_was_confirmed_but_not_sent_in_time_is_told_with_whom_to_call(
    master: User, cycle: Cycle, pay_day: time_machine.Traveller, telephone: str
) -> None:
    branch = cycle.group.contract.branch
    branch.telephone = telephone
    branch.save()
    confirmed(cycle)
    pay_day.move_to(CLOSED)
    client = logged_in(master)

    pages = [words(client.get(url)) for url in (DEPOSITS, version(cycle), version(cycle, 1, "undo"))]

    call = 'href="tel:0312345678">03-1234-5678</a>'
    for page in pages:
        told(
            page,
            MISSED,
            "確定締切は2026年11月25日(水) 15:00でした。",
            "すぐに、お取引店へご連絡ください。",
            f"お取引店 {branch.name}<",
            "ヘルプデスク",
        )
        assert (call in page) is bool(telephone)
        assert "notice--success" not in page
        assert "送信へ進む" not in page
    told(pages[-1], "もう一度確定・送信することができません", "解除すると、この控除回は入金されません。")
    assert "までに確定し、送信してください" not in pages[-1]


def test_what_was_confirmed_is_told_as_done_while_it_can_still_be_sent(client: Client, cycle: Cycle) -> None:
    confirmed(cycle)

    for url in (DEPOSITS, version(cycle), version(cycle, 1, "undo")):
        assert MISSED not in words(client.get(url))


@pytest.mark.parametrize("do", [sent, lambda cycle: (confirmed(cycle), undone(cycle))])
def test_nobody_is_alarmed_after_the_deadline_where_it_was_sent_or_undone(
    master: User, cycle: Cycle, pay_day: time_machine.Traveller, do: Callable[[Cycle], object]
) -> None:
    do(cycle)
    pay_day.move_to(CLOSED)
    client = logged_in(master)

    for url in (DEPOSITS, version(cycle)):
        assert MISSED not in words(client.get(url))
    assert whom_to_call(versions_of(cycle).get(), at=CLOSED) is None


# 確定解除


def test_a_confirmation_is_undone_with_a_reason_and_a_new_one_is_version_2(
    client: Client, cycle: Cycle
) -> None:
    sent(cycle)
    told(words(client.get(version(cycle, 1, "undo"))), "解除すると、次のようになります", "解除理由")

    answer = client.post(version(cycle, 1, "undo"), {"reason": "中止漏れのため"})

    assert answer["Location"] == version(cycle)
    undoing = RequestUndoing.objects.get()
    assert (undoing.reason, undoing.user_id) == ("中止漏れのため", "master01")
    page = words(client.get(version(cycle)))
    told(page, "この版は確定が解除されています", "理由: 中止漏れのため")
    assert "送信へ進む" not in page
    client.post(confirm_url(cycle), checked(client, cycle))
    history = words(client.get(DEPOSITS))
    told(history, "第2版", "第1版", "中止漏れのため", "master01(労金太郎)", "ippan01(組合花子)")


@pytest.mark.parametrize("reason", ["", "  ", "長" * 101])
def test_without_a_reason_nothing_is_undone(client: Client, cycle: Cycle, reason: str) -> None:
    confirmed(cycle)

    answer = client.post(version(cycle, 1, "undo"), {"reason": reason})

    assert error_at("reason", answer)
    assert not RequestUndoing.objects.exists()


def test_undone_twice_by_one_person_it_is_undone_once_and_by_another_it_is_told(
    client: Client, cycle: Cycle
) -> None:
    confirmed(cycle)
    typed = {"reason": "中止漏れのため"}

    again = [client.post(version(cycle, 1, "undo"), typed) for _ in range(2)][1]
    confirmed(cycle)
    undone(cycle)
    confirmed(cycle)
    answer = client.post(version(cycle, 2, "undo"), typed)

    assert again["Location"] == version(cycle)
    assert answer.status_code == 409
    told(
        words(answer),
        "第2版は、確定が解除されています。",
        "ippan01(組合花子)",
        "現在は第3版が確定しています。",
    )
    assert client.get(version(cycle, 2, "undo"))["Location"] == version(cycle, 2)
    assert RequestUndoing.objects.count() == 2


def test_once_accepted_it_cannot_be_undone_and_the_page_says_why(client: Client, cycle: Cycle) -> None:
    request = sent(cycle)
    deposits.accept_deposit(request=request, by=BRANCH, at=PAY_DAY)

    page = words(client.get(DEPOSITS))

    told(page, "受付済")
    assert "確定解除へ進む" not in page
    told(words(client.get(version(cycle))), "労金が受け付けました")
    for answer in (
        client.get(version(cycle, 1, "undo")),
        client.post(version(cycle, 1, "undo"), {"reason": "遅い"}),
    ):
        assert answer.status_code == 409
        told(words(answer), "労金が受け付けたため、確定を解除できません。")


def test_past_the_deadline_undoing_warns_that_it_cannot_be_confirmed_again(
    client: Client, master: User, cycle: Cycle, pay_day: time_machine.Traveller
) -> None:
    sent(cycle)
    assert "もう一度確定・送信することができません" not in words(client.get(version(cycle, 1, "undo")))

    pay_day.move_to(CLOSED)

    page = words(logged_in(master).get(version(cycle, 1, "undo")))
    told(page, "もう一度確定・送信することができません", "(確定締切)は、2026年11月25日(水) 15:00でした。")
    assert MISSED not in page
