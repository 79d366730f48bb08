"""「/health/」: what the container engine asks around the clock, and all that anybody learns from it."""

from datetime import datetime

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from chingin.kernel.clock import JST
from chingin.kernel.origins import Origin
from tests.accounts.browsers import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]
PAGE = "/health/"
SATURDAY = datetime(2026, 11, 21, 3, 0, tzinfo=JST)


def test_all_is_well_at_any_hour_by_one_question_to_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with time_machine.travel(SATURDAY, tick=False), django_assert_num_queries(1):
        answer = browser(Origin.PUBLIC).get(PAGE)

    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def gone(*_: object) -> None:
    """What psycopg says of a server that was stopped (tests/deploy/test_health.py stops one)."""
    raise OperationalError("connection refused")


def test_without_the_database_it_says_so_by_its_status_alone(caplog: pytest.LogCaptureFixture) -> None:
    with connection.execute_wrapper(gone):
        answer = browser(Origin.PUBLIC).get(PAGE)

    assert (answer.status_code, answer.content) == (503, b"")
    assert "the database does not answer" in caplog.text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(method: str) -> None:
    assert getattr(browser(Origin.PUBLIC), method)(PAGE).status_code == 405


@pytest.mark.parametrize("origin", [Origin.CERTIFICATE, Origin.STAFF])
def test_it_is_a_page_of_the_public_origin_alone(origin: Origin) -> None:
    assert browser(origin).get(PAGE).status_code == 404
