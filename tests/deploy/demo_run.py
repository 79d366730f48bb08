"""Starts the real demo in a copy of the tree and looks at what it leaves behind."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
NOT_COPIED: Final = (".*", "__pycache__", "node_modules", "tests", "var")
PATIENCE_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Place:
    """A copy of the tree, and three ports."""

    tree: Path
    port: int

    @property
    def home(self) -> Path:
        """Where the demo keeps its state."""
        return self.tree / "var" / "demo"

    @property
    def urls(self) -> list[str]:
        """The origins as READY names them."""
        return [f"https://localhost:{self.port + n}" for n in range(3)]

    def status(self, port: int) -> int:
        """What the top of an origin answers, its certificate checked against the demo's root."""
        context = ssl.create_default_context(cafile=str(self.home / "tls" / "root.pem"))
        connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        finally:
            connection.close()

    def processes(self) -> dict[int, str]:
        """Number and command line of every process that works in the copy."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cwd").readlink() == self.tree:
                    found[int(entry.name)] = (
                        (entry / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
                    )
            except OSError:
                continue  # ended meanwhile, or another user's
        return found

    def pid(self, words: str) -> int:
        """The lowest process number among those whose command line has these words."""
        return min(number for number, command in self.processes().items() if words in command)


def copy_of_the_tree(to: Path) -> Place:
    """The product without its state, its tests and its virtual environment."""
    shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    return Place(to, _free_ports())


@contextmanager
def starting(place: Place, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The supervisor as a process; stopped at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.demo"],
        cwd=place.tree,
        env=clean_environment() | {"CHINGIN_DEMO_PORT": str(place.port)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def ready(place: Place, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The supervisor and the line it says when the demo is up."""
    with starting(place, **environment) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, line


def refusal(place: Place, **environment: str) -> str:
    """What a start that comes to nothing tells on stderr."""
    with starting(place, **environment) as process:
        said, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert (said, process.returncode) == ("", 1)
    return told


def clean_environment() -> dict[str, str]:
    """Ours without what the test run set: unknown CHINGIN_ variables stop the demo.

    Nor is its coverage measured, which would double the time of a start: a copy's lines count for nothing.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CHINGIN_", "COVERAGE_")) and name != "DJANGO_SETTINGS_MODULE"
    }


def eventually(truth: Callable[[], bool]) -> bool:
    """Whether it becomes true before patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not truth():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _free_ports() -> int:
    """The first of three ports in a row that nobody listens on."""
    while True:
        with ExitStack() as sockets, socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                for number in (port + 1, port + 2):
                    sockets.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except (OSError, OverflowError):
                continue
            return port
