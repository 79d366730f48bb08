"""How long what is sealed waits: the password for mail and button, the file for its owner (CERT-2, 13)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from accounts.models import User
from certificates.models import Certificate, FlowState
from chingin.kernel.messages import by_code
from chingin.kernel.origins import Origin
from chingin.portal.models import MaintenanceWindow
from chingin.portal.timetables import HELD
from tests.accounts.browsers import browser, words
from tests.accounts.factories import PASSWORD

from .conftest import AT
from .flow_browsing import (
    CODE,
    DOWNLOAD,
    FIRST,
    IMPORT,
    ISSUE,
    ISSUING,
    KEY,
    RESEND,
    RESULT,
    deliver,
    downloaded,
    kept,
    past_code,
    past_issue,
    past_password,
    the_flow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ca", "that_day")]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CLOSING = AT.replace(hour=20, minute=0)
LOST = by_code("E1209").text


def at(minutes: float) -> travel:
    return travel(AT + minutes * MINUTE, tick=False)


@pytest.mark.parametrize("late", [2, 11, 19])
def test_a_code_is_taken_to_the_last_second_that_its_mail_names_however_late_it_came_cert_2(
    person: Client, user: User, late: int
) -> None:
    """The page lies open and is asked for nothing meanwhile."""
    person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD})
    with at(late):
        code = deliver(person)

    with travel(AT + (late + 10) * MINUTE - SECOND, tick=False):
        assert person.post(CODE, {"code": code})["Location"] == ISSUE
        assert person.post(ISSUE)["Location"] == ISSUING
        assert downloaded(person)


def test_no_mail_promises_more_than_the_flow_lives_cert_2(person: Client, user: User) -> None:
    past_password(person, user)
    with at(24):
        person.post(RESEND)
        code = deliver(person)
        page = words(person.get(CODE))

    assert "有効期限  : 2026年11月20日 10時00分" in str(mail.outbox[-1].body)
    assert "2026年11月20日 10時00分 まで" in page
    with travel(AT + 30 * MINUTE - SECOND, tick=False):
        assert person.post(CODE, {"code": code})["Location"] == ISSUE


@pytest.mark.parametrize("minutes", [10, 19, 29])
def test_past_the_code_its_end_is_told_and_another_may_be_had_cert_2(
    person: Client, user: User, minutes: int
) -> None:
    """E1204's way out is one: the page lay open past the code's end."""
    code = past_password(person, user)

    with at(minutes):
        assert person.post(CODE, {"code": code})["Location"] == CODE
        assert by_code("E1204").text in words(person.get(CODE))
        assert person.post(RESEND)["Location"] == CODE
        assert person.post(CODE, {"code": deliver(person)})["Location"] == ISSUE
        assert person.get(ISSUE).status_code == 200


def test_resent_at_once_after_the_code_s_end_without_a_try_cert_2(person: Client, user: User) -> None:
    past_password(person, user)

    with at(12):
        assert person.post(RESEND)["Location"] == CODE
        assert "認証コードの再送信を受け付けました。" in words(person.get(CODE))


def test_the_password_never_outlives_the_flow_cert_15(person: Client, user: User) -> None:
    code = past_password(person, user)
    assert person.cookies[KEY]["max-age"] == 1800
    with at(29):
        person.post(RESEND)
        code = deliver(person)

    with at(30):
        assert person.post(CODE, {"code": code})["Location"] == FIRST
        assert "issuance_password" not in kept(person)


@pytest.mark.parametrize(("minutes", "waits"), [(9.99, True), (10, False)])
def test_with_the_right_code_the_password_waits_ten_minutes_for_the_button_cert_15(
    person: Client, user: User, minutes: float, waits: bool
) -> None:
    past_code(person, user)
    assert person.cookies[KEY]["max-age"] == 600

    with at(minutes):
        assert (person.post(ISSUE)["Location"] == ISSUING) is waits


@pytest.mark.parametrize(("minutes", "waits"), [(9.99, True), (10, False)])
def test_a_file_issued_in_the_flow_s_last_second_waits_ten_minutes_all_the_same_cert_13(
    person: Client, user: User, minutes: float, waits: bool
) -> None:
    past_password(person, user)
    with at(29):
        person.post(RESEND)
        person.post(CODE, {"code": deliver(person)})
    last = AT + 30 * MINUTE - SECOND
    with travel(last, tick=False):
        assert person.post(ISSUE)["Location"] == ISSUING
        assert person.cookies[KEY]["max-age"] == 600

    with travel(last + minutes * MINUTE, tick=False):
        assert (LOST in words(person.get(RESULT))) is not waits
        assert ("Location" in person.get(DOWNLOAD)) is not waits
    assert (the_flow().state == FlowState.DOWNLOADED) is waits


@pytest.fixture
def hours(settings: Settings) -> Iterator[None]:
    """The service closes at 20:00, and all knew of it before."""
    settings.SERVICE_HOURS_ENFORCED = True
    HELD.forget()
    yield
    HELD.forget()


def issued_just_before_closing(person: Client, user: User) -> None:
    with travel(CLOSING - SECOND, tick=False):
        past_issue(person, user)


@pytest.mark.usefixtures("hours")
def test_a_file_issued_in_the_last_second_of_the_day_is_handed_over_after_it_env_2_cert_13(
    person: Client, user: User
) -> None:
    issued_just_before_closing(person, user)

    with travel(CLOSING + 9 * MINUTE, tick=False):
        assert "<h1>電子証明書発行中</h1>" in words(person.get(ISSUING))
        assert ">ダウンロード</a>" in words(person.get(RESULT))
        assert person.get(FIRST).status_code == person.get(IMPORT).status_code == 503
        assert downloaded(person)
        assert person.get(RESULT).status_code == person.get(DOWNLOAD).status_code == 503
    assert Certificate.objects.count() == 1


@pytest.mark.usefixtures("hours")
def test_a_file_that_waited_too_long_is_told_so_after_closing_too_cert_13(person: Client, user: User) -> None:
    issued_just_before_closing(person, user)

    with travel(CLOSING + 10 * MINUTE, tick=False):
        assert LOST in words(person.get(RESULT))


@pytest.mark.usefixtures("hours")
def test_maintenance_that_begins_does_not_burn_a_certificate_either_env_2(person: Client, user: User) -> None:
    past_issue(person, user)
    MaintenanceWindow.objects.create(starts_at=AT, ends_at=AT + 60 * MINUTE, notice="工事")
    HELD.forget()

    assert person.get(FIRST).status_code == 503
    assert downloaded(person)


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize("path", [ISSUING, RESULT, DOWNLOAD])
@pytest.mark.parametrize("way", ["", "password", "code"])
def test_who_has_issued_nothing_finds_all_closed_env_2(
    person: Client, user: User, path: str, way: str
) -> None:
    with travel(CLOSING - SECOND, tick=False):
        if way:
            past_password(person, user) if way == "password" else past_code(person, user)

    with travel(CLOSING, tick=False):
        assert person.get(path).status_code == 503


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize("origin", [Origin.PUBLIC, Origin.CERTIFICATE])
def test_an_address_of_these_pages_alone_opens_nothing_env_2(origin: Origin) -> None:
    with travel(CLOSING, tick=False):
        assert {browser(origin).get(path).status_code for path in (ISSUING, RESULT, DOWNLOAD)} == {503}
