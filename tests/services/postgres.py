"""A private PostgreSQL server on a unix socket of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import ServiceFailed, as_unprivileged, private_directory, running

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "250",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}


def binaries() -> Path:
    """The newest installed server's directory of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not found:
        raise ServiceFailed("PostgreSQL のサーバーがありません。`make test` が入れます。")
    return found[-1].parent


@contextmanager
def server() -> Iterator[Path]:
    """Yield the socket directory of a fresh server with superuser and database `chingin`."""
    with private_directory("pg") as home:
        data, log = home / "data", home / "postgres.log"
        initdb = [
            str(binaries() / "initdb"),
            "-D",
            str(data),
            "-U",
            "chingin",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(as_unprivileged(initdb), check=True, capture_output=True, cwd="/")
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [str(binaries() / "postgres"), "-D", str(data), "-k", str(home), *options]
        with running(command, log=log, ready=lambda: _answers(home)):
            subprocess.run(
                [str(binaries() / "createdb"), "-h", str(home), "-U", "chingin", "chingin"], check=True
            )
            yield home


def _answers(home: Path) -> bool:
    return (
        subprocess.run([str(binaries() / "pg_isready"), "-q", "-h", str(home)], check=False).returncode == 0
    )
