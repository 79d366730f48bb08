"""②「認証コード入力」: what the page tells, wrong codes, another code, 「キャンセル」 (CERT-2)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from time_machine import travel

from accounts.models import User
from certificates.models import FlowState
from chingin.kernel.messages import by_code
from tests.accounts.browsers import error_at, words
from tests.accounts.factories import PASSWORD, MasterFactory

from .conftest import AT
from .flow_browsing import (
    CANCEL,
    CODE,
    FIRST,
    ISSUE,
    KEY,
    RESEND,
    deliver,
    kept,
    past_code,
    past_password,
    the_flow,
)
from .story import events, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", mail="taro@union.example")


@pytest.fixture
def code(that_day: None, person: Client, user: User) -> str:
    """The code in the mailbox of somebody who is past ①."""
    return past_password(person, user)


@pytest.mark.usefixtures("code")
def test_the_page_tells_where_the_code_went_until_when_it_is_good_and_how_often_it_may_be_tried(
    person: Client,
) -> None:
    page = words(person.get(CODE))

    for shown in (
        "t***@union.example",
        "2026年11月20日 9時40分 まで",
        "あと5回",
        "あと60秒で再送信できます",
        "認証コードは info@bank.test からお送りします。",
        'type="submit">認証</button>',
        'type="submit">認証コードを再送信</button>',
        'type="submit">キャンセル</button>',
    ):
        assert shown in page
    assert "taro@" not in page


def test_a_code_that_is_still_on_its_way_is_told_so(person: Client, user: User) -> None:
    person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD})

    assert "送信しています。まもなくメールが届きます。" in words(person.get(CODE))


@pytest.mark.parametrize("write", ["{0}", " {0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]} "])
def test_the_right_code_leads_to_issue(person: Client, code: str, write: str) -> None:
    answer = person.post(CODE, {"code": write.format(code)})

    assert (answer.status_code, answer["Location"]) == (302, ISSUE)
    assert the_flow().state == FlowState.CODE_RIGHT


def test_the_right_code_pressed_twice_leads_to_issue_twice(person: Client, code: str) -> None:
    person.post(CODE, {"code": code})

    assert person.post(CODE, {"code": code})["Location"] == ISSUE
    assert events().count("code_right") == 1


def test_a_wrong_code_is_told_once_and_reloading_tries_nothing(person: Client, code: str) -> None:
    assert person.post(CODE, {"code": wrong(code)})["Location"] == CODE

    answer = person.get(CODE)

    assert error_at("code", answer) == "認証コードが正しくありません。入力できる回数は、あと4回です。"
    page = words(answer)
    assert "<title>エラー: 認証コード入力 |" in page
    assert "E1203" in page
    assert wrong(code) not in page
    assert error_at("code", person.get(CODE)) == ""
    assert the_flow().tries == 1


def test_a_mistyped_code_is_no_try(person: Client, code: str) -> None:
    answer = person.post(CODE, {"code": code[:5]})

    assert error_at("code", answer) == "認証コードは半角数字6桁で入力してください。"
    assert the_flow().tries == 0


def test_after_five_wrong_codes_even_the_right_one_is_refused(person: Client, code: str) -> None:
    for _ in range(5):
        person.post(CODE, {"code": wrong(code)})

    refused = by_code("E1205").text
    assert person.post(CODE, {"code": code})["Location"] == CODE
    assert f"<h1>{refused}</h1>" in words(person.get(CODE))
    assert person.post(RESEND)["Location"] == CODE
    assert f"<h1>{refused}</h1>" in words(person.get(CODE))
    assert the_flow().state == FlowState.CODE_SENT


def test_a_code_past_its_ten_minutes_is_refused_cert_2(person: Client, code: str) -> None:
    with travel(AT + timedelta(minutes=5), tick=False):
        person.post(RESEND)  # the mail server is down: the code of the first minute stays the last one
    with travel(AT + timedelta(minutes=11), tick=False):
        assert person.post(CODE, {"code": code})["Location"] == CODE

        page = words(person.get(CODE))

    assert by_code("E1204").text in page
    assert "E1204" in page
    assert by_code("E1204").text not in words(person.get(CODE))
    assert the_flow().tries == 0


def test_the_page_itself_says_when_the_code_has_run_out(person: Client, code: str) -> None:
    person.post(CODE, {"code": wrong(code)})
    with travel(AT + timedelta(minutes=2), tick=False):
        person.post(RESEND)
    flow = the_flow()
    flow.code_is_due = False  # as if the first code were the last one
    flow.save()

    with travel(AT + timedelta(minutes=11), tick=False):
        page = words(person.get(CODE))

    assert "2026年11月20日 9時40分 に過ぎました。「認証コードを再送信」を押してください。" in page


def test_another_code_may_be_had_after_a_minute(person: Client, code: str) -> None:
    with travel(AT + timedelta(seconds=60), tick=False):
        assert person.post(RESEND)["Location"] == CODE
        page = words(person.get(CODE))
        newer = deliver(person)
        assert person.post(CODE, {"code": newer})["Location"] == ISSUE

    assert "認証コードの再送信を受け付けました。" in page
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("code")
def test_too_soon_is_told_with_the_seconds_left(person: Client) -> None:
    with travel(AT + timedelta(seconds=20), tick=False):
        person.post(RESEND)
        page = words(person.get(CODE))

    assert "認証コードは、あと40秒で再送信できます。" in page
    assert "E1206" in page
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("code")
def test_the_eleventh_code_is_not_sent(person: Client) -> None:
    flow = the_flow()
    flow.sends = 10
    flow.save()
    with travel(AT + timedelta(seconds=60), tick=False):
        person.post(RESEND)

        page = words(person.get(CODE))

    assert by_code("E1207").text in page


def test_cancel_leads_back_to_the_first_page_and_leaves_nothing(person: Client, code: str) -> None:
    assert person.post(CANCEL)["Location"] == FIRST

    assert the_flow().state == FlowState.ABANDONED
    assert dict(kept(person)) == {}
    assert (person.cookies[KEY].value, person.cookies[KEY]["max-age"]) == ("", 0)
    assert person.cookies[KEY]["secure"]
    assert person.post(CANCEL)["Location"] == FIRST
    assert events().count("flow_abandoned") == 1


def test_cancel_at_issue_leads_to_the_top_page(person: Client, user: User) -> None:
    past_code(person, user)

    assert person.post(CANCEL)["Location"] == "/"

    assert the_flow().state == FlowState.ABANDONED


def test_the_right_code_begins_the_ten_minutes_anew_too(person: Client, code: str) -> None:
    with travel(AT + timedelta(minutes=9), tick=False):
        person.post(CODE, {"code": code})
        assert person.cookies[KEY]["max-age"] == 600

    with travel(AT + timedelta(minutes=18), tick=False):
        assert person.get(ISSUE).status_code == 200
