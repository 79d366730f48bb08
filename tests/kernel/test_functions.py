"""The registry of menu functions (機能)."""

from dataclasses import replace

import pytest

from chingin.kernel import functions
from chingin.kernel.functions import Function, FunctionError, Menu, all_functions, by_id, register

ENTRY = Function("DED-1", "控除明細照会", Menu.ROKIN, "rokin:lines", changes_data=False)


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "_functions", {})


def test_a_registered_function_is_found_by_its_id() -> None:
    register(ENTRY)

    assert by_id("DED-1") is ENTRY


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        by_id("DED-1")


def test_an_id_declared_twice_is_refused() -> None:
    register(ENTRY)

    with pytest.raises(FunctionError, match="DED-1 is declared twice"):
        register(replace(ENTRY, label="別の機能"))


@pytest.mark.parametrize("function_id", ["DED", "DED-0", "ded-1", "DED-01", "DED-1\n", ""])
def test_an_id_of_another_shape_is_refused(function_id: str) -> None:
    with pytest.raises(FunctionError):
        replace(ENTRY, id=function_id)


def test_the_order_is_that_of_the_menu_and_counts_like_people() -> None:
    users = Function(
        "USR-1", "ユーザー登録", Menu.SYSTEM, "accounts:users", changes_data=True, master_only=True
    )
    register(users, replace(ENTRY, id="DED-10"), replace(ENTRY, id="DED-2"))

    assert [function.id for function in all_functions()] == ["DED-2", "DED-10", "USR-1"]


def test_a_function_is_open_to_every_contract_and_can_be_hidden_unless_said_otherwise() -> None:
    assert ENTRY.needs == ENTRY.needs_to_change == frozenset()
    assert ENTRY.restrictable
    assert not ENTRY.master_only
