"""`python3 -m deploy.health WHERE https://host`: exit 0 when WHERE, `unix:/path` or `host:port`, is well."""

import http.client
import socket
import sys
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 5


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the application server's unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self._path)


def main(arguments: Sequence[str]) -> int:
    """0 when `arguments` = (where, public url) answers, 1 with the reason otherwise."""
    where, url = arguments
    connection = UnixConnection(where[5:]) if where.startswith("unix:") else _tcp(where)
    try:
        connection.request("GET", "/", headers=_nginx_headers(url))
        status = connection.getresponse().status
    except OSError as error:
        sys.stderr.write(f"{where}: {error}\n")
        return 1
    sys.stderr.write(f"{where}: {status}\n")
    return 0 if status < 500 else 1


def _tcp(where: str) -> http.client.HTTPConnection:
    host, _, port = where.rpartition(":")
    return http.client.HTTPConnection(host, int(port), timeout=SECONDS)


def _nginx_headers(url: str) -> dict[str, str]:
    # The staff's origin: the others answer 503 outside the service hours, and are well.
    return {"Host": urlsplit(url).netloc, "X-Chingin-Origin": "staff", "X-Forwarded-Proto": "https"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
