"""What the tests of accounts share."""

import pytest
from pytest_django import Settings

from tests.accounts.hashing import CountingArgon2id


@pytest.fixture(autouse=True)
def cheap_password_hash(settings: Settings) -> None:
    """Argon2id with its smallest parameters."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]


@pytest.fixture
def hash_runs(settings: Settings) -> list[str]:
    """The runs of the password hash during this test."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.CountingArgon2id"]
    CountingArgon2id.runs.clear()
    return CountingArgon2id.runs
