"""System checks of the portal; with `check --deploy` only, for they ask how the installation stands today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError

from chingin.kernel import clock
from chingin.kernel.calendar import CONFIRMED_THROUGH
from chingin.kernel.models import CalendarYear
from chingin.portal import rules

TAG = "portal"


@checks.register(TAG, deploy=True)
def check_calendar(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Somebody confirms the next year in time: past it no deadline is computed (E9010), hours are guessed."""
    return calendar_messages(today=clock.today())


def calendar_messages(*, today: date) -> list[checks.CheckMessage]:
    """A warning 60 days before the calendar ends, an error after."""
    # By far most days this release alone knows enough, and no database need be there yet.
    if not rules.calendar_runs_out(known_through=CONFIRMED_THROUGH, today=today):
        return []
    known_through = _known_through()
    if not rules.calendar_runs_out(known_through=known_through, today=today):
        return []
    hint = f"官報で祝日を確かめ、`manage.py calendar confirm {known_through.year + 1}` を実行してください。"
    if today > known_through:
        message = (
            f"営業日カレンダーは{known_through}で終わりました。締切は計算できず、ご利用時間は予想の祝日で"
            "判断しています。"
        )
        return [checks.Error(message, hint=hint, id="portal.E001")]
    message = f"営業日カレンダーは{known_through}で終わります。その後の締切は計算できません。"
    return [checks.Warning(message, hint=hint, id="portal.W001")]


def _known_through() -> date:
    try:
        return CalendarYear.objects.known_through()
    except DatabaseError:  # no database, or no table yet: then nobody has confirmed anything
        return CONFIRMED_THROUGH
