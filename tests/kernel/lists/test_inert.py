import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel.japanese import cp932
from chingin.kernel.lists.inert import make_inert, read_back

ALARMING = "=+-@\t\r\n＝＋－＠−"
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(f"'{ALARMING}1ｱ山 ,\""), st.characters()))


@pytest.mark.parametrize("start", ALARMING)
def test_no_cell_begins_with_what_a_spreadsheet_computes(start: str) -> None:
    assert make_inert(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"


@pytest.mark.parametrize("text", ["", "山田", "1-2", "'80年代", " =1", "ﾔﾏﾀﾞ"])
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert make_inert(text) == text
    assert read_back(text) == text


@given(TEXTS)
def test_what_was_made_inert_reads_back_unchanged(text: str) -> None:
    cell = make_inert(text)

    assert read_back(cell) == text
    assert not cell.startswith(tuple(ALARMING))


@settings(deadline=None)  # the table of characters is made at the first encoding
@given(TEXTS)
def test_cp932_gives_no_cell_its_alarming_start_back(text: str) -> None:
    """The full-width minus U+2212 is another character after the way through CP932."""
    cell = cp932.decode(cp932.encode(make_inert(text)).data)

    assert not cell.startswith(tuple(ALARMING))
