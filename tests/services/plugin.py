"""Starts the database before Django reads its settings, once for all xdist workers."""

import os
from collections.abc import Generator
from contextlib import ExitStack
from typing import Final

import pytest

from . import postgres

SOCKET_VARIABLE: Final = "CHINGIN_TEST_PG_SOCKET_DIR"
_servers = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django loads the settings: a database server, unless this run is on SQLite."""
    if os.environ.get("CHINGIN_TEST_DATABASE") != "sqlite" and SOCKET_VARIABLE not in os.environ:
        os.environ[SOCKET_VARIABLE] = str(_servers.enter_context(postgres.server()))
        _servers.callback(os.environ.pop, SOCKET_VARIABLE, None)
    return (yield)


def pytest_unconfigure() -> None:
    """The servers end with the run."""
    _servers.close()
