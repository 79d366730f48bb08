"""A real nginx with the product's configuration in front of the echoing application."""

import http.client
import json
import shutil
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chingin.kernel import clock
from deploy.demo.tls import ServerTls, ensure_server_tls
from deploy.nginx.config import ORIGINS, NginxConfig, OriginName, OriginServer, render
from tests.deploy import pki, upstream
from tests.services.processes import free_port, private_directory, running, unprivileged_user

HASHED: Final = "site.0123456789ab.css"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back through nginx."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def asked(self) -> dict[str, Any]:
        """What the application was asked; ValueError when it was not."""
        asked: dict[str, Any] = json.loads(self.text)
        return asked


@dataclass(frozen=True, slots=True)
class Front:
    """The running nginx."""

    ports: Mapping[OriginName, int]
    tls: ServerTls
    clients: pki.ClientCertificates
    socket: Path

    def ask(
        self,
        origin: OriginName,
        path: str = "/",
        *,
        method: str = "GET",
        client: Path | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One request over TLS."""
        connection = http.client.HTTPSConnection(
            "localhost", self.ports[origin], context=self.context(client), timeout=10
        )
        return _answer(connection, method, path, dict(headers or {}), body)

    def ask_plainly(self, origin: OriginName, method: str, body: bytes | None) -> Answer:
        """One request without TLS to a port that speaks TLS."""
        connection = http.client.HTTPConnection("localhost", self.ports[origin], timeout=10)
        return _answer(connection, method, "/", {}, body)

    def context(self, client: Path | None = None) -> ssl.SSLContext:
        """Trusts the demo's root and presents `client`."""
        context = ssl.create_default_context(cafile=str(self.tls.root))
        if client:
            context.load_cert_chain(client)
        return context


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
) -> Answer:
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read().decode())
    finally:
        connection.close()


@contextmanager
def nginx() -> Iterator[Front]:
    """nginx and the application behind it, from start to stop."""
    with private_directory("nginx") as home:
        front = _furnish(home)
        conf = home / "nginx.conf"
        conf.write_text(render(_config(home, front)), encoding="utf-8")
        give_away(home)
        command = [
            shutil.which("nginx", path="/usr/sbin") or "nginx",
            "-p",
            str(home),
            "-c",
            str(conf),
            "-e",
            "stderr",
        ]
        with (
            upstream.echo(front.socket),
            running(command, log=home / "error.log", ready=lambda: _listens(front.ports["staff"])),
        ):
            yield front


def _furnish(home: Path) -> Front:
    for name in ("ca", "clients", "static"):
        (home / name).mkdir()
    for name in (HASHED, "site.css"):
        (home / "static" / name).write_text("body {}", encoding="utf-8")
    clients = pki.publish(home / "ca", home / "clients")
    tls = ensure_server_tls(home / "tls", at=clock.now())
    return Front({origin: free_port() for origin in ORIGINS}, tls, clients, home / "web.sock")


def _config(home: Path, front: Front) -> NginxConfig:
    return NginxConfig(
        prefix=home,
        socket=front.socket,
        static_root=home / "static",
        ca=home / "ca",
        origins=tuple(
            OriginServer(
                name,
                f"https://localhost:{port}",
                (f"127.0.0.1:{port}",),
                front.tls.certificate,
                front.tls.key,
            )
            for name, port in front.ports.items()
        ),
        access_log=str(home / "access.log"),
        max_body="100k",
    )


def give_away(home: Path) -> None:
    """To the user without rights that servers run as."""
    if user := unprivileged_user():
        for path in (home, *home.rglob("*")):
            shutil.chown(path, user)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
