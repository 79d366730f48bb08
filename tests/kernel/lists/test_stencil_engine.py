"""The inside of WeasyPrint that the stencil leans on (ADR 0018): what fails here has changed."""

import inspect
import io
import re
from importlib import import_module
from importlib.metadata import version

import pypdf
import pytest

from chingin.kernel.lists.paper import engine

PAGE = """
<style>
@page { size: 200px 100px; margin: 20px; @top-right { content: "1/1ページ" } }
html { font: 10px/12px "BIZ UDGothic" } body { margin: 0 }
table { width: 100%; table-layout: fixed; border-spacing: 0 } td, th { padding: 1px; text-align: left }
</style>
<main><table><thead><tr><th>見出</th></tr></thead><tbody><tr><td>本文</td></tr></tbody></table></main>
"""


@pytest.fixture
def page() -> engine.Page:
    [page] = engine.lay_out(PAGE).pages
    return page


def test_the_release_is_the_one_that_the_engine_was_written_for() -> None:
    assert version("weasyprint") == "70.0"


@pytest.mark.parametrize(
    ("module", "name", "parameters"),
    [
        ("draw", "draw_page", "page stream"),
        ("draw.text", "draw_text", "stream textbox offset_x text_overflow block_ellipsis"),
        (
            "text.line_break",
            "split_first_line",
            "text style context max_width justification_spacing is_line_start minimum",
        ),
        ("layout.percent", "resolve_percentages", "box containing_block"),
        ("layout.table", "cell_baseline", "cell"),
        (
            "layout.block",
            "block_container_layout",
            (
                "context box bottom_space skip_stack page_is_empty absolute_boxes fixed_boxes"
                " adjoining_margins first_letter_style first_line_style discard max_lines"
            ),
        ),
        (
            "layout",
            "LayoutContext",
            "style_for get_image_from_uri font_config counter_style target_collector",
        ),
        (
            "pdf.stream",
            "Stream",
            "fonts page_rectangle resources images tags color_profiles output_intent args kwargs",
        ),
        ("document", "Document", "pages metadata url_fetcher font_config color_profiles output_intent"),
        ("document", "Page", "page_box"),
        ("document", "Page.paint", "self stream scale"),
    ],
)
def test_what_is_used_of_the_inside_is_still_called_like_that(
    module: str, name: str, parameters: str
) -> None:
    found = import_module(f"weasyprint.{module}")
    for part in name.split("."):
        found = getattr(found, part)

    assert " ".join(inspect.signature(found).parameters) == parameters  # type: ignore[arg-type] # callable


def test_boxes_tell_where_they_lie(page: engine.Page) -> None:
    [row] = engine.body_rows(page)
    [cell] = row.children

    text = engine.first_text(row)
    assert (text.text, text.position_x, cell.content_box_x(), cell.width) == ("本文", 21, 21, 158)
    assert (row.position_y, row.height) == (34, 14)
    assert 35 < engine.baseline_of_text(text) < 47
    assert engine.content_bottom(page) == 80
    assert engine.holds_list(page)


def test_a_text_in_the_margins_is_found_by_what_it_says(page: engine.Page) -> None:
    text = engine.text_in_margins(page, re.compile(r"\d/\dページ"))

    assert text.text == "1/1ページ"
    assert text.position_x + text.width == pytest.approx(180)


@pytest.mark.parametrize(("text", "lines"), [("短い", 1), ("長" * 16, 2), ("長 " * 30, 3)])
def test_a_cell_is_laid_out_anew_with_another_text(page: engine.Page, text: str, lines: int) -> None:
    [cell] = engine.body_rows(page)[0].children

    laid_out = engine.laid_out_cell(cell, text)

    assert laid_out.border_height() == pytest.approx(2 + 12 * lines)
    assert laid_out.content_box_x() == 21
    assert engine.baseline(laid_out) == pytest.approx(engine.baseline(cell))
    assert engine.first_text(cell).text == "本文"


def test_text_is_read_back_from_its_operators(page: engine.Page) -> None:
    text = engine.first_text(engine.body_rows(page)[0])

    whole, first, second = (engine.drawn(engine.with_text(text, part)) for part in ("本文", "本", "文"))

    assert whole
    assert first
    assert second
    assert whole.glyphs == first.glyphs + second.glyphs
    assert (whole.width, whole.size) == (2_000, 10)


@pytest.mark.parametrize("text", ["𠮷野家 ﷽", "本א", "　", "か゚き゚", "\ue000"])
def test_text_of_two_fonts_or_of_none_is_not_read_back(page: engine.Page, text: str) -> None:
    drawn = engine.drawn(engine.with_text(engine.first_text(page._page_box), text))

    assert drawn is None or len(drawn.glyphs) != 4 * len(text)


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (engine.paint_flow, "見出本文"),
        (engine.paint_head_of_table, "見出"),
        (engine.paint_margins, "1/1ページ"),
    ],
)
def test_a_part_of_a_page_is_painted_by_itself(page: engine.Page, part: engine.Part, shown: str) -> None:
    fonts: engine.Fonts = {}

    class Painted:
        width, height, bleed = page.width, page.height, page.bleed
        bookmarks, links, forms = (), (), {None: ()}
        anchors: dict[str, object] = {}

        def paint(self, stream: engine.Ink, scale: float) -> None:
            engine.form(stream, "part", page, part)
            stream.draw_x_object("part")

    target = io.BytesIO()
    document = engine.lay_out(PAGE)
    engine.write(document, [Painted()], bodies={}, fonts=fonts, target=target, identifier=b"same")

    [printed] = pypdf.PdfReader(target).pages
    assert "".join(printed.extract_text().split()) == shown
