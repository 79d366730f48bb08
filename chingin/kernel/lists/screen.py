"""A list on the screen: one page of it, always with the whole list's count and total."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from chingin.kernel.digits import number_in

from .definition import Row
from .edition import Edition
from .heading import Heading
from .paging import ROWS_A_PAGE, page_of, pages_of, within
from .table import Setter, Table, summary_table


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Pager:
    """`count`: 「全1,234件中 51〜100件」; `position`: 「2/25ページ」; no link where there is no page."""

    count: str
    position: str
    previous: Link | None
    following: Link | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of a list that is cut by number: its rows from `start` to before `stop`, from 0."""

    start: int
    stop: int
    pager: Pager


@dataclass(frozen=True, slots=True)
class Screen:
    """All that `lists/screen.html` shows. Without `table` the criteria are wrong, and the form says where."""

    title: str
    form: forms.Form | None
    outputs: Sequence[Link]
    heading: Heading | None = None
    table: Table | None = None
    pager: Pager | None = None
    summaries: Sequence[Table] = ()


def screen(
    edition: Edition[Row], *, form: forms.Form | None, query: QueryDict, outputs: Sequence[Link]
) -> Screen:
    """The page that the query's `page` names; anything but a number is the first."""
    page = page_of(edition, _number(query))
    return Screen(
        title=edition.definition.title,
        form=form,
        outputs=outputs,
        heading=edition.heading,
        table=Setter(edition.definition).table((*page.items, page.total)),
        pager=cut(page.total.sum.count, query).pager,
        summaries=tuple(summary_table(summary) for summary in edition.summaries(page.total)),
    )


def cut(count: int, query: QueryDict) -> Cut:
    """Cut out of `count` rows the page that the query's `page` names.

    Past the end it is the last page; anything but a number is the first.
    """
    number, pages = within(_number(query), count), pages_of(count)
    start = (number - 1) * ROWS_A_PAGE
    stop = min(start + ROWS_A_PAGE, count)
    pager = Pager(
        count=f"全{count:,}件中 {start + 1:,}〜{stop:,}件" if count else "全0件",
        position=f"{number:,}/{pages:,}ページ",
        previous=_link("前のページ", number - 1, query) if number > 1 else None,
        following=_link("次のページ", number + 1, query) if number < pages else None,
    )
    return Cut(start, stop, pager)


def query_url(query: QueryDict, **changes: str) -> str:
    """The same list with one thing changed; the filter stays."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def _number(query: QueryDict) -> int:
    return number_in(query.get("page", "")) or 1


def _link(label: str, number: int, query: QueryDict) -> Link:
    return Link(label, query_url(query, page=str(number)))
