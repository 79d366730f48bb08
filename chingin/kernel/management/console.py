"""What commands share: who types them, how they name files and tell of progress, and how they fail."""

import os
import pwd
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, ParamSpec

from django.core.management.base import CommandError

from chingin.kernel.actors import CONSOLE, Actor
from chingin.kernel.errors import Refusal
from chingin.kernel.os_errors import reason

STEP: Final = 5.0  # seconds between two lines of progress

P = ParamSpec("P")


def operator() -> Actor:
    """The `by=` of what a command does: the operating system's user, whatever the environment says."""
    uid = os.getuid()
    try:
        return Actor(CONSOLE, pwd.getpwuid(uid).pw_name)
    except KeyError:  # a container may run as a user that has no name
        return Actor(CONSOLE, f"uid {uid}")


def printable_name(name: object) -> str:
    r"""A file's name that any terminal and the database take; bytes that are no UTF-8 stand as \udc81."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in str(name)
    )


def in_steps(write: Callable[[str], object], words: Callable[P, str]) -> Callable[P, None]:
    """Progress: to be called as often as one likes; every STEP seconds `words` are written."""
    last = time.monotonic()

    def tell(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal last
        if time.monotonic() - last >= STEP:
            last = time.monotonic()
            write(words(*args, **kwargs))

    return tell


@contextmanager
def told_to_the_operator() -> Iterator[None]:
    """Refusals, and files that cannot be read or written, become CommandError: words, and exit code 1."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError(refusal.in_words) from refusal
    except OSError as error:
        cause = f"{printable_name(error.filename)} を読み書きできません({reason(error)})。"
        raise CommandError(f"{cause}ディスクの空きと権限を確認し、もう一度実行してください。") from error
