"""The lists that a worker can find by their slug: those that the apps declare in modules named for lists.

A list elsewhere is found by nobody: `checks` refuses the start with it, `pages` its long PDF.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final

from django.apps import AppConfig, apps

from chingin.kernel.lists.definition import ListDefinition

NAME: Final = "lists"
_lists: dict[str, ListDefinition[Any]] = {}


def register(definition: ListDefinition[Any]) -> None:
    """Make a list known; ValueError when its slug is another one's."""
    if _lists.setdefault(definition.slug, definition) is not definition:
        raise ValueError(f"{definition.slug} is the slug of two lists")


def by_slug(slug: str) -> ListDefinition[Any]:
    """The list of this slug; KeyError when no app declares it."""
    _discover()
    return _lists[slug]


def is_known(definition: ListDefinition[Any]) -> bool:
    """Whether a worker would find this very list: one that is put together by a view is not."""
    _discover()
    return _lists.get(definition.slug) is definition


@cache
def _discover() -> None:
    for app in apps.get_app_configs():
        for module in _modules(app):
            for declared in vars(module).values():
                if isinstance(declared, ListDefinition):
                    register(declared)


def _modules(app: AppConfig) -> Iterator[ModuleType]:
    """`<app>.lists`, `<app>.result_lists` …; and what lies directly in one that is a package."""
    # The kernel's own `lists` is what all lists are made with.
    named = () if app.label == "kernel" else iter_modules(getattr(app.module, "__path__", ()))
    for found in named:
        if found.name.endswith(NAME):
            module = import_module(f"{app.name}.{found.name}")
            yield module
            for inner in iter_modules(getattr(module, "__path__", ())):
                yield import_module(f"{module.__name__}.{inner.name}")
