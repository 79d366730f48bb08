"""When a client certificate (電子証明書) is valid, renewable, written about, and how it is obtained."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from chingin.kernel.clock import at_time

DAYS_OF_VALIDITY: Final = 366  # CERT-6, counting the day of issue, whatever the leap day
RENEWABLE_DAYS_BEFORE: Final = 30  # CERT-6, CERT-8
# Of an issuing CA before its end: it can issue no longer; it is time for its successor.
ROLL_OVER: Final = timedelta(days=DAYS_OF_VALIDITY)
ROLL_OVER_ALARM: Final = ROLL_OVER + timedelta(days=90)


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


def last_days_due(notice: Notice, *, on: date) -> tuple[date, date]:
    """First and last D of those who get this notice on this day, if they have not got it before (CERT-8).

    Also if the sender was down on the right day. A certificate that has ended is no longer announced as
    renewable: the notice of its end says all of it.
    """
    if notice is Notice.RENEWABLE:
        return on, on + timedelta(days=RENEWABLE_DAYS_BEFORE)
    return date.min, on - timedelta(days=1)


def issuable_from(last_days: Collection[date]) -> datetime | None:
    """When the holder of certificates that end on these days may have a new one; None: at once (CERT-5).

    During a renewal there are two. The one that ends last decides: else each renewal would open the next.
    """
    return renewable_from(max(last_days)) if last_days else None


CODE_LIFETIME: Final = timedelta(minutes=10)  # CERT-2
MAX_TRIES: Final = 5  # over all codes of a flow
RESEND_AFTER: Final = timedelta(seconds=60)
# So long one worker alone is at it. Whose mail server has not answered by then may be gone: another begins.
SENDING_LASTS: Final = RESEND_AFTER
MAX_SENDS: Final = 10  # so that nobody's mailbox is flooded
FLOW_LIFETIME: Final = timedelta(minutes=30)  # from ① to 「発行」
# Beginning anew would otherwise give five new tries: within this time the next flow takes over the counts.
COUNTED_TOGETHER: Final = timedelta(minutes=60)


def code_end(*, sent_at: datetime, flow_end: datetime) -> datetime:
    """From when on a code that was mailed then is good no longer: with its flow at the latest."""
    return min(sent_at + CODE_LIFETIME, flow_end)


def is_being_sent(*, wanted_at: datetime, sending_since: datetime | None, at: datetime) -> bool:
    """Whether a worker is mailing the code that is due: begun since it was wanted, and not too long ago."""
    return sending_since is not None and wanted_at <= sending_since and at < sending_since + SENDING_LASTS


def seconds_until_resend(*, wanted_at: datetime, at: datetime) -> int:
    """Whole seconds until the next code may be asked for; 0: now."""
    return max(0, math.ceil((wanted_at + RESEND_AFTER - at).total_seconds()))


class CertificateState(StrEnum):
    """What a browser presented on the certificate origin (CERT-10)."""

    NONE = "none"
    FOREIGN = "foreign"  # not of this system's CA
    UNKNOWN = "unknown"  # of this system's CA, and yet not in the register
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"  # good by the register, refused by nginx: most likely its CRL has run out
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class RegisteredFacts:
    """What the register tells of a certificate."""

    validity: Validity
    is_revoked: bool


def state_of(facts: RegisteredFacts | None, *, is_verified: bool, at: datetime) -> CertificateState:
    """The state of a presented certificate. VALID alone lets in: nginx and the register both say yes."""
    if facts is None:
        return CertificateState.UNKNOWN if is_verified else CertificateState.FOREIGN
    if facts.is_revoked:
        return CertificateState.REVOKED
    if at < facts.validity.start:
        return CertificateState.NOT_YET_VALID
    if at > facts.validity.end:
        return CertificateState.EXPIRED
    return CertificateState.VALID if is_verified else CertificateState.UNVERIFIED
