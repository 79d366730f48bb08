"""CHINGIN_CLIENT_KEY_KIND and CHINGIN_PKCS12_PROFILE: what a bank's PCs understand (CERT-4)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from certificates.pkcs12 import Profile
from certificates.x509 import KeyKind
from tests.accounts.factories import PASSWORD, MasterFactory
from tests.sources import ROOT

from .conftest import AT
from .story import issued_to

AES = "PBES2, PBKDF2, AES-256-CBC"
TRIPLE_DES = "pbeWithSHA1And3-KeyTripleDES-CBC"


def openssl(*command: str, data: str) -> str:
    """All that it says."""
    run = subprocess.run(["openssl", *command], input=data, capture_output=True, text=True, check=True)
    return run.stderr + run.stdout


@pytest.fixture
def user() -> User:
    return MasterFactory.create()


@pytest.mark.django_db
@pytest.mark.usefixtures("ca")
@pytest.mark.parametrize(
    ("kind", "algorithm"), [("P256", "ASN1 OID: prime256v1"), ("RSA2048", "Public-Key: (2048 bit)")]
)
@pytest.mark.parametrize(
    ("profile", "encryption", "mac"), [("MODERN", AES, "MAC: sha256"), ("LEGACY", TRIPLE_DES, "MAC: sha1")]
)
def test_what_is_chosen_comes_out_by_openssl(
    *,
    kind: str,
    algorithm: str,
    profile: str,
    encryption: str,
    mac: str,
    user: User,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.CLIENT_KEY_KIND, settings.PKCS12_PROFILE = kind, profile
    path = tmp_path / "user.p12"
    path.write_bytes(issued_to(user, at=AT).p12)

    command = ("pkcs12", "-info", "-legacy", "-in", str(path), "-nodes", "-passin", "stdin")
    info = openssl(*command, data=PASSWORD + "\n")

    assert info.count(f"{encryption}, Iteration 100000") == 2  # key and certificates
    assert f"{mac}, Iteration 200000" in info
    assert algorithm in openssl("x509", "-noout", "-text", data=info)


@pytest.mark.parametrize("installation", ["production", "demo"])
@pytest.mark.parametrize(
    ("name", "value", "choices"),
    [
        ("CLIENT_KEY_KIND", "RSA-2048", " / ".join(KeyKind.__members__)),
        ("PKCS12_PROFILE", "legacy", " / ".join(Profile.__members__)),
    ],
)
def test_another_word_stops_the_start_and_names_the_choices(
    installation: str, name: str, value: str, choices: str
) -> None:
    inherited = {n: v for n, v in os.environ.items() if not n.startswith(("CHINGIN_", "DJANGO_"))}
    given = {"DJANGO_SETTINGS_MODULE": f"chingin.settings.{installation}", f"CHINGIN_{name}": value}

    check = [sys.executable, "manage.py", "check"]
    run = subprocess.run(
        check, cwd=ROOT, env=inherited | given, capture_output=True, text=True, check=False, timeout=60
    )

    assert run.returncode != 0
    assert f"CHINGIN_{name} の値 '{value}' が正しくありません。{choices}で設定" in run.stderr
