"""The registry of menu functions (機能): menu, URL guard, grant form and operation log all read it.

Each app declares its own in `<app>/functions.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ID: Final = re.compile(r"([A-Z]+)-([1-9][0-9]*)")


class Menu(StrEnum):
    """The groups of the menu, in the order they are shown."""

    ROKIN = "労金控除事務"
    LEDGER = "賃控元帳事務"
    SAVINGS = "一斉積立事務"
    ZAIKEI = "財形貯蓄事務"
    COMMON = "共通機能"
    SYSTEM = "システム管理機能"


class FunctionError(ValueError):
    """A function that may not stand in the registry; the start fails."""


@dataclass(frozen=True, slots=True)
class Function:
    """One entry of the menu."""

    id: str
    label: str
    menu: Menu
    url_name: str
    changes_data: bool
    # What a contract must have contracted, all of it (services and variants); none: every contract has it.
    needs: frozenset[str] = frozenset()
    # What it must have besides to change data; without it the function is there to look at (閲覧のみ).
    needs_to_change: frozenset[str] = frozenset()
    master_only: bool = False
    # False: the master cannot hide this function from a user (ユーザー別機能制限).
    restrictable: bool = True

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise FunctionError(f"{self.id!r} is no function id such as DED-1")


_functions: dict[str, Function] = {}
_menus: Final = tuple(Menu)


def register(*functions: Function) -> None:
    """Take functions into the registry. An id declared twice fails the start."""
    for function in functions:
        if function.id in _functions:
            raise FunctionError(f"{function.id} is declared twice")
        _functions[function.id] = function


def by_id(function_id: str) -> Function:
    """The function of this id; KeyError when there is none."""
    return _functions[function_id]


def all_functions() -> Sequence[Function]:
    """Every registered function in the menu's order: by menu, by prefix, by number (DED-2 before DED-10)."""
    return tuple(sorted(_functions.values(), key=_menu_order))


def _menu_order(function: Function) -> tuple[int, str, int]:
    prefix, _, number = function.id.partition("-")
    return _menus.index(function.menu), prefix, int(number)
