"""A first sheet of its own (表紙), on paper only."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from pytest_django import Settings

from chingin.kernel.lists import Cover, ListDefinition, Sum

from .deductions import REQUESTS, Deduction, edition, many
from .reading import csv_rows, head_row, pdf_bytes, pdf_pages


def told(*, total: Sum, viewer: object, **_arguments: object) -> Mapping[str, object]:
    return {"count": total.count, "yen": total.totals[0], "viewer": viewer}


COVERED: ListDefinition[Deduction] = replace(REQUESTS, cover=Cover("cover.html", told))


@pytest.fixture(autouse=True)
def template(settings: Settings, tmp_path: Path) -> None:
    words = "<p>{{ title }} {{ heading.group_name }} {{ count }}件 {{ yen }}円 {{ viewer }}</p>"
    (tmp_path / "cover.html").write_text(f'<section class="cover">{words}</section>', encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


def test_the_cover_tells_the_total_of_the_sheets_behind_it() -> None:
    first, *rest = pdf_pages(edition(*many(60), of=COVERED))

    total = sum(deduction.amount for deduction in many(60))
    assert first == f"控除依頼リスト本社グループ60件{total}円書記1/{1 + len(rest)}ページ"
    assert all(page.startswith(head_row(REQUESTS)) for page in rest)
    assert f"2/{1 + len(rest)}ページ" in rest[0]


def test_the_cover_stands_upright_before_sheets_that_lie() -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(*many(3), of=COVERED)))).pages

    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True]


def test_data_has_no_cover() -> None:
    assert csv_rows(edition(*many(3), of=COVERED)) == csv_rows(edition(*many(3)))
