import io
import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from django.utils.safestring import SafeString

from chingin.kernel.lists import Column, Heading, ListDefinition, Paper
from chingin.kernel.lists.edition import edition_of
from chingin.kernel.lists.pdf import write_pdf
from chingin.kernel.lists.walk import Sum

from .deductions import AT, PLAIN, REQUESTS, Deduction, edition, many
from .ink import overlaps, runs
from .reading import head_row, pdf_bytes, pdf_pages

LONG = Deduction(
    department="一課",
    employee_number="0000001",
    amount=123_456_789_012_345,
    kana="ｱﾚｸｻﾝﾄﾞﾗ ﾏﾘｱ ﾃﾞﾗｸﾙｽ ﾊｾｶﾞﾜﾖｼﾀﾞﾀｶﾊｼ",
    kanji="アレクサンドラ・マリア・デ・ラ・クルス・長谷川髙橋",
    note="産前産後休暇のため、2026年11月まで控除を中止しています。",
)


def test_each_sheet_has_the_head_of_the_table_and_its_number() -> None:
    pages = pdf_pages(edition(*many(100)))

    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page.startswith(head_row(REQUESTS))
        assert f"{number}/{len(pages)}ページ" in page


def test_the_sum_of_what_was_printed_is_returned() -> None:
    assert write_pdf(edition(*many(3)), io.BytesIO()) == Sum(3, (3_021, 3_702))


def test_what_stands_under_the_total_is_printed_to_the_yen() -> None:
    text = "".join(pdf_pages(edition(*many(3))))

    assert (
        "科目別合計科目件数控除金額残高10普通預金11,000020エース預金11,0071,23452マイカーローン11,0142,468"
        in text
    )
    assert "前回からの増減区分件数金額前回合計360,000新規5,000今回合計465,000" in text


@pytest.mark.parametrize("count", range(24, 35, 2))
def test_a_total_never_stands_alone_on_a_sheet(count: int) -> None:
    one_group = [replace(deduction, department="一課") for deduction in many(count)]

    pages = pdf_pages(edition(*one_group, of=replace(PLAIN, group_by=REQUESTS.group_by)))

    assert not [
        page for page in pages if page.startswith((f"{head_row(REQUESTS)}小計", f"{head_row(REQUESTS)}合計"))
    ]


@pytest.mark.parametrize("paper", Paper)
def test_long_names_wrap_and_long_figures_shrink_without_touching_their_neighbours(paper: Paper) -> None:
    reader = pypdf.PdfReader(
        io.BytesIO(pdf_bytes(edition(LONG, *many(3), of=replace(REQUESTS, paper=paper))))
    )

    (page,) = reader.pages
    assert len(list(runs(page))) > 60
    assert overlaps(page) == []
    for kept in (LONG.kana, LONG.kanji, LONG.note):
        assert set(kept) <= set(page.extract_text())


def test_fonts_are_embedded() -> None:
    """ENV-8: the paper looks the same in every reader."""
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(*many(2)))))

    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]

    assert {re.sub(r"^/[A-Z]{6}\+", "", font["/BaseFont"]) for font in fonts} == {
        "BIZ-UDGothic",
        "BIZ-UDGothic-Bold",
    }
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert descriptor["/FontFile2"].get_object().get_data()


def test_the_same_list_gives_the_same_bytes() -> None:
    asked = edition(*many(40))

    assert pdf_bytes(asked) == pdf_bytes(asked)


def test_a_list_printed_later_is_another_document() -> None:
    later = edition_of(REQUESTS, at=AT.replace(hour=3), viewer="書記")

    assert _identifier(pdf_bytes(edition())) != _identifier(pdf_bytes(later))


@pytest.mark.parametrize(("paper", "wide"), [(Paper.LANDSCAPE, True), (Paper.PORTRAIT, False)])
def test_the_paper_lies_as_the_list_says(paper: Paper, wide: bool) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(of=replace(REQUESTS, paper=paper)))))

    box = reader.pages[0].mediabox
    assert (box.width > box.height) is wide
    assert {round(box.width), round(box.height)} == {842, 595}


def test_what_people_typed_is_text_and_never_markup() -> None:
    text = "".join(pdf_pages(edition(replace(LONG, note='<img src="file:///etc/hostname">&amp;'))))

    assert '<imgsrc="file:///etc/hostname">&amp;' in text


def test_nothing_is_fetched_even_if_a_template_asked(caplog: pytest.LogCaptureFixture) -> None:
    marked: Column[Deduction] = Column(SafeString('<img src="file:///etc/hostname">'), lambda row: row.note)
    definition: ListDefinition[Deduction] = replace(PLAIN, columns=(*PLAIN.columns[:-1], marked))

    pdf_bytes(edition(LONG, of=definition))

    assert "disallowed protocol: file:///etc/hostname" in caplog.text


def test_a_list_of_no_group_or_month_leaves_them_out_of_its_head() -> None:
    bare = replace(
        REQUESTS,
        heading=lambda *, at, **_: Heading(
            contract_number="00000012", contract_name="みどり労働組合", printed_at=at
        ),
    )

    (page,) = pdf_pages(edition(of=bare))

    assert page.endswith("契約00000012みどり労働組合")


def _identifier(pdf: bytes) -> object:
    identifier: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/ID"]
    return identifier[0]
