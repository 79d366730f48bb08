"""The three media of a list read back; each reader knows nothing of how it was written."""

import csv
import io
from datetime import datetime
from typing import Any

import pypdf
from django.template.loader import render_to_string
from django.test import Client

from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.csv_export import Encoding, write_csv
from chingin.kernel.lists.edition import Edition, edition_of
from chingin.kernel.lists.paging import page_of, pages_of
from chingin.kernel.lists.pdf import write_pdf
from chingin.kernel.lists.table import Setter
from deductions.groups.models import Cycle
from tests.accounts.factories import MasterFactory
from tests.deductions.factories import IN_TIME
from tests.kernel.lists.reading import TableReader

Row = tuple[str, list[str]]
# How a cell reads to people, and what stands in the CSV for it.
Cell = tuple[str, ...]


def edition(definition: ListDefinition[Any], cycle: Cycle, *, at: datetime = IN_TIME) -> Edition[Any]:
    """The list as the master of the contract asks for it."""
    viewer = MasterFactory.build(contract=cycle.group.contract)
    return edition_of(definition, at=at, viewer=viewer, cycle=cycle)


def screen(asked: Edition[Any]) -> list[Row]:
    """All pages one after the other, then the total."""
    pages = pages_of(page_of(asked, 1).total.sum.count)
    items = [item for number in range(1, pages + 1) for item in page_of(asked, number).items]
    table = Setter(asked.definition).table([*items, page_of(asked, pages).total])
    return TableReader(render_to_string("lists/_table.html", {"table": table})).rows[1:]


def spreadsheet(asked: Edition[Any]) -> list[list[str]]:
    """The rows under the header, which must be the columns' names."""
    target = io.BytesIO()
    write_csv(asked, target, encoding=Encoding.UTF8)
    head, *rows = csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline=""))
    assert head == list(asked.definition.csv_labels)
    return rows


def paper(asked: Edition[Any]) -> str:
    """The tables of all sheets in one, without white space; each sheet must have its head and number."""
    target = io.BytesIO()
    write_pdf(asked, target)
    pages = pypdf.PdfReader(target).pages
    texts = [squeezed(page.extract_text()) for page in pages]
    if asked.definition.cover:
        assert texts.pop(0).endswith(f"1/{len(pages)}ページ")
    labels = squeezed("".join(column.label for column in asked.definition.columns))
    tables = ""
    for number, text in enumerate(texts, len(pages) - len(texts) + 1):
        table, page_number, head = text.rpartition(f"{number}/{len(pages)}ページ")
        assert page_number
        for fact in (asked.definition.title, *(said for _, said in asked.heading.facts)):
            assert squeezed(fact) in head
        tables += table.removeprefix(labels)
    return tables


def cover(asked: Edition[Any]) -> str:
    """The first sheet."""
    target = io.BytesIO()
    write_pdf(asked, target)
    return squeezed(pypdf.PdfReader(target).pages[0].extract_text())


def status_of(client: Client, url: str) -> int:
    """What the server answers; a file is closed once it has been read."""
    answer = client.get(url)
    for _ in answer:
        pass
    return answer.status_code


def squeezed(text: str) -> str:
    """Without the spaces that layout adds and takes away."""
    return "".join(text.split())


def text(value: str) -> Cell:
    return value, value


def yen(amount: int) -> Cell:
    return f"{amount:,}", str(amount)


def code(value: str, label: str) -> Cell:
    return f"{value} {label}", value, label


def month(value: str) -> Cell:
    return (f"{value[:4]}/{value[4:]}" if value else ""), value


def assert_the_media_agree(
    definition: ListDefinition[Any], cycle: Cycle, *, rows: list[list[Cell]], total: list[str]
) -> None:
    """Screen, CSV and paper show these rows, in this order, and end with this total."""
    asked = edition(definition, cycle)
    shown = screen(asked)

    assert [cells for css, cells in shown if css == "list__row"] == [
        [cell[0] for cell in row] for row in rows
    ]
    assert spreadsheet(asked) == [[part for cell in row for part in cell[1:]] for row in rows]
    assert shown[-1] == ("list__total", total)
    assert paper(asked).startswith(squeezed("".join(word for _, cells in shown for word in cells)))


def subtotals(definition: ListDefinition[Any], cycle: Cycle) -> list[list[str]]:
    """The rows under each group, as the screen shows them."""
    return [cells for css, cells in screen(edition(definition, cycle)) if css == "list__subtotal"]


def footers(definition: ListDefinition[Any], cycle: Cycle) -> dict[str, list[tuple[str, ...]]]:
    """The small tables under a list: label and figures of each line, by title."""
    asked = edition(definition, cycle)
    tables = asked.summaries(page_of(asked, 1).total)
    return {
        table.title: [
            (line.label, *("" if n is None else f"{n:,}" for n in line.numbers)) for line in table.lines
        ]
        for table in tables
    }
