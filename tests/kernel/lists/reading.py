"""Reading the three media back, each by a reader that knows nothing of how it was written."""

import csv
import io
from html.parser import HTMLParser

import pypdf
from django.template.loader import render_to_string

from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.csv_export import Encoding, write_csv
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.paging import page_of, pages_of
from chingin.kernel.lists.pdf import write_pdf
from chingin.kernel.lists.table import Setter

from .deductions import Deduction


class TableReader(HTMLParser):
    """The texts of each row of the first table's body, with the row's class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append((dict(attrs).get("class") or "list__head", []))
        if tag in {"td", "th"}:
            self.rows[-1][1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][1][-1] += data


def screen_rows(edition: Edition[Deduction]) -> list[tuple[str, list[str]]]:
    """The rows of all pages one after the other, and the total once."""
    pages = pages_of(page_of(edition, 1).total.sum.count)
    items = [item for number in range(1, pages + 1) for item in page_of(edition, number).items]
    table = Setter(edition.definition).table([*items, page_of(edition, pages).total])
    return TableReader(render_to_string("lists/_table.html", {"table": table})).rows[1:]


def csv_rows(edition: Edition[Deduction], encoding: Encoding = Encoding.CP932) -> list[list[str]]:
    """Header and rows as a spreadsheet sees them."""
    codec = {Encoding.CP932: "cp932", Encoding.UTF8: "utf-8-sig"}[encoding]
    return list(csv.reader(io.StringIO(csv_bytes(edition, encoding).decode(codec), newline="")))


def csv_bytes(edition: Edition[Deduction], encoding: Encoding = Encoding.CP932) -> bytes:
    target = io.BytesIO()
    write_csv(edition, target, encoding=encoding)
    return target.getvalue()


def pdf_bytes(edition: Edition[Deduction]) -> bytes:
    target = io.BytesIO()
    write_pdf(edition, target)
    return target.getvalue()


def pdf_pages(edition: Edition[Deduction]) -> list[str]:
    """The text of each sheet without white space: its table first, its head last."""
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def head_row(definition: ListDefinition[Deduction]) -> str:
    return "".join(column.label for column in definition.columns)
