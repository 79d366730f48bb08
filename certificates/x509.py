"""Builds and reads what X.509 (RFC 5280) defines: CA and client certificates, revocation lists (CRL).

Nothing here reads a file, a setting or the clock, and no key stays here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .rules import Validity

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

ESCAPED_LIMIT: Final = 32 * 1024  # an RSA-4096 certificate, escaped, has about 4 KiB
_ARMOURED_CRL: Final = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)


class KeyKind(StrEnum):
    """The key of a client certificate; a bank whose PCs cannot use elliptic curves chooses RSA."""

    P256 = "P-256"
    RSA2048 = "RSA-2048"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a client certificate names. CN is what the browser's dialog shows (CERT-4)."""

    user_id: str
    bank: str
    contract: str

    def name(self) -> x509.Name:
        """As a distinguished name: C, O = the bank, OU = contract number, CN = user ID."""
        return _name(
            (NameOID.ORGANIZATION_NAME, self.bank),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.contract),
            (NameOID.COMMON_NAME, self.user_id),
        )


@dataclass(frozen=True, slots=True)
class Issuer:
    """A CA that signs: its certificate and, for the length of one operation, its opened key."""

    certificate: x509.Certificate
    key: PrivateKey
    crl_url: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A client certificate just made, with its key: the key lives no longer than the download (CERT-15)."""

    certificate: x509.Certificate
    key: PrivateKey
    issuing: x509.Certificate
    generation: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """One entry of a revocation list. `generation` is that of the issuing CA which signed the certificate."""

    serial: int
    at: datetime
    generation: int


@dataclass(frozen=True, slots=True)
class Presented:
    """The certificate that a browser presented, as nginx passed it on."""

    certificate: x509.Certificate
    fingerprint: str
    serial: str


def new_key(kind: KeyKind) -> PrivateKey:
    """A fresh key for a client certificate."""
    if kind is KeyKind.P256:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def new_ca_key() -> ec.EllipticCurvePrivateKey:
    """A fresh key for a root or an issuing CA: P-384."""
    return ec.generate_private_key(ec.SECP384R1())


def ca_name(*, organisation: str, common_name: str) -> x509.Name:
    """The distinguished name of a CA."""
    return _name((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, common_name))


def root_certificate(*, key: PrivateKey, name: x509.Name, validity: Validity) -> x509.Certificate:
    """The self-signed root, which signs issuing CAs and nothing else."""
    builder = _ca_builder(name, key.public_key(), validity, path_length=1).issuer_name(name)
    builder = builder.add_extension(_authority_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA384())


def issuing_certificate(
    *, key: PrivateKey, name: x509.Name, validity: Validity, issuer: Issuer
) -> x509.Certificate:
    """An issuing CA: signs client certificates only (pathlen 0, EKU clientAuth)."""
    builder = _ca_builder(name, key.public_key(), validity, path_length=0)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return _issued_by(issuer, builder).sign(issuer.key, hashes.SHA384())


def client_certificate(
    *, public_key: PublicKey, subject: Subject, validity: Validity, issuer: Issuer
) -> x509.Certificate:
    """A user's certificate (電子証明書): good for TLS client authentication and nothing else."""
    builder = (
        _builder(subject.name(), public_key, validity)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    return _issued_by(issuer, builder).sign(issuer.key, hashes.SHA384())


def revocation_list(
    *, issuer: Issuer, entries: Iterable[Revoked], number: int, validity: Validity
) -> x509.CertificateRevocationList:
    """The CRL of one CA; `validity.end` is its nextUpdate."""
    builder = (
        # All entries at once: add_revoked_certificate copies the whole list for each of them.
        x509.CertificateRevocationListBuilder(
            revoked_certificates=[_revoked_certificate(entry) for entry in entries]
        )
        .issuer_name(issuer.certificate.subject)
        .last_update(validity.start)
        .next_update(validity.end)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_authority_key(issuer.key.public_key()), critical=False)
    )
    return builder.sign(issuer.key, hashes.SHA384())


def revocation_lists(pem: bytes) -> list[x509.CertificateRevocationList]:
    """The CRLs of a file that holds several, as nginx needs it. ValueError when one is damaged."""
    return [x509.load_pem_x509_crl(block) for block in _ARMOURED_CRL.findall(pem)]


def crl_number(crl: x509.CertificateRevocationList) -> int:
    """The CRL's number; each publication has a greater one."""
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def serial_text(number: int) -> str:
    """A serial number as nginx prints it in `$ssl_client_serial`: whole bytes, here always 20."""
    return f"{number:040X}"


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in 64 lower-case hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def presented(escaped: str) -> Presented | None:
    """Read nginx's `$ssl_client_escaped_cert`: one URL-encoded PEM certificate; None for anything else."""
    if not escaped or len(escaped) > ESCAPED_LIMIT:
        return None
    try:
        (certificate,) = x509.load_pem_x509_certificates(unquote_to_bytes(escaped))
    except (ValueError, x509.InvalidVersion):
        return None
    if certificate.serial_number <= 0:
        return None
    return Presented(certificate, fingerprint(certificate), serial_text(certificate.serial_number))


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(oid, value) for oid, value in ((NameOID.COUNTRY_NAME, "JP"), *attributes)]
    )


def _builder(subject: x509.Name, public_key: PublicKey, validity: Validity) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())  # 159 random bits
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _ca_builder(
    name: x509.Name, public_key: PublicKey, validity: Validity, *, path_length: int
) -> x509.CertificateBuilder:
    return (
        _builder(name, public_key, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
    )


def _issued_by(issuer: Issuer, builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    location = x509.DistributionPoint([x509.UniformResourceIdentifier(issuer.crl_url)], None, None, None)
    return (
        builder.issuer_name(issuer.certificate.subject)
        .add_extension(_authority_key(issuer.key.public_key()), critical=False)
        .add_extension(x509.CRLDistributionPoints([location]), critical=False)
    )


def _authority_key(public_key: PublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key)


def _key_usage(*usages: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{usage: usage in usages for usage in every})


def _revoked_certificate(entry: Revoked) -> x509.RevokedCertificate:
    return x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at).build()
