"""A world made once for all tests of a module: each finds it as it was made, whatever the one before did."""

from collections.abc import Generator
from contextlib import contextmanager
from copy import copy, deepcopy

from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker


@contextmanager
def kept(blocker: DjangoDbBlocker) -> Generator[None]:
    """What is written in here stands until it ends, and then never was.

    A test marked `django_db` begins a transaction of its own: inside of this one, a savepoint.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def again(client: Client) -> Client:
    """The browser as it came from the login: what a test does to its cookies, it does to this one."""
    same = copy(client)
    same.cookies = deepcopy(client.cookies)
    return same
