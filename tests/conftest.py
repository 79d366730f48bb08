"""What every test shares. Servers are started by tests/services/plugin.py; data by each app's factories."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this database or this run is not for: deselected and counted, never skipped."""
    left_out = set()
    if os.environ.get("CHINGIN_TEST_DATABASE") == "sqlite":
        left_out |= {"postgresql", "journey"}
    if "bench" not in (config.option.markexpr or ""):
        left_out.add("bench")
    kept = [item for item in items if not any(item.get_closest_marker(name) for name in left_out)]
    gone = [item for item in items if item not in set(kept)]
    config.hook.pytest_deselected(items=gone)
    items[:] = kept
