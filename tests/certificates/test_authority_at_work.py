"""CERT-15: what the CA signs, which keys it refuses to use, and that its CRLs never forget."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Final

import pytest
from cryptography import x509 as crypto
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pytest_django import Settings

from certificates import authority, x509
from certificates.vault import Vault
from certificates.x509 import Issued, Revoked
from chingin.kernel.clock import JST

from .conftest import AT, ROOT_PASSPHRASE, SUBJECT

TODAY: Final = AT.date()


def published(files: Vault) -> list[crypto.CertificateRevocationList]:
    """What nginx reads as CRLs."""
    return x509.revocation_lists(files.crl.read_bytes())


def serials(crl: crypto.CertificateRevocationList) -> set[int]:
    """The revoked certificates of a CRL."""
    return {entry.serial_number for entry in crl}


def issue(on: date = TODAY) -> Issued:
    """A certificate of `roukin01`."""
    return authority.issue_client(subject=SUBJECT, issued_on=on)


def rotate(at: datetime = AT) -> list[str]:
    """Put a new issuing CA into use; the names of the files made."""
    return [path.name for path in authority.rotate_issuing_ca(root_passphrase=ROOT_PASSPHRASE, at=at)]


@pytest.mark.parametrize(
    "act",
    [issue, rotate, lambda: authority.publish_crl(revoked=(), at=AT)],
    ids=["issue", "rotate", "publish"],
)
def test_without_a_ca_nothing_is_issued_published_or_rolled_over(
    files: Vault, act: Callable[[], object]
) -> None:
    with pytest.raises(authority.CaMissing) as refused:
        act()

    assert "init_ca" in refused.value.remedy
    assert not files.directory.exists()


def test_a_certificate_names_the_issuing_ca_that_signed_it(ca: Vault, issued: Issued) -> None:
    assert issued.certificate.issuer == issued.issuing.subject
    assert issued.certificate.public_key() == issued.key.public_key()
    issued.certificate.verify_directly_issued_by(issued.issuing)


def test_issuing_leaves_no_trace_on_the_disk(ca: Vault) -> None:
    before = sorted(ca.directory.rglob("*"))

    issue()

    assert sorted(ca.directory.rglob("*")) == before


def test_no_certificate_outlives_its_issuing_ca(ca: Vault) -> None:
    last = date(2032, 11, 18) - timedelta(days=365)  # the CA ends on 2032-11-19 at 9:30

    assert issue(last).certificate.not_valid_after_utc.astimezone(JST).date() == date(2032, 11, 18)
    with pytest.raises(authority.CaEndsTooSoon) as refused:
        issue(last + timedelta(days=1))
    assert "2032-11-19" in refused.value.cause


def test_no_issuing_ca_outlives_the_root(ca: Vault) -> None:
    with pytest.raises(authority.CaEndsTooSoon) as refused:
        rotate(AT + timedelta(days=15 * 365))

    assert "root.pem" in refused.value.cause
    assert not ca.issuing_key(2).exists()


def test_a_key_that_others_may_read_is_not_used(ca: Vault) -> None:
    ca.issuing_key(1).chmod(0o640)

    with pytest.raises(authority.CaKeyExposed) as refused:
        issue()

    assert f"chmod go= {ca.issuing_key(1)}" in refused.value.remedy


def unencrypted() -> bytes:
    """A key as nobody should keep it."""
    return x509.new_ca_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def of_another_kind() -> bytes:
    """An RSA key, which no CA of this system has."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    passphrase = BestAvailableEncryption(b"issuing-passphrase-of-the-tests")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, passphrase)


@pytest.mark.parametrize("content", [lambda: b"", lambda: b"damaged", unencrypted, of_another_kind])
def test_a_damaged_or_foreign_key_file_is_refused(ca: Vault, content: Callable[[], bytes]) -> None:
    ca.issuing_key(1).write_bytes(content())

    with pytest.raises(authority.CaFileUnreadable) as refused:
        issue()

    assert "issuing-1.key.pem" in refused.value.cause


def test_a_key_does_not_open_with_another_passphrase(ca: Vault, settings: Settings) -> None:
    settings.CA_PASSPHRASE = "another-passphrase-of-the-tests"

    with pytest.raises(authority.CaFileUnreadable):
        issue()


def test_a_damaged_certificate_is_refused(ca: Vault) -> None:
    ca.issuing(1).write_bytes(b"damaged")
    ca.issuing_bundle.write_bytes(b"damaged")

    with pytest.raises(authority.CaFileUnreadable):
        issue()


def test_what_cannot_be_read_at_all_is_refused(ca: Vault) -> None:
    ca.issuing(1).unlink()
    ca.issuing(1).mkdir()

    with pytest.raises(authority.CaFileUnreadable):
        issue()


def test_a_bundle_without_its_certificates_is_refused(ca: Vault) -> None:
    ca.issuing(1).unlink()

    with pytest.raises(authority.CaFileLost) as refused:
        issue()

    assert "issuing-1.pem" in refused.value.cause


def test_the_crl_file_holds_the_crl_of_every_ca(ca: Vault) -> None:
    issuing, root = published(ca)

    assert issuing.next_update_utc == AT + timedelta(days=7)
    end = crypto.load_pem_x509_certificate(ca.issuing(1).read_bytes()).not_valid_after_utc
    assert root.next_update_utc == end
    assert root.issuer == crypto.load_pem_x509_certificate(ca.root.read_bytes()).subject


def test_a_publication_lists_what_is_revoked_with_its_time(ca: Vault, issued: Issued) -> None:
    revoked_at = AT + timedelta(minutes=5)
    entry = Revoked(issued.certificate.serial_number, at=revoked_at, generation=1)

    result = authority.publish_crl(revoked=[entry], at=AT + timedelta(minutes=6))

    found = published(ca)[0].get_revoked_certificate_by_serial_number(issued.certificate.serial_number)
    assert found is not None
    assert found.revocation_date_utc == revoked_at
    assert (result.entries, result.next_update) == (1, AT + timedelta(days=7, minutes=6))


def test_crl_numbers_only_grow_even_when_the_clock_goes_back(ca: Vault) -> None:
    numbers = [x509.crl_number(published(ca)[0])]

    for at in (AT, AT, AT - timedelta(days=1), AT + timedelta(days=1)):
        authority.publish_crl(revoked=(), at=at)
        numbers.append(x509.crl_number(published(ca)[0]))

    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", None])
def test_a_lost_or_damaged_crl_file_is_made_anew_with_a_greater_number(
    ca: Vault, damage: bytes | None
) -> None:
    before = x509.crl_number(published(ca)[0])
    ca.crl.unlink()
    if damage is not None:
        ca.crl.write_bytes(damage)
    assert authority.crl("issuing-1") is None

    authority.publish_crl(revoked=(), at=AT + timedelta(seconds=1))

    assert x509.crl_number(published(ca)[0]) > before


def test_of_two_publications_at_once_the_later_knows_what_the_earlier_knew(ca: Vault) -> None:
    register: list[Revoked] = []
    barrier = Barrier(4)

    def revoke_and_publish(serial: int) -> None:
        def lazily() -> Iterator[Revoked]:
            yield from list(register)

        barrier.wait()
        register.append(Revoked(serial, at=AT, generation=1))
        authority.publish_crl(revoked=lazily(), at=AT)

    threads = [Thread(target=revoke_and_publish, args=(serial,)) for serial in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert serials(published(ca)[0]) == {1, 2, 3, 4}


def test_a_roll_over_adds_a_generation_and_each_crl_lists_its_own(ca: Vault) -> None:
    assert rotate(AT + timedelta(days=5 * 365)) == [
        "issuing-2.key.pem",
        "issuing-2.pem",
        "root-crl.pem",
        "issuing.pem",
    ]

    entries = [
        Revoked(11, at=AT, generation=1),
        Revoked(22, at=AT, generation=2),
        Revoked(33, at=AT, generation=3),
    ]
    authority.publish_crl(revoked=entries, at=AT + timedelta(days=5 * 365))
    newer, older, root = published(ca)
    assert [serials(newer), serials(older), serials(root)] == [{22}, {11}, set()]
    bundle = crypto.load_pem_x509_certificates(ca.issuing_bundle.read_bytes())
    assert ["G2" in bundle[0].subject.rfc4514_string(), "G1" in bundle[1].subject.rfc4514_string()] == [
        True,
        True,
    ]
    assert root.next_update_utc == bundle[0].not_valid_after_utc


@pytest.mark.parametrize("killed_after", ["issuing-2.key.pem", "issuing-2.pem", "root-crl.pem"])
def test_a_roll_over_killed_midway_is_not_in_use_and_the_next_run_finishes_it(
    ca: Vault, killed_after: str
) -> None:
    bundle = ca.issuing_bundle.read_bytes()
    rotate()
    ca.issuing_bundle.write_bytes(bundle)
    if killed_after == "issuing-2.key.pem":
        ca.issuing(2).unlink()
    key = ca.issuing_key(2).read_bytes()

    assert issue().generation == 1
    assert rotate()[-1] == "issuing.pem"

    assert issue().generation == 2
    assert ca.issuing_key(2).read_bytes() == key
    assert ca.generations() == [2, 1]


def test_a_roll_over_needs_the_root_key(ca: Vault) -> None:
    ca.root_key.unlink()

    with pytest.raises(authority.CaFileLost) as refused:
        rotate()

    assert "root.key.pem" in refused.value.cause
    assert not ca.issuing_key(2).exists()


def test_crls_are_served_by_name_as_der(ca: Vault) -> None:
    issuing, root = published(ca)

    assert authority.crl("issuing-1") == issuing.public_bytes(Encoding.DER)
    assert authority.crl("root") == root.public_bytes(Encoding.DER)


@pytest.mark.parametrize("name", ["", "issuing-2", "issuing", "../private/root.key", "ROOT"])
def test_an_unknown_crl_is_none(ca: Vault, name: str) -> None:
    assert authority.crl(name) is None


def test_a_ca_that_has_not_published_or_is_not_there_has_no_crl(ca: Vault, settings: Settings) -> None:
    rotate()
    assert authority.crl("issuing-2") is None  # not published since the roll-over

    ca.crl.unlink()
    assert authority.crl("issuing-1") is None

    settings.CA_DIR = ca.directory / "nowhere"
    assert authority.crl("issuing-1") is None


def test_certificates_say_where_their_crl_is(ca: Vault) -> None:
    assert authority.crl_url("root") == "https://public.test/crl/root.crl"
