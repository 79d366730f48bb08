"""Child processes that never outlive the supervisor, not even when it is killed."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.demo.obstacles import CannotStart

GRACE_SECONDS: Final = 10
TAIL_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Child:
    """A running program under the name that messages give it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def require_alive(self) -> None:
        """Raise CannotStart with the end of the log when the program has ended."""
        if (code := self.process.poll()) is not None:
            raise CannotStart(
                f"{self.name} が止まったため(終了コード {code})、デモを終わります。\n{tail(self.log)}"
            )


@contextmanager
def running(name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str]) -> Iterator[Child]:
    """`command`, from start to stopped, in a session of its own: a terminal's Ctrl-C reaches us alone."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            ["setpriv", "--pdeathsig", "TERM", "--", *command],  # noqa: S607
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )
    try:
        yield Child(name, process, log)
    finally:
        _stop(process)


def finish(name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str]) -> None:
    """Run `command` to its end; raise CannotStart with the end of its log when it fails."""
    with running(name, command, log=log, env=env) as child:
        if child.process.wait() != 0:
            raise CannotStart(f"{name}に失敗しました。\n{tail(log)}")


def tail(log: Path) -> str:
    """The last lines of a log and where to find the rest."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join([*lines, f"(記録: {log})"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # Its own children, had it no time to end them: an nginx or gunicorn that was killed.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
