"""An error in the middle of a page that takes a password leaves none in a report or a log."""

import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final

import pytest
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from accounts.actions.staff import log_in_staff
from chingin.kernel.origins import Origin
from tests.accounts.browsers import LOGIN, browser, logged_in, member_browser
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.factories import (
    INITIAL_PASSWORD,
    PASSWORD,
    REGISTERED_AT,
    BankStaffFactory,
    ContractFactory,
    GeneralUserFactory,
    MasterFactory,
)
from tests.accounts.failing_hash import FailingArgon2id

pytestmark = pytest.mark.django_db

NEW: Final = "Himitsu#2027"
ENTRY: Final = {
    "user_id": "rokin01",
    "password": NEW,
    "password_again": NEW,
    "name": "労金太郎",
    "mail": "taro@union.example",
    "mail_again": "taro@union.example",
}
CHANGE: Final = {"present": PASSWORD, "new": NEW, "new_again": NEW}

Raised = tuple[type[BaseException], BaseException, TracebackType]


@dataclass
class Reports:
    """What an operator would be sent about each error."""

    texts: list[str] = field(default_factory=list)

    def add(self, request: HttpRequest | None, raised: Raised) -> None:
        reporter = ExceptionReporter(request, *raised)
        self.texts += [reporter.get_traceback_text(), reporter.get_traceback_html()]

    def hear(self, request: HttpRequest, **_: object) -> None:
        """As the signal calls it."""
        _type, value, traceback = sys.exc_info()
        assert value is not None
        assert traceback is not None
        self.add(request, (type(value), value, traceback))


@pytest.fixture
def reports() -> Generator[Reports]:
    """Every error of the test, reported as production reports it (DEBUG is off)."""
    heard = Reports()
    got_request_exception.connect(heard.hear)
    yield heard
    got_request_exception.disconnect(heard.hear)


@pytest.fixture
def fail_on(settings: Settings) -> Generator[Callable[[str], None]]:
    """Lets the hash of one password break down."""
    settings.PASSWORD_HASHERS = ["tests.accounts.failing_hash.FailingArgon2id"]

    def choose(password: str) -> None:
        FailingArgon2id.fails_on = password

    yield choose
    FailingArgon2id.fails_on = ""


def initial_login() -> tuple[Client, str, dict[str, str], str]:
    number = ContractFactory.create().number
    typed = {"number": number, "password": INITIAL_PASSWORD}
    return browser(Origin.PUBLIC), "/registration/login/", typed, INITIAL_PASSWORD


def registration() -> tuple[Client, str, dict[str, str], str]:
    client, path, typed, _ = initial_login()
    client.post(path, typed)
    return client, "/registration/master/", ENTRY, NEW


def login() -> tuple[Client, str, dict[str, str], str]:
    return member_browser(MasterFactory.create()), LOGIN, {"password": PASSWORD}, PASSWORD


def change() -> tuple[Client, str, dict[str, str], str]:
    return logged_in(MasterFactory.create()), "/password/", CHANGE, NEW


def forced_change() -> tuple[Client, str, dict[str, str], str]:
    user = GeneralUserFactory.create(password_is_provisional=True)
    return logged_in(user), "/password/provisional/", CHANGE, NEW


@pytest.mark.parametrize("page", [initial_login, registration, login, change, forced_change])
def test_an_error_in_the_middle_shows_no_password(
    page: Callable[[], tuple[Client, str, dict[str, str], str]],
    reports: Reports,
    fail_on: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client, path, typed, password = page()
    client.raise_request_exception = False
    fail_on(password)

    answer = client.post(path, typed)

    assert answer.status_code == 500
    text, html = reports.texts
    assert "hash broke down" in text
    assert "********************" in html
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert "hash broke down" in logged
    for secret in {value for name, value in typed.items() if name not in {"number", "user_id", "name"}}:
        for told in (text, html, logged, answer.content.decode()):
            assert secret not in told


def test_an_error_at_the_staffs_login_shows_no_password(
    reports: Reports, fail_on: Callable[[str], None]
) -> None:
    fail_on(PASSWORD)
    request = RequestFactory().post("/", {"username": "bank0001"})

    staff = BankStaffFactory.create()

    with pytest.raises(RuntimeError, match="hash broke down") as raised:
        log_in_staff(user_id=staff.user_id, password=PASSWORD, token="000000", address="", at=REGISTERED_AT)

    reports.add(request, (raised.type, raised.value, raised.tb))
    assert [text for text in reports.texts if PASSWORD in text] == []
