"""The issuing CA (発行局) gets a successor (CERT-15)."""

from datetime import datetime
from pathlib import Path

from cryptography import x509 as crypto
from django.db import transaction

from certificates import authority, rules, vault
from certificates.events import Event
from chingin.kernel import audit
from chingin.kernel.actors import Actor


def is_rotation_due(*, at: datetime) -> bool:
    """Will the newest issuing CA soon be unable to issue (W001)? After a rotation it will not."""
    bundle = vault.configured().issuing_bundle
    if not bundle.exists():
        raise authority.CaMissing(path=bundle)
    try:
        newest = crypto.load_pem_x509_certificates(bundle.read_bytes())[0]
    except ValueError as error:
        raise authority.CaFileUnreadable(path=bundle) from error
    return newest.not_valid_after_utc - at < rules.ROLL_OVER_ALARM


@transaction.atomic
def rotate_issuing_ca(*, root_passphrase: str, by: Actor, at: datetime) -> list[Path]:
    """Put a new issuing CA beside the present ones. nginx needs its CRL: the caller publishes it at once."""
    made = authority.rotate_issuing_ca(root_passphrase=root_passphrase, at=at)
    audit.record(
        Event.CA_ROTATED,
        chain=audit.SYSTEM_CHAIN,
        by=by,
        at=at,
        detail={"files": [path.name for path in made]},
    )
    return made
