"""Every list that an app declares is found by its slug, so that a worker can make it."""

from dataclasses import replace

import pytest

from accounts.lists import CONTRACT_USERS, OPERATION_LOG
from chingin.kernel.lists.orders import known

from .deductions import REQUESTS
from .ordered import ORDERED


def test_the_lists_of_the_apps_are_found_without_their_pages_being_loaded() -> None:
    assert known.by_slug("L29") is CONTRACT_USERS
    assert known.by_slug("L30") is OPERATION_LOG
    assert known.is_known(CONTRACT_USERS)


def test_a_list_that_no_app_declares_is_unknown() -> None:
    assert not known.is_known(replace(REQUESTS, slug="T99"))
    assert not known.is_known(replace(CONTRACT_USERS, title="別の帳票"))
    with pytest.raises(KeyError):
        known.by_slug("T99")


def test_two_lists_of_one_slug_are_refused() -> None:
    known.register(ORDERED)

    with pytest.raises(ValueError, match="T01 is the slug of two lists"):
        known.register(replace(ORDERED, title="別の帳票"))
