"""What can happen to an ordered list: asked for, begun, finished, handed over, looked after."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction

from chingin.kernel.errors import Refusal
from chingin.kernel.later import after_commit
from chingin.kernel.lists.download import Download
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.walk import Sum

from . import rules
from .arguments import JSON
from .known import by_slug
from .models import ListOrder, OrderState
from .refusals import NotMade, TooManyOrders


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants which list. `owner`: the user's key; `arguments`: all that the list is made from, frozen."""

    owner: str
    slug: str
    medium: Medium
    arguments: Mapping[str, JSON]

    @property
    def key(self) -> str:
        """The same for the same wish."""
        wanted = [self.owner, self.slug, self.medium, self.arguments]
        return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def order_list(*, wish: Wish, rows: int | None, at: datetime) -> ListOrder:
    """The order of this wish: the one that is on its way or just done, or a new one. `rows`: if counted.

    TooManyOrders when the owner waits for as many as one may.
    """
    # One request of a user after the other: neither twins nor one order too many.
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=wish.owner)
    own = ListOrder.objects.without_content().of_owner(wish.owner)
    if same := own.fresh(at).filter(key=wish.key).order_by("-requested_at").first():
        return same
    if own.open().count() >= rules.MOST_OPEN_ORDERS:
        raise TooManyOrders(limit=rules.MOST_OPEN_ORDERS)
    order = ListOrder.objects.create(
        owner=wish.owner,
        slug=wish.slug,
        medium=wish.medium,
        arguments=wish.arguments,
        key=wish.key,
        rows=rows,
        requested_at=at,
        due_at=at + rules.RESTART_AFTER,
    )
    after_commit("kernel.make_list", order=str(order.pk))
    return order


@transaction.atomic
def begin(*, order_id: str, at: datetime) -> ListOrder | None:
    """Take an order to make it; None when another worker does, when it is done, or was tried too often."""
    takeable = ListOrder.objects.without_content().takeable(at)
    order = takeable.select_for_update(no_key=True, skip_locked=True).filter(pk=order_id).first()
    if order is None:
        return None
    if order.attempts >= rules.MOST_ATTEMPTS:
        _finish(order, _failure(NotMade()), at)
        return None
    order.state, order.started_at, order.due_at = OrderState.RUNNING, at, at + rules.LEASE
    order.attempts += 1
    order.save(update_fields=["state", "started_at", "due_at", "attempts"])
    return order


def counted(*, order: ListOrder, rows: int) -> None:
    """How many rows the list will have, for those who wait."""
    ListOrder.objects.filter(pk=order.pk).update(rows=rows)


def finish(*, order: ListOrder, outcome: Download | Refusal, at: datetime) -> bool:
    """Keep the file, or why there is none. False when another worker took the lapsed order over."""
    if isinstance(outcome, Refusal):
        return _finish(order, _failure(outcome), at)
    with closing(outcome.content) as content:
        content.seek(0)
        made = {
            "state": OrderState.DONE,
            "rows": outcome.output.sum.count,
            "totals": list(outcome.output.sum.totals),
            "file_name": outcome.output.file_name,
            "ascii_name": outcome.ascii_name,
            "content": content.read(),
        }
    return _finish(order, made, at)


def _failure(refusal: Refusal) -> dict[str, object]:
    return {"state": OrderState.FAILED, "error": refusal.code}


def _finish(order: ListOrder, ending: Mapping[str, object], at: datetime) -> bool:
    mine = ListOrder.objects.open().filter(pk=order.pk, attempts=order.attempts)
    return bool(mine.update(finished_at=at, **ending))


@transaction.atomic
def hand_over(*, order: ListOrder, record: Callable[[Output], None], at: datetime) -> ListOrder:
    """The order with its file. `record` hears of it the first time; what it raises keeps the file here."""
    held = ListOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if held.handed_at is None:
        held.handed_at = at
        held.save(update_fields=["handed_at"])
        record(output_of(held))
    return held


def output_of(order: ListOrder) -> Output:
    """What the operation log (操作ログ) tells of the file."""
    definition = by_slug(order.slug)
    return Output(
        function_id=definition.function_id,
        title=definition.title,
        medium=Medium(order.medium),
        file_name=order.file_name,
        sum=Sum(order.rows or 0, tuple(order.totals)),
    )


def look_after(*, at: datetime) -> None:
    """Forget what is a day old; start anew what a lost broker or a dead worker left behind."""
    ListOrder.objects.filter(requested_at__lte=at - rules.KEPT_FOR).delete()
    _restart(at)


@transaction.atomic
def _restart(at: datetime) -> None:
    forgotten = (
        ListOrder.objects.without_content().forgotten(at).select_for_update(no_key=True, skip_locked=True)
    )
    for order in forgotten:
        order.due_at = at + rules.RESTART_AFTER
        order.save(update_fields=["due_at"])
        after_commit("kernel.make_list", order=str(order.pk))
