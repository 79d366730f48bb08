"""The mails of this app: stored with the change that they announce, sent after it (docs/mails.md)."""

from datetime import datetime

from accounts.emails import about, sender_for
from accounts.models import User
from chingin.kernel import clock, mail
from deductions.groups.models import Cycle


def announce_cycle(cycle: Cycle, *, at: datetime) -> None:
    """The lists of a new cycle are ready: to each registered user of the contract, once.

    照会 changes no lines, so it is told no deadline (CON-4).
    """
    contract = cycle.group.contract
    users = User.objects.registered().filter(contract=contract).select_related("contract__branch__bank")
    for user in users.order_by("pk"):
        mail.enqueue(
            key=f"rokin.requested:{cycle.pk}:{user.pk}",
            to=user.mail,
            sender=sender_for(user),
            template="rokin/requested",
            context={
                **about(user),
                "group": str(cycle.group),
                "cycle": cycle.label,
                "pay_date": clock.day_in_words(cycle.pay_date),
                "deposit_date": clock.day_in_words(cycle.deposit_date),
                "deadline": clock.in_words(cycle.update_deadline) if cycle.is_updated_on_the_web else "",
                "count": f"{cycle.reception.count:,}",
            },
            at=at,
        )
