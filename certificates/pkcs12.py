"""The file that a user imports into Windows: PKCS#12 (RFC 7292) of key, certificate and issuing CA (CERT-4).

Its password is the login password, so a guess must be dear by every door. `cryptography` stretches the
encryption but leaves the MAC at 2,048 rounds, by which a guess could be checked for a hundredth of the price.
So the MAC is computed anew here, by appendix B of the RFC. (`openssl pkcs12 -iter` would do the same in
another process, to which key and password had to be handed.)
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from chingin.kernel.clock import JST

from .x509 import Issued

# A round of the MAC is one SHA-256, a round of PBKDF2 is two: this way a guess costs the same by either door.
# Windows refuses files with more than 600,000 rounds.
ENCRYPTION_ROUNDS: Final = 100_000
MAC_ROUNDS: Final = 200_000
_BLOCK: Final = 64  # bytes, of SHA-1 and SHA-256
_Digest = Callable[[bytes], "hashlib._Hash"]
_MAC_KEY: Final = b"\3"  # appendix B.3: what the derived bytes are for


class Profile(StrEnum):
    """Which algorithms the bank's PCs understand."""

    MODERN = "modern"  # AES-256, SHA-256: Windows 10 1709, Windows 11, Server 2019 and later
    LEGACY = "legacy"  # 3DES, SHA-1: older Windows, which calls anything else a wrong password


@dataclass(frozen=True, slots=True)
class _Algorithms:
    encryption: pkcs12.PBES
    mac: hashes.HashAlgorithm
    digest: _Digest


_ALGORITHMS: Final = {
    Profile.MODERN: _Algorithms(pkcs12.PBES.PBESv2SHA256AndAES256CBC, hashes.SHA256(), hashlib.sha256),
    Profile.LEGACY: _Algorithms(
        pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC,
        hashes.SHA1(),  # noqa: S303 - the old PCs know no other
        hashlib.sha1,
    ),
}


@asn1.sequence
class _AlgorithmIdentifier:
    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null


@asn1.sequence
class _DigestInfo:
    algorithm: _AlgorithmIdentifier
    digest: bytes


@asn1.sequence
class _MacData:
    mac: _DigestInfo
    salt: bytes
    iterations: int


@asn1.sequence
class _ContentInfo:
    content_type: x509.ObjectIdentifier
    content: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class _Pfx:
    version: int
    auth_safe: _ContentInfo
    mac_data: _MacData


def file_name(user_id: str, at: datetime) -> str:
    """User ID + date and time in Japan + `.p12` (CERT-3)."""
    return f"{user_id}{at.astimezone(JST):%Y%m%d%H%M%S}.p12"


def serialize(issued: Issued, *, user_id: str, password: str, profile: Profile = Profile.MODERN) -> bytes:
    """The .p12 of one user: key, certificate, issuing CA; not the root, which Windows would ask to trust.

    `password` is printable ASCII, as every login password is (REG-6); ValueError otherwise, for outside ASCII
    programs disagree about its bytes.
    """
    if not (password and password.isascii() and password.isprintable()):
        raise ValueError("a PKCS#12 password is printable ASCII")
    algorithms = _ALGORITHMS[profile]
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ENCRYPTION_ROUNDS)
        .key_cert_algorithm(algorithms.encryption)
        .hmac_hash(algorithms.mac)
        .build(password.encode("ascii"))
    )
    weak = pkcs12.serialize_key_and_certificates(
        user_id.encode("ascii"), issued.key, issued.certificate, [issued.issuing], encryption
    )
    return _with_strong_mac(weak, password, algorithms)


def _with_strong_mac(der: bytes, password: str, algorithms: _Algorithms) -> bytes:
    pfx = asn1.decode_der(_Pfx, der)
    salt = secrets.token_bytes(16)
    key = _mac_key(password, salt, algorithms.digest)
    digest = hmac.digest(key, pfx.auth_safe.content, algorithms.mac.name)
    mac = _DigestInfo(algorithm=pfx.mac_data.mac.algorithm, digest=digest)
    strong = _MacData(mac=mac, salt=salt, iterations=MAC_ROUNDS)
    return asn1.encode_der(_Pfx(version=pfx.version, auth_safe=pfx.auth_safe, mac_data=strong))


def _mac_key(password: str, salt: bytes, digest: _Digest) -> bytes:
    """RFC 7292, appendix B.2, for a key as long as one digest: what it says of further blocks falls away."""
    bmp_string = password.encode("utf-16-be") + b"\0\0"
    result = _MAC_KEY * _BLOCK + _filled(salt) + _filled(bmp_string)
    for _ in range(MAC_ROUNDS):
        result = digest(result).digest()
    return result


def _filled(text: bytes) -> bytes:
    """Appendix B.2, steps 2 and 3: repeated up to a whole number of blocks."""
    length = -(-len(text) // _BLOCK) * _BLOCK
    return (text * (length // len(text) + 1))[:length]
