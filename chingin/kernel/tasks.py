"""What the workers do for the kernel."""

from contextlib import ExitStack

from celery import shared_task

from . import clock
from .lists.orders import actions, making, rules
from .lists.orders.refusals import NotMade
from .mail import deliver, deliver_pending


@shared_task(name="kernel.deliver_mail")  # type: ignore[untyped-decorator]
def deliver_mail(*, mail: int) -> None:
    """Send one mail of the outbox, unless it is sent already or another worker is at it."""
    deliver(mail, at=clock.now())


@shared_task(name="kernel.deliver_pending_mail")  # type: ignore[untyped-decorator]
def deliver_pending_mail() -> None:
    """Every minute: send what is due."""
    deliver_pending(clock.now())


@shared_task(name="kernel.make_list", time_limit=rules.MAKING_LIMIT.total_seconds())  # type: ignore[untyped-decorator]
def make_list(*, order: str) -> None:
    """Make one ordered list, unless it is made already or another worker is at it."""
    begun = actions.begin(order_id=order, at=clock.now())
    if begun is None:
        return
    with ExitStack() as broken_off:
        broken_off.callback(lambda: actions.finish(order=begun, outcome=NotMade(), at=clock.now()))
        outcome = making.make(begun)
        broken_off.pop_all()
    actions.finish(order=begun, outcome=outcome, at=clock.now())


@shared_task(name="kernel.look_after_lists")  # type: ignore[untyped-decorator]
def look_after_lists() -> None:
    """Every minute: forget ordered lists of yesterday, start anew what was left behind."""
    actions.look_after(at=clock.now())
