"""A client CA of two levels, as `manage.py init_ca` makes it, with one good and one revoked certificate."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)
END: Final = datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def save(self, path: Path) -> Path:
        """Both in one PEM file, as Python's ssl reads them."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(_pem(self.certificate) + key)
        return path


@dataclass(frozen=True, slots=True)
class ClientCertificates:
    """Files that a client presents."""

    good: Path
    revoked: Path
    stranger: Path


def publish(ca: Path, clients: Path) -> ClientCertificates:
    """root.pem, issuing.pem and crl.pem under `ca`; three clients under `clients`."""
    root = _issue("ルート", ca=True)
    issuing = _issue("発行局", by=root, ca=True)
    revoked = _issue("12345678002", by=issuing)
    (ca / "root.pem").write_bytes(_pem(root.certificate))
    (ca / "issuing.pem").write_bytes(_pem(issuing.certificate))
    (ca / "crl.pem").write_bytes(_crl(issuing, revoked) + _crl(root))
    return ClientCertificates(
        good=_issue("12345678001", by=issuing).save(clients / "good.pem"),
        revoked=revoked.save(clients / "revoked.pem"),
        stranger=_issue("12345678003", by=_issue("よその発行局", ca=True)).save(clients / "stranger.pem"),
    )


def _issue(name: str, *, by: Identity | None = None, ca: bool = False) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(by.key if by else key, hashes.SHA256())
    )
    return Identity(certificate, key)


def _crl(issuer: Identity, *revoked: Identity) -> bytes:
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, BEGIN, END)
    for identity in revoked:
        serial = identity.certificate.serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(BEGIN + timedelta(1))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
