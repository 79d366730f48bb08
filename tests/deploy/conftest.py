"""Servers that several tests of this directory look at."""

from collections.abc import Iterator

import pytest

from tests.deploy import front


@pytest.fixture(scope="session")
def nginx() -> Iterator[front.Front]:
    """The product's nginx configuration, running."""
    with front.nginx() as running:
        yield running
