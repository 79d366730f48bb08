"""Debian's Chromium with a certificate store of its own, as on a clerk's PC."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

from .stack import Stack

# Machine-wide: Chromium reads policies from nowhere else. Without one it would ask which certificate to use.
POLICY: Final = Path("/etc/chromium/policies/managed/chingin-tests.json")
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
    rules = [json.dumps({"pattern": url, "filter": {}}) for url in urls]
    _as_root("mkdir", "-p", str(POLICY.parent))
    _as_root("tee", str(POLICY), given=json.dumps({"AutoSelectCertificateForUrls": rules}))
    try:
        yield
    finally:
        _as_root("rm", "-f", str(POLICY))


def _as_root(*command: str, given: str = "") -> None:
    sudo = ("sudo", "-n") if os.geteuid() != 0 else ()
    _run(*sudo, *command, given=given)


def _run(*command: str, given: str = "") -> str:
    return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout
