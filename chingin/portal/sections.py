"""What the information screen (インフォメーション画面) shows of each contracted service (LOGIN-5).

The portal stands above all apps: where it is put together (`PortalConfig.ready`), it plugs in what an app can
tell, turned into the rows below. A part that nobody has plugged in, or that has nothing to tell, says so.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from accounts.members import Member
from deductions.groups.models import DepositGroup


class Kind(StrEnum):
    """How a step of the schedule stands, as `components/task_list.html` draws it."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the month (更新締切, 確定 …) with its deadline in words."""

    label: str
    state: str
    kind: Kind
    deadline: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LatestReception:
    """The latest file received from the bank (最新受信情報)."""

    received_at: datetime
    content: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom the screen is made, and when; `group` is the group in use."""

    member: Member
    group: DepositGroup | None
    at: datetime

    @property
    def capabilities(self) -> Collection[str]:
        """What the contract has contracted."""
        return self.member.contract.capabilities


ScheduleSource: TypeAlias = Callable[[Viewer], Sequence[Step]]
ReceptionSource: TypeAlias = Callable[[Viewer], LatestReception | None]

# In the order of the screen: what a contract must have for the line, and its label.
RECEPTIONS: Final = {
    "GROUP_SAVINGS": "一斉積立内訳明細",
    "ZAIKEI": "預入依頼書",
    "ZAIKEI_BALANCES": "加入者残高一覧表",
    "ZAIKEI_INCENTIVES": "奨励金",
}
SCHEDULES: Final = {"ROKIN_DEDUCTION": "労金控除", "LEDGER": "賃控元帳"}
_reception_sources: Final[dict[str, ReceptionSource]] = {}
_schedule_sources: Final[dict[str, ScheduleSource]] = {}


def plug_in_reception(capability: str, source: ReceptionSource) -> None:
    """From now on `source` tells the latest reception of this service; a constant number of queries."""
    assert capability in RECEPTIONS
    _reception_sources[capability] = source


def plug_in_schedule(capability: str, source: ScheduleSource) -> None:
    """From now on `source` tells the steps of this service in the group in use."""
    assert capability in SCHEDULES
    _schedule_sources[capability] = source


@dataclass(frozen=True, slots=True)
class ReceptionLine:
    """A line of 最新受信情報; without a reception it says that nothing has come yet."""

    label: str
    reception: LatestReception | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule under its title (労金控除・賃控元帳のスケジュール, or one of the two)."""

    title: str
    steps: Sequence[Step]


def schedule(viewer: Viewer) -> Schedule | None:
    """None for a contract without either service."""
    contracted = [name for name in SCHEDULES if name in viewer.capabilities]
    if not contracted:
        return None
    title = "・".join(SCHEDULES[name] for name in contracted) + "のスケジュール"
    sources = [_schedule_sources[name] for name in contracted if name in _schedule_sources]
    return Schedule(title, [step for source in sources for step in source(viewer)])


def receptions(viewer: Viewer) -> list[ReceptionLine]:
    """One line for each contracted kind of file."""
    return [
        ReceptionLine(label, source(viewer) if (source := _reception_sources.get(name)) else None)
        for name, label in RECEPTIONS.items()
        if name in viewer.capabilities
    ]
