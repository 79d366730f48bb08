"""The supervisor's entrance: `make demo` ends in `.venv/bin/python -m deploy.demo`."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chingin.kernel import clock
from deploy.demo import obstacles, supervisor
from deploy.demo.obstacles import CannotStart
from deploy.demo.supervisor import Demo
from deploy.demo.tls import ensure_server_tls

SETTINGS: Final = "chingin.settings.demo"
TREE: Final = Path(__file__).resolve().parent.parent.parent
STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to end."""


def main() -> int:
    """0 when stopped by Ctrl-C, TERM or HUP; 1 with a sentence when something is in the way or breaks."""
    os.chdir(TREE)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    _stop_on_signals()
    try:
        _run(_demo())
    except Stopped:
        return 0
    except (CannotStart, ImproperlyConfigured) as problem:
        sys.stderr.write(f"{problem}\n")
    except PermissionError as error:
        sys.stderr.write(
            f"{error.filename} に書き込めません。所有者のユーザーで実行するか、所有者を変更してください。\n"
        )
    return 1


def _run(demo: Demo) -> None:
    with obstacles.lock(demo.home / "lock"):
        obstacles.refuse_taken_ports(demo.ports)
        tls = ensure_server_tls(demo.home / "tls", at=clock.now())
        supervisor.prepare(demo)
        with supervisor.servers(demo, tls) as children:
            sys.stdout.write(" ".join(("READY", *demo.urls)) + "\n")
            sys.stdout.flush()
            supervisor.watch_over(demo, children)


def _demo() -> Demo:
    """From the settings, so that a port is checked in one place; a wrong CHINGIN_ variable ends here."""
    port: int = getattr(settings, "DEMO_PORT")  # noqa: B009 - the type checker knows other settings
    return Demo(
        home=_path("DEMO_DIR"),
        ca=_path("CA_DIR") / "public",
        static_root=_path("STATIC_ROOT"),
        port=port,
        urls=(settings.PUBLIC_ORIGIN, settings.CERTIFICATE_ORIGIN, settings.STAFF_ORIGIN),
    )


def _path(setting: str) -> Path:
    return Path(getattr(settings, setting))


def _stop_on_signals() -> None:
    for number in STOPPING:
        # `nohup make demo` is to survive its terminal.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """A second Ctrl-C must not interrupt the stopping."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
