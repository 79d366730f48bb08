"""A certificate authority of the test's own, made at a fixed instant, and who wants a certificate of it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from accounts.models import User
from certificates import authority, vault, x509
from certificates.vault import Vault
from chingin.kernel.clock import JST
from chingin.kernel.origins import Origin
from tests.accounts.browsers import browser
from tests.accounts.factories import MasterFactory

AT: Final = datetime(2026, 11, 20, 9, 30, tzinfo=JST)
ORGANISATION: Final = "試験労働金庫連合会"
ROOT_PASSPHRASE: Final = "root-passphrase-of-the-tests"
SUBJECT: Final = x509.Subject(user_id="roukin01", bank="試験労働金庫", contract="12345678")


@pytest.fixture(autouse=True)
def cheap_password_hash(settings: Settings) -> None:
    """Argon2id with its smallest parameters."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]


@pytest.fixture
def that_day() -> Iterator[None]:
    """The clock stands still at AT."""
    with travel(AT, tick=False):
        yield


@pytest.fixture
def user() -> User:
    """A master who has registered and has no certificate yet; a module that needs another has its own."""
    return MasterFactory.create(user_id="roukin01")


@pytest.fixture
def person() -> Client:
    """A browser on the public origin."""
    return browser(Origin.PUBLIC)


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Vault:
    """The place of a CA that does not exist yet."""
    settings.CA_DIR = tmp_path / "ca"
    settings.CA_PASSPHRASE = "issuing-passphrase-of-the-tests"
    return vault.configured()


@pytest.fixture
def ca(files: Vault) -> Vault:
    """A CA in use with its first, empty revocation list."""
    authority.init_ca(organisation=ORGANISATION, root_passphrase=ROOT_PASSPHRASE, at=AT)
    authority.publish_crl(revoked=(), at=AT)
    return files


@pytest.fixture
def issued(ca: Vault) -> x509.Issued:
    """A client certificate of `roukin01`."""
    return authority.issue_client(subject=SUBJECT, issued_on=AT.date())
