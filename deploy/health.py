"""`python3 -m deploy.health WHERE https://host`: exit 0 when what listens at WHERE and all behind it is well.

WHERE is the application server's `unix:/path` or nginx's `host:port`, which is asked over TLS.
"""

import http.client
import socket
import ssl
import sys
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 5
# The application asks its database; open around the clock (chingin.portal.health).
PAGE: Final = "/health/"


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


class TlsConnection(http.client.HTTPConnection):
    """HTTP over TLS to this machine, under the name that browsers use.

    Whether the certificate is good for that name is no question of health, and asked by every browser.
    """

    def __init__(self, where: str, name: str) -> None:
        host, _, port = where.rpartition(":")
        super().__init__(host, int(port), timeout=SECONDS)
        self._name = name

    def connect(self) -> None:
        """Open the socket and shake hands."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection((self.host, self.port), timeout=SECONDS)
        self.sock = context.wrap_socket(plain, server_hostname=self._name)


def main(arguments: Sequence[str]) -> int:
    """0 when `arguments` = (where, public url) answers that all is well, 1 with the reason otherwise."""
    where, url = arguments
    name = urlsplit(url).hostname or ""
    connection = UnixConnection(where[5:]) if where.startswith("unix:") else TlsConnection(where, name)
    try:
        connection.request("GET", PAGE, headers=_nginx_headers(url))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"{where}: {error!r}\n")
        return 1
    sys.stderr.write(f"{where}: {status}\n")
    return 0 if status == http.client.NO_CONTENT else 1


def _nginx_headers(url: str) -> dict[str, str]:
    """What the application server expects of nginx; nginx itself replaces it."""
    return {"Host": urlsplit(url).netloc, "X-Chingin-Origin": "public", "X-Forwarded-Proto": "https"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
