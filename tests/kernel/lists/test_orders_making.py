"""The worker's part: what becomes of an order once a task has its number."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest
import time_machine

from accounts.models import User
from chingin.kernel.lists import Column, ListDefinition, Section, SlicedRows, Sum
from chingin.kernel.lists.edition import edition_of
from chingin.kernel.lists.orders import known, rules
from chingin.kernel.lists.orders.actions import order_list
from chingin.kernel.lists.orders.making import size
from chingin.kernel.lists.orders.models import ListOrder, OrderState
from chingin.kernel.messages import by_code
from chingin.kernel.tasks import look_after_lists, make_list
from tests.accounts.factories import GeneralUserFactory

from .deductions import Deduction, many
from .ordered import AT, LATER, ORDERED, BrokenList, begun, master, placed, wish
from .reading import pdf_bytes

FREE: ListDefinition[Deduction] = replace(ORDERED, slug="T02", criteria=None)
known.register(FREE)
pytestmark = pytest.mark.django_db


class Counted(SlicedRows[Deduction]):
    """Rows that the database counts: nobody walks them."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[Deduction]:
        raise AssertionError("walked")

    def window(self, start: int, stop: int) -> Iterator[Deduction]:
        raise AssertionError("walked")

    def sums(self, by: Column[Deduction] | None) -> tuple[Section, ...]:
        assert by is None
        return (Section(None, Sum(self.count, (0, 0))),)


@pytest.fixture
def owner() -> User:
    return master()


def after(order: ListOrder, *, times: int = 1) -> ListOrder:
    """The order as it stands when a worker has had it."""
    for _ in range(times):
        with time_machine.travel(LATER, tick=False):
            make_list(order=str(order.pk))
    order.refresh_from_db()
    return order


@pytest.mark.parametrize(("count", "told"), [(0, 0), (5, 5), (6, None), (60, None)])
def test_rows_are_counted_only_as_far_as_need_be(count: int, told: int | None) -> None:
    rows: Iterator[Deduction] = iter(many(count))

    assert size(rows, up_to=5) == told
    assert len(list(rows)) == max(0, count - 6)


def test_rows_that_the_database_counts_are_never_walked() -> None:
    assert size(Counted(1_234_567), up_to=5) == 1_234_567


def test_the_worker_s_file_is_the_very_file_that_the_page_would_have_given(owner: User) -> None:
    order = after(placed(owner, count=40, criteria="at_least=1070"))

    at_once = edition_of(ORDERED, at=AT, viewer=owner, count=40, at_least=1070)
    assert (order.state, order.started_at, order.finished_at) == (OrderState.DONE, LATER, LATER)
    assert order.content == pdf_bytes(at_once)
    assert (order.rows, order.totals[0]) == (30, sum(1_000 + 7 * number for number in range(10, 40)))
    assert order.file_name == "控除依頼リスト_00000345_202611_1_20261104093005.pdf"
    assert order.ascii_name == "T01_00000345_202611_1_20261104093005.pdf"


def test_the_paper_is_dated_by_the_request_and_not_by_the_worker(owner: User) -> None:
    order = after(placed(owner))

    (page,) = pypdf.PdfReader(io.BytesIO(order.content or b"")).pages
    assert "2026/11/04 09:30:05" in page.extract_text()


def test_a_list_without_criteria_is_made_whatever_the_query_said(
    owner: User,
) -> None:
    asked = replace(wish(owner, criteria="at_least=abc"), slug=FREE.slug)

    order = order_list(wish=asked, rows=None, at=AT)

    assert after(order).state == OrderState.DONE


def test_a_task_that_comes_twice_makes_the_list_once(owner: User) -> None:
    order = after(placed(owner), times=3)

    assert (order.state, order.attempts) == (OrderState.DONE, 1)


def test_a_mistake_in_a_list_fails_its_order_and_is_not_hidden_from_the_operator(owner: User) -> None:
    order = placed(owner, count=-1)

    with pytest.raises(BrokenList):
        after(order)

    order.refresh_from_db()
    assert (order.state, order.error, order.finished_at) == (OrderState.FAILED, "E9021", LATER)


@pytest.mark.parametrize(("count", "error"), [(5, ""), (6, "E9022")])
def test_a_list_larger_than_one_pdf_can_be_is_refused_in_words(
    owner: User, count: int, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_ROWS", 5)

    order = after(placed(owner, count=count))

    assert order.error == error
    assert "200,000件まで" in by_code("E9022").cause
    assert "CSV出力" in by_code("E9022").remedy, "which every list can, with conditions or without"


@pytest.mark.parametrize("at_least", ["abc", "-1"])
def test_criteria_that_are_right_no_more_end_the_order(owner: User, at_least: str) -> None:
    assert after(placed(owner, criteria=f"at_least={at_least}")).error == "E9023"


def test_what_the_viewer_may_see_no_more_ends_the_order(owner: User) -> None:
    asked = wish(owner)
    asked.arguments["url"]["user"] = {"row": "accounts.user", "key": str(master().pk)}  # type: ignore[index]
    order = order_list(wish=asked, rows=None, at=AT)

    assert after(order).error == "E9023"


def test_a_user_deleted_meanwhile_gets_no_list(owner: User) -> None:
    clerk: Any = GeneralUserFactory.create(contract=owner.contract)
    order = placed(clerk)
    User.objects.filter(pk=clerk.pk).update(deleted_at=LATER)

    assert after(order).error == "E9023"


def test_a_user_whose_row_is_gone_gets_no_list(owner: User) -> None:
    order = placed(owner)
    ListOrder.objects.update(owner="0")

    assert after(order).error == "E9023"


def test_an_order_of_a_worker_that_was_killed_is_made_by_the_next_one_that_beat_sends(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    order = begun(owner)  # and then the worker was gone

    with (
        time_machine.travel(AT + rules.LEASE + timedelta(seconds=1), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        look_after_lists()

    order.refresh_from_db()
    assert (order.state, order.attempts) == (OrderState.DONE, 2)
