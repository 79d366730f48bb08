"""What the tests of システム管理機能 share: a Friday morning, menu functions, a master at the browser."""

from collections.abc import Generator
from datetime import datetime
from typing import Final

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.functions import LOG_INQUIRY, PASSWORD_CHANGE, USER_INQUIRY
from accounts.models import Contract, Grant, User
from chingin.kernel import functions
from chingin.kernel.clock import JST
from chingin.kernel.functions import Function, Menu, register
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import PASSWORD, ContractFactory, GeneralUserFactory, MasterFactory

AT: Final = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
USERS: Final = "/users/"
NEW: Final = "/users/new/"
NEW_PASSWORD: Final = "Neuer#2026"
DOUBLE: Final = "tests.accounts.certificates_double.CertificateDouble"

LINES: Final = Function(
    "DED-1",
    "労金控除明細照会",
    Menu.ROKIN,
    "accounts:users",
    changes_data=True,
    needs=frozenset({"ROKIN_DEDUCTION"}),
    needs_to_change=frozenset({"WEB_UPDATE"}),
)
REQUESTS: Final = Function(
    "DED-4",
    "労金控除依頼リスト出力",
    Menu.ROKIN,
    "accounts:users",
    changes_data=False,
    needs=frozenset({"ROKIN_DEDUCTION"}),
)
LEDGER: Final = Function(
    "LED-1",
    "賃控元帳明細照会",
    Menu.LEDGER,
    "accounts:users",
    changes_data=True,
    needs=frozenset({"LEDGER"}),
)
ZAIKEI: Final = Function(
    "ZAI-1",
    "財形積立明細照会",
    Menu.ZAIKEI,
    "accounts:users",
    changes_data=False,
    needs=frozenset({"ZAIKEI"}),
)

ENTRY: Final = {
    "user_id": "ippan01",
    "name": "組合花子",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "mail": "hanako@union.example",
    "mail_again": "hanako@union.example",
}
GRANTS: Final = {"grant-DED-1": "VIEW", "grant-DED-4": "FULL", "grant-LED-1": "HIDDEN"}
STORED: Final = {"DED-1": Grant.VIEW, "DED-4": Grant.FULL}


@pytest.fixture(autouse=True)
def friday_morning() -> Generator[None]:
    """Within the service hours, and the same for every test."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def known_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four functions to restrict and three of accounts, whatever other apps declare."""
    monkeypatch.setattr(functions, "_functions", {})
    register(LINES, REQUESTS, LEDGER, ZAIKEI, USER_INQUIRY, LOG_INQUIRY, PASSWORD_CHANGE)


@pytest.fixture(autouse=True)
def certificates_by_header(settings: Settings) -> None:
    """A header stands for the client certificate."""
    place = settings.MIDDLEWARE.index("accounts.middleware.LoginRequired")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], DOUBLE, *settings.MIDDLEWARE[place:]]


@pytest.fixture
def contract() -> Contract:
    """A member's contract: LINES (with Web更新), REQUESTS and LEDGER, but no ZAIKEI."""
    return ContractFactory.create(number="12345678", name="試験労働組合")


@pytest.fixture
def master(contract: Contract) -> User:
    """Its master user."""
    return MasterFactory.create(user_id="roukin01", contract=contract, mail="taro@union.example")


@pytest.fixture
def general(contract: Contract) -> User:
    """A general user of the same contract who may see some."""
    return GeneralUserFactory.create(
        user_id="ippan01", contract=contract, mail="old@union.example", grants=STORED
    )


@pytest.fixture
def client(master: User) -> Client:
    """The master's browser, past the login."""
    return logged_in(master)


def downloaded(client: Client, path: str) -> bytes:
    """A file as it arrives."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response)


def page(action: str, user: User) -> str:
    """Where something is done to a user."""
    return reverse(f"accounts:user_{action}", urlconf="chingin.urls.certificate", args=[user.pk])


def after(client: Client) -> str:
    """The list as a redirect shows it, with the notice."""
    return words(client.get(USERS))
