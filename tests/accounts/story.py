"""What an action left behind: entries of the operation log and mails of the outbox, as short lines."""

from chingin.kernel.models import OperationLog, OutgoingMail


def told() -> list[tuple[str, str, str]]:
    """Event, target and result of each log entry, in the order of writing."""
    entries = OperationLog.objects.order_by("pk")
    return [(entry.event.removeprefix("accounts."), entry.target, entry.result) for entry in entries]


def mailed() -> list[tuple[str, str]]:
    """Kind and recipient of each mail, in the order of writing."""
    mails = OutgoingMail.objects.order_by("pk")
    return [(mail.key.partition(":")[0].removeprefix("accounts."), mail.recipient) for mail in mails]
