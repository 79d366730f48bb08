"""Rows into a table as one set, on either database."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from chingin.kernel.bulk import insert_many, insert_rows
from chingin.kernel.models import CalendarOverride

pytestmark = pytest.mark.django_db
COLUMNS = ("bank_code", "day", "is_business_day", "reason", "recorded_by", "recorded_at")
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def days(count: int) -> list[tuple[object, ...]]:
    return [("", date.fromordinal(739_000 + n), False, "臨時\t休業\\n\n", "誰か", AT) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2_001])
def test_each_row_stands_as_it_was_given(count: int) -> None:
    insert_rows(CalendarOverride, COLUMNS, iter(days(count)))

    assert list(CalendarOverride.objects.order_by("day").values_list(*COLUMNS)) == days(count)


def test_one_row_that_the_table_refuses_keeps_all_out() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(CalendarOverride, COLUMNS, [*days(3), ("x", *days(4)[3][1:])])

    assert not CalendarOverride.objects.exists()


def test_the_way_of_other_databases_stores_the_same() -> None:
    insert_many("kernel_calendaroverride", COLUMNS, days(1_001))

    assert list(CalendarOverride.objects.order_by("day").values_list(*COLUMNS)) == days(1_001)
