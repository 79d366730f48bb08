"""What is written about the operation log (操作ログ) itself."""

from datetime import datetime

from django.db import transaction

from accounts.events import Event
from accounts.models import Contract
from chingin.kernel import audit
from chingin.kernel.actors import Actor

LOG_INQUIRY = "USR-6"


@transaction.atomic
def record_log_export(*, contract: Contract, file_name: str, count: int, by: Actor, at: datetime) -> None:
    """Whoever takes the log away stands in the log (USR-6)."""
    audit.record(
        Event.LOG_EXPORTED,
        chain=contract.log_chain,
        by=by,
        at=at,
        function=LOG_INQUIRY,
        target=file_name,
        detail={"count": count},
    )
