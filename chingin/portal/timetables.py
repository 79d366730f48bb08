"""When each bank is open, as stored, held in the process for some seconds (ENV-2).

Every request asks, 200 a second at 8:00; so the answer is held in memory, and a change made elsewhere is seen
within `HELD_FOR`. The shared cache would do as well, but then every page would end with Redis.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import Bank
from chingin.kernel.clock import local_date
from chingin.kernel.models import CalendarOverride
from chingin.portal import rules
from chingin.portal.models import MaintenanceWindow, ServiceHours
from chingin.portal.rules import Closed, Maintenance, Open, Timetable

HELD_FOR: Final = timedelta(seconds=20)
ALL: Final = ""  # where a bank's code would stand


@dataclass(frozen=True, slots=True)
class Timetables:
    """The timetable of each bank by its code, and the general one."""

    general: Timetable
    banks: Mapping[str, Timetable] = field(default_factory=dict)

    def of_bank(self, code: str) -> Timetable:
        """A bank's own; the general one for a bank registered within these seconds."""
        return self.banks.get(code, self.general)

    def standing_of_any(self, *, at: datetime) -> Open | Closed:
        """Open while any bank is."""
        return rules.standing_of_any(self.banks.values() or [self.general], at=at)


def load(*, at: datetime) -> Timetables:
    """What is stored, in four queries; what is over before `at` is left out."""
    hours = {_code(row.bank): row.hours for row in ServiceHours.objects.select_related("bank")}
    maintenance, overrides = _maintenance(at), _overrides(local_date(at))

    def timetable(code: str) -> Timetable:
        own = () if code == ALL else (code,)
        return Timetable(
            hours=hours.get(code) or hours.get(ALL, rules.USUAL),
            calendar=rules.forecast(
                {day: is_open for key in (ALL, *own) for day, is_open in overrides[key].items()}
            ),
            maintenance=tuple(window for key in (ALL, *own) for window in maintenance[key]),
        )

    codes = Bank.objects.order_by("code").values_list("code", flat=True)
    return Timetables(general=timetable(ALL), banks={code: timetable(code) for code in codes})


def _maintenance(at: datetime) -> defaultdict[str, list[Maintenance]]:
    found: defaultdict[str, list[Maintenance]] = defaultdict(list)
    windows = MaintenanceWindow.objects.filter(ends_at__gt=at).select_related("bank")
    for window in windows.order_by("starts_at", "pk"):
        found[_code(window.bank)].append(window.maintenance)
    return found


def _overrides(today: date) -> defaultdict[str, dict[date, bool]]:
    found: defaultdict[str, dict[date, bool]] = defaultdict(dict)
    for override in CalendarOverride.objects.filter(day__gte=today).order_by("day", "pk"):
        found[override.bank_code][override.day] = override.is_business_day
    return found


def _code(bank: Bank | None) -> str:
    return bank.code if bank is not None else ALL


class Holder:
    """Holds the timetables; the clock is the caller's."""

    def __init__(self) -> None:
        self._held: tuple[datetime, Timetables] | None = None

    def get(self, *, at: datetime) -> Timetables:
        """As stored at most `HELD_FOR` ago."""
        held = self._held
        if held is None or not held[0] <= at < held[0] + HELD_FOR:
            held = self._held = (at, load(at=at))
        return held[1]

    def forget(self) -> None:
        """The process that changes them sees the change at once."""
        self._held = None


HELD: Final = Holder()
