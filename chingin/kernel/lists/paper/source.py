"""What WeasyPrint is given: one template for the stencil and for what surrounds the rows."""

import hashlib
from collections.abc import Iterable
from typing import Final, Protocol

from django.template.loader import render_to_string

from chingin.kernel.lists.definition import ListDefinition, Row
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.sheet import Sheet
from chingin.kernel.lists.table import Setter, Table, summary_table
from chingin.kernel.lists.walk import Item, Sum, Total

_IDENTIFIER_BYTES: Final = 16


class Head(Protocol):
    """What the head of each page reads."""

    @property
    def stamp(self) -> str: ...
    @property
    def facts(self) -> tuple[tuple[str, str], ...]: ...


def html(
    definition: ListDefinition[Row],
    head: Head,
    table: Table,
    *,
    summaries: Iterable[Table] = (),
    cover: str = "",
) -> str:
    """The whole document."""
    context = {
        "sheet": Sheet(definition),
        "heading": head,
        "table": table,
        "summaries": tuple(summaries),
        "cover": cover,
    }
    return render_to_string("lists/pdf.html", context)


def edition_html(edition: Edition[Row], items: Iterable[Item], total: Total) -> str:
    """An edition with its cover and its footer around the rows of these items."""
    return html(
        edition.definition,
        edition.heading,
        Setter(edition.definition, Sheet(edition.definition).dress).table(items),
        summaries=[summary_table(summary) for summary in edition.summaries(total)],
        cover=_cover(edition, total.sum),
    )


def identifier(edition: Edition[Row]) -> bytes:
    """A PDF's identifier is random unless given."""
    heading = edition.heading
    named = repr((edition.definition.slug, heading.facts, heading.stamp))
    return hashlib.sha256(named.encode()).digest()[:_IDENTIFIER_BYTES]


def _cover(edition: Edition[Row], total: Sum) -> str:
    """The first sheet; empty where the list has none."""
    cover = edition.definition.cover
    if cover is None:
        return ""
    told = cover.context(total=total, **edition.arguments)
    return render_to_string(
        cover.template, {**told, "title": edition.definition.title, "heading": edition.heading}
    )
