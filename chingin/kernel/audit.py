"""The operation log (操作ログ): who did what when from where, in chains that betray any later change.

Each entry's hash covers all of its fields and the hash of the entry before; the head of the chain holds the
newest. Whoever changes or deletes a row must therefore rewrite every later one and the head; against that,
keep the hashes that `manage.py verify_operation_log -v 2` prints where the database's owner cannot write.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeAlias

from django.db import models, transaction
from django.db.models import OuterRef, Subquery

from .actors import Actor
from .models import OperationLog, OperationLogChain, Result
from .secrecy import refuse_secret

__all__ = [
    "SYSTEM_CHAIN",
    "Broken",
    "Fault",
    "Result",
    "bank_chain",
    "chains",
    "contract_chain",
    "record",
    "verify_chain",
]

# Floats are left out: the two databases do not give them back alike, and money is no float.
JSON: TypeAlias = "str | int | bool | Sequence[JSON] | Mapping[str, JSON] | None"
SYSTEM_CHAIN: Final = "system"
_CHUNK: Final = 2000


class NotInTransaction(RuntimeError):
    """A programmer's mistake: the log must stand or fall with the change it tells of."""


class Fault(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "記録の内容が書き換えられています"
    MISSING = "記録が削除されています"
    UNLINKED = "直前の記録とのつながりが切れています"
    CUT = "末尾の記録が削除されています"
    HEAD = "系列の先頭情報(最終連番・最終ハッシュ値)が書き換えられています"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry of a chain that cannot be trusted."""

    chain: str
    sequence: int
    fault: Fault

    def __str__(self) -> str:
        return f"系列 {self.chain} の連番 {self.sequence}: {self.fault}"


def contract_chain(number: str) -> str:
    """The chain of one contract (契約); its number has eight digits."""
    return f"contract:{number}"


def bank_chain(code: str) -> str:
    """The chain of one bank (労働金庫); its code has four digits."""
    return f"bank:{code}"


def record(
    event: models.TextChoices,
    *,
    chain: str,
    by: Actor,
    at: datetime,
    function: str = "",
    target: str = "",
    result: Result = Result.SUCCESS,
    detail: Mapping[str, JSON] | None = None,
) -> OperationLog:
    """Add one entry in the caller's transaction.

    Other writers of the same chain wait until that transaction ends: record last. SecretRefused for a detail
    whose name looks like a secret's.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{event!r} is recorded outside a transaction")
    entry = OperationLog(
        chain=chain,
        at=at,
        user_id=_storable(by.user_id),
        user_name=_storable(by.name),
        address=_storable(by.address),
        function=function,
        event=event.value,
        event_label=str(event.label),
        target=_storable(target),
        result=result,
        detail=_checked(detail or {}),
    )
    _append(entry)
    return entry


def _append(entry: OperationLog) -> None:
    head = _locked_head(entry.chain)
    entry.sequence, entry.previous_hash = head.last_sequence + 1, head.last_hash
    entry.hash = _hash(entry)
    entry.save()
    head.last_sequence, head.last_hash = entry.sequence, entry.hash
    head.save(update_fields=["last_sequence", "last_hash"])


def _locked_head(chain: str) -> OperationLogChain:
    heads = OperationLogChain.objects.select_for_update(no_key=True).filter(name=chain)
    if head := heads.first():
        return head
    # Two first writers at once: the second one's insert waits for the first's transaction, then does nothing.
    OperationLogChain.objects.bulk_create([OperationLogChain(name=chain)], ignore_conflicts=True)
    return heads.get()


def _hash(entry: OperationLog) -> str:
    """SHA-256 over every field as one JSON array: no two different entries are written alike."""
    fields = [
        entry.chain,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.user_id,
        entry.user_name,
        entry.address,
        entry.function,
        entry.event,
        entry.event_label,
        entry.target,
        entry.result,
        entry.detail,
        entry.previous_hash,
    ]
    canonical = json.dumps(fields, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _storable(text: str) -> str:
    """What a stranger typed may hold what PostgreSQL cannot store; the log takes it in all the same."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", errors="replace").decode("utf-8")


def _checked(value: JSON) -> JSON:
    """`value` as it will come back from the database; SecretRefused for a key that names a secret."""
    match value:
        case str():
            return _storable(value)
        case bool() | int() | None:
            return value
        case Mapping():
            for key in value:
                refuse_secret(key)
            return {_storable(key): _checked(item) for key, item in value.items()}
        case Sequence():
            return [_checked(item) for item in value]
        case _:
            raise TypeError(f"{value!r} may not stand in the operation log")


def chains() -> Iterable[str]:
    """The names of all chains, also of one whose head was deleted."""
    named = OperationLogChain.objects.values_list("name")
    return (name for (name,) in named.union(OperationLog.objects.values_list("chain")).order_by("name"))


def verify_chain(chain: str) -> Broken | None:
    """The first entry that is not as it was recorded, or None. Reads in chunks; writers go on meanwhile."""
    newest = OperationLog.objects.filter(chain=OuterRef("name")).order_by("-sequence").values("sequence")[:1]
    # Head and newest entry in one statement: both of the same instant.
    head = OperationLogChain.objects.filter(name=chain).annotate(newest=Subquery(newest)).first()
    if head is None:
        return Broken(chain, 1, Fault.HEAD) if OperationLog.objects.filter(chain=chain).exists() else None
    entries = OperationLog.objects.of_chain(chain).filter(sequence__lte=head.last_sequence)
    broken, last_sequence, last_hash = _walk(chain, entries.iterator(chunk_size=_CHUNK))
    if broken:
        return broken
    if last_sequence < head.last_sequence:
        return Broken(chain, last_sequence + 1, Fault.CUT)
    if head.last_hash != last_hash or (head.newest or 0) != head.last_sequence:
        return Broken(chain, last_sequence, Fault.HEAD)
    return None


def _walk(chain: str, entries: Iterable[OperationLog]) -> tuple[Broken | None, int, str]:
    sequence, previous = 0, ""
    for entry in entries:
        if fault := _fault(entry, sequence + 1, previous):
            return Broken(chain, sequence + 1, fault), sequence, previous
        sequence, previous = entry.sequence, entry.hash
    return None, sequence, previous


def _fault(entry: OperationLog, expected: int, previous: str) -> Fault | None:
    if entry.sequence > expected:
        return Fault.MISSING
    if entry.hash != _hash(entry):
        return Fault.CHANGED
    if entry.previous_hash != previous:
        return Fault.UNLINKED
    return None
