"""The sheets of a list: cover, stamped sheets, what stands under the total; each with its number."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from threading import Lock
from typing import IO, Final, Generic

from chingin.kernel.lists.definition import Row
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.walk import Item, Sum, Total

from . import engine, source
from .faces import face_of
from .setting import THEAD, Setting
from .stencil import Slot

_HEAD: Final = "head"
_NUMBER: Final = re.compile(r"\d+/\d+ページ")
# The last sheet is laid out without rows, as if they were there.
_ROOM_FOR_ROWS: Final = ".sheet > .list__table {{ visibility: hidden; padding-bottom: {:.4f}px }}"
# Pango's fonts are not for two threads at a time.
_PRESS: Final = Lock()


def write_stamped(edition: Edition[Row], target: IO[bytes]) -> Sum:
    """The edition in the stencil of its list."""
    with _PRESS:
        setting = Setting(edition.definition)
        counted = _Counted(edition.items())
        sheets = [(engine.Body(operators), height) for operators, height in setting.sheets(counted)]
        room = _ROOM_FOR_ROWS.format(sheets[-1][1])
        frame = engine.lay_out(source.edition_html(edition, (), counted.total), room)
        book = _Book(setting, frame.pages, [body for body, _ in sheets])
        engine.write(
            frame,
            book.pages(),
            bodies=book.bodies,
            fonts=setting.fonts,
            target=target,
            identifier=source.identifier(edition),
        )
        return counted.total.sum


class _Counted:
    """The items of a walk, and the total that came last."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._last: Item | None = None

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self._last = item
            yield item

    @property
    def total(self) -> Total:
        assert isinstance(self._last, Total)
        return self._last


class _Book(Generic[Row]):
    """All pages: those of the frame, the one that holds the list as often as there are sheets of rows."""

    def __init__(
        self, setting: Setting[Row], frame: Sequence[engine.Page], bodies: Sequence[engine.Body]
    ) -> None:
        self._setting = setting
        self._first = next(place for place, page in enumerate(frame) if engine.holds_list(page))
        self._last = self._first + len(bodies) - 1
        self._pages = [*frame[: self._first], *[frame[self._first]] * len(bodies), *frame[self._first + 1 :]]
        self.bodies = dict(enumerate(bodies, self._first))
        self._is_ready = False

    def pages(self) -> list["_Page"]:
        """In order and numbered."""
        slots = {page: _slot_of_number(page) for page in dict.fromkeys(self._pages)}
        pages = [
            _Page(self, page, place, self._number(slots[page], place))
            for place, page in enumerate(self._pages)
        ]
        self._setting.embed()
        return pages

    def begins_by(self, place: int) -> bool:
        """Whether this is a cover or the list's first sheet."""
        return place <= self._first

    def prepare(self, stream: engine.Ink) -> None:
        """Before the first page: what the sheets of rows have in common."""
        if not self._is_ready:
            engine.take_over(stream, self._setting.resources)
            engine.form(stream, THEAD, self._setting.stencil.page, engine.paint_head_of_table)
            engine.form(stream, _HEAD, self._pages[self._first], engine.paint_margins)
            self._is_ready = True

    def show(self, place: int, number: bytes, stream: engine.Ink) -> None:
        """One page but for its rows. The last sheet goes on with what stands under the total."""
        if not self._first <= place < self._last:
            engine.paint_flow(self._pages[place], stream)
        stream.stream.append(number)
        if self._first <= place <= self._last:
            stream.draw_x_object(_HEAD)
        else:
            engine.paint_margins(self._pages[place], stream)

    def _number(self, slot: Slot, place: int) -> bytes:
        stamp = self._setting.stamp(slot, f"{place + 1}/{len(self._pages)}ページ", slot.size)
        assert stamp
        return f"q BT {stamp.pen} {stamp.operators} ET Q".encode("ascii")


def _slot_of_number(page: engine.Page) -> Slot:
    """Where the page's number ends; what stood there is hidden."""
    text = engine.text_in_margins(page, _NUMBER)
    face, size = face_of(engine.with_text(text, text.text))
    slot = Slot(
        cell=text,
        css="",
        left=0,
        room=float(text.position_x + text.width),
        baseline=engine.baseline_of_text(text),
        height=float(text.height),
        aligned=1,
        breaks=False,
        size=size,
        face=face,
        colour=engine.colour_of(text.style),
    )
    text.text = ""
    return slot


class _Page:
    """What WeasyPrint's writer of PDFs wants of a page."""

    links = ()

    def __init__(self, book: _Book[Row], page: engine.Page, place: int, number: bytes) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        # One for the list: its head comes again on each sheet.
        self.bookmarks = page.bookmarks if book.begins_by(place) else ()
        self.anchors: dict[str, object] = {}
        self.forms: dict[None, list[object]] = {None: []}
        self._show = partial(book.show, place, number)
        self._book = book

    def paint(self, stream: engine.Ink, scale: float) -> None:
        self._book.prepare(stream)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self._show(stream)
