"""Service hours (ご利用時間) in words."""

from dataclasses import replace
from datetime import datetime, time
from math import ceil

from chingin.kernel.clock import moment
from chingin.portal.frame import USUAL_HOURS, ClosedNow, ServiceHours
from chingin.portal.rules import Closed, Hours


def hours_in_words(hours: Hours) -> ServiceHours:
    """The hours as the manual words them."""
    return replace(USUAL_HOURS, times=f"{_time(hours.opens_at)}～{_time(hours.closes_at)}")


def closed_in_words(closed: Closed, *, at: datetime) -> ClosedNow:
    """The reason of this moment, what the operator says to it, and the next opening."""
    return ClosedNow(
        why=f"ただいまは{closed.reason}のため、ご利用いただけません。{closed.notice}",
        again=f"次のご利用開始は、{moment(closed.until)}です。そのあとで、もう一度アクセスしてください。",
        seconds=ceil((closed.until - at).total_seconds()),
    )


def _time(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02d}"
