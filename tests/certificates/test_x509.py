"""CERT-4, CERT-15: what stands in the certificates, and that strict programs agree with the chain."""

import base64
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509 as crypto
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates import authority, x509
from certificates.rules import Validity
from certificates.vault import Vault
from certificates.x509 import Issued, KeyKind, Revoked

from .conftest import AT, ROOT_PASSPHRASE, SUBJECT


def openssl_verify(files: Vault, certificate: crypto.Certificate) -> subprocess.CompletedProcess[str]:
    """What OpenSSL, and so nginx, thinks of this certificate."""
    leaf = files.directory / "leaf.pem"
    leaf.write_bytes(certificate.public_bytes(Encoding.PEM))
    moment = str(int((AT + timedelta(hours=1)).timestamp()))
    options = ["-x509_strict", "-crl_check_all", "-purpose", "sslclient", "-attime", moment]
    trust = ["-CAfile", files.root, "-untrusted", files.issuing_bundle, "-CRLfile", files.crl]
    return subprocess.run(
        ["openssl", "verify", *options, *map(str, trust), str(leaf)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", list(KeyKind))
def test_openssl_accepts_the_chain_with_the_crl_of_every_ca(ca: Vault, kind: KeyKind) -> None:
    issued = authority.issue_client(subject=SUBJECT, issued_on=AT.date(), kind=kind)

    verdict = openssl_verify(ca, issued.certificate)

    assert verdict.returncode == 0, verdict.stderr


def test_openssl_refuses_a_revoked_certificate(ca: Vault, issued: Issued) -> None:
    entry = Revoked(issued.certificate.serial_number, at=AT, generation=issued.generation)
    authority.publish_crl(revoked=[entry], at=AT)

    verdict = openssl_verify(ca, issued.certificate)

    assert "certificate revoked" in verdict.stderr


def test_after_a_roll_over_old_and_new_certificates_are_accepted_side_by_side(
    ca: Vault, issued: Issued
) -> None:
    authority.rotate_issuing_ca(root_passphrase=ROOT_PASSPHRASE, at=AT)
    authority.publish_crl(revoked=(), at=AT)
    newer = authority.issue_client(subject=SUBJECT, issued_on=AT.date())

    assert (issued.generation, newer.generation) == (1, 2)
    assert openssl_verify(ca, issued.certificate).returncode == 0
    assert openssl_verify(ca, newer.certificate).returncode == 0


def test_a_strict_verifier_with_the_webpki_rules_for_cas_accepts_the_chain(ca: Vault, issued: Issued) -> None:
    # The rules for end entities want a subjectAltName, which a user has not; all else is asked for here.
    leaf = (
        verification.ExtensionPolicy.permit_all()
        .require_present(crypto.BasicConstraints, verification.Criticality.CRITICAL, None)
        .require_present(crypto.KeyUsage, verification.Criticality.CRITICAL, None)
        .require_present(crypto.ExtendedKeyUsage, verification.Criticality.NON_CRITICAL, None)
        .require_present(crypto.SubjectKeyIdentifier, verification.Criticality.NON_CRITICAL, None)
        .require_present(crypto.AuthorityKeyIdentifier, verification.Criticality.NON_CRITICAL, None)
        .require_present(crypto.CRLDistributionPoints, verification.Criticality.NON_CRITICAL, None)
    )
    root = crypto.load_pem_x509_certificate(ca.root.read_bytes())
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root]))
        .time(AT + timedelta(hours=1))
        .extension_policies(ee_policy=leaf, ca_policy=verification.ExtensionPolicy.webpki_defaults_ca())
        .build_client_verifier()
    )

    verified = verifier.verify(issued.certificate, [issued.issuing])

    assert verified.chain == [issued.certificate, issued.issuing, root]


def test_the_certificate_names_the_user_the_bank_and_the_contract(issued: Issued) -> None:
    name = {attribute.oid: attribute.value for attribute in issued.certificate.subject}

    assert name == {
        NameOID.COUNTRY_NAME: "JP",
        NameOID.ORGANIZATION_NAME: "試験労働金庫",
        NameOID.ORGANIZATIONAL_UNIT_NAME: "12345678",
        NameOID.COMMON_NAME: "roukin01",
    }


def test_the_certificate_serves_tls_client_authentication_and_nothing_else(issued: Issued) -> None:
    extensions = issued.certificate.extensions
    constraints = extensions.get_extension_for_class(crypto.BasicConstraints)
    usage = extensions.get_extension_for_class(crypto.KeyUsage)

    assert (constraints.critical, constraints.value.ca) == (True, False)
    assert usage.critical
    assert usage.value == x509._key_usage("digital_signature")
    assert usage.value.digital_signature
    assert not usage.value.key_cert_sign
    assert not usage.value.key_encipherment
    extended = extensions.get_extension_for_class(crypto.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_the_certificate_points_to_its_issuer_and_its_crl(issued: Issued) -> None:
    extensions = issued.certificate.extensions
    (point,) = extensions.get_extension_for_class(crypto.CRLDistributionPoints).value
    own = issued.issuing.extensions.get_extension_for_class(crypto.SubjectKeyIdentifier).value

    assert (
        extensions.get_extension_for_class(crypto.AuthorityKeyIdentifier).value.key_identifier == own.digest
    )
    assert point.full_name == [crypto.UniformResourceIdentifier("https://public.test/crl/issuing-1.crl")]


def test_the_certificate_starts_with_the_ca_and_ends_with_the_366th_day(issued: Issued) -> None:
    assert issued.certificate.not_valid_before_utc == AT
    assert issued.certificate.not_valid_after_utc.isoformat() == "2027-11-20T14:59:59+00:00"


def test_the_issuing_ca_signs_clients_only(issued: Issued) -> None:
    extensions = issued.issuing.extensions

    assert extensions.get_extension_for_class(crypto.BasicConstraints).value == crypto.BasicConstraints(
        True, 0
    )
    assert list(extensions.get_extension_for_class(crypto.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]


def test_keys_are_of_the_kind_asked_for(ca: Vault) -> None:
    modern = authority.issue_client(subject=SUBJECT, issued_on=AT.date(), kind=KeyKind.P256).key
    old = authority.issue_client(subject=SUBJECT, issued_on=AT.date(), kind=KeyKind.RSA2048).key

    assert isinstance(modern, ec.EllipticCurvePrivateKey)
    assert modern.curve.name == "secp256r1"
    assert isinstance(old, rsa.RSAPrivateKey)
    assert old.key_size == 2048


def test_serials_are_positive_random_and_of_20_bytes(ca: Vault) -> None:
    serials = [
        authority.issue_client(subject=SUBJECT, issued_on=AT.date()).certificate.serial_number
        for _ in range(20)
    ]

    assert len(set(serials)) == 20
    assert all(0 < serial < 2**159 for serial in serials)
    assert max(serials) > 2**150


@pytest.mark.parametrize(
    ("number", "text"), [(1, "0" * 39 + "1"), (0xABC, "0" * 37 + "ABC"), (2**159 - 1, "7F" + "F" * 38)]
)
def test_a_serial_is_written_as_20_bytes_in_capitals(number: int, text: str) -> None:
    assert x509.serial_text(number) == text


def test_the_fingerprint_is_the_one_openssl_prints(ca: Vault, tmp_path: Path, issued: Issued) -> None:
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(issued.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "x509", "-in", str(leaf), "-noout", "-fingerprint", "-sha256"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert x509.fingerprint(issued.certificate) == printed.strip().partition("=")[2].replace(":", "").lower()


def escaped(certificate: crypto.Certificate) -> str:
    """As nginx writes `$ssl_client_escaped_cert`."""
    return quote(certificate.public_bytes(Encoding.PEM).decode(), safe="-_.~")


def escaped_der(der: bytes) -> str:
    """The same of bytes that need not be a certificate."""
    armoured = base64.encodebytes(der).decode()
    return quote(f"-----BEGIN CERTIFICATE-----\n{armoured}-----END CERTIFICATE-----\n", safe="-_.~")


def test_a_presented_certificate_is_read_with_its_fingerprint_and_serial(issued: Issued) -> None:
    presented = x509.presented(escaped(issued.certificate))

    assert presented is not None
    assert presented.certificate == issued.certificate
    assert presented.fingerprint == x509.fingerprint(issued.certificate)
    assert presented.serial == x509.serial_text(issued.certificate.serial_number)


def test_whatever_else_is_presented_is_none(issued: Issued) -> None:
    whole = escaped(issued.certificate)
    plain = issued.certificate.public_bytes(Encoding.PEM).decode()
    junk = base64.b64encode(b"no certificate").decode()

    for text in (
        "",
        " ",
        "-",
        "%",
        "%zz",
        "(null)",
        "\udc80",
        "証明書",
        whole[:-10],
        whole[10:],
        whole + whole,
        plain.replace("CERTIFICATE", "X509 CRL"),
        f"-----BEGIN CERTIFICATE-----\n{junk}\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        whole + "%20" * x509.ESCAPED_LIMIT,
    ):
        assert x509.presented(text) is None, text[:60]


@given(text=st.text())
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    assert x509.presented(text) is None


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_a_certificate_with_a_damaged_head_is_read_or_none(issued: Issued) -> None:
    der = issued.certificate.public_bytes(Encoding.DER)
    serial = issued.certificate.serial_number
    serial_sign = der.index(serial.to_bytes(serial.bit_length() // 8 + 1, "big"))

    for place in range(serial_sign + 1):
        for bit in range(8):
            damaged = bytearray(der)
            damaged[place] ^= 1 << bit
            presented = x509.presented(escaped_der(bytes(damaged)))
            assert presented is None or len(presented.serial) == 40

    negative = der[:serial_sign] + bytes([der[serial_sign] | 0x80]) + der[serial_sign + 1 :]
    assert x509.presented(escaped_der(negative)) is None


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damaged_certificate_breaks_the_reader_or_passes_as_the_whole_one(
    issued: Issued, data: st.DataObject
) -> None:
    der = bytearray(issued.certificate.public_bytes(Encoding.DER))
    place = data.draw(st.integers(0, len(der) - 1))
    der[place] ^= data.draw(st.integers(1, 255))

    presented = x509.presented(escaped_der(bytes(der)))

    assert presented is None or presented.fingerprint != x509.fingerprint(issued.certificate)


def test_a_file_of_crls_is_read_whole(ca: Vault) -> None:
    lists = x509.revocation_lists(ca.crl.read_bytes())

    issuers = [crl.issuer.rfc4514_string() for crl in lists]
    assert ["発行局 G1" in issuers[0], "ルート認証局" in issuers[1]] == [True, True]
    assert x509.revocation_lists(b"") == []


def test_a_crl_of_fifty_thousand_entries_holds_each_of_them(ca: Vault) -> None:
    entries = [Revoked(serial, at=AT, generation=1) for serial in range(1, 50_001)]
    issuer = authority._open_issuing(ca, 1)
    validity = Validity(AT, AT + timedelta(days=7))

    crl = x509.revocation_list(issuer=issuer, entries=entries, number=5, validity=validity)

    assert len(crl) == 50_000
    assert crl.get_revoked_certificate_by_serial_number(50_000) is not None
    assert crl.get_revoked_certificate_by_serial_number(50_001) is None
    assert x509.crl_number(crl) == 5
    assert crl.next_update_utc == validity.end
