"""Rows straight from the database, against the same rows walked one by one."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from django.db import models

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.lists import Code, Column, Heading, Kind, ListDefinition
from chingin.kernel.lists.queried import Key, QueriedRows, sum_of
from chingin.kernel.lists.walk import Section, Sum
from chingin.kernel.models import OperationLog, OperationLogQuerySet

from .deductions import REQUESTS, many

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)


class Event(models.TextChoices):
    TRIED = "kernel.tried", "試験"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the log; its number stands in for yen."""

    user_id: str
    target: str
    sequence: int


USER: Column[EntryRow] = Column("ユーザー", lambda row: row.user_id)
TARGET: Column[EntryRow] = Column("対象", lambda row: _code(row.target), Kind.CODE)


def _code(target: str) -> Code:
    return Code(target, f"{target}の名")


def log_rows(*, viewer: object, entries: OperationLogQuerySet, **_: object) -> QueriedRows[EntryRow]:
    assert viewer
    return QueriedRows(
        found=entries.order_by("user_id", "sequence"),
        row=EntryRow,
        totalled=("sequence",),
        keys={USER.label: Key("user_id"), TARGET.label: Key("target", _code)},
    )


LOG: ListDefinition[EntryRow] = ListDefinition(
    slug="T01",
    title="試験",
    function_id="USR-6",
    rows=log_rows,
    heading=lambda *, at, **_: Heading(contract_number="1", contract_name="試験", printed_at=at),
    columns=(USER, TARGET, Column("番号", lambda row: row.sequence, Kind.NUMBER, totalled=True)),
    group_by=USER,
)


@pytest.fixture
def entries() -> OperationLogQuerySet:
    for n in range(1, 8):
        by = Actor(f"user{n % 2}", "試験")
        audit.record(Event.TRIED, chain="contract:12345678", by=by, at=AT, target="ABC"[n % 3])
    found: OperationLogQuerySet = OperationLog.objects.filter(chain="contract:12345678")
    return found


def rows_of(entries: OperationLogQuerySet) -> QueriedRows[EntryRow]:
    return log_rows(viewer="書記", entries=entries)


def test_the_rows_come_in_order_and_a_window_is_a_part_of_them(entries: OperationLogQuerySet) -> None:
    rows = rows_of(entries)

    assert [row.sequence for row in rows] == [2, 4, 6, 1, 3, 5, 7]
    assert rows.window(2, 4) == list(rows)[2:4]
    assert rows.window(9, 12) == []


def test_the_database_sums_by_a_column_in_the_order_of_the_rows(entries: OperationLogQuerySet) -> None:
    rows = rows_of(entries)

    assert rows.sums(None) == [Section(None, Sum(7, (28,)))]
    assert rows.sums(USER) == [Section("user0", Sum(3, (12,))), Section("user1", Sum(4, (16,)))]
    assert rows.sums(TARGET) == [
        Section(_code("A"), Sum(2, (9,))),
        Section(_code("B"), Sum(3, (12,))),
        Section(_code("C"), Sum(2, (7,))),
    ]


@pytest.mark.parametrize(
    "nothing", [OperationLog.objects.none, lambda: OperationLog.objects.filter(chain="x")]
)
def test_nothing_sums_to_nothing(nothing: type[OperationLogQuerySet]) -> None:
    rows = rows_of(nothing())

    assert rows.sums(None) == [Section(None, Sum(0, (0,)))]
    assert rows.sums(USER) == []
    assert list(rows) == []


def test_a_list_is_summed_without_its_rows_where_the_database_can_tell(entries: OperationLogQuerySet) -> None:
    assert sum_of(LOG, viewer="書記", entries=entries) == Sum(7, (28,))


def test_any_other_list_is_walked() -> None:
    deductions = many(3)

    assert sum_of(replace(REQUESTS, footer=tuple), viewer="書記", deductions=deductions) == Sum(
        3, (3_021, 3_702)
    )
