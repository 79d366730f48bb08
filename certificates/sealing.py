"""Seals what a flow keeps for minutes and may not store in clear: the password, then the .p12 (CERT-15).

The sealed text lies in the server's session, its key only in the browser's cookie: who has one of both has
nothing. AES-256-GCM, bound to the flow, to what is sealed and to the time until which it opens. The view
deletes the text from the session as it opens it, and the cookie with the flow.
"""

import base64
import binascii
import secrets
import struct
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

_KEY: Final = 32
_NONCE: Final = 12
_TIME: Final = struct.Struct(">q")


class Content(StrEnum):
    """What is sealed; one is never opened as the other."""

    PASSWORD = "password"  # noqa: S105  the kind, not one
    FILE = "p12"


def new_key() -> str:
    """A key for the cookie of one flow."""
    return _text(secrets.token_bytes(_KEY))


@sensitive_variables()
def seal(data: bytes, *, key: str, flow: UUID, content: Content, until: datetime) -> str:
    """A text that opens before `until`. The key is one that `new_key` made; ValueError otherwise."""
    time, nonce = _TIME.pack(int(until.timestamp())), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_bytes(key)).encrypt(nonce, data, _bound_to(flow, content, time))
    return _text(time + nonce + sealed)


@sensitive_variables()
def unseal(text: str, *, key: str, flow: UUID, content: Content, at: datetime) -> bytes | None:
    """What was sealed; None when key, flow or content is another, the text changed, or its time is over."""
    try:
        raw = _bytes(text)
        time, nonce, sealed = raw[: _TIME.size], raw[_TIME.size :][:_NONCE], raw[_TIME.size + _NONCE :]
        data = AESGCM(_bytes(key)).decrypt(nonce, sealed, _bound_to(flow, content, time))
    except (ValueError, InvalidTag):
        return None
    until = datetime.fromtimestamp(_TIME.unpack(time)[0], UTC)
    return data if at < until else None


def _bound_to(flow: UUID, content: Content, time: bytes) -> bytes:
    return b"certificates.sealing:" + content.value.encode() + flow.bytes + time


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no base64") from error
