import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pypdf
import pytest
import time_machine
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from chingin.kernel.lists import CriteriaForm, ListDefinition
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.paging import ROWS_A_PAGE
from chingin.kernel.lists.views import list_view
from chingin.kernel.lists.walk import Sum

from .deductions import AT, REQUESTS, Deduction, many

CLERK = "書記"
STAMP = "20261104093005"

# Closing a streamed answer ends the request, which looks after the database connection.
pytestmark = pytest.mark.django_db


class AmountForm(CriteriaForm):
    at_least = forms.IntegerField(label="控除金額(下限)", min_value=0, required=False)


def listed(
    *, viewer: object, deductions: Iterable[Deduction] = many(120), at_least: int | None = None
) -> Iterator[Deduction]:
    assert viewer == CLERK
    return (row for row in deductions if row.amount >= (at_least or 0))


LISTED: ListDefinition[Deduction] = replace(REQUESTS, rows=listed, criteria=AmountForm)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def request_for(query: str = "", method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, f"/lists/L01/?{query}")
    request.user = CLERK  # type: ignore[assignment] # lists only hand the viewer on
    request._messages = CookieStorage(request)  # type: ignore[attr-defined] # as the middleware does
    return request


def get(query: str = "", of: ListDefinition[Deduction] = LISTED) -> HttpResponseBase:
    return list_view(of)(request_for(query))


def page(query: str = "", of: ListDefinition[Deduction] = LISTED) -> str:
    response = get(query, of)
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def content(response: HttpResponseBase) -> bytes:
    assert isinstance(response, FileResponse)
    data = b"".join(response.streaming_content)  # type: ignore[arg-type] # not asynchronous here
    response.close()
    return data


def test_the_screen_shows_count_position_total_and_the_ways_out() -> None:
    html = page("at_least=1010&page=2")

    assert "全118件中 51〜100件" in html
    assert "2/3ページ" in html
    total = sum(row.amount for row in many(120) if row.amount >= 1010)
    assert f'<th scope="row" colspan="6">合計 118件</th><td class="list__yen">{total:,}</td>' in html
    assert html.count('<tr class="list__row">') == ROWS_A_PAGE + 3 + 2
    for href in (
        "page=1",
        "page=3",
        "page=2&amp;output=pdf",
        "page=2&amp;output=csv",
        "page=2&amp;output=csv-utf8",
    ):
        assert f'href="?at_least=1010&amp;{href}"' in html
    assert "<h1>控除依頼リスト</h1>" in html
    assert "<title>控除依頼リスト" in html
    assert "<caption>控除依頼リスト</caption>" in html
    assert '<th scope="col" class="list__yen">控除金額</th>' in html


@pytest.mark.parametrize(
    ("query", "position"), [("page=x", "1/3"), ("page=-1", "1/3"), ("page=²", "1/3"), ("page=9", "3/3")]
)
def test_a_page_that_is_not_there_is_the_nearest_one(query: str, position: str) -> None:
    assert f"{position}ページ" in page(query)


def test_the_first_page_has_no_previous_and_the_last_no_next() -> None:
    assert 'rel="prev"' not in page("page=1")
    assert 'rel="next"' not in page("page=3")


def test_an_empty_list_says_so_on_the_screen() -> None:
    html = page("at_least=999999")

    assert "該当する明細はありません" in html
    assert "全0件" in html


def test_wrong_criteria_come_back_with_their_error_and_without_a_list() -> None:
    for output in ("", "&output=csv", "&output=pdf"):
        html = page(f"at_least=abc{output}")

        assert "<title>エラー: 控除依頼リスト" in html
        assert 'value="abc"' in html
        assert "list__table" not in html


def test_a_list_without_criteria_has_no_filter() -> None:
    assert 'class="filter"' not in page(of=replace(LISTED, criteria=None))
    assert 'class="filter"' in page()


@pytest.mark.parametrize(
    ("output", "name", "content_type"),
    [
        ("pdf", f"L01_00000345_202611_1_{STAMP}.pdf", "application/pdf"),
        ("csv", f"L01_00000345_202611_1_{STAMP}.csv", "text/csv; charset=windows-31j"),
        ("csv-utf8", f"L01_00000345_202611_1_{STAMP}.csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_is_an_attachment_with_its_name_type_and_length_and_is_not_cached(
    output: str, name: str, content_type: str
) -> None:
    """ENV-8."""
    response = get(f"at_least=1800&output={output}")

    assert response["Content-Type"] == content_type
    assert f"attachment; filename=\"{name}\"; filename*=UTF-8''%E6%8E%A7" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    assert int(response["Content-Length"]) == len(content(response))


def test_files_hold_the_whole_filtered_list_and_not_only_the_page() -> None:
    query = "at_least=1070&page=2"

    rows = content(get(f"{query}&output=csv")).decode("cp932").splitlines()
    paper = pypdf.PdfReader(io.BytesIO(content(get(f"{query}&output=pdf"))))

    assert len(rows) == 1 + 110
    assert "合計 110件" in "".join(page.extract_text() for page in paper.pages)


def test_a_url_argument_reaches_the_rows() -> None:
    response = list_view(LISTED)(request_for("output=csv"), deductions=many(2))

    assert len(content(response).splitlines()) == 3


def test_the_person_is_told_which_characters_were_replaced() -> None:
    request = request_for("output=csv")
    odd = replace(many(1)[0], kanji="𠮷田")

    content(list_view(LISTED)(request, deductions=[odd]))

    (message,) = get_messages(request)
    assert message.level_tag == "warning"
    assert "2行目「漢字氏名」の「𠮷」→「〓」" in message.message


def test_nobody_is_told_when_nothing_was_replaced() -> None:
    request = request_for("output=csv-utf8")

    content(list_view(LISTED)(request))

    assert not list(get_messages(request))


def test_each_file_is_recorded_before_it_is_sent_and_the_screen_is_not() -> None:
    outputs: list[Output] = []
    view = list_view(LISTED, record=lambda _request, output: outputs.append(output))

    view(request_for())
    content(view(request_for("output=csv"), deductions=many(2)))

    assert outputs == [
        Output(
            "DED-1",
            "控除依頼リスト",
            Medium.CSV,
            f"控除依頼リスト_00000345_202611_1_{STAMP}.csv",
            Sum(2, (2_007, 1_234)),
        )
    ]


def test_a_file_that_cannot_be_recorded_does_not_leave() -> None:
    def refuse(_request: HttpRequest, _output: Output) -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        list_view(LISTED, record=refuse)(request_for("output=csv"))


@pytest.mark.parametrize("output", ["pdf", "csv-utf8", "xlsx", ""])
def test_a_medium_that_a_list_does_not_have_is_not_found(output: str) -> None:
    view = list_view(LISTED, media={Medium.SCREEN, Medium.CSV})

    with pytest.raises(Http404):
        view(request_for(f"output={output}"))


def test_only_the_media_of_a_list_have_buttons() -> None:
    response = list_view(LISTED, media={Medium.SCREEN, Medium.CSV})(request_for())

    assert isinstance(response, HttpResponse)
    assert "output=csv" in response.content.decode()
    assert "output=pdf" not in response.content.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_list_is_only_read(method: str) -> None:
    assert list_view(LISTED)(request_for(method=method)).status_code == 405
