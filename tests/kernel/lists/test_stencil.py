"""What the stencil promises beyond looking like the plain way (ADR 0018)."""

import io
import threading
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.lists import Column, ListDefinition
from chingin.kernel.lists.paper import engine
from chingin.kernel.lists.paper.faces import face_of
from chingin.kernel.lists.paper.setting import Setting
from chingin.kernel.lists.paper.stencil import Slot
from chingin.kernel.lists.pdf import write_pdf
from chingin.kernel.lists.walk import walk

from .deductions import PLAIN, REQUESTS, Deduction, edition, many
from .ink import overlaps
from .pictures import words
from .reading import pdf_bytes

ROW = Deduction("一課", "0000001", 1_500)


class BrokenList(Exception):
    """What a mistake in a list's own code raises."""


def in_jis() -> Iterator[str]:
    """Every character of JIS X 0208 and ASCII, and the half-width kana."""
    for lead in range(0xA1, 0xF5):
        for trail in range(0xA1, 0xFF):
            try:
                yield bytes((lead, trail)).decode("euc_jp")
            except UnicodeDecodeError:
                continue
    yield from map(chr, (*range(0x20, 0x7F), *range(0xFF61, 0xFFA0)))


def name_slot() -> Slot:
    return Setting(PLAIN).stencil.kinds["list__row"].slots[3]


@settings(deadline=None)
@given(st.text(sorted(in_jis()), min_size=1, max_size=20).filter(lambda text: text == text.strip()))
def test_characters_stamped_one_by_one_are_what_the_engine_draws_for_the_text(text: str) -> None:
    slot = name_slot()

    glyphs = slot.face.glyphs(text)

    drawn = engine.drawn(engine.with_text(engine.first_text(slot.cell), text))
    assert drawn
    assert (glyphs, slot.face.name) == (drawn.glyphs, drawn.face)


@pytest.mark.parametrize(
    "text",
    ["𠮷", "葛󠄀", "か゚", "か\u3099", "˥˩", "שלום", "a\u200bb", "한", "\u2028", "\u1680", "\x01", "\ue000"],
)
def test_what_is_not_in_the_font_or_joins_is_left_to_the_engine(text: str) -> None:
    assert name_slot().face.glyphs(text) is None


def test_a_sample_in_two_fonts_has_no_face() -> None:
    text = engine.with_text(engine.first_text(name_slot().cell), "本א")

    with pytest.raises(ValueError, match="本א"):
        face_of(text)


@pytest.mark.parametrize("count", [1, 40])
def test_characters_seen_for_the_first_time_give_the_same_bytes_as_known_ones(count: int) -> None:
    asked = edition(*(replace(row, kanji=f"鱻齉{count}驫") for row in many(count)))

    assert pdf_bytes(asked) == pdf_bytes(asked)


def test_the_rows_are_read_once() -> None:
    read: list[int] = []

    def rows(*, viewer: object, deductions: Iterable[Deduction]) -> Iterator[Deduction]:
        for row in deductions:
            read.append(row.amount)
            yield row

    write_pdf(edition(*many(70), of=replace(REQUESTS, rows=rows)), io.BytesIO())

    assert read == [row.amount for row in many(70)]


def test_rows_are_not_kept() -> None:
    peaks = [_peak(count) for count in (3_000, 6_000)]

    assert peaks[1] < peaks[0] + 1_000_000


def _peak(count: int) -> int:
    """Bytes, beyond the 4,096 texts that are remembered."""
    rows = (replace(ROW, employee_number=f"{number:07}", amount=number) for number in range(count))
    tracemalloc.start()
    for _ in Setting(PLAIN).sheets(walk(PLAIN, rows)):
        pass
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


@pytest.mark.parametrize("words_of_note", [150, 400])
def test_a_row_taller_than_a_sheet_goes_on_and_loses_nothing(words_of_note: int) -> None:
    note = " ".join(f"備考{number}。" for number in range(words_of_note))
    rows = (ROW, replace(ROW, note=note, employee_number="0000002", kanji="葛󠄀城"), ROW)

    pdf = pdf_bytes(edition(*rows, of=REQUESTS))

    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    assert [overlaps(page) for page in pages] == [[]] * len(pages)
    assert max(word.edges[3] for page in words(pdf) for word in page) < 595 - 34
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert all(text.count(f"考{number}。") for number in range(words_of_note))
    assert text.count("備考") == words_of_note + text.count("所属職員番号")
    assert text.count("0000002") == 1
    assert "合計3件4,500" in text


def test_a_row_as_tall_as_a_sheet_is_followed_by_its_total_on_the_next_one() -> None:
    tall = replace(ROW, note="長い備考欄" * 36)

    pdf = pdf_bytes(edition(tall, tall, of=PLAIN))

    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert max(word.edges[3] for page in words(pdf) for word in page) < 595 - 34
    assert "合計 2件" in pages[-1].extract_text()


def test_a_row_that_has_no_room_beside_its_subtotal_goes_without() -> None:
    """It leaves its sheet for the subtotal's sake, which takes five lines, and then stands alone."""
    wordy: Column[Deduction] = Column("摘要", lambda _row: "摘要" * 120)
    tall = replace(ROW, kanji="長" * 312)

    pdf = pdf_bytes(edition(ROW, tall, of=replace(PLAIN, group_by=wordy)))

    first, second, third = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert max(word.edges[3] for page in words(pdf) for word in page) < 595 - 34
    assert "労金" in first
    assert "長" * 8 in second
    assert "小計" not in second
    assert "小計" in third


def test_other_rows_make_another_revision_of_the_same_document() -> None:
    first, second = (
        pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(replace(ROW, note=note))))).trailer["/ID"]
        for note in ("甲乙", "乙甲")
    )

    assert first[0] == second[0]  # type: ignore[index] # an array
    assert first[1] != second[1]  # type: ignore[index] # an array


def test_a_mistake_in_a_list_is_not_hidden_by_the_plain_way() -> None:
    def rows(*, viewer: object, deductions: object) -> Iterator[Deduction]:
        yield from many(90)
        raise BrokenList

    target = io.BytesIO()
    with pytest.raises(BrokenList):
        write_pdf(edition(of=replace(REQUESTS, rows=rows)), target)

    assert target.getvalue() == b""


def test_a_figure_too_long_even_when_shrunk_is_condensed_and_whole() -> None:
    amount = -(10**39)

    pdf = pdf_bytes(edition(replace(ROW, amount=amount), replace(ROW, amount=1), of=PLAIN))

    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert overlaps(page) == []
    assert f"{amount:,}" in page.extract_text()


def test_the_list_is_one_bookmark_however_many_sheets_it_has() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(*many(100)))))

    assert [str(mark["/Title"]) for mark in reader.outline if isinstance(mark, dict)] == ["控除依頼リスト"]
    assert len(reader.pages) == 4


def test_nothing_in_the_head_moves_when_page_numbers_grow() -> None:
    pages = words(pdf_bytes(edition(*many(300))))

    assert len(pages) > 9
    stamps = {word.edges for page in pages for word in page if word.text == "09:30:05"}
    assert len(stamps) == 1


def test_tables_under_the_total_that_do_not_fit_any_more_go_on_another_sheet() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(*many(27)))))

    last, further = (page.extract_text() for page in reader.pages[-2:])
    assert "合計 27件" in last
    assert "前回からの増減" in further
    assert "2/2ページ" in further


def test_two_threads_print_as_well_as_one() -> None:
    asked = [edition(*many(count), of=definition) for count in (40, 60) for definition in (PLAIN, REQUESTS)]
    printed: dict[int, bytes] = {}

    def print_one(place: int) -> None:
        printed[place] = pdf_bytes(asked[place])

    threads = [threading.Thread(target=print_one, args=(place,)) for place in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [printed[place] for place in range(len(asked))] == [pdf_bytes(one) for one in asked]


def test_a_list_without_totals_is_stamped_too() -> None:
    bare: ListDefinition[Deduction] = replace(PLAIN, columns=PLAIN.columns[:6])

    (page,) = pypdf.PdfReader(io.BytesIO(pdf_bytes(edition(*many(2), of=bare)))).pages

    assert "合計 2件" in page.extract_text()
