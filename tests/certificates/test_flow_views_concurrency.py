"""A button pressed many times at once, with real threads and row locks (CERT-3, CERT-13)."""

from collections import Counter
from functools import partial

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from certificates.models import Certificate
from tests.kernel.threads import at_the_same_time

from .flow_browsing import (
    CODE,
    DOWNLOAD,
    ISSUE,
    ISSUING,
    RESULT,
    downloaded,
    new_browser,
    past_code,
    past_issue,
    past_password,
)
from .story import events

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ca", "that_day"),
]
PRESSES = 5


def the_same_browser(person: Client) -> Client:
    """Another request of it: the same cookies, an answer of its own."""
    twin = new_browser()
    twin.cookies.load({name: morsel.value for name, morsel in person.cookies.items()})
    return twin


def get(client: Client, path: str) -> HttpResponse:
    answer = client.get(path)
    assert isinstance(answer, HttpResponse)
    return answer


def post(client: Client, path: str, **typed: str) -> str:
    return client.post(path, typed)["Location"]


def test_issue_pressed_at_once_issues_once_and_no_press_spoils_the_file_cert_3(
    person: Client, user: User
) -> None:
    """No press but the first writes a session; the browser may drop the first one's cookies."""
    past_code(person, user)

    led = at_the_same_time([partial(post, the_same_browser(person), ISSUE) for _ in range(PRESSES)])

    assert Counter(led) == {ISSUING: 1, RESULT: PRESSES - 1}
    assert Certificate.objects.count() == 1
    assert downloaded(person)


def test_the_file_asked_for_at_once_is_handed_over_once_cert_13_cert_15(person: Client, user: User) -> None:
    past_issue(person, user)

    answers = at_the_same_time([partial(get, the_same_browser(person), DOWNLOAD) for _ in range(PRESSES)])

    kinds = Counter(answer.get("Location", answer["Content-Type"]) for answer in answers)
    assert kinds == {"application/x-pkcs12": 1, RESULT: PRESSES - 1}
    assert events().count("downloaded") == 1
    assert get(person, DOWNLOAD)["Location"] == RESULT


def test_the_right_code_pressed_at_once_leads_on_every_time(person: Client, user: User) -> None:
    code = past_password(person, user)

    presses = [partial(post, the_same_browser(person), CODE, code=code) for _ in range(PRESSES)]

    assert set(at_the_same_time(presses)) == {ISSUE}
    assert person.get(ISSUE).status_code == 200
