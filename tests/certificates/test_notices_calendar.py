"""CERT-6, CERT-8 through the sender itself: year ends, leap days, and a sender that slept for a week."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Final

import pytest

from certificates.actions.notices import send_expiry_notices
from chingin.kernel.actors import SYSTEM
from chingin.kernel.clock import at_time
from chingin.kernel.models import OutgoingMail

from .factories import CertificateFactory

pytestmark = pytest.mark.django_db

DAY: Final = timedelta(days=1)


def mornings(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def sent_on(days: Iterable[date]) -> list[tuple[str, date]]:
    """Which notice went out on which of these mornings."""
    return [
        (notice.value, day)
        for day in days
        for notice, _ in send_expiry_notices(by=SYSTEM, at=at_time(day, time(8, 30)))
    ]


CALENDAR: Final = [
    # issued on, D - 30, D + 1
    (date(2026, 11, 21), date(2027, 10, 22), date(2027, 11, 22)),
    (date(2026, 12, 31), date(2027, 12, 1), date(2028, 1, 1)),  # D is a New Year's Eve
    (date(2027, 1, 1), date(2027, 12, 2), date(2028, 1, 2)),
    (date(2027, 1, 30), date(2027, 12, 31), date(2028, 1, 31)),  # D - 30 is
    (date(2027, 2, 28), date(2028, 1, 29), date(2028, 2, 29)),  # D + 1 is the leap day
    (date(2027, 3, 1), date(2028, 1, 30), date(2028, 3, 1)),  # D is
    (date(2027, 3, 31), date(2028, 2, 29), date(2028, 3, 31)),  # D - 30 is
    (date(2027, 12, 31), date(2028, 11, 30), date(2028, 12, 31)),  # 366 days end a day earlier
    (date(2028, 2, 29), date(2029, 1, 29), date(2029, 3, 1)),  # issued on it
]


@pytest.mark.parametrize(("issued_on", "first", "second"), CALENDAR)
def test_both_mails_leave_on_their_days_and_once(issued_on: date, first: date, second: date) -> None:
    CertificateFactory.create(issued_on=issued_on)

    assert sent_on(mornings(first - 3 * DAY, second + 3 * DAY)) == [("renewable", first), ("expired", second)]
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(("issued_on", "first", "second"), CALENDAR)
@pytest.mark.parametrize("before", range(8))
def test_a_sender_that_sleeps_for_a_week_around_each_day_sends_each_when_it_wakes(
    before: int, issued_on: date, first: date, second: date
) -> None:
    """It falls asleep so many days before the right one; seven mornings are missed."""
    CertificateFactory.create(issued_on=issued_on)
    asleep = {
        day for right in (first, second) for day in mornings(right - before * DAY, right + (6 - before) * DAY)
    }

    sent = sent_on(day for day in mornings(first - 9 * DAY, second + 9 * DAY) if day not in asleep)

    late = max(0, 7 - before) * DAY
    assert sent == [("renewable", first + late), ("expired", second + late)]


def test_a_sender_that_slept_past_both_tells_only_of_the_end() -> None:
    """The first mail would invite to a renewal before an end that is over."""
    issued_on, first, second = CALENDAR[0]
    CertificateFactory.create(issued_on=issued_on)

    assert sent_on([first - DAY, second + 3 * DAY, second + 4 * DAY]) == [("expired", second + 3 * DAY)]
