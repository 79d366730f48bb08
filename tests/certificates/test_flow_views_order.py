"""Whoever opens a page out of order is led to the right one, or to ① with the reason: nothing breaks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.test import Client
from time_machine import travel

from accounts.models import User
from certificates.models import Certificate, FlowState, IssuanceFlow
from chingin.kernel.messages import by_code
from tests.accounts.browsers import words
from tests.accounts.factories import MasterFactory

from .conftest import AT
from .flow_browsing import (
    CANCEL,
    CLOSE,
    CODE,
    DOWNLOAD,
    FIRST,
    ISSUE,
    ISSUING,
    KEY,
    RESEND,
    RESULT,
    downloaded,
    kept,
    lose_key,
    new_browser,
    past_code,
    past_issue,
    past_password,
    the_flow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ca", "that_day")]
OVER = by_code("E1202")


def past_download(person: Client, user: User) -> None:
    past_issue(person, user)
    downloaded(person)


def nowhere(person: Client, user: User) -> None:
    """Has not begun."""


Way = Callable[[Client, User], object]
# How far somebody has come: the page that each request leads to, "" where it is the page itself.
ORDER: Final[dict[Way, dict[tuple[str, str], str]]] = {
    nowhere: {("get", path): FIRST for path in (CODE, ISSUE, ISSUING, RESULT, DOWNLOAD)}
    | {("post", path): FIRST for path in (CODE, RESEND, ISSUE, CANCEL)},
    past_password: {
        ("get", CODE): "",
        ("get", ISSUE): CODE,
        ("get", ISSUING): CODE,
        ("get", RESULT): CODE,
        ("get", DOWNLOAD): CODE,
        ("post", ISSUE): CODE,
    },
    past_code: {
        ("get", CODE): ISSUE,
        ("get", ISSUE): "",
        ("get", ISSUING): ISSUE,
        ("get", RESULT): ISSUE,
        ("get", DOWNLOAD): ISSUE,
        ("post", CODE): ISSUE,
        ("post", RESEND): ISSUE,
    },
    past_issue: {
        ("get", CODE): RESULT,
        ("get", ISSUE): RESULT,
        ("get", ISSUING): "",
        ("get", RESULT): "",
        ("post", CODE): RESULT,
        ("post", RESEND): RESULT,
        ("post", ISSUE): RESULT,
        ("post", CANCEL): RESULT,
    },
    past_download: {
        ("get", CODE): RESULT,
        ("get", ISSUE): RESULT,
        ("get", ISSUING): "",
        ("get", RESULT): "",
        ("get", DOWNLOAD): RESULT,
        ("post", ISSUE): RESULT,
        ("post", CANCEL): RESULT,
    },
}


@pytest.mark.parametrize("come", ORDER, ids=lambda come: come.__name__)
def test_every_page_out_of_order_leads_to_the_right_one(person: Client, user: User, come: Way) -> None:
    come(person, user)

    led = {(method, path): getattr(person, method)(path).get("Location", "") for method, path in ORDER[come]}

    assert led == ORDER[come]


def test_opening_pages_at_random_issues_nothing(person: Client, user: User) -> None:
    past_password(person, user)

    person.post(ISSUE)

    assert not Certificate.objects.exists()
    assert the_flow().state == FlowState.CODE_SENT


def too_long(person: Client) -> timedelta:
    return timedelta(minutes=30 if the_flow().state == FlowState.CODE_SENT else 10)


def cleared_cookies(person: Client) -> timedelta:
    lose_key(person)
    return timedelta()


def spoilt_key(person: Client) -> timedelta:
    person.cookies[KEY] = "!" + person.cookies[KEY].value
    return timedelta()


def other_key(person: Client) -> timedelta:
    person.cookies[KEY] = "A" * 43 + "="
    return timedelta()


def begun_elsewhere(person: Client) -> timedelta:
    past_password(new_browser(), the_flow().user)
    return timedelta()


def other_browser_s_value(person: Client) -> timedelta:
    session = kept(person)
    session["issuance_browser"] = "guessed"
    session.save()
    return timedelta()


@pytest.mark.parametrize("come", [past_password, past_code])
@pytest.mark.parametrize(
    "lose", [too_long, cleared_cookies, spoilt_key, other_key, begun_elsewhere, other_browser_s_value]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_cannot_go_on_is_sent_to_the_first_page_and_told_why(
    person: Client, user: User, come: Way, lose: Callable[[Client], timedelta], method: str
) -> None:
    come(person, user)
    here = CODE if come is past_password else ISSUE
    later = lose(person)

    with travel(AT + later, tick=False):
        answer = getattr(person, method)(here)
        page = words(person.get(FIRST))

    assert answer["Location"] == FIRST
    for shown in (OVER.text, OVER.cause, OVER.remedy, OVER.code):
        assert shown in page
    assert OVER.text not in words(person.get(FIRST))
    assert not [name for name in dict(kept(person)) if name.startswith("issuance")]
    assert not Certificate.objects.exists()


def test_a_flow_ends_after_half_an_hour_whatever_is_pressed(person: Client, user: User) -> None:
    past_password(person, user)
    for minutes in (9, 18, 27):
        with travel(AT + timedelta(minutes=minutes), tick=False):
            assert person.post(RESEND)["Location"] == CODE

    with travel(AT + timedelta(minutes=30), tick=False):
        assert person.get(CODE)["Location"] == FIRST


def test_another_browser_knows_nothing_of_the_flow(person: Client, user: User) -> None:
    past_issue(person, user)

    assert new_browser().get(RESULT)["Location"] == FIRST
    assert new_browser().get(DOWNLOAD)["Location"] == FIRST
    assert downloaded(person)


def test_the_key_of_one_flow_opens_nothing_of_another(person: Client, user: User) -> None:
    past_issue(person, user)
    other = new_browser()
    past_issue(other, MasterFactory.create())
    other.cookies[KEY] = person.cookies[KEY].value

    assert other.get(DOWNLOAD)["Location"] == RESULT


def test_a_flow_that_is_gone_from_the_database_is_over(person: Client, user: User) -> None:
    past_password(person, user)
    IssuanceFlow.objects.all().delete()

    assert person.get(CODE)["Location"] == FIRST


def test_the_registration_s_session_survives_a_page_out_of_order(person: Client) -> None:
    """Only what belongs to the flow is cleared away."""
    person.get(CODE)
    session = kept(person)
    session["registration_user"] = 7
    session.save()

    person.get(CODE)

    assert kept(person)["registration_user"] == 7


@pytest.mark.parametrize("path", [CODE + "resend/", CANCEL, CLOSE])
def test_what_changes_something_is_never_done_by_looking(person: Client, path: str) -> None:
    assert person.get(path).status_code == 405
