"""Several queries that see the database at one instant."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError

from chingin.kernel.models import CalendarOverride
from chingin.kernel.snapshot import one_snapshot

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def close(day: int) -> None:
    CalendarOverride.objects.create(
        day=datetime(2026, 11, day, tzinfo=UTC).date(),
        is_business_day=False,
        reason="臨時休業",
        recorded_by="誰か",
        recorded_at=AT,
    )


def close_another_meanwhile() -> None:
    """By somebody else, who commits."""

    def run() -> None:
        close(25)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_others_commit_meanwhile_is_not_seen() -> None:
    close(24)

    with one_snapshot():
        before = CalendarOverride.objects.count()
        close_another_meanwhile()
        after = CalendarOverride.objects.count()

    assert (before, after, CalendarOverride.objects.count()) == (1, 1, 2)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_in_it() -> None:
    with pytest.raises(InternalError), one_snapshot():
        close(24)


@pytest.mark.django_db
def test_within_a_transaction_it_is_that_transaction_s_view() -> None:
    with transaction.atomic():
        close(24)
        with one_snapshot():
            assert CalendarOverride.objects.count() == 1
