"""A list as PDF. The one module that knows how paper is made: a faster way may replace what stands here."""

import hashlib
from collections.abc import Iterable
from typing import IO, Final

from django.template.loader import render_to_string

from .definition import Row
from .edition import Edition
from .sheet import Sheet
from .table import Setter, summary_table
from .walk import Item, Sum, Total

_IDENTIFIER_BYTES: Final = 16


def write_pdf(edition: Edition[Row], target: IO[bytes]) -> Sum:
    """The same edition gives the same bytes. Nothing is fetched: neither network nor files."""
    # A second of import and 60 MB that only processes which print should pay.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    items = tuple(edition.items())
    total = _total(items)
    html = HTML(string=_html(edition, items, total), url_fetcher=URLFetcher(allowed_protocols=()))
    html.write_pdf(target, pdf_identifier=_identifier(edition))
    return total.sum


def _total(items: Iterable[Item]) -> Total:
    return next(item for item in items if isinstance(item, Total))


def _html(edition: Edition[Row], items: Iterable[Item], total: Total) -> str:
    sheet = Sheet(edition.definition)
    context = {
        "sheet": sheet,
        "heading": edition.heading,
        "table": Setter(edition.definition, sheet.dress).table(items),
        "summaries": [summary_table(summary) for summary in edition.summaries(total)],
    }
    return render_to_string("lists/pdf.html", context)


def _identifier(edition: Edition[Row]) -> bytes:
    """A PDF's identifier is random unless given."""
    heading = edition.heading
    named = repr((edition.definition.slug, heading.facts, heading.stamp))
    return hashlib.sha256(named.encode()).digest()[:_IDENTIFIER_BYTES]
