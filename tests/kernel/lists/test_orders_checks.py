"""The start fails with a list that no worker would find."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Final

import pytest
from django.apps import apps

from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.orders import known
from chingin.kernel.lists.orders.checks import check_lists
from deductions.company import result_lists
from deductions.groups.cycle_lists import Entry
from tests.sources import PRODUCT

FORGOTTEN: Final[ListDefinition[Any]] = replace(result_lists.RESULTS, title="忘れられた帳票")


@dataclass(frozen=True)
class Bundle:
    entries: tuple[object, ...]


OFFERED: Final[dict[str, Callable[[ListDefinition[Any]], object]]] = {
    "as it is": lambda definition: definition,
    "in an entry": lambda definition: Entry(name="x", definition=definition, about="…"),
    "in a page's entries": lambda definition: Bundle((Entry(name="x", definition=definition, about="…"),)),
    "in a mapping": lambda definition: {"x": [definition]},
}


def test_every_list_of_the_product_is_one_that_a_worker_finds() -> None:
    """Issue 5: larger lists are made by a worker; L10, L11 and L12 once were not."""
    for app in apps.get_app_configs():
        if app.name.split(".")[0] in PRODUCT:
            for found in walk_packages(app.module.__path__, f"{app.name}."):  # type: ignore[union-attr]
                import_module(found.name)

    assert check_lists(None) == []
    assert {"L01", "L05", "L10", "L11", "L12", "L29", "L30"} <= known._lists.keys()


@pytest.mark.parametrize("definition", [result_lists.RESULTS, result_lists.SHORTFALLS, result_lists.KANA])
def test_the_lists_of_results_are_made_by_a_worker(definition: ListDefinition[Any]) -> None:
    assert known.is_known(definition)
    assert known.by_slug(definition.slug) is definition


@pytest.mark.parametrize("offered", OFFERED.values(), ids=OFFERED)
def test_a_list_that_was_forgotten_stops_the_start_wherever_a_page_has_it_from(
    monkeypatch: pytest.MonkeyPatch, offered: Callable[[ListDefinition[Any]], object]
) -> None:
    module = ModuleType("deductions.company.pages_with_a_list")
    vars(module)["OFFERED"] = offered(FORGOTTEN)
    monkeypatch.setitem(sys.modules, module.__name__, module)

    (error,) = check_lists(None)

    assert error.id == "kernel.E001"
    assert error.msg == (
        "帳票 L10 を、帳票を作成するワーカーが見つけられません(deductions.company.pages_with_a_list)。"
    )
