import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.lists.paging import ROWS_A_PAGE
from chingin.kernel.lists.screen import Link, cut


@pytest.mark.parametrize(
    ("count", "page", "told", "position"),
    [
        (0, "1", "全0件", "1/1ページ"),
        (1, "1", "全1件中 1〜1件", "1/1ページ"),
        (50, "1", "全50件中 1〜50件", "1/1ページ"),
        (50, "2", "全50件中 1〜50件", "1/1ページ"),
        (51, "2", "全51件中 51〜51件", "2/2ページ"),
        (1_234, "2", "全1,234件中 51〜100件", "2/25ページ"),
        (1_234, "99", "全1,234件中 1,201〜1,234件", "25/25ページ"),
        (150_000, "3000", "全150,000件中 149,951〜150,000件", "3,000/3,000ページ"),
    ],
)
def test_a_page_says_which_rows_of_how_many_it_shows(count: int, page: str, told: str, position: str) -> None:
    pager = cut(count, QueryDict(f"page={page}")).pager

    assert (pager.count, pager.position) == (told, position)


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "²", "２", "1.5", "1" * 19])
def test_what_is_no_number_of_a_page_is_the_first_page(page: str) -> None:
    query = QueryDict(mutable=True)
    query["page"] = page

    found = cut(120, query)

    assert (found.start, found.stop, found.pager.previous) == (0, 50, None)


def test_the_ways_to_the_next_pages_keep_the_filter() -> None:
    middle = cut(120, QueryDict("kind=L&page=2")).pager

    assert middle.previous == Link("前のページ", "?kind=L&page=1")
    assert middle.following == Link("次のページ", "?kind=L&page=3")


def test_the_last_page_leads_nowhere_further() -> None:
    last = cut(120, QueryDict("page=3")).pager

    assert last.previous == Link("前のページ", "?page=2")
    assert last.following is None


@given(count=st.integers(0, 9 * ROWS_A_PAGE))
def test_the_pages_of_a_list_show_each_row_once_and_in_order(count: int) -> None:
    """Following 「次のページ」 from the first page on, as a clerk does."""
    shown: list[int] = []
    link: Link | None = Link("", "?")
    while link is not None:
        found = cut(count, QueryDict(link.url[1:]))
        shown += range(found.start, found.stop)
        link = found.pager.following

    assert shown == list(range(count))
