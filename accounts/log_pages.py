"""Pages of the operation log, cut by the entry they begin at: the millionth is as fast as the first.

A page is asked for by the number (連番) of the entry it adjoins, `?older=` or `?newer=`; the index on
(chain, at, sequence) then starts right there, and nothing before it is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.http import QueryDict

from accounts.lists import LOG_FIELDS, OPERATION_LOG, LogRow, newest_first
from chingin.kernel.clock import JST
from chingin.kernel.digits import number_in
from chingin.kernel.lists.paging import ROWS_A_PAGE
from chingin.kernel.lists.screen import Link, Pager, query_url
from chingin.kernel.lists.table import Setter, Table
from chingin.kernel.lists.walk import Line, Sum, Total
from chingin.kernel.models import OperationLogQuerySet

OLDER: Final = "older"
NEWER: Final = "newer"
# Counting a million entries takes longer than showing fifty; past this, only that there are more is said.
COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class LogPage:
    """Newest first. `newer` and `older`: what to ask for next, None at the ends of the log."""

    rows: tuple[LogRow, ...]
    newer: int | None
    older: int | None
    count: int

    @property
    def table(self) -> Table:
        """The page as the list's table; an empty one says so."""
        lines = [Line(tuple(column.value(row) for column in OPERATION_LOG.columns)) for row in self.rows]
        return Setter(OPERATION_LOG).table(lines or (Total(Sum(0, ())),))

    def pager(self, query: QueryDict) -> Pager:
        """The ways on, the filter kept; the position is the time that the page spans."""
        return Pager(
            count=f"全{self.count:,}件" if self.count <= COUNTED else f"{COUNTED:,}件を超えています",
            position=_span(self.rows),
            previous=_link("新しい記録へ", NEWER, self.newer, query),
            following=_link("古い記録へ", OLDER, self.older, query),
        )


def page_of_log(entries: OperationLogQuerySet, query: QueryDict) -> LogPage:
    """The page that the query names; the newest when it names none, or an entry that is not there."""
    count = entries[: COUNTED + 1].count()
    if place := _place(entries, query.get(OLDER, "")):
        return _older_than(entries, place, count)
    if place := _place(entries, query.get(NEWER, "")):
        return _newer_than(entries, place, count)
    return _newest(entries, count)


def _place(entries: OperationLogQuerySet, asked: str) -> tuple[datetime, int] | None:
    number = number_in(asked)
    if number is None:
        return None
    return entries.filter(sequence=number).values_list("at", "sequence").first()


def _newest(entries: OperationLogQuerySet, count: int) -> LogPage:
    rows = _read(newest_first(entries))
    return LogPage(rows[:ROWS_A_PAGE], None, _last(rows), count)


def _older_than(entries: OperationLogQuerySet, place: tuple[datetime, int], count: int) -> LogPage:
    at, sequence = place
    # The first condition is the index's; the second only parts entries of one instant.
    rows = _read(newest_first(entries.filter(Q(at__lt=at) | Q(sequence__lt=sequence), at__lte=at)))
    return (
        LogPage(rows[:ROWS_A_PAGE], rows[0].sequence, _last(rows), count) if rows else _newest(entries, count)
    )


def _newer_than(entries: OperationLogQuerySet, place: tuple[datetime, int], count: int) -> LogPage:
    at, sequence = place
    later = entries.filter(Q(at__gt=at) | Q(sequence__gt=sequence), at__gte=at)
    rows = _read(later.order_by("at", "sequence"))
    if len(rows) <= ROWS_A_PAGE:
        return _newest(entries, count)
    page = rows[ROWS_A_PAGE - 1 :: -1]
    return LogPage(page, page[0].sequence, page[-1].sequence, count)


def _read(entries: OperationLogQuerySet) -> tuple[LogRow, ...]:
    """A page and one row more, which tells that there is another page."""
    return tuple(LogRow(*values) for values in entries.values_list(*LOG_FIELDS)[: ROWS_A_PAGE + 1])


def _last(rows: Sequence[LogRow]) -> int | None:
    return rows[ROWS_A_PAGE - 1].sequence if len(rows) > ROWS_A_PAGE else None


def _span(rows: Sequence[LogRow]) -> str:
    if not rows:
        return "記録なし"
    newest, oldest = (f"{row.at.astimezone(JST):%Y/%m/%d %H:%M:%S}" for row in (rows[0], rows[-1]))
    return f"{newest} 〜 {oldest}"


def _link(label: str, direction: str, number: int | None, query: QueryDict) -> Link | None:
    if number is None:
        return None
    kept = query.copy()
    for name in (OLDER, NEWER):
        kept.pop(name, None)
    return Link(label, query_url(kept, **{direction: str(number)}))
