"""When the service is open (ご利用時間, ENV-2). Periods are half-open: open at 8:00, closed at 20:00."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chingin.kernel.calendar import BeyondCalendar, BusinessCalendar
from chingin.kernel.clock import at_time, local_date

WARNING: Final = timedelta(minutes=10)
OUT_OF_HOURS: Final = "時間外"
MAINTENANCE: Final = "メンテナンス"
_ONE_DAY: Final = timedelta(days=1)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)

# A deadline past the confirmed calendar is refused (E9010). The door is not shut: a calendar that nobody
# confirmed would lock out everybody at New Year, while a holiday forecast wrongly is put right in a minute by
# `manage.py calendar close`. So hours follow the library's forecast to its end, and checks.check_calendar
# (portal.W001, portal.E001) tells the operator 60 days ahead.
FORECAST_THROUGH: Final = date(2099, 12, 31)
# How far the next opening is looked for; whatever was entered, a page is answered in no time.
LOOKED_AHEAD: Final = timedelta(days=366)
# A year mistyped would close the service for good. Three months: longer than any migration of a core system.
MAINTENANCE_LASTS_AT_MOST: Final = timedelta(days=92)
CALENDAR_ALARM: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when, on business days (営業日)."""

    opens_at: time
    closes_at: time


USUAL: Final = Hours(time(8), time(20))


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A planned interruption (メンテナンス); `notice` is what people read about it."""

    starts_at: datetime
    ends_at: datetime
    notice: str

    @property
    def lasts(self) -> timedelta:
        """From its beginning to its end."""
        return self.ends_at - self.starts_at

    def covers(self, at: datetime) -> bool:
        """Whether it goes on at this instant."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Open:
    """Open, and until when without a break."""

    until: datetime

    def closes_soon(self, *, at: datetime) -> bool:
        """Whether it is time for the warning (ENV-2: 10 minutes before)."""
        return self.until - at <= WARNING


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed, and why: 「土曜日」, a holiday, 「時間外」, 「メンテナンス」 and its notice.

    `until` the next opening; None when the calendar cannot tell it, or it is further off than a year.
    """

    until: datetime | None
    reason: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that decides when one bank's members are let in."""

    hours: Hours
    calendar: BusinessCalendar
    maintenance: tuple[Maintenance, ...] = ()

    def standing(self, *, at: datetime) -> Open | Closed:
        """Open or closed at this instant."""
        if interruption := self._interruption(at):
            return Closed(self._opening(at), MAINTENANCE, interruption.notice)
        if holiday := self.calendar.closing_reason(local_date(at)):
            return Closed(self._opening(at), holiday)
        opening, closing = self._session(local_date(at))
        if not opening <= at < closing:
            return Closed(self._opening(at), OUT_OF_HOURS)
        starts = [interruption.starts_at for interruption in self.maintenance if at < interruption.starts_at]
        return Open(min([closing, *starts]))

    def _interruption(self, at: datetime) -> Maintenance | None:
        return next((interruption for interruption in self.maintenance if interruption.covers(at)), None)

    def _session(self, day: date) -> tuple[datetime, datetime]:
        return at_time(day, self.hours.opens_at), at_time(day, self.hours.closes_at)

    def _opening(self, at: datetime) -> datetime | None:
        """The first instant from `at` on when it is open; None where nobody knows."""
        instant, horizon = at, local_date(at) + LOOKED_AHEAD
        try:
            while (day := self.calendar.on_or_after(local_date(instant))) <= horizon:
                opening, closing = self._session(day)
                instant = self._uninterrupted(max(instant, opening))
                if instant < closing:
                    return instant
                instant = max(instant, at_time(day + _ONE_DAY, time(0)))
        except BeyondCalendar:
            return None
        return None

    def _uninterrupted(self, instant: datetime) -> datetime:
        """The first instant from this one on that no maintenance covers."""
        while interruption := self._interruption(instant):
            instant = interruption.ends_at
        return instant


def forecast(overrides: Mapping[date, bool]) -> BusinessCalendar:
    """The closing days of the door: as confirmed, and beyond that as the library expects them."""
    return BusinessCalendar(known_through=FORECAST_THROUGH, overrides=overrides)


def standing_of_any(timetables: Iterable[Timetable], *, at: datetime) -> Open | Closed:
    """Before login the bank is unknown: open while any is, closed until the first opens."""
    standings = [timetable.standing(at=at) for timetable in timetables]
    open_ = [standing for standing in standings if isinstance(standing, Open)]
    if open_:
        return max(open_, key=lambda standing: standing.until)
    return min(standings, key=lambda standing: standing.until or _NEVER)


def calendar_runs_out(*, known_through: date, today: date) -> bool:
    """Whether the operator must confirm another year now."""
    return known_through - today < CALENDAR_ALARM
