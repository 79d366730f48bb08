"""Real threads with database connections of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_the_same_time(works: Sequence[Callable[[], T]]) -> list[T]:
    """The results of `works`, each run in a thread, all let go at once; raises what one of them raises."""
    barrier = threading.Barrier(len(works), timeout=10)

    def run(work: Callable[[], T]) -> T:
        barrier.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
