"""What the database itself refuses of an order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chingin.kernel.lists.orders.models import ListOrder, OrderState

from .ordered import AT, LATER, begun, master, placed

pytestmark = pytest.mark.django_db

ENDED = {"finished_at": LATER}
FILE = {"content": b"%PDF", "file_name": "帳票.pdf", "ascii_name": "T01.pdf"}
MADE = {"state": OrderState.DONE, "rows": 3, **ENDED, **FILE}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"key": "1234"}, "key_is_sha256"),
        ({"owner": ""}, "says_whose_and_what"),
        ({"slug": ""}, "says_whose_and_what"),
        ({"medium": ""}, "says_whose_and_what"),
        ({"state": "LOST"}, "times_fit_state"),
        ({"started_at": None}, "times_fit_state"),
        ({"finished_at": LATER}, "times_fit_state"),
        ({"state": OrderState.QUEUED}, "times_fit_state"),
        ({**MADE, "finished_at": None}, "times_fit_state"),
        ({**MADE, "content": None}, "file_if_done"),
        ({**MADE, "rows": None}, "file_if_done"),
        ({**MADE, "file_name": ""}, "file_if_done"),
        ({**MADE, "ascii_name": ""}, "file_if_done"),
        ({"content": b"%PDF"}, "file_if_done"),
        ({"handed_at": LATER}, "file_if_done"),
        ({"state": OrderState.FAILED, **ENDED}, "error_if_failed"),
        ({"error": "E9021"}, "error_if_failed"),
        ({**MADE, "error": "E9021"}, "error_if_failed"),
    ],
)
def test_what_can_never_be_true_of_an_order_is_refused(change: dict[str, object], constraint: str) -> None:
    order = begun(master())

    with pytest.raises(IntegrityError, match=f"kernel_listorder_{constraint}"), transaction.atomic():
        ListOrder.objects.filter(pk=order.pk).update(**change)


def test_one_wish_has_one_open_order_and_any_number_of_finished_ones() -> None:
    first = begun(master())
    ListOrder.objects.filter(pk=first.pk).update(**MADE)
    again = ListOrder(key=first.key, owner=first.owner, slug="T01", medium="pdf", arguments={})
    again.requested_at = again.due_at = AT
    again.save()

    again.pk = uuid4()
    again._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_an_order_says_which_list_and_where_it_stands() -> None:
    assert str(placed(master())) == "T01 pdf: 作成待ち"


def test_those_ahead_were_asked_for_earlier_and_are_still_open() -> None:
    owner, other = master(), master()
    done = begun(owner, count=1, at=AT)
    ListOrder.objects.filter(pk=done.pk).update(**MADE)
    ahead = [begun(owner, count=2, at=AT), placed(other, at=AT + timedelta(seconds=1))]
    mine = placed(owner, count=3, at=LATER)
    placed(other, count=9, at=LATER + timedelta(seconds=1))

    assert set(ListOrder.objects.ahead_of(mine)) == set(ahead)
