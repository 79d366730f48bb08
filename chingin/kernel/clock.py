"""The one clock of the system: entries (views, commands, tasks, middleware) ask it, all others are told."""

from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

JST: Final = ZoneInfo("Asia/Tokyo")
WEEKDAYS: Final = "月火水木金土日"


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that the ban points to


def today() -> date:
    """The date in Japan now."""
    return local_date(now())


def local_date(at: datetime) -> date:
    """The date in Japan at this instant; ValueError for a time that does not say its zone."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(JST).date()


def at_time(day: date, clock: time) -> datetime:
    """The instant when clocks in Japan show this time on this day: deadlines are stored so."""
    if clock.tzinfo is not None:
        raise ValueError("a time on a Japanese clock has no zone of its own")
    return datetime.combine(day, clock, tzinfo=JST)


def in_words(at: datetime) -> str:
    """The minute in Japan as people read it: 2026年11月25日 15時00分."""
    local = at.astimezone(JST)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour}時{local.minute:02}分"


def day_in_words(day: date) -> str:
    """The day with its weekday: 2026年11月24日(火)."""
    return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def moment(at: datetime) -> str:
    """The minute in Japan with its weekday, as deadlines are told: 2026年11月24日(火) 8:00."""
    local = at.astimezone(JST)
    return f"{day_in_words(local.date())} {local.hour}:{local.minute:02}"
