"""A procedure (手続き): one button on a row's page, one form, one action, one line that says it is done."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django import forms
from django.db.models import Model

from chingin.kernel.errors import Refusal

from . import messages

Row = TypeVar("Row", bound=Model)


class ProcedureClosed(Refusal):
    """The row's state leaves nothing to do, or the row is none that this is done to."""

    message = messages.PROCEDURE_CLOSED


def always(_row: Model, _at: datetime) -> bool:
    """The button is there whatever the row's state."""
    return True


@dataclass(frozen=True)
class Procedure(Generic[Row]):
    """What may be done to one row beside changing its fields.

    `run(row=…, values=cleaned_data, by=…, at=…)` calls one action; a Refusal is shown on the form. The action
    refuses under the row's lock, in its own words, whatever `is_open` leaves out, or knows its second press.
    """

    slug: str
    label: str
    form: type[forms.Form]
    run: Callable[..., object]
    done: str
    roles: Collection[str]
    # What happens, told above the form; compulsory reading where something ends for good.
    notice: str
    # Whether the button is there; without it the form is not shown either.
    is_open: Callable[[Row, datetime], bool] = always
    # A template that shows `result` (what `run` returned) instead of going back: for secrets shown once.
    result_template: str = ""
