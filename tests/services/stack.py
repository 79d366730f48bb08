"""The whole system as production runs it: nginx, gunicorn, worker, PostgreSQL, Redis, SMTP."""

import grp
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core import signing
from redis import Redis

from deploy.demo.processes import running, tail
from deploy.demo.tls import ServerTls, ensure_server_tls
from deploy.nginx.config import ORIGINS, PAGES, NginxConfig, OriginServer, render
from tests.sources import ROOT

from . import postgres, redis, smtp
from .processes import ServiceFailed, free_port, private_directory

NGINX_USER = "www-data"
SESSION_SALT = "django.contrib.sessions.SessionStore"


@dataclass(frozen=True)
class Stack:
    """A running system. `urls` are public, certificate, staff; `home` holds its logs and its CA."""

    urls: tuple[str, str, str]
    home: Path
    tls_root: Path
    mailbox: smtp.Mailbox
    environment: Mapping[str, str]

    @property
    def public(self) -> str:
        """The address of the top page."""
        return self.urls[0]

    @property
    def certificate(self) -> str:
        """The origin that asks for a certificate."""
        return self.urls[1]

    @property
    def staff(self) -> str:
        """The bank's own origin."""
        return self.urls[2]

    def manage(self, *words: str, given: str = "") -> str:
        """Run a `manage.py` command as the operator would; its output."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServiceFailed(f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def logs(self) -> str:
        """Everything that any program of the system wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.home.glob("*.log")))

    def database(self) -> str:
        """All rows of all tables, as pg_dump writes them."""
        command = [
            str(postgres.binaries() / "pg_dump"),
            "-h",
            self.environment["CHINGIN_DB_HOST"],
            "-U",
            "chingin",
        ]
        return subprocess.run([*command, "chingin"], check=True, capture_output=True, text=True).stdout

    def rows(self, table: str) -> list[list[str]]:
        """The rows of one table, as text."""
        _, _, dumped = self.database().partition(f"COPY public.{table} ")
        dumped, _, _ = dumped.partition("\n\\.\n")
        return [row.split("\t") for row in dumped.splitlines()[1:]]

    def sessions(self) -> str:
        """What the browsers' sessions hold: in the table it is compressed, and no search finds a word."""
        key = self.environment["CHINGIN_SECRET_KEY"]
        stored = [data for _, data, _ in self.rows("django_session")]
        return "\n".join(str(signing.loads(data, key=key, salt=SESSION_SALT)) for data in stored)

    def broker(self) -> str:
        """All that stands in Redis: tasks on their way and what is cached."""
        client = Redis.from_url(self.environment["CHINGIN_REDIS_URL"])
        kept = [client.dump(key) or b"" for key in client.scan_iter()]
        return b"\n".join(kept).decode("latin-1")

    def mails(self) -> str:
        """Every mail that arrived, as it arrived."""
        return "\n".join(mail.as_string() + str(mail.get_content()) for mail in self.mailbox.mails)

    def files(self) -> str:
        """Everything that lies on the server's disk, the CA's directory too, but for what was delivered."""
        delivered = {self.home / "static", self.home / "pages"}
        kept = [
            path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file() and not delivered & set(path.parents)
        ]
        return b"\n".join(kept).decode("latin-1")

    def memory(self) -> dict[str, str]:
        """Every place where a secret could have been left, by its name."""
        return {
            "logs": self.logs(),
            "database": self.database(),
            "sessions": self.sessions(),
            "broker": self.broker(),
            "mails": self.mails(),
            "files": self.files(),
        }


@contextmanager
def running_stack() -> Iterator[Stack]:
    """A fresh system with an empty database, a new CA and this very day open all around the clock."""
    with ExitStack() as servers:
        home = servers.enter_context(private_directory("stack"))
        _let_nginx_in(home)
        stack = Stack(
            urls=(_url(), _url(), _url()),
            home=home,
            tls_root=home / "tls" / "root.pem",
            mailbox=servers.enter_context(smtp.server()),
            environment={},
        )
        socket_directory, redis_url = (
            servers.enter_context(postgres.server()),
            servers.enter_context(redis.server()),
        )
        stack = _with_environment(stack, socket_directory, redis_url)
        _prepare(stack)
        tls = ensure_server_tls(home / "tls", at=datetime.now(UTC))  # noqa: TID251  a test's entry
        servers.enter_context(_gunicorn(stack))
        servers.enter_context(_worker(stack))
        servers.enter_context(_nginx(stack, tls))
        yield stack


def _url() -> str:
    return f"https://localhost:{free_port()}"


def _with_environment(stack: Stack, socket_directory: Path, redis_url: str) -> Stack:
    values = {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PUBLIC_ORIGIN": stack.public,
        "CERTIFICATE_ORIGIN": stack.certificate,
        "STAFF_ORIGIN": stack.staff,
        "TRUST_PROXY": "yes",
        "DB_HOST": str(socket_directory),
        "DB_NAME": "chingin",
        "DB_USER": "chingin",
        "DB_SSLMODE": "disable",
        "REDIS_URL": redis_url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(stack.mailbox.port),
        "SMTP_STARTTLS": "no",
        "MAIL_FROM": "system@bank.test",
        "STATIC_ROOT": str(stack.home / "static"),
        "CA_DIR": str(stack.home / "ca"),
        "RECEIVED_FILES_ROOT": str(stack.home / "received"),
        "CA_PASSPHRASE": secrets.token_urlsafe(30),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHINGIN_", "DJANGO_"))}
    chosen = {"DJANGO_SETTINGS_MODULE": "chingin.settings.production", "PYTHONUNBUFFERED": "1"}
    environment = kept | chosen | {f"CHINGIN_{name}": value for name, value in values.items()}
    return Stack(stack.urls, stack.home, stack.tls_root, stack.mailbox, environment)


def _prepare(stack: Stack) -> None:
    passphrase = stack.home / "root_passphrase"
    passphrase.write_text(secrets.token_urlsafe(30), encoding="utf-8")
    stack.manage("migrate", "--verbosity", "0")
    stack.manage("collectstatic", "--no-input", "--verbosity", "0")
    stack.manage("init_ca", "--root-passphrase-file", str(passphrase))
    stack.manage("publish_crl")
    shutil.copytree(PAGES, stack.home / "pages")


@contextmanager
def _gunicorn(stack: Stack) -> Iterator[None]:
    socket = stack.home / "web.sock"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:deploy.gunicorn_settings",
        "--workers",
        "2",
    ]
    command += ["--bind", f"unix:{socket}", "--umask", "0", "chingin.wsgi"]
    with _process(stack, "gunicorn", command, ready=socket.exists):
        yield


@contextmanager
def _worker(stack: Stack) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "chingin",
        "worker",
        "--pool",
        "solo",
        "--loglevel",
        "INFO",
    ]
    log = stack.home / "worker.log"
    with _process(stack, "worker", command, ready=lambda: " ready." in log.read_text(errors="replace")):
        yield


@contextmanager
def _nginx(stack: Stack, tls: ServerTls) -> Iterator[None]:
    conf = stack.home / "nginx.conf"
    conf.write_text(render(_nginx_config(stack, tls)), encoding="utf-8")
    command = ["nginx", "-p", str(stack.home), "-c", str(conf), "-e", "stderr"]
    with _process(stack, "nginx", command, ready=(stack.home / "nginx.pid").exists):
        yield


def _nginx_config(stack: Stack, tls: ServerTls) -> NginxConfig:
    return NginxConfig(
        prefix=stack.home,
        socket=stack.home / "web.sock",
        static_root=stack.home / "static",
        pages=stack.home / "pages",
        ca=stack.home / "ca" / "public",
        origins=tuple(
            OriginServer(
                name=name,
                url=url,
                listen=(f"127.0.0.1:{url.rpartition(':')[2]}",),
                certificate=tls.certificate,
                key=tls.key,
            )
            for name, url in zip(ORIGINS, stack.urls, strict=True)
        ),
        user=NGINX_USER if os.geteuid() == 0 else "",
        access_log=str(stack.home / "access.log"),
    )


@contextmanager
def _process(stack: Stack, name: str, command: list[str], *, ready: Callable[[], bool]) -> Iterator[None]:
    with running(name, command, log=stack.home / f"{name}.log", env=stack.environment) as child:
        deadline = time.monotonic() + 30
        while not ready():
            child.require_alive()
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{name}: {tail(child.log)}")
            time.sleep(0.05)
        yield


def _let_nginx_in(home: Path) -> None:
    """nginx's workers are another user when root runs the tests; they need no more than to enter."""
    if os.geteuid() == 0:
        os.chown(home, 0, grp.getgrnam(NGINX_USER).gr_gid)
        home.chmod(0o750)
