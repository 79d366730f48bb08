"""What a secret looks like wherever it could have been left, and the search for it."""

import base64
import re
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from tests.services.stack import Stack


def shapes_of_p12(p12: bytes, password: str) -> list[str]:
    """The file and the key in it, raw and as text; a few letters may differ at either end of base64."""
    key, _, _ = pkcs12.load_key_and_certificates(p12, password.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    number = key.private_numbers().private_value
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    shapes = [str(number), f"{number:x}"]
    for raw in (number.to_bytes(32, "big"), der, p12):
        armoured = [base64.b64encode(raw[skip:]).decode()[4:-8] for skip in range(3)]
        urlsafe = [text.translate(str.maketrans("+/", "-_")) for text in armoured]
        shapes += [raw.decode("latin-1"), raw.hex(), *armoured, *urlsafe]
    return shapes


def left_in(memory: dict[str, str], secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Which secret stands where."""
    return [(place, secret) for secret in secrets for place, told in memory.items() if _holds(told, secret)]


def left_behind(stack: Stack, *, secrets: Iterable[str], codes: Iterable[str]) -> list[tuple[str, str]]:
    """Which secret the system still knows somewhere; a code may stand in the mail that brought it."""
    memory = stack.memory()
    without_mails = {place: told for place, told in memory.items() if place != "mails"}
    return left_in(memory, secrets) + left_in(without_mails, codes)


def _holds(told: str, secret: str) -> bool:
    """A code counts only as a word: many a number holds six digits."""
    if re.fullmatch(r"\d{6}", secret):
        return re.search(rf"(?<![0-9A-Za-z.]){secret}(?![0-9A-Za-z])", told) is not None
    return secret in told
