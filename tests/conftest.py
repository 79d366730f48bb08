"""What every test shares. Servers are started by tests/services/plugin.py; data by each app's factories."""

import os

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this database or this run is not for: deselected and counted, never skipped."""
    on_sqlite = os.environ.get("CHINGIN_TEST_DATABASE") == "sqlite"
    left_out = {"postgresql", "journey"} if on_sqlite else set()
    if "bench" not in (config.option.markexpr or ""):
        left_out.add("bench")
    kept = [item for item in items if not any(item.get_closest_marker(name) for name in left_out)]
    if on_sqlite:
        # What asks no database answers the same as in the run on PostgreSQL.
        kept = [item for item in kept if _asks_a_database(item)]
    staying = set(kept)
    gone = [item for item in items if item not in staying]
    config.hook.pytest_deselected(items=gone)
    items[:] = kept


def _asks_a_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


REST_TRUNCATE_TRIGGERS = r"""
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger WHERE tgname LIKE '%\_no\_truncate'
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', found.place, found.tgname);
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Transactional tests end with TRUNCATE, which append-only tables refuse: in the test database it rests.

    The product knows no way around its triggers; only the owner of a table can do this.
    """
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(REST_TRUNCATE_TRIGGERS)
