"""How far a cycle (控除回) has come: each app says how to see what it records of one.

Groups know of no deposits and no results: who stands on them registers here, in its AppConfig.ready.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from django.db.models import Exists

from deductions.groups.rules import CycleEvents

_NAMES: Final = frozenset(field.name for field in fields(CycleEvents))
_recorded: Final[dict[str, Exists]] = {}


def register(**recorded: Exists) -> None:
    """By the names of CycleEvents: whether it is recorded of the cycle OuterRef("pk")."""
    assert recorded.keys() <= _NAMES, recorded.keys()
    assert _recorded.keys().isdisjoint(recorded), recorded.keys()
    _recorded.update(recorded)


def recorded() -> Mapping[str, Exists]:
    """All that the apps record; what none of them does has never happened."""
    return _recorded
