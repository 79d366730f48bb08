"""Debian's Chromium with a certificate store of its own, as on a clerk's PC."""

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate
from playwright.sync_api import BrowserContext, sync_playwright

from .stack import Stack

# Machine-wide: Chromium reads policies from nowhere else. Without one it would ask which certificate to use.
POLICY: Final = Path("/etc/chromium/policies/managed/chingin-tests.json")
RULES: Final = "AutoSelectCertificateForUrls"
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Computer:
    """One person's PC: the certificate store, and a browser that can be closed and opened again."""

    home: Path

    @property
    def store(self) -> str:
        """The NSS database that Chromium reads under this HOME."""
        return f"sql:{self.home / '.pki' / 'nssdb'}"

    def trust(self, root: Path) -> None:
        """Take a TLS root into the store."""
        _run("certutil", "-d", self.store, "-A", "-t", "C,,", "-n", "tls-root", "-i", str(root))

    def import_p12(self, file: Path, password: str) -> None:
        """⑥ インポート: take a client certificate and its key into the store."""
        _run("pk12util", "-d", self.store, "-i", str(file), "-W", password)

    def forget(self, certificate: Certificate) -> None:
        """Take a client certificate's key out of the store: without it the browser cannot present it."""
        point = certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        key_id = hashlib.sha1(point, usedforsecurity=False).hexdigest()
        _run("certutil", "-d", self.store, "-F", "-k", key_id)

    def nicknames(self) -> str:
        """What the store holds, as certutil lists it."""
        return _run("certutil", "-d", self.store, "-L")

    @contextmanager
    def browser(self) -> Iterator[BrowserContext]:
        """A browser, from its start until all its windows are closed."""
        with sync_playwright() as playwright, TemporaryDirectory() as profile:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path="/usr/bin/chromium",
                args=list(QUIET),
                env={**os.environ, "HOME": str(self.home)},
                accept_downloads=True,
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
            )
            context.set_default_timeout(15_000)
            try:
                yield context
            finally:
                context.close()


@contextmanager
def computer(stack: Stack) -> Iterator[Computer]:
    """A PC that trusts the system's TLS certificate and has no client certificate yet."""
    with TemporaryDirectory(prefix="chingin-pc-") as place:
        pc = Computer(Path(place))
        (pc.home / ".pki" / "nssdb").mkdir(parents=True)
        _run("certutil", "-d", pc.store, "-N", "--empty-password")
        pc.trust(stack.tls_root)
        yield pc


@contextmanager
def certificates_chosen_for(*urls: str) -> Iterator[None]:
    """While this lasts, a browser presents the store's certificate to these origins without asking."""
    mine = [json.dumps({"pattern": url, "filter": {}}) for url in urls]
    with _policy_to_ourselves():
        _write_policy(_policy() + mine)
    try:
        yield
    finally:
        with _policy_to_ourselves():
            _write_policy([rule for rule in _policy() if rule not in mine])


@contextmanager
def _policy_to_ourselves() -> Iterator[None]:
    """Two test runs on one machine share the policy: each adds and removes only its own rules."""
    with (Path(gettempdir()) / f"chingin-policy-{os.geteuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _policy() -> list[str]:
    rules: list[str] = json.loads(POLICY.read_text())[RULES] if POLICY.exists() else []
    return rules


def _write_policy(rules: list[str]) -> None:
    """In one step, for a browser may be starting; beside the folder, for it reads all files in there."""
    if rules:
        fresh = POLICY.parent.with_name(POLICY.name)
        _as_root("mkdir", "-p", str(POLICY.parent))
        _as_root("tee", str(fresh), given=json.dumps({RULES: rules}))
        _as_root("mv", str(fresh), str(POLICY))
    else:
        _as_root("rm", "-f", str(POLICY))


def _as_root(*command: str, given: str = "") -> None:
    sudo = ("sudo", "-n") if os.geteuid() != 0 else ()
    _run(*sudo, *command, given=given)


def _run(*command: str, given: str = "") -> str:
    return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout
