"""Healthy is what can serve a page: nginx, the application and its database, asked as the engine asks."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from deploy.demo.processes import running as running_as_we_are
from tests.deploy.demo_run import ROOT, clean_environment
from tests.deploy.test_production_nginx import HOSTS, PYTHON, Production, _furnish, _serving
from tests.services import postgres
from tests.services.processes import as_unprivileged, free_port, private_directory

PUBLIC = f"https://{HOSTS['public']}"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class System:
    """The front, and where its database lies."""

    front: Production
    database: Path

    def asked(self, service: str) -> tuple[int, str]:
        """Exit code and words of the service's own health check, its addresses moved to where we listen."""
        _, _, *words = COMPOSE["services"][service]["healthcheck"]["test"]
        assert words[0] == "-m"
        places = {
            "unix:/run/chingin/web.sock": f"unix:{self.front.home}/web.sock",
            "127.0.0.1:8443": f"127.0.0.1:{self.front.port}",
            "${CHINGIN_PUBLIC_ORIGIN:?}": PUBLIC,
        }
        return health(*(places[word] for word in words[2:]))

    def stop_database(self) -> None:
        """As an operator, or a full disk, would."""
        pg_ctl = [
            str(postgres.binaries() / "pg_ctl"),
            "stop",
            "-m",
            "fast",
            "-D",
            str(self.database / "data"),
        ]
        subprocess.run(as_unprivileged(pg_ctl), check=True, capture_output=True, cwd="/")


def health(*words: str) -> tuple[int, str]:
    """The program as the containers run it."""
    command = [*PYTHON, "deploy.health", *words]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().rpartition(": ")[2]


@pytest.fixture
def system() -> Iterator[System]:
    """nginx as docker-compose.yml starts it, gunicorn with production's settings, an empty database."""
    with ExitStack() as servers:
        home = servers.enter_context(private_directory("health"))
        _furnish(home)
        database = servers.enter_context(postgres.server())
        command = [sys.executable, "-m", "gunicorn", "--config", "python:deploy.gunicorn_settings"]
        command += ["--bind", f"unix:{home}/web.sock", "--umask", "0", "--workers", "1"]
        command += ["--chdir", str(ROOT), "chingin.wsgi"]
        log = home / "gunicorn.log"
        child = servers.enter_context(
            running_as_we_are("gunicorn", command, log=log, env=_environment(home, database))
        )
        front = Production(free_port(), free_port(), home)
        servers.enter_context(_serving(front))
        while not (home / "web.sock").exists():
            child.require_alive()
            time.sleep(0.05)
        yield System(front, database)


def _environment(home: Path, database: Path) -> Mapping[str, str]:
    values = {
        **{f"{name.upper()}_ORIGIN": f"https://{host}" for name, host in HOSTS.items()},
        "SECRET_KEY": secrets.token_urlsafe(60),
        "TRUST_PROXY": "yes",
        "DB_HOST": str(database),
        "DB_NAME": "chingin",
        "DB_USER": "chingin",
        "DB_SSLMODE": "disable",
        "REDIS_URL": "redis://localhost:1/0",
        "SMTP_HOST": "localhost",
        "MAIL_FROM": "system@bank.example",
        "STATIC_ROOT": str(home / "static"),
        "CA_DIR": str(home / "ca"),
        "RECEIVED_FILES_ROOT": str(home),
        "CA_PASSPHRASE": secrets.token_urlsafe(30),
    }
    chosen = {"DJANGO_SETTINGS_MODULE": "chingin.settings.production"}
    return clean_environment() | chosen | {f"CHINGIN_{name}": value for name, value in values.items()}


@pytest.mark.postgresql
def test_without_its_database_neither_application_nor_nginx_is_healthy(system: System) -> None:
    """On any day: the test runs on Sundays too."""
    before = [system.asked("web"), system.asked("nginx")]
    system.stop_database()
    after = [system.asked("web"), system.asked("nginx")]

    assert before == [(0, "204")] * 2
    assert after == [(1, "503")] * 2


def test_a_redirect_a_page_of_something_else_or_nothing_at_all_is_not_healthy(tmp_path: Path) -> None:
    """What nginx answers of itself: the way to https, a host not ours, an application that is away."""
    with private_directory("front") as home:
        _furnish(home)
        front = Production(free_port(), free_port(), home)
        with _serving(front):
            away = health(f"127.0.0.1:{front.port}", PUBLIC)
            stranger = health(f"127.0.0.1:{front.port}", "https://other.example")
            plain = health(f"127.0.0.1:{front.plain_port}", PUBLIC)
        stopped = health(f"127.0.0.1:{front.port}", PUBLIC)

    assert (away, stranger) == ((1, "502"), (1, "421"))
    assert plain[0] == stopped[0] == health(f"unix:{tmp_path}/nobody.sock", PUBLIC)[0] == 1
