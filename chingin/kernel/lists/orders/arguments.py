"""A list's arguments on their way to a worker: as JSON, and back with the viewer's eyes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final, TypeAlias

from django.apps import apps
from django.db.models import Model, QuerySet

from chingin.kernel.months import Month

JSON: TypeAlias = "str | int | bool | Sequence[JSON] | Mapping[str, JSON] | None"


def freeze(**arguments: object) -> dict[str, JSON]:
    """Texts, numbers, days, instants, months and rows of tables (by their key) as JSON; else TypeError.

    An instant of the request (`as_of=clock.now()`) makes each request an order of its own.
    """
    return {name: _frozen(name, value) for name, value in arguments.items()}


def thaw(*, viewer: object, **frozen: JSON) -> dict[str, object]:
    """The arguments again. A row is read anew, by `visible_to(viewer)` where its model has that.

    ObjectDoesNotExist when it is gone or the viewer may no longer see it.
    """
    return {name: _thawed(value, viewer) for name, value in frozen.items()}


def _frozen(name: str, value: object) -> JSON:
    match value:
        case Model():
            return {"row": value._meta.label_lower, "key": str(value.pk)}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Month():
            return {"month": value.code}
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case _:
            raise TypeError(f"{name}={value!r} cannot wait for a worker: give the list its freeze and thaw")


def _thawed(value: JSON, viewer: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if "row" in value:
        return _row(str(value["row"]), str(value["key"]), viewer)
    [(kind, frozen)] = value.items()
    return _READ[kind](str(frozen))


def _row(label: str, key: str, viewer: object) -> Model:
    rows: QuerySet[Model] = apps.get_model(label)._default_manager.all()
    visible_to = getattr(rows, "visible_to", None)
    return (visible_to(viewer) if visible_to else rows).get(pk=key)


_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "month": Month.parse,
}
