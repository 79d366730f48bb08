"""What can happen to an order: asked for once, made once, handed over once, never lost."""

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from celery import current_app
from pytest_django import DjangoCaptureOnCommitCallbacks

from chingin.kernel.errors import Refusal
from chingin.kernel.lists.download import Download
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.orders import actions, rules
from chingin.kernel.lists.orders.models import ListOrder, OrderState
from chingin.kernel.lists.orders.refusals import NotMade, TooManyOrders
from chingin.kernel.lists.walk import Sum
from tests.kernel.threads import at_the_same_time

from .ordered import AT, LATER, begun, master, placed, wish

pytestmark = pytest.mark.django_db
OUTPUT = Output("DED-1", "控除依頼リスト", Medium.PDF, "控除依頼リスト.pdf", Sum(3, (3_021, 3_702)))


@pytest.fixture
def no_worker() -> Iterator[None]:
    """Tasks go to the broker and stay there."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True


def made() -> Download:
    return Download(OUTPUT, io.BytesIO(b"%PDF-1.7"), "application/pdf", "T01.pdf", "")


def finished(count: int = 3) -> ListOrder:
    order = begun(master(), count=count)
    assert actions.finish(order=order, outcome=made(), at=LATER)
    return ListOrder.objects.get(pk=order.pk)


def test_an_order_waits_for_a_worker_that_is_told_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        order = placed(master())

    assert (order.state, order.attempts, order.requested_at) == (OrderState.QUEUED, 0, AT)
    assert order.due_at == AT + rules.RESTART_AFTER
    assert len(callbacks) == 1


def test_the_same_wish_is_the_same_order_while_it_is_open_and_nobody_is_told_again(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    owner = master()
    first = placed(owner)

    with django_capture_on_commit_callbacks() as callbacks:
        waiting = placed(owner, at=LATER)
        actions.begin(order_id=str(first.pk), at=LATER)
        running = placed(owner, at=LATER)

    assert first == waiting == running
    assert not callbacks


def test_another_owner_list_or_condition_is_another_order() -> None:
    owner = master()

    orders = {placed(owner), placed(master()), placed(owner, count=4), placed(owner, criteria="at_least=9")}

    assert len(orders) == 4


def test_a_finished_list_answers_the_same_wish_until_it_is_handed_over_or_stale() -> None:
    owner = master()
    order = placed(owner)
    actions.finish(order=begun(owner), outcome=made(), at=LATER)

    assert placed(owner, at=LATER + rules.FRESH_FOR - timedelta(seconds=1)) == order
    assert placed(owner, at=LATER + rules.FRESH_FOR) != order


def test_a_list_asked_for_again_after_it_was_handed_over_is_made_anew() -> None:
    owner = master()
    order = begun(owner)
    actions.finish(order=order, outcome=made(), at=LATER)
    actions.hand_over(order=order, record=lambda _output: None, at=LATER)

    assert placed(owner, at=LATER) != order


def test_a_failed_list_can_be_asked_for_again_at_once() -> None:
    owner = master()
    order = begun(owner)
    actions.finish(order=order, outcome=NotMade(), at=LATER)

    assert placed(owner, at=LATER) != order


def test_nobody_waits_for_more_lists_than_five() -> None:
    owner = master()
    for count in range(rules.MOST_OPEN_ORDERS):
        placed(owner, count=count)

    with pytest.raises(TooManyOrders) as refused:
        placed(owner, count=99)

    assert "作成中の帳票が5件あるため" in refused.value.text
    assert placed(owner, count=0) in ListOrder.objects.all(), "one of the five is shown, not refused"
    placed(master(), count=99)
    actions.finish(order=begun(owner, count=0), outcome=NotMade(), at=LATER)
    placed(owner, count=99)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("counts", "orders"), [((1, 1, 1, 1, 1, 1), 1), ((1, 2, 3, 4, 5, 6, 7, 8), 5)])
def test_requests_of_one_user_at_the_same_time_make_neither_twins_nor_a_sixth_order(
    counts: tuple[int, ...], orders: int, no_worker: None
) -> None:
    owner = master()

    def ask(count: int) -> Refusal | ListOrder:
        try:
            return actions.order_list(wish=wish(owner, count=count), rows=None, at=AT)
        except TooManyOrders as refusal:
            return refusal

    outcomes = at_the_same_time([partial(ask, count) for count in counts])

    assert len({order.pk for order in outcomes if isinstance(order, ListOrder)}) == orders
    assert ListOrder.objects.open().count() == orders


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_order_given_to_many_workers_is_begun_once() -> None:
    order = ListOrder.objects.create(
        owner="1", slug="T01", medium="pdf", arguments={}, key="0" * 64, requested_at=AT, due_at=AT
    )

    begun = at_the_same_time([partial(actions.begin, order_id=str(order.pk), at=AT)] * 6)

    assert [it for it in begun if it] == [order]


def test_an_order_in_work_or_ended_is_not_begun_again() -> None:
    order = begun(master())

    assert (order.state, order.attempts, order.started_at) == (OrderState.RUNNING, 1, AT)
    just_before = AT + rules.LEASE - timedelta(seconds=1)
    assert actions.begin(order_id=str(order.pk), at=just_before) is None
    actions.finish(order=order, outcome=made(), at=LATER)
    assert actions.begin(order_id=str(order.pk), at=AT + rules.LEASE) is None


def test_an_order_of_a_worker_that_died_is_begun_again_and_the_dead_one_s_word_counts_no_more() -> None:
    order = begun(master())

    again = actions.begin(order_id=str(order.pk), at=AT + rules.LEASE)

    assert again
    assert again.attempts == 2
    assert actions.finish(order=order, outcome=NotMade(), at=AT + rules.LEASE) is False
    assert actions.finish(order=again, outcome=made(), at=AT + rules.LEASE) is True
    assert ListOrder.objects.get().state == OrderState.DONE


def test_an_order_that_three_workers_died_of_is_given_up() -> None:
    order = begun(master())
    for times in (1, 2):
        assert actions.begin(order_id=str(order.pk), at=AT + times * rules.LEASE)

    assert actions.begin(order_id=str(order.pk), at=AT + 3 * rules.LEASE) is None

    order.refresh_from_db()
    assert (order.state, order.error, order.attempts) == (OrderState.FAILED, "E9021", 3)


def test_a_finished_order_keeps_the_file_with_its_names_and_sums() -> None:
    order = finished()

    assert (order.state, order.finished_at, order.handed_at) == (OrderState.DONE, LATER, None)
    assert (order.rows, order.totals, order.error) == (3, [3_021, 3_702], "")
    assert (order.file_name, order.ascii_name) == ("控除依頼リスト.pdf", "T01.pdf")
    assert order.content == b"%PDF-1.7"


def test_an_order_that_failed_says_why() -> None:
    order = begun(master())

    actions.finish(order=order, outcome=NotMade(), at=LATER)

    order.refresh_from_db()
    assert (order.state, order.error, order.finished_at) == (OrderState.FAILED, "E9021", LATER)


def test_a_file_handed_over_twice_is_recorded_once() -> None:
    order = finished()
    outputs: list[Output] = []

    first = actions.hand_over(order=order, record=outputs.append, at=LATER)
    second = actions.hand_over(order=order, record=outputs.append, at=LATER + timedelta(minutes=1))

    assert first.content == second.content == b"%PDF-1.7"
    assert outputs == [OUTPUT]
    assert second.handed_at == LATER


def test_a_file_that_cannot_be_recorded_is_not_handed_over() -> None:
    order = finished()

    def refuse(_output: Output) -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        actions.hand_over(order=order, record=refuse, at=LATER)

    order.refresh_from_db()
    assert order.handed_at is None


def test_a_day_later_nothing_is_left_of_an_order() -> None:
    order = finished()

    actions.look_after(at=AT + rules.KEPT_FOR - timedelta(seconds=1))
    assert ListOrder.objects.filter(pk=order.pk).exists()
    actions.look_after(at=AT + rules.KEPT_FOR)

    assert not ListOrder.objects.exists()


def test_an_order_that_the_broker_lost_or_a_worker_left_is_started_again_once_in_five_minutes(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    placed(master())
    begun(master())
    told = []

    for minutes in (0, 4, 5, 6, 9, 10, 15, 19, 20):
        with django_capture_on_commit_callbacks() as callbacks:
            actions.look_after(at=AT + timedelta(minutes=minutes))
        told.append(len(callbacks))

    assert told == [0, 0, 1, 0, 0, 1, 1, 0, 2], (
        "the lost one every five minutes, the one in work once its lease has run out"
    )
