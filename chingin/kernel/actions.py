"""What the operator can do to the calendar of business days (営業日)."""

from datetime import date, datetime

from django.db import models, transaction

from . import audit
from .actors import Actor
from .catalogue import YEAR_OUT_OF_TURN
from .errors import Refusal
from .models import CalendarOverride, CalendarYear


class CalendarEvent(models.TextChoices):
    """Events of the calendar in the operation log."""

    DAY_CLOSED = "calendar.day_closed", "臨時休業日の登録"
    DAY_OPENED = "calendar.day_opened", "臨時営業日の登録"
    YEAR_CONFIRMED = "calendar.year_confirmed", "営業日の年次確定"


class YearOutOfTurn(Refusal):
    """Years are confirmed one after the other: a gap would let a deadline be guessed."""

    message = YEAR_OUT_OF_TURN


@transaction.atomic
def override_day(
    *, day: date, is_business_day: bool, reason: str, by: Actor, at: datetime, bank_code: str = ""
) -> CalendarOverride:
    """Close or open a day at one bank, or at every bank. Deadlines computed before stay as they are."""
    override, _ = CalendarOverride.objects.update_or_create(
        bank_code=bank_code,
        day=day,
        defaults={
            "is_business_day": is_business_day,
            "reason": reason,
            "recorded_by": by.name,
            "recorded_at": at,
        },
    )
    audit.record(
        CalendarEvent.DAY_OPENED if is_business_day else CalendarEvent.DAY_CLOSED,
        chain=audit.SYSTEM_CHAIN,
        by=by,
        at=at,
        target=f"{day:%Y-%m-%d} {bank_code or '全金庫'}",
        detail={"reason": reason},
    )
    return override


@transaction.atomic
def confirm_year(*, year: int, by: Actor, at: datetime) -> CalendarYear:
    """The holidays of `year` are as published: dates may be computed through its end."""
    expected = CalendarYear.objects.known_through().year + 1
    if year != expected:
        raise YearOutOfTurn(year=year, expected=expected)
    confirmed = CalendarYear.objects.create(year=year, confirmed_by=by.name, confirmed_at=at)
    audit.record(CalendarEvent.YEAR_CONFIRMED, chain=audit.SYSTEM_CHAIN, by=by, at=at, target=f"{year}年")
    return confirmed
