"""How a command tells its operator that it could not do its work: cause and remedy, and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from chingin.kernel.errors import Refusal


@contextmanager
def told_to_the_operator() -> Iterator[None]:
    """Turn refusals, and files that cannot be written, into CommandError."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError(f"{refusal.code} {refusal.text}{refusal.cause}{refusal.remedy}") from refusal
    except OSError as error:
        cause = f"{error.filename} を読み書きできません({error.strerror})。"
        raise CommandError(f"{cause}ディスクの空きと権限を確認し、もう一度実行してください。") from error
