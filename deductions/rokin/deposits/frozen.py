"""What 確定 freezes of each line, and 照合値: the value by which anybody tells that it is still the same."""

import hashlib
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from deductions.groups.codes import STOPPED
from deductions.groups.models import Cycle
from deductions.rokin.models import DepositRequest, DepositRequestLine, Update

# Each line as it stands under the cycle's lock; a stopped one is 更新区分 中止 whatever was changed before.
# Nothing is stopped of a line that was cancelled by a slow request after its stop.
_FREEZE: Final = """
INSERT INTO rokin_depositrequestline (request_id, line_id, amount, deposit, "update", stop_reason, end_month)
SELECT %s, line.id, line.amount,
       CASE WHEN stop.id IS NULL THEN line.amount ELSE 0 END,
       CASE WHEN stop.id IS NULL THEN line."update" ELSE %s END,
       COALESCE(stop.reason, ''), line.end_month
FROM rokin_deductionline AS line
LEFT JOIN rokin_depositstop AS stop ON stop.line_id = line.id AND stop.lifted_at IS NULL AND line.amount > 0
WHERE line.cycle_id = %s AND NOT (line.line_key = '' AND line."update" = %s)
"""
# A request never changes, so the value of its lines has to be known when it is made: they come first.
_NEXT_KEY: Final = {
    "postgresql": "SELECT nextval(pg_get_serial_sequence('rokin_depositrequest', 'id'))",
    "sqlite": "SELECT COALESCE(MAX(id), 0) + 1 FROM rokin_depositrequest",
}
_ACCOUNT: Final = ("employee_number", "branch", "subject", "account_number", "line_key")
_FROZEN: Final = ("amount", "deposit", "update", "stop_reason", "end_month")
_AT_ONCE: Final = 2_000


def freeze_lines(cycle: Cycle) -> int:
    """Freeze the cycle's lines and stops under the key of a request to be made, and return that key.

    Within the caller's transaction and under its lock; until it ends the request has to be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_KEY[connection.vendor])
        [key] = cursor.fetchone()
        cursor.execute(_FREEZE, [key, STOPPED, cycle.pk, Update.CANCEL])
    return int(key)


def frozen_content(request: int) -> QuerySet[DepositRequestLine, tuple[Any, ...]]:
    """The frozen lines of a request (its key), ordered as in file 50: whose, which account, how much, why."""
    lines = DepositRequestLine.objects.filter(request=request).order_by("line_id")
    return lines.values_list(*(f"line__{name}" for name in _ACCOUNT), *_FROZEN)


def control_hash(request: int) -> str:
    """照合値: SHA-256 over the frozen content, its values parted by tabs, each line ended by a newline."""
    hashed = hashlib.sha256()
    for line in frozen_content(request).iterator(chunk_size=_AT_ONCE):
        hashed.update("\t".join(map(str, line)).encode() + b"\n")
    return hashed.hexdigest()


def is_as_confirmed(request: DepositRequest) -> bool:
    """Whether the lines are still those of which 照合値 was made; reads all of them."""
    return control_hash(request.pk) == request.control_hash
