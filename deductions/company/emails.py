"""The mails of this app: stored with the change that they announce, sent after it (docs/mails.md)."""

from datetime import datetime

from accounts.emails import about, sender_for
from accounts.models import User
from chingin.kernel import mail
from deductions.company.models import CycleResults


def announce_results(results: CycleResults, *, at: datetime) -> None:
    """The results are out, or corrected: to each registered user of the contract, once."""
    contract = results.cycle.group.contract
    users = User.objects.registered().filter(contract=contract).select_related("contract__branch__bank")
    for user in users.order_by("pk"):
        mail.enqueue(
            key=f"company.results:{results.pk}:{user.pk}",
            to=user.mail,
            sender=sender_for(user),
            template="company/results",
            context={
                **about(user),
                "group": str(results.cycle.group),
                "cycle": results.cycle.label,
                "count": f"{results.reception.count:,}",
                "version": results.version,
            },
            at=at,
        )
