"""The one-time code (認証コード): six digits, known to the mailbox; here its keyed hash (CERT-2)."""

import hashlib
import hmac
import secrets
from typing import Final
from uuid import UUID

DIGITS: Final = 6


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def keyed_hash(code: str, *, flow: UUID, secret: str) -> str:
    """HMAC-SHA256 under a key of this flow: without `secret` a million guesses at the hash tell nothing."""
    key = hmac.digest(secret.encode(), b"certificates.code:" + flow.bytes, "sha256")
    return hmac.new(key, code.encode("utf-8", errors="replace"), hashlib.sha256).hexdigest()


def agrees(code: str, stored: str, *, flow: UUID, secret: str) -> bool:
    """Is this the code? In constant time; never for an empty `stored`."""
    return bool(stored) and hmac.compare_digest(keyed_hash(code, flow=flow, secret=secret), stored)
