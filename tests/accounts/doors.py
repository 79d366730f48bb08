"""The fixture of tests that come in through the doors: certificates are read, a login leads somewhere."""

from collections.abc import Generator
from importlib import import_module

import pytest
from django.urls import clear_url_caches
from pytest_django import Settings

from tests.accounts.extra_pages import PAGES, START

DOUBLE = "tests.accounts.certificates_double.CertificateDouble"
BEFORE = "accounts.middleware.LoginRequired"


@pytest.fixture(autouse=True)
def doors(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """The double stands before the middleware that reads certificates; each origin has the extra pages."""
    place = settings.MIDDLEWARE.index(BEFORE)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], DOUBLE, *settings.MIDDLEWARE[place:]]
    settings.LOGIN_REDIRECT_URL = START
    for origin in ("public", "certificate", "staff"):
        own = import_module(f"chingin.urls.{origin}").urlpatterns
        monkeypatch.setattr(f"chingin.urls.{origin}.urlpatterns", [*own, *PAGES])
    clear_url_caches()
    yield
    monkeypatch.undo()
    clear_url_caches()
