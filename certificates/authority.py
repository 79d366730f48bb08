"""The local certificate authority (認証局): root, issuing CA, client certificates, CRLs (CERT-15).

The only module that opens the CA's keys. A key is opened for one operation and forgotten with it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509 as crypto
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from chingin.kernel.clock import JST, local_date
from chingin.kernel.errors import Refusal

from . import messages, rules, vault, x509
from .rules import Validity
from .vault import Vault

ROOT_YEARS: Final = 20
# Five years of issuing, and then one more until the last certificate issued has ended.
ISSUING_YEARS: Final = 6
CRL_DAYS: Final = 7
PASSPHRASE_LENGTH: Final = 20
ROOT_NAME: Final = "賃金控除事務支援システム ルート認証局"
ISSUING_NAME: Final = "賃金控除事務支援システム 発行局 G{generation}"
CRL_PATH: Final = "/crl/{name}.crl"


class CaMissing(Refusal):
    """There is no CA yet."""

    message = messages.CA_MISSING


class CaFileLost(Refusal):
    """A file is gone whose making anew would break what others rest on."""

    message = messages.CA_FILE_LOST


class CaMismatch(Refusal):
    """A key and a certificate that were not made together."""

    message = messages.CA_MISMATCH


class CaFileUnreadable(Refusal):
    """A damaged file, a file of somebody else, or a key that does not open with this passphrase."""

    message = messages.CA_FILE_UNREADABLE


class CaKeyExposed(Refusal):
    """A key that others can read."""

    message = messages.CA_KEY_EXPOSED


class CaEndsTooSoon(Refusal):
    """A CA that ends before the certificate which it is to sign."""

    message = messages.CA_ENDS_TOO_SOON


class CaPassphraseWeak(Refusal):
    """A passphrase too short for a key file, or one for both keys."""

    message = messages.CA_PASSPHRASE_WEAK


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication of the revocation lists wrote."""

    path: Path
    entries: int
    next_update: datetime

    def __str__(self) -> str:
        until = self.next_update.astimezone(JST)
        return f"公開しました: {self.path}({self.entries}件、{until:%Y-%m-%d %H:%M} まで有効)"


def init_ca(*, organisation: str, root_passphrase: str, at: datetime) -> list[Path]:
    """Make what is missing of root and first issuing CA, in order. Returns the files made.

    Each step needs only what the steps before it left on the disk: the next run finishes one that was killed.
    A file that cannot be made anew without breaking a pair is refused (CaFileLost), never replaced.
    """
    _refuse_weak_passphrases(root_passphrase)
    files = vault.configured()
    with files.locked():
        made = _make_root(files, organisation, root_passphrase, at)
        made += _make_first_issuing(files, root_passphrase, at)
        if not files.root_crl.exists():
            made += _make_root_crl(files, root_passphrase, at)
        return made + _bundle(files)


def rotate_issuing_ca(*, root_passphrase: str, at: datetime) -> list[Path]:
    """Put a new issuing CA beside the present ones: it signs from now on, they stay valid to their end."""
    files = _existing()
    with files.locked():
        in_use = _in_use(files)
        # A generation that is there but not in use is the work of a run that was killed: finish that one.
        unfinished = files.generations() != in_use
        made = [] if unfinished else _make_issuing(files, in_use[0] + 1, root_passphrase, at)
        made += _make_root_crl(files, root_passphrase, at)
        return made + _bundle(files)


def issue_client(
    *, subject: x509.Subject, issued_on: date, kind: x509.KeyKind = x509.KeyKind.P256
) -> x509.Issued:
    """Make a key and sign a certificate of 366 days for it (CERT-6) with the newest issuing CA in use."""
    files = _existing()
    generation = _in_use(files)[0]
    issuer = _open_issuing(files, generation)
    validity = rules.validity(issued_on, issuer.certificate.not_valid_before_utc)
    _refuse_beyond(issuer.certificate, validity, files.issuing(generation))
    key = x509.new_key(kind)
    certificate = x509.client_certificate(
        public_key=key.public_key(), subject=subject, validity=validity, issuer=issuer
    )
    return x509.Issued(certificate, key, issuer.certificate, generation)


def publish_crl(*, revoked: Iterable[x509.Revoked], at: datetime) -> Published:
    """Sign anew the CRL of every issuing CA in use and put them, with the root's, into one file for nginx.

    Give `revoked` lazily (a generator over a queryset). It is read under the lock: of two publications at
    once, the later never forgets a revocation that the earlier knew.
    """
    files = _existing()
    with files.locked():
        entries = _by_generation(revoked)
        validity = Validity(start=at, end=at + timedelta(days=CRL_DAYS))
        number = _next_crl_number(files, at)
        lists = [
            x509.revocation_list(
                issuer=_open_issuing(files, generation),
                entries=entries[generation],
                number=number,
                validity=validity,
            )
            for generation in _in_use(files)
        ]
        pem = b"".join(crl.public_bytes(Encoding.PEM) for crl in lists) + _read(files.root_crl)
        path = vault.write(files.crl, pem)
    return Published(path, entries=sum(len(crl) for crl in lists), next_update=validity.end)


def crl(name: str) -> bytes | None:
    """The published CRL called `issuing-<n>` or `root`, as DER for the distribution point."""
    files = vault.configured()
    certificates = {"root": files.root} | {f"issuing-{n}": files.issuing(n) for n in files.generations()}
    if name not in certificates:
        return None
    issuer = _certificate(certificates[name]).subject
    return next((crl.public_bytes(Encoding.DER) for crl in _published(files) if crl.issuer == issuer), None)


def crl_url(name: str) -> str:
    """Where this CRL is published."""
    return settings.PUBLIC_ORIGIN + CRL_PATH.format(name=name)


def _make_root(files: Vault, organisation: str, passphrase: str, at: datetime) -> list[Path]:
    if files.root.exists():
        return []
    if [*files.private.glob("issuing-*.key.pem"), *files.public.glob("*.pem")]:
        raise CaFileLost(path=files.root)
    made = _make_key(files.root_key, passphrase)
    key = _open_key(files.root_key, passphrase)
    name = x509.ca_name(organisation=organisation, common_name=ROOT_NAME)
    root = x509.root_certificate(key=key, name=name, validity=_years(at, ROOT_YEARS))
    return [*made, _write_certificate(files.root, root)]


def _make_first_issuing(files: Vault, root_passphrase: str, at: datetime) -> list[Path]:
    if generations := files.generations():
        _open_issuing(files, generations[0])
        return []
    if any(path.exists() for path in (files.root_crl, files.issuing_bundle, files.crl)):
        raise CaFileLost(path=files.issuing(1))
    return _make_issuing(files, 1, root_passphrase, at)


def _make_issuing(files: Vault, generation: int, root_passphrase: str, at: datetime) -> list[Path]:
    root = _open_root(files, root_passphrase)
    validity = _years(at, ISSUING_YEARS)
    _refuse_beyond(root.certificate, validity, files.root)
    made = _make_key(files.issuing_key(generation), settings.CA_PASSPHRASE)
    key = _open_key(files.issuing_key(generation), settings.CA_PASSPHRASE)
    name = x509.ca_name(
        organisation=_organisation(root.certificate), common_name=ISSUING_NAME.format(generation=generation)
    )
    certificate = x509.issuing_certificate(key=key, name=name, validity=validity, issuer=root)
    return [*made, _write_certificate(files.issuing(generation), certificate)]


def _make_root_crl(files: Vault, passphrase: str, at: datetime) -> list[Path]:
    """Lasts as long as the newest issuing CA: the root key is away, and nobody but our own nginx reads it."""
    end = _certificate(files.issuing(files.generations()[0])).not_valid_after_utc
    root = _open_root(files, passphrase)
    crl = x509.revocation_list(
        issuer=root, entries=[], number=int(at.timestamp()), validity=Validity(at, end)
    )
    return [vault.write(files.root_crl, crl.public_bytes(Encoding.PEM))]


def _bundle(files: Vault) -> list[Path]:
    """Put the issuing CAs into use: the last step, which makes the others count."""
    bundle = b"".join(_read(files.issuing(generation)) for generation in files.generations())
    if files.issuing_bundle.exists() and _read(files.issuing_bundle) == bundle:
        return []
    return [vault.write(files.issuing_bundle, bundle)]


def _existing() -> Vault:
    """The vault of a CA in use."""
    files = vault.configured()
    if not files.issuing_bundle.exists():
        raise CaMissing(path=files.issuing_bundle)
    return files


def _in_use(files: Vault) -> list[int]:
    """The generations that nginx knows of, newest first; at least one."""
    bundle = _read(files.issuing_bundle)
    in_use = [generation for generation in files.generations() if _read(files.issuing(generation)) in bundle]
    if not in_use:
        raise CaFileLost(path=files.issuing(1))
    return in_use


def _make_key(path: Path, passphrase: str) -> list[Path]:
    if path.exists():
        return []
    pem = x509.new_ca_key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    return [vault.write(path, pem, mode=vault.SECRET_MODE)]


def _open_key(path: Path, passphrase: str) -> ec.EllipticCurvePrivateKey:
    pem = _read(path)
    if vault.is_exposed(path):
        raise CaKeyExposed(path=path)
    try:
        key = load_pem_private_key(pem, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise CaFileUnreadable(path=path) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CaFileUnreadable(path=path)
    return key


def _open_root(files: Vault, passphrase: str) -> x509.Issuer:
    return _issuer(files.root, files.root_key, passphrase, crl_url("root"))


def _open_issuing(files: Vault, generation: int) -> x509.Issuer:
    return _issuer(
        files.issuing(generation),
        files.issuing_key(generation),
        settings.CA_PASSPHRASE,
        crl_url(f"issuing-{generation}"),
    )


def _issuer(certificate_path: Path, key_path: Path, passphrase: str, url: str) -> x509.Issuer:
    certificate, key = _certificate(certificate_path), _open_key(key_path, passphrase)
    if certificate.public_key() != key.public_key():
        raise CaMismatch(key=key_path, certificate=certificate_path)
    return x509.Issuer(certificate, key, url)


def _certificate(path: Path) -> crypto.Certificate:
    try:
        return crypto.load_pem_x509_certificate(_read(path))
    except ValueError as error:
        raise CaFileUnreadable(path=path) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CaFileLost(path=path) from error
    except OSError as error:
        raise CaFileUnreadable(path=path) from error


def _write_certificate(path: Path, certificate: crypto.Certificate) -> Path:
    return vault.write(path, certificate.public_bytes(Encoding.PEM))


def _organisation(certificate: crypto.Certificate) -> str:
    (attribute,) = certificate.subject.get_attributes_for_oid(crypto.NameOID.ORGANIZATION_NAME)
    return str(attribute.value)


def _years(at: datetime, years: int) -> Validity:
    start = at.replace(microsecond=0)
    return Validity(start, start + timedelta(days=365 * years + years // 4))


def _by_generation(revoked: Iterable[x509.Revoked]) -> dict[int, list[x509.Revoked]]:
    entries: dict[int, list[x509.Revoked]] = defaultdict(list)
    for entry in revoked:
        entries[entry.generation].append(entry)
    return entries


def _next_crl_number(files: Vault, at: datetime) -> int:
    """Greater than every number before, also when the clock was set back or crl.pem was lost."""
    return max([int(at.timestamp()), *(x509.crl_number(crl) + 1 for crl in _published(files))])


def _published(files: Vault) -> list[crypto.CertificateRevocationList]:
    """The CRLs in crl.pem; none of a damaged file, which the next publication replaces."""
    try:
        return x509.revocation_lists(files.crl.read_bytes())
    except (FileNotFoundError, ValueError):
        return []


def _refuse_beyond(ca: crypto.Certificate, validity: Validity, path: Path) -> None:
    """No certificate outlives its CA: with the CA all its certificates would stop working (CERT-6)."""
    if validity.end > ca.not_valid_after_utc:
        raise CaEndsTooSoon(path=path, end=local_date(ca.not_valid_after_utc))


def _refuse_weak_passphrases(root_passphrase: str) -> None:
    if len(root_passphrase) < PASSPHRASE_LENGTH or root_passphrase == settings.CA_PASSPHRASE:
        raise CaPassphraseWeak(name="ルート認証局", length=PASSPHRASE_LENGTH)
    if len(settings.CA_PASSPHRASE) < PASSPHRASE_LENGTH:
        raise CaPassphraseWeak(name="発行局", length=PASSPHRASE_LENGTH)
