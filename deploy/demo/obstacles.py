"""What can stand in the way of the demo, each as one sentence that says what to do."""

import fcntl
import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO

LOOPBACK: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class CannotStart(Exception):
    """The demo cannot run; the text is for the person who started it."""


def lock(path: Path) -> TextIO:
    """The lock that this process alone holds while it keeps the file open; the kernel frees it at any end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        raise CannotStart(
            f"デモはすでに動いています(プロセス番号 {file.read().strip()})。"
            "止めるには、その端末で Ctrl-C を押すか、kill にこの番号を指定してください。"
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def refuse_taken_ports(ports: Sequence[int]) -> None:
    """Raise CannotStart naming the first port of the loopback address that another program listens on."""
    for port in ports:
        if not all(_is_free(family, address, port) for family, address in loopback()):
            raise CannotStart(
                f"ポート {port} はほかのプログラムが使っています。そのプログラムを止めるか、空いている番号を"
                "指定してください(例: CHINGIN_DEMO_PORT=18443 make demo。続く2つの番号も使います)。"
            )


def loopback() -> list[tuple[socket.AddressFamily, str]]:
    """The loopback addresses that this machine has: IPv6 may be switched off."""
    return [(family, address) for family, address in LOOPBACK if _exists(family, address)]


def program(name: str) -> str:
    """The path of a program; /usr/sbin is not on the PATH of ordinary users of Debian."""
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    if found := shutil.which(name, path=path):
        return found
    raise CannotStart(f"{name} がありません。make demo で起動すると、必要なものを入れてから始めます。")


def _exists(family: socket.AddressFamily, address: str) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _is_free(family: socket.AddressFamily, address: str, port: int) -> bool:
    with socket.socket(family) as probe:
        # Connections that have just ended do not count; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
