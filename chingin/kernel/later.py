"""Work that starts after the commit: by the name of a task, with ids only, as often as needed."""

import logging
from datetime import date

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction

from .secrecy import refuse_secret

logger = logging.getLogger(__name__)


class UnknownTask(LookupError):
    """A programmer's mistake: no app declares a task by this name."""


def after_commit(task: str, /, **ids: int | str | date) -> None:
    """Start the Celery task `task` once the caller's transaction is committed; at once outside of one.

    A wrong name or argument is an error here and now. A broker that does not answer is only logged: what was
    committed stands. Work that must not be lost is therefore also found by a periodic task.
    """
    if task not in current_app.tasks:
        raise UnknownTask(task)
    arguments = {name: _id(name, value) for name, value in ids.items()}
    transaction.on_commit(lambda: _start(task, arguments))


def _id(name: str, value: object) -> int | str:
    refuse_secret(name)
    match value:
        case date():
            return value.isoformat()
        case int() | str():
            return value
        case _:
            raise TypeError(f"{name}={value!r} is no id")


def _start(task: str, arguments: dict[str, int | str]) -> None:
    try:
        current_app.tasks[task].apply_async(kwargs=arguments)
    except OperationalError:
        logger.exception("the broker did not take task %s %s", task, arguments)
