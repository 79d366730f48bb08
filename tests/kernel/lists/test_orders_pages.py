"""A long PDF asked for on a list's page: waiting, ready, failed, and nobody else's."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from accounts.models import User
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.orders import known, rules
from chingin.kernel.lists.orders.models import ListOrder
from chingin.kernel.lists.views import list_view
from chingin.kernel.tasks import make_list

from .deductions import Deduction
from .ordered import AT, ORDERED, BrokenList, begun, master, placed, request_of

pytestmark = pytest.mark.django_db
AT_ONCE = 5  # for the tests; printing 200 rows takes seconds
MANY = AT_ONCE + 1


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "ROWS_AT_ONCE", AT_ONCE)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def clerk() -> User:
    return master()


def get(user: User, query: str, *, count: int = MANY, **options: Any) -> HttpResponseBase:
    return list_view(ORDERED, **options)(request_of(user, query), count=count)


def page(user: User, query: str, **options: Any) -> str:
    response = get(user, query, **options)
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return response.content.decode()


def content(response: HttpResponseBase) -> bytes:
    """The file; unlike the end of a request, this leaves the test's connection open."""
    assert isinstance(response, FileResponse)
    assert response.file_to_stream
    with response.file_to_stream as file:
        return bytes(file.read())


def query_of(order: ListOrder, rest: str = "") -> str:
    return f"output=pdf&order={order.pk}{rest}"


def done(order: ListOrder) -> ListOrder:
    make_list(order=str(order.pk))
    return order


@pytest.mark.parametrize("query", ["output=csv", "output=csv-utf8", "output=screen"])
def test_only_paper_waits_for_a_worker(clerk: User, query: str) -> None:
    response = get(clerk, query)

    assert response.status_code == 200
    if query != "output=screen":
        content(response)
    assert not ListOrder.objects.exists()


def test_a_short_list_is_printed_at_once(clerk: User) -> None:
    response = get(clerk, "output=pdf", count=2)

    assert content(response).startswith(b"%PDF")
    assert not ListOrder.objects.exists()


def test_the_longest_list_that_is_printed_at_once_is_one_row_shorter_than_one_that_is_ordered(
    clerk: User,
) -> None:
    assert content(get(clerk, "output=pdf&at_least=1007")).startswith(b"%PDF")
    assert get(clerk, "output=pdf&at_least=1000").status_code == 302


UNKNOWN: ListDefinition[Deduction] = replace(ORDERED, title="組み立てられた帳票")


def test_a_list_that_no_worker_could_find_is_printed_at_once_while_it_is_short(clerk: User) -> None:
    response = list_view(UNKNOWN)(request_of(clerk, "output=pdf"), count=AT_ONCE)

    assert content(response).startswith(b"%PDF")
    assert not ListOrder.objects.exists()


def test_a_list_that_no_worker_could_find_never_keeps_a_web_worker_for_long_e9024(
    clerk: User, caplog: pytest.LogCaptureFixture
) -> None:
    response = list_view(UNKNOWN)(request_of(clerk, "output=pdf"), count=MANY)

    assert isinstance(response, HttpResponse)
    assert response.status_code == 409
    assert "件数が多いため、この帳票(PDF)を作成できません。" in response.content.decode()
    assert "E9024" in response.content.decode()
    assert caplog.messages == ["no worker would find the list T01"]
    assert not ListOrder.objects.exists()


def test_a_long_list_leads_to_the_page_of_its_order_on_the_same_url(clerk: User) -> None:
    response = get(clerk, "at_least=1000&output=pdf")

    order = ListOrder.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"?at_least=1000&output=pdf&order={order.pk}"
    assert (order.owner, order.slug, order.medium) == (str(clerk.pk), "T01", Medium.PDF)
    assert order.arguments == {"url": {"count": MANY}, "criteria": "at_least=1000"}
    assert order.rows is None, "an iterator is not counted to its end"


def test_asked_for_again_it_is_the_same_order_whatever_else_the_query_says(clerk: User) -> None:
    first = get(clerk, "at_least=7&output=pdf")

    assert get(clerk, "output=pdf&at_least=7")["Location"].endswith(first["Location"][-36:])
    get(clerk, "page=2&at_least=7&output=pdf&file=1&tracking=1")
    assert ListOrder.objects.count() == 1


def test_a_list_without_criteria_is_one_order_whatever_the_query_says(clerk: User) -> None:
    free: ListDefinition[Deduction] = replace(ORDERED, slug="T03", criteria=None)
    known.register(free)

    for query in ("output=pdf", "output=pdf&at_least=7"):
        list_view(free)(request_of(clerk, query), count=MANY)

    assert ListOrder.objects.get().arguments == {"url": {"count": MANY}, "criteria": ""}


def test_a_sixth_list_is_refused_in_words(clerk: User) -> None:
    for count in range(5):
        placed(clerk, count=count)

    response = get(clerk, "output=pdf")

    assert isinstance(response, HttpResponse)
    assert response.status_code == 409
    assert "作成中の帳票が5件あるため、新しい帳票を作成できません。" in response.content.decode()


def test_arguments_that_cannot_wait_are_a_mistake_that_shows_at_the_first_pdf(clerk: User) -> None:
    with pytest.raises(TypeError, match="cannot wait for a worker"):
        list_view(ORDERED)(request_of(clerk, "output=pdf"), count=2.0)


def test_who_waits_sees_where_the_order_stands_and_the_page_asks_anew_by_itself(clerk: User) -> None:
    placed(master(), at=AT - timedelta(seconds=1))

    html = page(clerk, query_of(placed(clerk)))

    assert "<h1>控除依頼リスト(PDF)の作成</h1>" in html
    assert "作成中" in html
    assert "順番を待っています。前に1件の帳票があります。" in html
    assert 'id="progress"' in html
    assert "js/progress.js" in html
    assert '<noscript><meta http-equiv="refresh" content="5">' in html


def test_who_waits_for_one_in_work_is_told_how_many_rows_are_printed(clerk: User) -> None:
    order = begun(clerk)
    assert "件数を確認しています。" in page(clerk, query_of(order))

    ListOrder.objects.update(rows=4321)

    assert "4,321件を印刷しています。あと1分以内に完成します。" in page(clerk, query_of(order))


def test_a_finished_list_starts_its_download_and_has_a_button(clerk: User) -> None:
    order = done(placed(clerk, criteria="at_least=7"))

    html = page(clerk, query_of(order, "&at_least=7"))

    url = f"?output=pdf&amp;order={order.pk}&amp;at_least=7&amp;file=1"
    assert f'<meta http-equiv="refresh" content="0; url={url}">' in html
    assert f'<a class="button button--primary" href="{url}">ダウンロード</a>' in html
    assert 'id="progress"' not in html, "the page that waits reloads itself when its progress is gone"
    assert "控除依頼リスト_00000345_202611_1_20261104093005.pdf" in html


def test_the_file_is_an_attachment_that_no_cache_keeps_and_is_recorded_once(clerk: User) -> None:
    order = done(placed(clerk))
    outputs: list[tuple[HttpRequest, Output]] = []

    def record(request: HttpRequest, output: Output) -> None:
        outputs.append((request, output))

    page(clerk, query_of(order), record=record)
    assert outputs == []
    response = get(clerk, query_of(order, "&file=1"), record=record)

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert 'filename="T01_00000345_202611_1_20261104093005.pdf"' in response["Content-Disposition"]
    file = content(response)
    assert file.startswith(b"%PDF")
    assert int(response["Content-Length"]) == len(file)
    assert content(get(clerk, query_of(order, "&file=1"), record=record)) == file
    [(request, output)] = outputs
    assert request.user == clerk
    assert (output.function_id, output.title, output.sum.count) == ("DED-1", "控除依頼リスト", 3)


def test_a_file_once_fetched_is_not_saved_again_by_looking_at_its_page(clerk: User) -> None:
    order = done(placed(clerk))
    content(get(clerk, query_of(order, "&file=1")))

    html = page(clerk, query_of(order))

    assert "http-equiv" not in html
    assert "ダウンロード</a>" in html


def test_a_file_asked_for_before_it_is_made_is_waited_for(clerk: User) -> None:
    assert 'id="progress"' in page(clerk, query_of(placed(clerk), "&file=1"))


def test_a_list_that_failed_says_why_and_what_to_do(clerk: User) -> None:
    order = placed(clerk, count=-1)
    with pytest.raises(BrokenList):
        make_list(order=str(order.pk))

    html = page(clerk, query_of(order, "&at_least=7&file=1"))

    for words in (
        "帳票(PDF)を作成できませんでした。",
        "考えられる理由",
        "もう一度「印刷(PDF)」を押して",
        "E9021",
    ):
        assert words in html
    assert re.search(r'<a href="\?at_least=7">帳票の画面に戻る</a>', html)


def test_a_list_without_a_screen_has_no_way_back_to_one(clerk: User) -> None:
    assert "帳票の画面に戻る" not in page(clerk, query_of(placed(clerk)), media={Medium.PDF})


@pytest.mark.parametrize("state", [placed, begun, lambda user: done(placed(user))])
def test_another_user_s_order_does_not_exist(clerk: User, state: Any) -> None:
    order = state(master())

    for rest in ("", "&file=1"):
        with pytest.raises(Http404):
            get(clerk, query_of(order, rest))


def test_an_order_of_one_list_is_not_shown_behind_the_guard_of_another(clerk: User) -> None:
    order = placed(clerk)

    with pytest.raises(Http404):
        list_view(replace(ORDERED, slug="T02"))(request_of(clerk, query_of(order)))


@pytest.mark.parametrize("number", [uuid4(), "", "1", "x' OR 1=1"])
def test_an_order_that_is_none_does_not_exist(clerk: User, number: object) -> None:
    with pytest.raises(Http404):
        get(clerk, f"output=pdf&order={number}")


@pytest.mark.parametrize("query", ["order={}", "output=csv&order={}"])
def test_an_order_is_looked_at_only_as_paper(clerk: User, query: str) -> None:
    order = done(placed(clerk))

    response = get(clerk, query.format(order.pk), count=1)

    assert response["Content-Type"].startswith("text/")
    if isinstance(response, FileResponse):
        content(response)


def test_a_list_without_paper_has_no_orders(clerk: User) -> None:
    with pytest.raises(Http404):
        get(clerk, query_of(placed(clerk)), media={Medium.SCREEN, Medium.CSV})
