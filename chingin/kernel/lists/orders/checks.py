"""System check: every list of the apps is one that a worker finds, wherever its pages took it from."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any, Final

from django.apps import AppConfig, apps
from django.core import checks

from chingin.kernel.lists.definition import ListDefinition
from chingin.kernel.origins import Origin

from .known import is_known

# A module's names, a page's lists, their entries, what an entry holds.
_DEPTH: Final = 4


@checks.register("lists")
def check_lists(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A long PDF of a list that no worker finds could not be made."""
    for origin in Origin:
        import_module(origin.urlconf)  # the pages, and with them every module that offers a list
    unknown = {(slug, place) for place, slug in _unknown()}
    return [
        checks.Error(
            f"帳票 {slug} を、帳票を作成するワーカーが見つけられません({place})。",
            hint="名前が lists で終わるモジュール(アプリの直下)に、定数として定義してください。",
            id="kernel.E001",
        )
        for slug, place in sorted(unknown)
    ]


def _unknown() -> Iterator[tuple[str, str]]:
    """Module and slug of lists that stand in a loaded module of an app, as they are or within something."""
    places = tuple(f"{app.name}." for app in apps.get_app_configs())
    for name, module in sorted(sys.modules.items()):
        if name.startswith(places):
            found = _lists_in(list(vars(module).values()), depth=_DEPTH)
            yield from ((name, definition.slug) for definition in found if not is_known(definition))


def _lists_in(value: object, *, depth: int) -> Iterator[ListDefinition[Any]]:
    """Itself, or what a page's tuple, mapping or dataclass holds."""
    if isinstance(value, ListDefinition):
        yield value
    elif depth:
        for part in _parts(value):
            yield from _lists_in(part, depth=depth - 1)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, each.name) for each in fields(value))
