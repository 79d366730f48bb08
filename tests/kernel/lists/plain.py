"""The plain way: WeasyPrint lays out every row. Some 10 ms and 0.25 MB a row; the model of the stencil."""

from typing import IO

from chingin.kernel.lists.definition import Row
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.paper import engine, source
from chingin.kernel.lists.walk import Sum, Total


def write_plain(edition: Edition[Row], target: IO[bytes]) -> Sum:
    items = tuple(edition.items())
    total = next(item for item in items if isinstance(item, Total))
    document = engine.lay_out(source.edition_html(edition, items, total))
    document.write_pdf(target, pdf_identifier=source.identifier(edition))
    return total.sum
