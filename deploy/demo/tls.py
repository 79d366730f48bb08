"""The demo's TLS certificate for localhost, signed by a root of its own that a person may import."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_NAME: Final = "賃金控除事務支援システム デモ用ルート"
HOST: Final = x509.DNSName("localhost")
ADDRESSES: Final = ("127.0.0.1", "::1")
ROOT_LIFETIME: Final = timedelta(days=3650)
SERVER_LIFETIME: Final = timedelta(days=365)
# Renewed this long before it ends: a demo may stay up for weeks.
RENEWAL: Final = timedelta(days=60)
# A demo copied to a machine whose clock is a little behind still works.
BACKDATED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ServerTls:
    """Files for nginx (certificate, key) and for whoever is to trust them (root)."""

    certificate: Path
    key: Path
    root: Path


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_server_tls(directory: Path, *, at: datetime) -> ServerTls:
    """The files under `directory`; what is missing, unreadable or soon to end is made anew."""
    directory.mkdir(parents=True, exist_ok=True)
    files = ServerTls(directory / "server.pem", directory / "server.key", directory / "root.pem")
    root_key = directory / "root.key"
    root = _load(files.root, root_key)
    if root is None or _ends_soon(root, at + SERVER_LIFETIME):
        root = _make_root(at)
        _store(root, files.root, root_key)
    server = _load(files.certificate, files.key)
    if server is None or _ends_soon(server, at) or not _signed_by(server, root):
        _store(_make_server(root, at), files.certificate, files.key)
    return files


def _load(certificate: Path, key: Path) -> Pair | None:
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
        pair = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or pair.public_key() != private.public_key():
        return None
    return Pair(pair, private)


def _ends_soon(pair: Pair, at: datetime) -> bool:
    return pair.certificate.not_valid_after_utc < at + RENEWAL


def _signed_by(server: Pair, root: Pair) -> bool:
    try:
        server.certificate.verify_directly_issued_by(root.certificate)
    except (ValueError, InvalidSignature):
        return False
    return True


def _make_root(at: datetime) -> Pair:
    """Good for localhost only: whoever imports it trusts nothing else through it."""
    key = ec.generate_private_key(ec.SECP256R1())
    networks = [x509.IPAddress(ipaddress.ip_network(address)) for address in ADDRESSES]
    builder = (
        _builder(ROOT_NAME, key, at, ROOT_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([HOST, *networks], None), critical=True)
    )
    return Pair(builder.issuer_name(_name(ROOT_NAME)).sign(key, hashes.SHA256()), key)


def _make_server(root: Pair, at: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    addresses = [x509.IPAddress(ipaddress.ip_address(address)) for address in ADDRESSES]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = (
        _builder("localhost", key, at, SERVER_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([HOST, *addresses]), critical=False)
        .add_extension(issuer, critical=False)
    )
    return Pair(builder.issuer_name(root.certificate.subject).sign(root.key, hashes.SHA256()), key)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey, at: datetime, lifetime: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATED)
        .not_valid_after(at + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _store(pair: Pair, certificate: Path, key: Path) -> None:
    """Key first, each by rename: an interrupted start leaves a pair that does not match and is made anew."""
    private = pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(key, private, mode=0o600)
    _write(certificate, pair.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
