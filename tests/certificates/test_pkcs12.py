"""CERT-3, CERT-4: the .p12 opens with the login password in other programs, and only dearly without it."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import pkcs12 as crypto_pkcs12
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates import authority, pkcs12
from certificates.pkcs12 import Profile
from certificates.vault import Vault
from certificates.x509 import Issued, KeyKind

from .conftest import AT, SUBJECT

PASSWORD: Final = 'Ab1!"$\\ 9~'


def serialize(issued: Issued, *, password: str = PASSWORD, profile: Profile = Profile.MODERN) -> bytes:
    """The .p12 of `roukin01`."""
    return pkcs12.serialize(issued, user_id="roukin01", password=password, profile=profile)


def openssl_info(p12: Path, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    """What OpenSSL reads out of a .p12."""
    command = ["openssl", "pkcs12", "-info", "-in", str(p12), "-nodes", "-passin", "stdin"]
    return subprocess.run(command, input=password + "\n", capture_output=True, text=True, check=False)


@pytest.fixture
def p12(issued: Issued, tmp_path: Path) -> Path:
    """A .p12 as a file."""
    path = tmp_path / "roukin01.p12"
    path.write_bytes(serialize(issued))
    return path


def test_openssl_finds_aes_256_and_sha_256_with_at_least_100_000_rounds_everywhere(p12: Path) -> None:
    info = openssl_info(p12)

    assert info.returncode == 0
    (mac,) = re.findall(r"^MAC: (\w+), Iteration (\d+)$", info.stderr, re.MULTILINE)
    bags = re.findall(r"PBES2, PBKDF2, AES-256-CBC, Iteration (\d+), PRF hmacWithSHA256", info.stderr)
    assert mac[0] == "sha256"
    assert len(bags) == 2  # key and certificates
    assert min(int(mac[1]), *map(int, bags)) >= 100_000
    assert "salt length: 16" in info.stderr


def test_it_holds_the_certificate_and_the_issuing_ca_but_not_the_root(p12: Path, ca: Vault) -> None:
    output = openssl_info(p12).stdout

    assert output.count("BEGIN CERTIFICATE") == 2
    assert ca.issuing(1).read_text().strip() in output
    assert ca.root.read_text().strip() not in output
    assert output.count("BEGIN PRIVATE KEY") == 1


def test_its_friendly_name_is_the_user_id(p12: Path) -> None:
    assert openssl_info(p12).stdout.count("friendlyName: roukin01") == 2  # key and certificate


@pytest.mark.parametrize("wrong", ["", "ab1!", PASSWORD + " ", PASSWORD.lower()])
def test_openssl_refuses_a_wrong_password(p12: Path, wrong: str) -> None:
    info = openssl_info(p12, wrong)

    assert info.returncode != 0
    assert "PRIVATE KEY" not in info.stdout


def test_a_changed_byte_breaks_the_mac(p12: Path) -> None:
    data = bytearray(p12.read_bytes())
    data[len(data) // 2] ^= 1
    p12.write_bytes(bytes(data))

    assert openssl_info(p12).returncode != 0


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("kind", list(KeyKind))
def test_key_and_certificate_come_back_as_they_went_in(ca: Vault, kind: KeyKind, profile: Profile) -> None:
    issued = authority.issue_client(subject=SUBJECT, issued_on=AT.date(), kind=kind)

    back = crypto_pkcs12.load_pkcs12(serialize(issued, profile=profile), PASSWORD.encode())

    assert back.cert is not None
    assert (back.cert.certificate, back.cert.friendly_name) == (issued.certificate, b"roukin01")
    assert [extra.certificate for extra in back.additional_certs] == [issued.issuing]
    assert back.key is not None
    assert back.key.public_key() == issued.key.public_key()


printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=40)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=6
)
@given(password=printable)
def test_any_printable_password_opens_its_file(issued: Issued, password: str) -> None:
    back = crypto_pkcs12.load_pkcs12(serialize(issued, password=password), password.encode())

    assert back.key is not None


@pytest.mark.parametrize("password", ["", "パスワード", "Ab1!\n", "Ab1!\0", "Ａｂ１！"])
def test_a_password_that_programs_would_read_differently_is_refused(issued: Issued, password: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        serialize(issued, password=password)


def test_the_legacy_profile_is_3des_and_sha_1_for_old_windows(issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "old.p12"
    path.write_bytes(serialize(issued, profile=Profile.LEGACY))

    info = openssl_info(path)

    assert info.returncode == 0
    assert f"MAC: sha1, Iteration {pkcs12.MAC_ROUNDS}" in info.stderr
    assert info.stderr.count(f"pbeWithSHA1And3-KeyTripleDES-CBC, Iteration {pkcs12.ENCRYPTION_ROUNDS}") == 2


@pytest.mark.parametrize("profile", list(Profile))
def test_nss_imports_it_with_the_right_password_only(
    issued: Issued, tmp_path: Path, profile: Profile
) -> None:
    path, database = tmp_path / "roukin01.p12", tmp_path / "nssdb"
    path.write_bytes(serialize(issued, profile=profile))
    database.mkdir()
    subprocess.run(["certutil", "-N", "--empty-password", "-d", f"sql:{database}"], check=True)
    command = ["pk12util", "-i", str(path), "-d", f"sql:{database}", "-W"]

    wrong = subprocess.run([*command, "Wrong-1!"], capture_output=True, text=True, check=False)
    right = subprocess.run([*command, PASSWORD], capture_output=True, text=True, check=False)

    assert wrong.returncode != 0
    assert right.returncode == 0, right.stderr
    listed = ["certutil", "-L", "-d", f"sql:{database}", "-n", "roukin01", "-r"]
    der = subprocess.run(listed, capture_output=True, check=True).stdout
    assert der == issued.certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC), "roukin0120261121000000.p12"),
        (datetime(2026, 12, 31, 14, 59, 59, 999999, tzinfo=UTC), "roukin0120261231235959.p12"),
    ],
)
def test_the_file_is_named_by_user_id_and_time_in_japan(at: datetime, name: str) -> None:
    assert pkcs12.file_name("roukin01", at) == name
