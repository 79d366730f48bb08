"""The fixture of tests that come in through the doors: the portal's middleware, hours enforced, a Friday."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import pytest
import time_machine
from django.conf import settings as configured
from django.test import override_settings
from pytest_django import Settings

from chingin.kernel.clock import JST
from chingin.portal.timetables import HELD

FRIDAY: Final = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
DOUBLE: Final = "tests.accounts.certificates_double.CertificateDouble"
HOURS: Final = "chingin.portal.middleware.ServiceHoursMiddleware"
FRAME: Final = "chingin.portal.middleware.FrameMiddleware"
LOGIN_REQUIRED: Final = "accounts.middleware.LoginRequired"
MEMBER: Final = "accounts.middleware.MemberMiddleware"


def with_the_portals(middleware: list[str]) -> list[str]:
    """Hours before LoginRequired, the frame after the member, whether or not the settings have them."""
    rest = [name for name in middleware if name not in {HOURS, FRAME}]
    place = rest.index(LOGIN_REQUIRED)
    rest[place:place] = [DOUBLE, HOURS]
    rest.insert(rest.index(MEMBER) + 1, FRAME)
    return rest


def behind_the_doors() -> dict[str, Any]:
    """The settings: hours enforced, certificates by header, a cheap hash."""
    return {
        "MIDDLEWARE": with_the_portals(configured.MIDDLEWARE),
        "LOGIN_REDIRECT_URL": "portal:start",
        "SERVICE_HOURS_ENFORCED": True,
        "PASSWORD_HASHERS": ["tests.accounts.hashing.FastArgon2id"],
    }


@contextmanager
def open_doors() -> Generator[None]:
    """Friday morning behind the doors, for what is made once for many tests."""
    HELD.forget()
    with override_settings(**behind_the_doors()), time_machine.travel(FRIDAY, tick=False):
        yield
    HELD.forget()


@pytest.fixture
def doors(settings: Settings) -> Generator[None]:
    """Friday morning behind the doors, for one test."""
    for name, value in behind_the_doors().items():
        setattr(settings, name, value)
    HELD.forget()
    with time_machine.travel(FRIDAY, tick=False):
        yield
    HELD.forget()
