"""CERT-15: the CA is made once and whole, and its keys are for its owner alone."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509 as crypto
from pytest_django import Settings

from certificates import authority, vault
from certificates.vault import Vault

from .conftest import AT, ORGANISATION, ROOT_PASSPHRASE, SUBJECT

MADE = ["root.key.pem", "root.pem", "issuing-1.key.pem", "issuing-1.pem", "root-crl.pem", "issuing.pem"]


def init(*, root_passphrase: str = ROOT_PASSPHRASE) -> list[str]:
    """Run the ceremony; the names of the files it made."""
    made = authority.init_ca(organisation=ORGANISATION, root_passphrase=root_passphrase, at=AT)
    return [path.name for path in made]


def contents(files: Vault) -> dict[str, bytes]:
    """Every file of the CA."""
    return {
        str(path.relative_to(files.directory)): path.read_bytes()
        for path in sorted(files.directory.rglob("*"))
        if path.is_file()
    }


def mode(path: Path) -> int:
    """The permission bits."""
    return path.stat().st_mode & 0o777


def test_the_first_run_makes_root_issuing_ca_and_what_nginx_needs(files: Vault) -> None:
    assert init() == MADE

    root = crypto.load_pem_x509_certificate(files.root.read_bytes())
    issuing = crypto.load_pem_x509_certificate(files.issuing_bundle.read_bytes())
    assert issuing.issuer == root.subject == root.issuer
    assert "試験労働金庫連合会" in issuing.subject.rfc4514_string()
    assert root.not_valid_after_utc - root.not_valid_before_utc == timedelta(days=20 * 365 + 5)
    assert issuing.not_valid_after_utc - issuing.not_valid_before_utc == timedelta(days=6 * 365 + 1)


def test_the_second_run_changes_nothing_even_when_the_root_key_has_been_taken_away(files: Vault) -> None:
    init()
    files.root_key.unlink()
    before = contents(files)

    assert init() == []

    assert contents(files) == before


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shell of an operator, generous or strict."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_keys_are_for_their_owner_and_the_rest_is_for_nginx(files: Vault) -> None:
    init()

    assert (mode(files.private), mode(files.public)) == (0o700, 0o755)
    assert {mode(path) for path in files.private.iterdir()} == {0o600}
    assert {mode(path) for path in files.public.iterdir()} == {0o644}


def test_keys_are_encrypted(ca: Vault) -> None:
    for key in (ca.root_key, ca.issuing_key(1)):
        assert key.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


@pytest.mark.parametrize("survivors", range(len(MADE)))
def test_a_run_killed_after_any_step_is_finished_by_the_next(files: Vault, survivors: int) -> None:
    init()
    for name in MADE[survivors:]:
        next(files.directory.rglob(name)).unlink()
    kept = contents(files)

    assert init() == MADE[survivors:]

    assert kept.items() <= contents(files).items()
    authority.publish_crl(revoked=(), at=AT)
    assert authority.issue_client(subject=SUBJECT, issued_on=AT.date()).generation == 1


def test_a_run_killed_while_writing_leaves_no_half_file(files: Vault) -> None:
    init()
    leftover = files.public / "issuing.pem.new"
    leftover.write_bytes(b"half")
    files.issuing_bundle.unlink()

    assert init() == ["issuing.pem"]

    assert not leftover.exists()


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        (["public/root.pem"], "root.pem"),
        (["public/root.pem", "private/root.key.pem"], "root.pem"),
        (["private/issuing-1.key.pem"], "issuing-1.key.pem"),
        (["public/issuing-1.pem"], "issuing-1.pem"),
        (["public/issuing-1.pem", "private/issuing-1.key.pem"], "issuing-1.pem"),
        (["public/root-crl.pem", "private/root.key.pem"], "root.key.pem"),
    ],
)
def test_a_lost_file_on_which_others_rest_is_named_and_not_made_anew(
    ca: Vault, lost: list[str], named: str
) -> None:
    for name in lost:
        (ca.directory / name).unlink()
    before = contents(ca)

    with pytest.raises(authority.CaFileLost) as refused:
        init()

    assert named in refused.value.cause
    assert contents(ca) == before


def test_a_run_killed_after_the_root_cannot_go_on_without_the_root_key(files: Vault) -> None:
    init()
    for name in ("issuing-1.key.pem", "issuing-1.pem", "root-crl.pem", "issuing.pem", "root.key.pem"):
        next(files.directory.rglob(name)).unlink()

    with pytest.raises(authority.CaFileLost, match="そろっていない") as refused:
        init()

    assert "root.key.pem" in refused.value.cause


def test_a_killed_run_is_not_finished_with_another_root_passphrase(files: Vault) -> None:
    init()
    for name in MADE[1:]:
        next(files.directory.rglob(name)).unlink()

    with pytest.raises(authority.CaFileUnreadable) as refused:
        init(root_passphrase="some-other-passphrase-of-the-root")

    assert "root.key.pem" in refused.value.cause


def test_a_mixed_pair_is_refused(ca: Vault, tmp_path: Path, settings: Settings) -> None:
    settings.CA_DIR = tmp_path / "other"
    init()
    shutil.copy(vault.configured().issuing_key(1), ca.issuing_key(1))
    settings.CA_DIR = ca.directory

    with pytest.raises(authority.CaMismatch):
        authority.issue_client(subject=SUBJECT, issued_on=AT.date())
    with pytest.raises(authority.CaMismatch):
        init()


@pytest.mark.parametrize(
    ("root", "issuing"),
    [
        ("short", "issuing-passphrase-of-the-tests"),
        ("root-passphrase-of-the-tests", "short"),
        ("one-passphrase-for-both-keys", "one-passphrase-for-both-keys"),
    ],
)
def test_weak_passphrases_are_refused_before_anything_is_written(
    files: Vault, settings: Settings, root: str, issuing: str
) -> None:
    settings.CA_PASSPHRASE = issuing

    with pytest.raises(authority.CaPassphraseWeak):
        init(root_passphrase=root)

    assert not files.directory.exists()
