"""A list on the screen: one page of it, always with the whole list's count and total."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from .definition import Row
from .edition import Edition
from .heading import Heading
from .paging import Page, page_of
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
        pager=_pager(page, query),
        summaries=tuple(summary_table(summary) for summary in edition.summaries(page.total)),
    )


def query_url(query: QueryDict, **changes: str) -> str:
    """The same list with one thing changed; the filter stays."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def _number(query: QueryDict) -> int:
    asked = query.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1


def _pager(page: Page, query: QueryDict) -> Pager:
    count = page.total.sum.count
    return Pager(
        count=f"全{count:,}件中 {page.first:,}〜{page.last:,}件" if count else "全0件",
        position=f"{page.number:,}/{page.pages:,}ページ",
        previous=_link("前のページ", page.number - 1, page, query),
        following=_link("次のページ", page.number + 1, page, query),
    )


def _link(label: str, number: int, page: Page, query: QueryDict) -> Link | None:
    if not 1 <= number <= page.pages:
        return None
    return Link(label, query_url(query, page=str(number)))
