"""nginx as docker-compose.yml starts it: three host names on one address, plain http led to https."""

import http.client
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from chingin.kernel import clock
from deploy.demo.tls import ensure_server_tls
from deploy.nginx.config import ORIGINS, NginxConfig, OriginName, OriginServer, UnusablePath, render
from deploy.nginx.watch import Watch
from tests.deploy import pki, upstream
from tests.deploy.demo_run import ROOT, clean_environment
from tests.deploy.front import give_away
from tests.services.processes import free_port, private_directory, running

HOSTS = {name: f"{name}.bank.example" for name in ORIGINS}
# Debian's own Python without packages, as in the image.
PYTHON = [shutil.which("python3", path="/usr/bin") or sys.executable, "-S", "-m"]
PROGRAM = [*PYTHON, "deploy.nginx"]


@dataclass(frozen=True, slots=True)
class Production:
    """The running program and where it listens."""

    port: int
    plain_port: int
    home: Path

    def ask(self, name: str, host: str) -> tuple[int, str]:
        """What comes back from `host` over a connection opened to `name`."""
        context = ssl.create_default_context(cafile=str(self.home / "tls" / "root.pem"))
        context.check_hostname = False
        with (
            socket.create_connection(("127.0.0.1", self.port)) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            secure.sendall(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            content = b"".join(iter(lambda: secure.recv(65536), b"")).decode()
        return int(content.split()[1]), content


@pytest.fixture(scope="module")
def production() -> Iterator[Production]:
    """`python3 -m deploy.nginx` as docker-compose.yml runs it: the same options, no rights."""
    with private_directory("front") as home:
        _furnish(home)
        front = Production(free_port(), free_port(), home)
        with upstream.echo(home / "web.sock"), _serving(front):
            yield front


@contextmanager
def _serving(front: Production) -> Iterator[subprocess.Popen[bytes]]:
    addresses = [f"--listen=127.0.0.1:{front.port}", f"--plain-listen=127.0.0.1:{front.plain_port}"]
    environment = _environment() | {"PYTHONPATH": str(front.home / "app")}
    command = [*PROGRAM, *_options(front.home), *addresses]
    with running(
        command, log=front.home / "log", ready=lambda: _listens(front.plain_port), env=environment
    ) as process:
        yield process


def _furnish(home: Path) -> None:
    shutil.copytree(ROOT / "deploy", home / "app" / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("ca", "clients", "static"):
        (home / name).mkdir()
    pki.publish(home / "ca", home / "clients")
    tls = ensure_server_tls(home / "tls", at=clock.now())
    for name in ORIGINS:
        (home / "tls" / f"{name}.crt").write_bytes(tls.certificate.read_bytes())
        (home / "tls" / f"{name}.key").write_bytes(tls.key.read_bytes())
    (home / "log").touch()  # nginx opens its standard output by name
    give_away(home)


def _options(home: Path) -> list[str]:
    """The command of the nginx service, its directories moved into `home`, its addresses left out."""
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["nginx"]
    given = dict(option.removeprefix("--").split("=", 1) for option in service["command"])
    places = {
        "tls": home / "tls",
        "ca": home / "ca",
        "socket": home / "web.sock",
        "static": home / "static",
        "prefix": home / "prefix",
    }
    origins = {name: f"https://{host}" for name, host in HOSTS.items()}
    assert given.keys() == {*places, *origins, "listen", "plain-listen"}
    return [f"--{name}={value}" for name, value in (places | origins).items()]


def _environment() -> dict[str, str]:
    environment = clean_environment()
    return environment | {"PATH": environment["PATH"] + ":/usr/sbin"}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("origin", ORIGINS)
def test_each_host_name_is_an_origin(production: Production, origin: OriginName) -> None:
    status, content = production.ask(HOSTS[origin], HOSTS[origin])

    assert status == 200
    assert f'"x-chingin-origin": "{origin}"' in content


def test_a_connection_to_one_host_is_no_way_to_another(production: Production) -> None:
    """Browsers reuse connections; the certificate asked for belongs to the connection."""
    status, _ = production.ask(HOSTS["public"], HOSTS["certificate"])

    assert status == 421


def test_an_unknown_host_gets_no_page_of_ours(production: Production) -> None:
    status, content = production.ask("evil.example", "evil.example")

    assert status == 421
    assert "このアドレスではご利用いただけません" in content


def test_plain_http_is_led_to_the_same_page_over_tls(production: Production) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", production.plain_port)
    connection.request("GET", "/faq/?q=1", headers={"Host": HOSTS["staff"]})
    response = connection.getresponse()
    connection.close()

    assert (response.status, response.headers["Location"]) == (301, f"https://{HOSTS['staff']}/faq/?q=1")


def test_plain_http_to_an_unknown_host_gets_no_answer(production: Production) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", production.plain_port)
    connection.request("GET", "/", headers={"Host": "evil.example"})

    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()


def test_a_missing_file_is_named_instead_of_starting(tmp_path: Path) -> None:
    _furnish(tmp_path)
    (tmp_path / "ca" / "crl.pem").unlink()

    done = subprocess.run(
        [*PROGRAM, *_options(tmp_path), "--listen=127.0.0.1:1"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert str(tmp_path / "ca" / "crl.pem") in done.stderr
    assert "Traceback" not in done.stderr


def test_the_engines_signal_ends_it_in_order() -> None:
    with private_directory("front") as home:
        _furnish(home)
        front = Production(free_port(), free_port(), home)
        with _serving(front) as process:
            process.terminate()
            code = process.wait(timeout=10)

    assert (code, _listens(front.port)) == (0, False)


def test_the_configuration_can_be_looked_at(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, *_options(tmp_path), "--listen=8443", "--print"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.count("ssl_verify_client optional;") == 1
    assert "{{" not in done.stdout


@pytest.mark.parametrize("character", ['"', "$", ";", "\\", "{", "\n"])
def test_a_path_that_nginx_would_read_otherwise_is_refused(character: str) -> None:
    path = Path(f"/srv/a{character}b")
    origin = OriginServer("public", "https://a.example", ("443",), path, Path("/key"))
    config = NginxConfig(
        prefix=Path("/run"), socket=Path("/s"), static_root=Path("/st"), ca=Path("/ca"), origins=(origin,)
    )

    with pytest.raises(UnusablePath, match="nginx の設定に書けない文字"):
        render(config)


def test_a_watch_tells_each_change_once(tmp_path: Path) -> None:
    crl = tmp_path / "crl.pem"
    crl.write_bytes(b"first")
    watch = Watch([crl])

    told = [watch.changed()]
    (tmp_path / "new").write_bytes(b"second")
    (tmp_path / "new").replace(crl)
    told += [watch.changed(), watch.changed()]

    assert told == [False, True, False]


def test_a_watch_waits_while_a_file_is_away(tmp_path: Path) -> None:
    crl = tmp_path / "crl.pem"
    crl.write_bytes(b"first")
    watch = Watch([crl])

    crl.unlink()
    away = watch.changed()
    crl.write_bytes(b"second")

    assert (away, watch.changed()) == (False, True)
