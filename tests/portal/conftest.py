"""What the tests of the portal share: nothing held from the test before."""

from collections.abc import Generator

import pytest

from chingin.portal.timetables import HELD
from tests.portal.doors import doors

__all__ = ["doors"]


@pytest.fixture(autouse=True)
def nothing_held() -> Generator[None]:
    """Hours are held in the process for seconds; a test begins and ends without."""
    HELD.forget()
    yield
    HELD.forget()
