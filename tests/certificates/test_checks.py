"""`manage.py check` says what is wrong with the CA, and is silent where nothing is."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.core import checks
from pytest_django import Settings

from certificates import authority
from certificates.checks import TAG
from certificates.vault import Vault

from .conftest import AT, ROOT_PASSPHRASE

ISSUING_END: Final = AT + timedelta(days=6 * 365 + 1)
DAMAGED_CRL: Final = b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"


def found(*, at: datetime = AT, deploy: bool = True) -> list[checks.CheckMessage]:
    """What the checks of this app complain of, each with a hint."""
    with time_machine.travel(at, tick=False):
        messages = checks.run_checks(tags=[TAG], include_deployment_checks=deploy)
    assert all(message.hint and message.hint.isprintable() for message in messages)
    return list(messages)


def ids(*, at: datetime = AT, deploy: bool = True) -> list[str]:
    """The ids of the complaints, without that of the root key."""
    return [message.id or "" for message in found(at=at, deploy=deploy) if message.id != "certificates.W002"]


def test_a_ca_in_good_order_is_not_complained_of(ca: Vault) -> None:
    ca.root_key.unlink()

    assert found() == []


def test_before_init_ca_only_the_deployment_checks_complain(files: Vault) -> None:
    assert ids(deploy=False) == []
    assert ids() == ["certificates.E002"]


@pytest.mark.parametrize("name", ["", "issuing-1.key.pem", "root.key.pem"])
@pytest.mark.parametrize("mode", [0o704, 0o720, 0o710])
def test_e001_a_key_that_others_may_use(ca: Vault, name: str, mode: int) -> None:
    path: Path = ca.private / name
    path.chmod(mode)

    (message,) = found(deploy=False)

    assert (message.id, message.level) == ("certificates.E001", checks.ERROR)
    assert str(path) in message.msg


def test_e003_nobody_decided_to_trust_the_proxy(ca: Vault, settings: Settings) -> None:
    settings.TRUST_PROXY = False

    assert ids() == ["certificates.E003"]


@pytest.mark.parametrize(
    ("before_end", "expected"),
    [
        (timedelta(days=366 + 90), []),
        (timedelta(days=366 + 90) - timedelta(seconds=1), ["certificates.W001"]),
        (timedelta(days=366), ["certificates.W001"]),
        (timedelta(days=366) - timedelta(seconds=1), ["certificates.E004"]),
    ],
)
def test_e004_w001_the_issuing_ca_must_be_rolled_over(
    ca: Vault, before_end: timedelta, expected: list[str]
) -> None:
    authority.publish_crl(revoked=(), at=ISSUING_END - before_end)

    assert ids(at=ISSUING_END - before_end) == expected


def test_after_the_roll_over_the_old_generation_is_no_longer_complained_of(ca: Vault) -> None:
    at = ISSUING_END - timedelta(days=400)
    authority.rotate_issuing_ca(root_passphrase=ROOT_PASSPHRASE, at=at)
    authority.publish_crl(revoked=(), at=at)

    assert ids(at=at) == []


def test_w002_the_root_key_is_still_on_the_server(ca: Vault) -> None:
    (message,) = found()

    assert (message.id, message.level) == ("certificates.W002", checks.WARNING)
    assert str(ca.root_key) in message.msg


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), []),
        (timedelta(days=4) - timedelta(seconds=1), []),
        (timedelta(days=4), ["certificates.W003"]),
        (timedelta(days=7) - timedelta(seconds=1), ["certificates.W003"]),
        (timedelta(days=7), ["certificates.E006"]),
    ],
)
def test_w003_e006_a_crl_that_ends_within_three_days_or_has_ended(
    ca: Vault, age: timedelta, expected: list[str]
) -> None:
    assert ids(at=AT + age) == expected


def test_e005_without_a_crl_file_every_ca_is_named(ca: Vault) -> None:
    ca.crl.unlink()

    messages = [message for message in found() if message.id == "certificates.E005"]

    assert ["発行局 G1" in messages[0].msg, "ルート認証局" in messages[1].msg] == [True, True]


def test_e005_a_crl_file_without_the_crl_of_one_ca(ca: Vault) -> None:
    ca.crl.write_bytes(ca.root_crl.read_bytes())

    assert ids() == ["certificates.E005"]


def test_e005_after_a_roll_over_the_crl_must_be_published(ca: Vault) -> None:
    authority.rotate_issuing_ca(root_passphrase=ROOT_PASSPHRASE, at=AT)

    assert ids() == ["certificates.E005"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("issuing.pem", ["certificates.E002"]),
        ("root.pem", ["certificates.E002"]),
        ("crl.pem", ["certificates.E005"] * 2),
    ],
)
@pytest.mark.parametrize("content", [b"", b"damaged", None, DAMAGED_CRL])
def test_a_lost_or_damaged_file_for_nginx_is_complained_of(
    ca: Vault, name: str, expected: list[str], content: bytes | None
) -> None:
    (ca.public / name).unlink()
    if content is not None:
        (ca.public / name).write_bytes(content)

    assert ids() == expected
