"""When a client certificate (電子証明書) is valid, may be renewed, is written about; in Japan's days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from chingin.kernel.clock import at_time

DAYS_OF_VALIDITY: Final = 366  # CERT-6, counting the day of issue, whatever the leap day
RENEWABLE_DAYS_BEFORE: Final = 30  # CERT-6, CERT-8


@dataclass(frozen=True, slots=True)
class Validity:
    """From the first to the last second of a certificate; both belong to it."""

    start: datetime
    end: datetime


class Notice(StrEnum):
    """A mail about a certificate's end, sent at most once for each certificate (CERT-8)."""

    RENEWABLE = "renewable"
    EXPIRED = "expired"


def last_day(issued_on: date) -> date:
    """D, the 366th day counting the day of issue (CERT-6)."""
    return issued_on + timedelta(days=DAYS_OF_VALIDITY - 1)


def validity(issued_on: date, not_before_of_ca: datetime) -> Validity:
    """00:00:00 of the day of issue, but not before the CA itself, to 23:59:59 of the last day (CERT-6)."""
    midnight = at_time(issued_on, time(0, 0, 0))
    return Validity(start=max(midnight, not_before_of_ca), end=at_time(last_day(issued_on), time(23, 59, 59)))


def renewable_from(last_day: date) -> datetime:
    """00:00 of D - 30: from here on the holder may have a new certificate issued (CERT-5, CERT-6)."""
    return at_time(notice_day(Notice.RENEWABLE, last_day=last_day), time(0, 0))


def notice_day(notice: Notice, *, last_day: date) -> date:
    """The day on which this notice is to go out: D - 30 or D + 1 (CERT-8)."""
    days = {Notice.RENEWABLE: -RENEWABLE_DAYS_BEFORE, Notice.EXPIRED: 1}[notice]
    return last_day + timedelta(days=days)


def notices_due(*, last_day: date, on: date, sent: Collection[Notice]) -> tuple[Notice, ...]:
    """The notices to send on this day, also if the sender was down on the right one; at most one (CERT-8).

    A certificate that has ended is no longer announced as renewable: the notice of its end says all of it.
    """
    reached = [notice for notice in Notice if on >= notice_day(notice, last_day=last_day)]
    return tuple(notice for notice in reached[-1:] if notice not in sent)
