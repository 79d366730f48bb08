"""The oracle of the stencil: stamped and plain sheets of one edition look alike and say the same."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import pypdf
import pytest

from chingin.kernel.lists import Cover, ListDefinition, Paper
from chingin.kernel.lists.definition import no_footer
from chingin.kernel.lists.pdf import write_pdf
from chingin.kernel.lists.walk import Sum

from .deductions import PLAIN, REQUESTS, Deduction, edition, many
from .pictures import differing, pictures, words
from .plain import write_plain

# Names that do not fit, that the font lacks, that join; markup; nothing at all.
NAMES = (
    "労金　太郎",
    "𠮷田　花子",
    "葛󠄀城　か゚",
    "髙﨑　①㈱",
    "アレクサンドラ・マリア・デ・ラ・クルス・長谷川髙橋",
    "<b>&amp; 'x'",
    "長谷川　晋一郎　長谷",
    "(株)山田、「鈴木」。",
    "",
    "　",
    "two  spaces \n a line",
    "🙇 שלום",
)
# A frame of a hair's breadth is cut in another way at the edges of four corners.
SAME = 60


def motley(count: int) -> Iterator[Deduction]:
    """Every third row is as plain as most are in truth."""
    for number, row in enumerate(many(count)):
        name, note = NAMES[number // 3 % len(NAMES)], NAMES[number * 7 // 3 % len(NAMES)]
        huge = 123_456_789_012_345 if number % 7 == 0 else row.amount
        odd = replace(row, kanji=name, note=note * (1 + number % 3), amount=huge)
        yield odd if number % 3 else row


def told(*, total: Sum, **_arguments: object) -> Mapping[str, object]:
    return {"count": f"{total.count:,}人", "amounts": (("控除額合計", f"{total.totals[0]:,}円"),)}


NARROW: ListDefinition[Deduction] = replace(
    REQUESTS, columns=tuple(REQUESTS.columns[place] for place in (0, 1, 3, 6)), paper=Paper.PORTRAIT
)
COVERED: ListDefinition[Deduction] = replace(
    PLAIN, columns=REQUESTS.columns[:7], cover=Cover("company/cover.html", told)
)
CROWDED: ListDefinition[Deduction] = replace(REQUESTS, paper=Paper.PORTRAIT, footer=no_footer)


# From the tenth sheet on a page's number is wider (9/10, 10/10). 92 rows are enough for all names and for a
# total of 16 digits; of narrow sheets, which are no different, ten would take three times as many rows.
MANY: Final = {"wide": (104, 10), "narrow": (92, 3), "covered": (230, 10), "crowded": (152, 10)}
LISTS: Final = {"wide": REQUESTS, "narrow": NARROW, "covered": COVERED, "crowded": CROWDED}


@pytest.mark.parametrize("kind", LISTS)
def test_many_stamped_sheets_look_and_read_like_plain_ones(kind: str) -> None:
    """Several sheets, each but the last full."""
    count, sheets = MANY[kind]

    assert compared(LISTS[kind], count) == sheets


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("count", [33, 0])
def test_stamped_sheets_look_and_read_like_plain_ones(kind: str, count: int) -> None:
    assert compared(LISTS[kind], count) >= 1


def compared(definition: ListDefinition[Deduction], count: int) -> int:
    """How many sheets there are, each the same in letters, places and pixels as WeasyPrint's own."""
    asked = edition(*motley(count), of=definition)
    stamped, plain = io.BytesIO(), io.BytesIO()

    total = write_pdf(asked, stamped)

    assert total == write_plain(asked, plain)
    assert _texts(stamped) == _texts(plain)
    for mine, theirs in zip(words(stamped.getvalue()), words(plain.getvalue()), strict=True):
        assert [word.text for word in mine] == [word.text for word in theirs]
        assert [(a, b) for a, b in zip(mine, theirs, strict=True) if not a.stands_as(b)] == []
    looks = zip(pictures(stamped.getvalue()), pictures(plain.getvalue()), strict=True)
    assert [pixels for pixels in (differing(mine, theirs) for mine, theirs in looks) if pixels > SAME] == []
    return len(_texts(stamped))


def _texts(pdf: io.BytesIO) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages]
