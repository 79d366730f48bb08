"""What commands share: who types them, and how they say that they could not do their work."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal


def operator() -> Actor:
    """The `by=` of what a command does: the operation log names the operating system's user."""
    return Actor("console", getpass.getuser())


@contextmanager
def told_to_the_operator() -> Iterator[None]:
    """Refusals, and files that cannot be read or written, become CommandError: words, and exit code 1."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError(refusal.in_words) from refusal
    except OSError as error:
        cause = f"{error.filename} を読み書きできません({error.strerror})。"
        raise CommandError(f"{cause}ディスクの空きと権限を確認し、もう一度実行してください。") from error
