"""`python3 -m deploy.nginx`: nginx in the foreground, as docker-compose.yml runs it.

Needs nothing but the standard library. nginx reloads by itself when the revocation list or a server
certificate is replaced; an expired list would lock every member out.
"""

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from deploy.nginx.config import CA_FILES, ORIGINS, NginxConfig, OriginName, OriginServer, render
from deploy.nginx.watch import Watch

LOOK_EVERY_SECONDS: Final = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of nginx, or 1 with a sentence when a file it needs is missing."""
    options = _parser().parse_args(arguments)
    config = _config(options)
    if options.print:
        sys.stdout.write(render(config))
        return 0
    watched = _watched(config)
    if missing := [str(path) for path in watched if not path.is_file()]:
        sys.stderr.write(
            f"次のファイルがないため、nginx を起動できません。配置してください: {'、'.join(missing)}\n"
        )
        return 1
    return _serve(config, Watch(watched))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m deploy.nginx", description=__doc__)
    for origin in ORIGINS:
        parser.add_argument(
            f"--{origin}", required=True, metavar="URL", help=f"https:// address of the {origin} origin"
        )
    parser.add_argument("--tls", type=Path, required=True, help="directory of <origin>.crt and <origin>.key")
    parser.add_argument(
        "--ca", type=Path, required=True, help="directory of root.pem, issuing.pem and crl.pem"
    )
    parser.add_argument("--socket", type=Path, required=True, help="unix socket of the application server")
    parser.add_argument("--static", type=Path, required=True, help="directory of the collected static files")
    parser.add_argument("--prefix", type=Path, required=True, help="directory nginx may write to")
    parser.add_argument("--listen", action="append", required=True, metavar="ADDRESS")
    parser.add_argument("--plain-listen", action="append", default=[], metavar="ADDRESS")
    parser.add_argument(
        "--print", action="store_true", help="write the configuration to standard output and end"
    )
    return parser


def _config(options: argparse.Namespace) -> NginxConfig:
    return NginxConfig(
        prefix=options.prefix,
        socket=options.socket,
        static_root=options.static,
        ca=options.ca,
        origins=tuple(_origin(options, name) for name in ORIGINS),
        workers="auto",
        plain_listen=tuple(options.plain_listen),
    )


def _origin(options: argparse.Namespace, name: OriginName) -> OriginServer:
    return OriginServer(
        name=name,
        url=getattr(options, name),
        listen=tuple(options.listen),
        certificate=options.tls / f"{name}.crt",
        key=options.tls / f"{name}.key",
    )


def _watched(config: NginxConfig) -> list[Path]:
    tls = [path for origin in config.origins for path in (origin.certificate, origin.key)]
    return tls + [config.ca / name for name in CA_FILES]


def _serve(config: NginxConfig, watch: Watch) -> int:
    config.prefix.mkdir(parents=True, exist_ok=True)
    conf = config.prefix / "nginx.conf"
    conf.write_text(render(config), encoding="utf-8")
    process = subprocess.Popen(["nginx", "-p", str(config.prefix), "-c", str(conf), "-e", "stderr"])  # noqa: S603, S607
    _pass_on_signals(process)
    while True:
        try:
            return process.wait(LOOK_EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            if watch.changed():
                process.send_signal(signal.SIGHUP)


def _pass_on_signals(process: subprocess.Popen[bytes]) -> None:
    """As the container's first process we get the engine's signals; nginx ends gracefully on QUIT."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        process.send_signal(signal.SIGQUIT)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, end)


if __name__ == "__main__":
    sys.exit(main())
