"""Starts what the demo consists of, watches over it, and stops it again."""

import grp
import http.client
import os
import shutil
import signal
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from deploy.demo.obstacles import CannotStart, loopback, program
from deploy.demo.processes import Child, finish, running, tail
from deploy.demo.tls import ServerTls
from deploy.nginx.config import CA_FILES, ORIGINS, PAGES, NginxConfig, OriginServer, render
from deploy.nginx.watch import Watch

START_SECONDS: Final = 60
LOOK_EVERY_SECONDS: Final = 0.5
PUBLISH_EVERY_SECONDS: Final = 24 * 60 * 60
# Debian's user without rights. nginx's workers are this user when root starts the demo.
WORKER_USER: Final = "www-data"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo lives and listens. `urls` are those of ORIGINS, in that order."""

    home: Path
    ca: Path
    static_root: Path
    port: int
    urls: tuple[str, str, str]

    @property
    def ports(self) -> tuple[int, ...]:
        """One port for each origin."""
        return self.port, self.port + 1, self.port + 2

    def log(self, name: str) -> Path:
        """The file that a program of the demo writes to."""
        return self.home / "log" / f"{name}.log"


def prepare(demo: Demo) -> None:
    """Database, static files, certificates: all that must be there before a server starts."""
    demo.log("").parent.mkdir(exist_ok=True)
    finish(
        "準備", _python("-m", "deploy.demo.preparation"), log=demo.log("preparation"), env=dict(os.environ)
    )


@contextmanager
def servers(demo: Demo, tls: ServerTls) -> Iterator[tuple[Child, ...]]:
    """gunicorn and nginx, answering; stopped in reverse order."""
    with ExitStack() as stack:
        short = stack.enter_context(_short_directory(demo))
        gunicorn = stack.enter_context(_gunicorn(demo, short))
        nginx = stack.enter_context(_nginx(demo, short, tls))
        _await_answer(demo, tls, (gunicorn, nginx))
        yield gunicorn, nginx


def watch_over(demo: Demo, children: tuple[Child, ...]) -> NoReturn:
    """Until a child ends: make a revocation list each day, before the last one ends, and show nginx each."""
    certificates = Watch([demo.ca / name for name in CA_FILES])
    published = time.monotonic()
    while True:
        for child in children:
            child.require_alive()
        if time.monotonic() - published > PUBLISH_EVERY_SECONDS:
            finish(
                "失効リストの更新",
                _python("manage.py", "publish_crl"),
                log=demo.log("crl"),
                env=dict(os.environ),
            )
            published = time.monotonic()
        if certificates.changed():
            children[-1].process.send_signal(signal.SIGHUP)
        time.sleep(LOOK_EVERY_SECONDS)


@contextmanager
def _short_directory(demo: Demo) -> Iterator[Path]:
    """A directory for sockets, whose paths end at 107 bytes, and for what nginx's workers read.

    They may be another user than we, who cannot enter the tree; so they get copies here.
    """
    note = demo.home / "directory"
    if note.exists():  # the last supervisor was killed
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix="chingin-demo-", dir="/tmp"))
    note.write_text(str(path), encoding="utf-8")
    try:
        shutil.copytree(demo.static_root, path / "static", copy_function=shutil.copyfile)
        shutil.copytree(PAGES, path / "pages", copy_function=shutil.copyfile)
        _let_workers_in(path)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        note.unlink(missing_ok=True)


def _let_workers_in(path: Path) -> None:
    """Readable for the group, which is nginx's when we are root."""
    gid = grp.getgrnam(WORKER_USER).gr_gid if os.geteuid() == 0 else -1
    for entry in (path, *path.rglob("*")):
        os.chown(entry, -1, gid)
        entry.chmod(0o750 if entry.is_dir() else 0o640)


@contextmanager
def _gunicorn(demo: Demo, short: Path) -> Iterator[Child]:
    command = _python("-m", "gunicorn", "--config", "python:deploy.gunicorn_settings", "--workers", "2")
    # The directory keeps others out; the socket itself is open to nginx's group.
    command += ["--bind", f"unix:{short / 'web.sock'}", "--umask", "0", "--graceful-timeout", "5"]
    environment = dict(os.environ)
    with running("gunicorn", [*command, "chingin.wsgi"], log=demo.log("gunicorn"), env=environment) as child:
        deadline = time.monotonic() + START_SECONDS
        while not (short / "web.sock").exists():
            child.require_alive()
            _require_time(deadline, child.log)
            time.sleep(0.05)
        yield child


@contextmanager
def _nginx(demo: Demo, short: Path, tls: ServerTls) -> Iterator[Child]:
    conf = short / "nginx.conf"
    conf.write_text(render(_nginx_config(demo, short, tls)), encoding="utf-8")
    command = [program("nginx"), "-p", str(short), "-c", str(conf), "-e", "stderr"]
    with running("nginx", command, log=demo.log("nginx"), env=dict(os.environ)) as child:
        yield child


def _nginx_config(demo: Demo, short: Path, tls: ServerTls) -> NginxConfig:
    return NginxConfig(
        prefix=short,
        socket=short / "web.sock",
        static_root=short / "static",
        pages=short / "pages",
        ca=demo.ca,
        origins=tuple(
            OriginServer(name=name, url=url, listen=_listen(port), certificate=tls.certificate, key=tls.key)
            for name, url, port in zip(ORIGINS, demo.urls, demo.ports, strict=True)
        ),
        user=WORKER_USER if os.geteuid() == 0 else "",
        access_log=str(demo.log("access")),
    )


def _listen(port: int) -> tuple[str, ...]:
    return tuple(
        f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for _, address in loopback()
    )


def _await_answer(demo: Demo, tls: ServerTls, children: tuple[Child, ...]) -> None:
    """Until the top page really comes through TLS."""
    context = ssl.create_default_context(cafile=str(tls.root))
    deadline = time.monotonic() + START_SECONDS
    while not _answers(demo.port, context):
        for child in children:
            child.require_alive()
        _require_time(deadline, children[0].log)
        time.sleep(0.1)


def _answers(port: int, context: ssl.SSLContext) -> bool:
    connection = http.client.HTTPSConnection("localhost", port, timeout=START_SECONDS, context=context)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        # Outside the service hours it is 503, but the application's own: nginx sets no such header.
        return answer.status == http.HTTPStatus.OK or answer.getheader("Permissions-Policy") is not None
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _require_time(deadline: float, log: Path) -> None:
    if time.monotonic() > deadline:
        raise CannotStart(f"{START_SECONDS} 秒待ちましたが、トップページが表示されません。\n{tail(log)}")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
