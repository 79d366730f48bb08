"""WeasyPrint, and all that we use of its inside. `weasyprint==70.0` is pinned for this module alone.

No public interface tells where a box came to lie, lays out one more cell, or paints half a page. What stands
here does, and nothing else of the product touches these names; `tests/kernel/lists/test_stencil_engine.py`
fails, and says which, when a release changes them.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final, TypeAlias

from weasyprint import CSS, HTML
from weasyprint.css.targets import TargetCollector
from weasyprint.draw import draw_page
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure.boxes import ParentBox, TableRowGroupBox, TextBox
from weasyprint.layout import LayoutContext
from weasyprint.layout.block import block_container_layout
from weasyprint.layout.percent import resolve_percentages
from weasyprint.layout.table import cell_baseline
from weasyprint.pdf import pydyf
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import split_first_line
from weasyprint.urls import URLFetcher

# WeasyPrint has no types. A document and its pages, a box of its layout, a stream of operators.
Document: TypeAlias = Any
Page: TypeAlias = Any
Box: TypeAlias = Any
Ink: TypeAlias = Any
# Paints a part of a page.
Part: TypeAlias = Callable[[Page, Ink], None]
# By WeasyPrint's key of a font; filled while text is drawn, embedded when the document is written.
Fonts: TypeAlias = MutableMapping[int, Any]

# One for the process: a font is read once.
_FONTS: Final = FontConfiguration()
_RESOURCES: Final = ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")
_COMPRESSION: Final = 6
_FONT: Final = re.compile(rb"/(\w+) ([\d.]+) Tf")
_SHOWN: Final = re.compile(rb"\[(?:<[0-9a-f]*>|-?0(?:\.0)?)+\] TJ")  # moved by nothing
_GLYPH: Final = re.compile(rb"<([0-9a-f]+)>")


def lay_out(html: str, css: str = "") -> Document:
    """Nothing is fetched: neither network nor files. `css` yields to the document's own."""
    fetcher = URLFetcher(allowed_protocols=())
    sheets = [CSS(string=css, url_fetcher=fetcher)] if css else []
    return HTML(string=html, url_fetcher=fetcher).render(font_config=_FONTS, stylesheets=sheets)


# Boxes


def content_bottom(page: Page) -> float:
    """Where the last row must end."""
    box = page._page_box
    return float(box.content_box_y() + box.height)


def body_rows(page: Page) -> list[Box]:
    """The rows of all tables' bodies."""
    groups = [box for box in page._page_box.descendants() if isinstance(box, TableRowGroupBox)]
    return [row for group in groups if not group.is_header for row in group.children]


def holds_list(page: Page) -> bool:
    """Whether the list itself begins or goes on here: covers come before it."""
    return any(box.element_tag == "main" for box in page._page_box.descendants())


def first_text(box: Box) -> Box:
    """The box of the first text."""
    return next(child for child in box.descendants() if isinstance(child, TextBox))


def text_in_margins(page: Page, pattern: re.Pattern[str]) -> Box:
    """The box of the text in the page's margins that matches."""
    margins = page._page_box.children[1:]
    texts = (box for margin in margins for box in margin.descendants() if isinstance(box, TextBox))
    return next(box for box in texts if pattern.fullmatch(box.text))


def laid_out_cell(cell: Box, text: str) -> Box:
    """A cell with another text, as the row of a table lays it out, its top edge at y = 0."""
    line = cell.children[0]
    filled = cell.copy_with_children([line.copy_with_children([first_text(line).copy_with_text(text)])])
    resolve_percentages(filled, (cell.width, cell.height))
    filled.position_y, filled.width, filled.height = 0, cell.width, "auto"
    filled.margin_top = filled.margin_left = 0
    context = LayoutContext(None, _no_image, _FONTS, None, TargetCollector())
    context.page_bottom = float("inf")
    laid_out, *_ = block_container_layout(
        context,
        filled,
        bottom_space=0,
        skip_stack=None,
        page_is_empty=True,
        absolute_boxes=[],
        fixed_boxes=[],
        adjoining_margins=None,
        first_letter_style=None,
        first_line_style=None,
        discard=False,
        max_lines=None,
    )
    return laid_out


def _no_image(*_arguments: object, **_options: object) -> None:
    """Lists hold text."""


def lines(cell: Box) -> list[str]:
    """Its text as it is broken; white space at the breaks is lost."""
    return [
        "".join(box.text for box in line.descendants() if isinstance(box, TextBox)) for line in cell.children
    ]


def baseline(cell: Box) -> float:
    """Of its first line, from the cell's top edge."""
    return float(cell_baseline(cell))


def with_text(box: Box, text: str) -> Box:
    """Another text in one line, in the place and the style of this one."""
    line = box.copy_with_text(text)
    line.pango_layout, _, _, line.width, line.height, line.baseline = split_first_line(
        text, box.style, context=None, max_width=None, justification_spacing=0
    )
    return line


def baseline_of_text(text: Box) -> float:
    return float(text.position_y + text.baseline)


# Ink


@dataclass(frozen=True, slots=True)
class Drawn:
    """Text as its operators tell. `glyphs`: four digits each; `width`: in thousandths of the size."""

    face: str
    size: float
    glyphs: str
    width: int


def ink(fonts: Fonts) -> Ink:
    """A stream to draw on outside of any page."""
    resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in _RESOURCES})
    return Stream(fonts, (0, 0, 0, 0), resources, {}, None, {}, None)


def draw_cell(cell: Box, fonts: Fonts, resources: Ink) -> bytes:
    """The operators of a cell's texts, in its place. What they need but fonts stays in `resources`."""
    stream = resources.clone(fonts=fonts)
    for box in cell.descendants():
        if isinstance(box, TextBox):
            draw_text(stream, box, 0, "clip", "none")
    return _operators(stream)


def drawn(text: Box) -> Drawn | None:
    """A text in one font, nothing moved and nothing missing; None for any other."""
    fonts: Fonts = {}
    stream = ink(fonts)
    draw_text(stream, text, 0, "clip", "none")
    operators = _operators(stream)
    told, shown = _FONT.findall(operators), _SHOWN.findall(operators)
    if len(told) != 1 or len(shown) != 1 or operators.count(b"TJ") != 1:
        return None
    [(face, size)], [font] = told, fonts.values()
    if font.missing:
        return None
    glyphs = b"".join(_GLYPH.findall(shown[0])).decode()
    width = sum(font.widths[int(glyphs[at : at + 4], 16)] for at in range(0, len(glyphs), 4))
    return Drawn(face.decode(), float(size), glyphs, width)


def embed(fonts: Fonts, sample: Box, characters: Mapping[str, Drawn]) -> None:
    """Have these glyphs of the sample's font in the document, readable as these characters."""
    stream = ink({})
    draw_text(stream, sample, 0, "clip", "none")
    [(key, font)] = stream._fonts.items()
    font = fonts.setdefault(key, font)
    for character, glyph in characters.items():
        number = int(glyph.glyphs, 16)
        font.widths[number] = glyph.width
        font.to_unicode.setdefault(number, character)


def _operators(stream: Ink) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else str(item).encode() for item in stream.stream)


def colour_of(style: Box, name: str = "color") -> str:
    """The operator that fills with it."""
    return "{:.6g} {:.6g} {:.6g} rg".format(*style[name].to("srgb").coordinates)


# Pages


def paint_head_of_table(page: Page, stream: Ink) -> None:
    """What stands between the margins, without the rows of tables."""
    draw_page(_without_rows(page._page_box.copy_with_children(page._page_box.children[:1])), stream)


def paint_flow(page: Page, stream: Ink) -> None:
    """What stands between the margins."""
    draw_page(page._page_box.copy_with_children(page._page_box.children[:1]), stream)


def paint_margins(page: Page, stream: Ink) -> None:
    """What stands in the margins."""
    draw_page(page._page_box.copy_with_children(page._page_box.children[1:]), stream)


def _without_rows(box: Box) -> Box:
    kept = [
        _without_rows(child) if isinstance(child, ParentBox) else child
        for child in box.children
        if not isinstance(child, TableRowGroupBox) or child.is_header
    ]
    return box.copy_with_children(kept) if kept else box


def form(stream: Ink, name: str, page: Page, paint: Part) -> None:
    """Paint a part of this page once; `name Do` then shows it on any page of the document."""
    group = stream.add_group(0, 0, page.width, page.height)
    del group.extra["Group"]  # opaque: nothing to blend
    paint(page, group)
    objects = stream._resources["XObject"]
    objects[name] = objects.pop(group.id)


def take_over(stream: Ink, resources: Ink) -> None:
    """Have in the document what was drawn before the document was begun."""
    for name in _RESOURCES[:-1]:
        stream._resources[name].update(resources._resources[name])
    stream._images.update(resources._images)


class Body(pydyf.Stream):  # type: ignore[misc] # pydyf has no types
    """Finished operators, compressed, for the pages of a document."""

    def __init__(self, operators: bytes) -> None:
        super().__init__([zlib.compress(operators, _COMPRESSION)], {"Filter": "/FlateDecode"})

    @property
    def indirect(self) -> bytes:
        """What is written."""
        return b"%d 0 obj\n%b\nendobj" % (self.number, super().data)

    @property
    def data(self) -> bytes:
        """What the identifier is made from. pydyf joins it for all objects: the whole document once more."""
        return hashlib.sha256(super().data).digest()


def write(
    document: Document,
    pages: Sequence[object],
    *,
    bodies: Mapping[int, Body],
    fonts: Fonts,
    target: IO[bytes],
    identifier: bytes,
) -> None:
    """The document with these pages instead of its own. `bodies`: what lies under them, by their place."""
    copy = document.copy(list(pages))
    copy.fonts = fonts
    copy.write_pdf(target, finisher=lambda _, pdf: _lay_under(pdf, bodies), pdf_identifier=identifier)


def _lay_under(pdf: Any, bodies: Mapping[int, Body]) -> None:
    pages = [
        item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page"
    ]
    for place, body in bodies.items():
        pdf.add_object(body)
        pages[place]["Contents"] = pydyf.Array([body.reference, pages[place]["Contents"]])
