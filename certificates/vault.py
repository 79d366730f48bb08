"""The files of the local certificate authority (認証局): where each lies, who may read it, how it is written.

    CA_DIR/private/root.key.pem          of the root CA; the operator takes it away after each ceremony
    CA_DIR/private/issuing-<n>.key.pem   of the issuing CA of generation n
    CA_DIR/public/root.pem               nginx: ssl_trusted_certificate
    CA_DIR/public/issuing-<n>.pem        one issuing CA; two generations stand side by side during a roll-over
    CA_DIR/public/issuing.pem            all of them, newest first; nginx: ssl_client_certificate
    CA_DIR/public/root-crl.pem           signed when the root key was last here
    CA_DIR/public/crl.pem                the CRL of every CA above; nginx: ssl_crl

Either directory may be a volume of its own, so that nginx never sees `private`.
"""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from chingin.kernel import durable

SECRET_MODE: Final = 0o600
_OTHERS: Final = 0o077
_GENERATION: Final = re.compile(r"issuing-([1-9][0-9]*)\.pem")


@dataclass(frozen=True, slots=True)
class Vault:
    """The files below one CA_DIR."""

    directory: Path

    @property
    def private(self) -> Path:
        """The directory of the keys."""
        return self.directory / "private"

    @property
    def public(self) -> Path:
        """The directory of what nginx and the CRL page read."""
        return self.directory / "public"

    @property
    def root_key(self) -> Path:
        return self.private / "root.key.pem"

    @property
    def root(self) -> Path:
        return self.public / "root.pem"

    @property
    def root_crl(self) -> Path:
        return self.public / "root-crl.pem"

    @property
    def issuing_bundle(self) -> Path:
        return self.public / "issuing.pem"

    @property
    def crl(self) -> Path:
        return self.public / "crl.pem"

    def issuing_key(self, generation: int) -> Path:
        """The key file of one issuing CA."""
        return self.private / f"issuing-{generation}.key.pem"

    def issuing(self, generation: int) -> Path:
        """The certificate file of one issuing CA."""
        return self.public / f"issuing-{generation}.pem"

    def generations(self) -> list[int]:
        """The generations that have a certificate, newest first."""
        found = (_GENERATION.fullmatch(path.name) for path in self.public.glob("issuing-*.pem"))
        return sorted((int(match[1]) for match in found if match), reverse=True)

    def exposed(self) -> list[Path]:
        """What of the private side others than its owner may enter, read or write."""
        return [path for path in (self.private, *sorted(self.private.glob("*.pem"))) if is_exposed(path)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The only one to write here. Makes the directories first."""
        for directory, mode in ((self.directory, 0o755), (self.private, 0o700), (self.public, 0o755)):
            _make_directory(directory, mode)
        handle = os.open(self.private, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def configured() -> Vault:
    """The vault of this installation (setting CA_DIR)."""
    return Vault(Path(settings.CA_DIR))


def is_exposed(path: Path) -> bool:
    """May anybody but its owner (and root) do anything with this file? False when it is not there."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def write(path: Path, data: bytes, *, mode: int = 0o644) -> Path:
    """Write wholly or not at all, also when the power fails. Only under `locked()`."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)
        file.write(data)
        durable.sync(file)
    durable.name(new, path)
    return path


def _make_directory(path: Path, mode: int) -> None:
    if not path.is_dir():
        path.mkdir(parents=True, mode=mode)
        path.chmod(mode)
