"""The files that the demo's bank sends: made by the engine's writer, received by the very command."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from django.core.management import call_command

from chingin.kernel.calendar import CONFIRMED_THROUGH, BusinessCalendar
from chingin.kernel.corefile.writing import write
from chingin.kernel.models import Reception
from chingin.kernel.months import Month
from deductions.company.exchange import RESULTS
from deductions.rokin.exchange import REQUESTS

from .cast import CONTRACTS
from .requests import HISTORY, Group, current_month, outgoing
from .results import answers, unanswered

_SIZES: Final = {"10000001": 120, "10000002": 45, "20000001": 60, "40000001": 30}
# The demo's dates are those of the law, whatever somebody tries out in the calendar.
_CALENDAR: Final = BusinessCalendar(known_through=CONFIRMED_THROUGH)


def receive_core_files(*, directory: Path, on: date) -> list[Path]:
    """Write and receive the current month and those before it, then the results that are due.

    What was received before is left out.
    """
    return [*_received(_written(directory, on)), *_received(_answered(directory, on))]


def _received(written: Iterable[Path]) -> list[Path]:
    files = list(written)
    if files:
        call_command("receive", *map(str, files))
    return files


def _answered(directory: Path, on: date) -> Iterator[Path]:
    for cycle in unanswered(on):
        path = directory / f"11_{cycle.group.number}_{cycle.month}.dat"
        with path.open("wb") as stream:
            write(RESULTS, [answers(cycle)], stream)
        yield path


def _written(directory: Path, on: date) -> Iterator[Path]:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    last = current_month(on, _CALENDAR)
    for month in (last.plus(-ago) for ago in range(HISTORY, -1, -1)):
        for bank, groups in groupby(_groups(), key=lambda group: group.bank):
            if not Reception.objects.filter(bank_code=bank, kind="10", month=month.code).exists():
                yield _write(directory, bank, month, list(groups))


def _write(directory: Path, bank: str, month: Month, groups: Sequence[Group]) -> Path:
    path = directory / f"10_{bank}_{month.code}.dat"
    sets = (
        outgoing(group, month, serial=serial, calendar=_CALENDAR)
        for serial, group in enumerate(groups, start=1)
    )
    with path.open("wb") as stream:
        write(REQUESTS, sets, stream)
    return path


def _groups() -> list[Group]:
    """By bank, for a file is one bank's."""
    groups = [
        Group(cast.bank, cast.branch, cast.number, cast.name_kana, group.number, _SIZES[group.number])
        for cast in CONTRACTS
        if cast.subscription.rokin_collection
        for group in cast.groups
    ]
    return sorted(groups, key=lambda group: (group.bank, group.number))
