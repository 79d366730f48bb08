"""The lists that a worker can find by their slug: those that the apps' `lists.py` declare."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from chingin.kernel.lists.definition import ListDefinition

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
    """`<app>.lists` and, where it is a package, what lies directly in it."""
    assert app.module
    if app.label == "kernel" or not module_has_submodule(app.module, "lists"):
        return
    module = import_module(f"{app.name}.lists")
    yield module
    for found in iter_modules(getattr(module, "__path__", ())):
        yield import_module(f"{module.__name__}.{found.name}")
