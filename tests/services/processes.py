"""Starts server processes that never outlive the test run and never run as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED_USERS = ("postgres", "nobody")


class ServiceFailed(Exception):
    """A private server did not start; the message holds the end of its log."""


def unprivileged_user() -> str | None:
    """The user to run servers as: None when we are not root already."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise ServiceFailed(f"no user without rights to run test servers: {', '.join(UNPRIVILEGED_USERS)}")


def as_unprivileged(command: Sequence[str]) -> list[str]:
    """`command`, run without root's rights and ended when its parent ends."""
    user = unprivileged_user()
    drop = ["--reuid", user, "--regid", pwd.getpwnam(user).pw_name, "--init-groups"] if user else []
    return ["setpriv", "--pdeathsig", "TERM", *drop, "--", *command]


@contextmanager
def private_directory(name: str) -> Iterator[Path]:
    """A fresh directory that only the servers' user may enter, removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix=f"chingin-{name}-", dir="/tmp"))
    if user := unprivileged_user():
        shutil.chown(path, user)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    ready: Callable[[], bool],
    seconds: float = 20,
    env: dict[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """`command` as a server process, from ready to stopped."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            as_unprivileged(command),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=env,
            cwd="/",
        )
    try:
        _await(process, ready, log, seconds)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise ServiceFailed(f"{process.args!r} did not start:\n{tail}")
        time.sleep(0.02)


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
