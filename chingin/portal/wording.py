"""Service hours (ご利用時間) in words."""

from dataclasses import replace
from datetime import datetime, time
from math import ceil
from typing import Final

from chingin.kernel.clock import moment
from chingin.portal.frame import USUAL_HOURS, ClosedNow, ServiceHours
from chingin.portal.rules import Closed, Hours

NOT_KNOWN: Final = (
    "次のご利用開始の日時は、まだお知らせできません。お急ぎのときは、ヘルプデスクへお問い合わせください。"
)
ASK_AGAIN_AFTER: Final = 3600  # seconds


def hours_in_words(hours: Hours) -> ServiceHours:
    """The hours as the manual words them."""
    return replace(USUAL_HOURS, times=f"{_time(hours.opens_at)}～{_time(hours.closes_at)}")


def closed_in_words(closed: Closed, *, at: datetime) -> ClosedNow:
    """The reason of this moment, what the operator says to it, and the next opening where it is known."""
    why = f"ただいまは{closed.reason}のため、ご利用いただけません。{closed.notice}"
    if closed.until is None:
        return ClosedNow(why, again=NOT_KNOWN, seconds=ASK_AGAIN_AFTER)
    return ClosedNow(
        why,
        again=f"次のご利用開始は、{moment(closed.until)}です。そのあとで、もう一度アクセスしてください。",
        seconds=ceil((closed.until - at).total_seconds()),
    )


def _time(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02d}"
