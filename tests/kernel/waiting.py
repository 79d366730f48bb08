"""Two connections of which one waits for the other: what the second finds once the first has committed."""

import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Final

from django.db import connection, transaction

from chingin.kernel.errors import Refusal
from tests.kernel.threads import at_the_same_time

PATIENCE: Final = 10
WAITING: Final = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def until_somebody_waits() -> None:
    """For a lock of ours; one that nobody wants fails here, not by chance."""
    deadline = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not cursor.execute(WAITING).fetchone()[0]:
            assert monotonic() < deadline, "nobody waits for what is held here"
            sleep(0.01)


def found_after_waiting_for(first: Callable[[], object], then: Callable[[], object]) -> object:
    """What `then` returns, or is refused with, when it begins while `first` is done but not committed."""
    done = threading.Event()

    def act_first() -> None:
        with transaction.atomic():
            first()
            done.set()
            until_somebody_waits()

    def act_then() -> object:
        assert done.wait(PATIENCE)
        try:
            return then()
        except Refusal as refusal:
            return refusal

    return at_the_same_time([act_first, act_then])[1]
