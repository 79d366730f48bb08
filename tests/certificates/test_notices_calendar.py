"""CERT-6, CERT-8 through the sender itself: year ends, leap days, and a sender that slept for a week."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Final

import pytest
from django.db import transaction

from certificates.actions.notices import send_expiry_notices
from chingin.kernel.actors import SYSTEM
from chingin.kernel.clock import at_time
from chingin.kernel.models import OutgoingMail

from .factories import CertificateFactory

pytestmark = pytest.mark.django_db

DAY: Final = timedelta(days=1)
# Mornings on which nothing was due, with the notices that had gone out by then.
Quiet = set[tuple[date, tuple[str, ...]]]


def mornings(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def sent_on(days: Iterable[date], quiet: Quiet) -> list[tuple[str, date]]:
    """Which notice went out on which of these mornings.

    What is due asks for the day and for what went out before, and building the question costs the most:
    a morning once found quiet, after the same notices, is not asked again.
    """
    sent: list[tuple[str, date]] = []
    for day in days:
        morning = day, tuple(notice for notice, _ in sent)
        if morning not in quiet:
            found = send_expiry_notices(by=SYSTEM, at=at_time(day, time(8, 30)))
            sent += [(notice.value, day) for notice, _ in found]
            quiet |= set() if found else {morning}
    return sent


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
def test_both_mails_leave_on_their_days_and_once_also_when_the_sender_slept(
    issued_on: date, first: date, second: date
) -> None:
    """Awake each morning; or falling asleep so many days before the right one, and seven are missed."""
    CertificateFactory.create(issued_on=issued_on)
    stories = {"awake": (mornings(first - 9 * DAY, second + 9 * DAY), [first, second])}
    stories |= {f"asleep {before} days before": asleep(first, second, before) for before in range(8)}
    quiet: Quiet = set()

    sent = {story: sent_and_undone(days, quiet) for story, (days, _) in stories.items()}

    assert sent == {
        story: [("renewable", told), ("expired", ended)] for story, (_, [told, ended]) in stories.items()
    }


def asleep(first: date, second: date, before: int) -> tuple[list[date], list[date]]:
    """The mornings on which the sender is awake, and on which of them it sends each mail."""
    missed = {
        day for right in (first, second) for day in mornings(right - before * DAY, right + (6 - before) * DAY)
    }
    late = max(0, 7 - before) * DAY
    days = [day for day in mornings(first - 9 * DAY, second + 9 * DAY) if day not in missed]
    return days, [first + late, second + late]


def sent_and_undone(days: list[date], quiet: Quiet) -> list[tuple[str, date]]:
    """What went out on these mornings, each as one mail; the next story begins before them all."""
    with transaction.atomic():
        sent = sent_on(days, quiet)
        assert OutgoingMail.objects.count() == len(sent)
        transaction.set_rollback(True)
    return sent


def test_a_sender_that_slept_past_both_tells_only_of_the_end() -> None:
    """The first mail would invite to a renewal before an end that is over."""
    issued_on, first, second = CALENDAR[0]
    CertificateFactory.create(issued_on=issued_on)

    assert sent_on([first - DAY, second + 3 * DAY, second + 4 * DAY], set()) == [
        ("expired", second + 3 * DAY)
    ]
