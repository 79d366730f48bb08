"""Many contracts of the old system at once (CON-3): one set, one transaction, one entry for each bank."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import staff_messages
from accounts.models import Contract
from accounts.staff_events import StaffEvent
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .contracts import ContractEntry

_BATCH = 1000


class ImportOvertaken(Refusal):
    """Somebody registered one of the numbers after the file was checked."""

    message = staff_messages.IMPORT_OVERTAKEN


@dataclass(frozen=True, slots=True)
class NewContract:
    """A contract to insert; the initial password is a hash already, or empty."""

    entry: ContractEntry
    initial_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """The file, as the operation log names it."""

    name: str
    sha256: str


@transaction.atomic
def import_contracts(*, contracts: Sequence[NewContract], source: Source, by: Actor, at: datetime) -> None:
    """Insert all or none. The log names the file with its SHA-256 instead of ten thousand contracts."""
    try:
        with transaction.atomic():
            Contract.objects.bulk_create((_row(new, at) for new in contracts), batch_size=_BATCH)
    except IntegrityError as error:
        raise ImportOvertaken from error
    counts = Counter(new.entry.branch.bank.code for new in contracts)
    for bank, count in sorted(counts.items()):
        audit.record(
            StaffEvent.CONTRACTS_IMPORTED,
            chain=audit.bank_chain(bank),
            by=by,
            at=at,
            target=source.name,
            detail={"count": count, "sha256": source.sha256},
        )


def _row(new: NewContract, at: datetime) -> Contract:
    return Contract(
        **new.entry.values,
        initial_password=new.initial_password,
        initial_password_set_at=at if new.initial_password else None,
        registered_at=at,
    )
