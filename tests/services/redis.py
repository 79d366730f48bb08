"""A private Redis server on a loopback port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from .processes import free_port, private_directory, running


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a fresh, empty server that keeps nothing."""
    port = free_port()
    with private_directory("redis") as home:
        command = [
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--save",
            "",
            "--dir",
            str(home),
        ]
        with running(command, log=home / "redis.log", ready=lambda: _answers(port)):
            yield f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
