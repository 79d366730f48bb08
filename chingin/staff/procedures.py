"""A procedure (手続き): one button on a row's page, one form, one action, one line that says it is done."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django import forms
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def always(_row: Model, _at: datetime) -> bool:
    """The button is there whatever the row's state."""
    return True


@dataclass(frozen=True)
class Procedure(Generic[Row]):
    """What may be done to one row beside changing its fields.

    `run(row=…, values=cleaned_data, by=…, at=…)` calls one action; a Refusal is shown on the form.
    """

    slug: str
    label: str
    form: type[forms.Form]
    run: Callable[..., object]
    done: str
    roles: Collection[str]
    # What happens, told above the form; compulsory reading where something ends for good.
    notice: str
    is_open: Callable[[Row, datetime], bool] = always
    # A template that shows `result` (what `run` returned) instead of going back: for secrets shown once.
    result_template: str = ""
