"""A member of staff at the browser: with an authenticator, past the login, on the staff origin."""

from collections.abc import Generator
from datetime import datetime
from typing import Final

import pytest
import time_machine
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from accounts.models import Bank, Branch, Role, User
from chingin.kernel import clock
from chingin.kernel.clock import JST
from chingin.kernel.origins import Origin
from tests.accounts.browsers import browser
from tests.accounts.factories import (
    PASSWORD,
    BankStaffFactory,
    BranchFactory,
    BranchStaffFactory,
    FederationFactory,
)

AT: Final = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
KEY: Final = "31" * 20
LOGIN: Final = "/admin/login/"
HOME: Final = "/admin/"
GROUNDS: Final = {"paper": "その他の書面", "receiver": "窓口花子", "reason": "担当者の交代"}


def with_device(user: User, key: str = KEY) -> User:
    """The same user, with an authenticator registered."""
    TOTPDevice.objects.create(user=user, name="認証アプリ", key=key)
    return user


def token(at: datetime, *, key: str = KEY, steps: int = 0) -> str:
    """What the authenticator shows then, or so many steps of 30 seconds later."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = at.timestamp() + 30 * steps
    return f"{totp.token():06d}"


def staff_browser() -> Client:
    """A browser on the staff origin before the login."""
    return browser(Origin.STAFF)


def entry(user: User, *, password: str = PASSWORD, shown: str = "") -> dict[str, str]:
    """What is typed at the door now."""
    return {"user_id": user.user_id, "password": password, "token": shown or token(clock.now())}


def staff_logged_in(user: User) -> Client:
    """A browser past the login."""
    client = staff_browser()
    answer = client.post(LOGIN, entry(with_device(user)))
    assert answer.status_code == 302, answer.content.decode()
    return client


def member_of_staff(role: Role, branch: Branch | None = None) -> User:
    """Staff of this role at the branch or its bank."""
    branch = branch or BranchFactory.create()
    if role is Role.BRANCH_STAFF:
        return BranchStaffFactory.create(branch=branch)
    bank: Bank = branch.bank
    return BankStaffFactory.create(bank=bank) if role is Role.BANK_STAFF else FederationFactory.create()


@pytest.fixture
def friday(settings: Settings) -> Generator[time_machine.Traveller]:
    """10:00 until a test moves the clock; a cheap hash."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
