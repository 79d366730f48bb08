"""How what stands in a line is said on a screen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from chingin.kernel.clock import JST
from chingin.kernel.months import Month
from chingin.kernel.yen import format_yen
from deductions.groups.codes import SUBJECTS

NONE: Final = "―"


def yen(amount: int) -> str:
    """「20,000円」."""
    return f"{format_yen(amount)}円"


def difference(amount: int) -> str:
    """「+5,000円」; a difference says which way it goes."""
    return f"{amount:+,}円" if amount else "増減なし"


def month(code: str, *, none: str = NONE) -> str:
    """YYYYMM as 「2026年4月」."""
    return Month.parse(code).label if code else none


def end_month(code: str) -> str:
    """終了年月, which may be left open."""
    return month(code, none="終了の指定なし")


def subject(code: str) -> str:
    """「20 エース預金」; a code that nobody has named yet stands alone."""
    return f"{code} {SUBJECTS.get(code, '')}".strip()


def subject_choices(subjects: Mapping[str, str]) -> list[tuple[str, str]]:
    """For a select."""
    return [(code, subject(code)) for code in subjects]


def day(value: date | None) -> str:
    """「2026年11月5日」."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NONE


def moment(at: datetime) -> str:
    """「2026/11/05 10:00:00」 in Japan, as columns of lists have it."""
    return f"{at.astimezone(JST):%Y/%m/%d %H:%M:%S}"
