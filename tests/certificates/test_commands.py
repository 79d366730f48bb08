"""OPS-1: `init_ca` and `publish_crl` say each thing they did, and their exit code tells the truth."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography import x509 as crypto
from django.core.management import CommandError, call_command
from pytest_django import Settings

from certificates import x509
from certificates.vault import Vault

from .conftest import AT, ROOT_PASSPHRASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """The file with the root's passphrase."""
    path = tmp_path / "root-passphrase"
    path.write_text(ROOT_PASSPHRASE + "\r\nsecond line\n", encoding="utf-8")
    return path


def run(*command: object) -> list[str]:
    """The lines that a command prints."""
    output = io.StringIO()
    with time_machine.travel(AT, tick=False):
        call_command(*map(str, command), stdout=output)
    return output.getvalue().splitlines()


def init(passphrase_file: Path, *options: str) -> list[str]:
    """Run `init_ca`."""
    return run("init_ca", "--root-passphrase-file", passphrase_file, *options)


def test_init_ca_prints_one_line_for_each_file_and_what_to_do_with_the_root_key(
    files: Vault, passphrase_file: Path
) -> None:
    lines = init(passphrase_file)

    assert [line.removeprefix("作成しました: ") for line in lines[:6]] == [
        str(path)
        for path in (
            files.root_key,
            files.root,
            files.issuing_key(1),
            files.issuing(1),
            files.root_crl,
            files.issuing_bundle,
        )
    ]
    assert lines[6:] == [
        f"公開しました: {files.crl}(0件、2026-11-27 09:30 まで有効)",
        f"{files.root_key} を安全な媒体に移し、このサーバーから消してください。",
    ]


def test_the_second_init_ca_says_that_it_changed_nothing(files: Vault, passphrase_file: Path) -> None:
    init(passphrase_file)
    files.root_key.unlink()

    assert init(passphrase_file) == ["認証局はすでにあります。何も変えていません。"]


def test_init_ca_publishes_a_missing_crl_and_leaves_a_present_one(
    files: Vault, passphrase_file: Path
) -> None:
    init(passphrase_file)
    files.root_key.unlink()
    files.crl.unlink()

    assert init(passphrase_file) == [f"公開しました: {files.crl}(0件、2026-11-27 09:30 まで有効)"]
    assert len(x509.revocation_lists(files.crl.read_bytes())) == 2


def test_init_ca_makes_what_is_missing_and_leaves_a_present_crl(files: Vault, passphrase_file: Path) -> None:
    init(passphrase_file)
    files.root_key.unlink()
    files.issuing_bundle.unlink()
    before = files.crl.read_bytes()

    assert init(passphrase_file) == [f"作成しました: {files.issuing_bundle}"]
    assert files.crl.read_bytes() == before


def test_init_ca_names_the_organisation_it_is_told(files: Vault, passphrase_file: Path) -> None:
    init(passphrase_file, "--organisation", "見本労働金庫連合会")

    root = crypto.load_pem_x509_certificate(files.root.read_bytes())
    assert "O=見本労働金庫連合会" in root.subject.rfc4514_string()


def test_a_refusal_names_code_cause_and_remedy(ca: Vault, passphrase_file: Path) -> None:
    ca.issuing_key(1).unlink()

    with pytest.raises(CommandError) as failed:
        init(passphrase_file)

    assert str(failed.value).startswith("認証局のファイルがそろっていない")
    assert str(failed.value).endswith("(E1282)")
    assert str(ca.issuing_key(1)) in str(failed.value)
    assert "バックアップから" in str(failed.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_passphrase_file_that_cannot_be_read_is_named(
    files: Vault, passphrase_file: Path, content: bytes | None
) -> None:
    passphrase_file.unlink()
    if content:
        passphrase_file.write_bytes(content)

    with pytest.raises(CommandError, match="root-passphrase を読めません"):
        init(passphrase_file)


def test_a_place_that_cannot_be_written_is_named(
    files: Vault, passphrase_file: Path, settings: Settings
) -> None:
    settings.CA_DIR = passphrase_file / "ca"  # below a file

    with pytest.raises(CommandError, match="ディスクの空きと権限"):
        init(passphrase_file)


def test_publish_crl_says_where_how_many_and_until_when(ca: Vault) -> None:
    before = ca.crl.read_bytes()

    assert run("publish_crl") == [f"公開しました: {ca.crl}(0件、2026-11-27 09:30 まで有効)"]
    assert ca.crl.read_bytes() != before
    assert x509.revocation_lists(ca.crl.read_bytes())[0].next_update_utc == AT + timedelta(days=7)


def test_publish_crl_without_a_ca_says_what_to_do_first(files: Vault) -> None:
    with pytest.raises(CommandError, match=r"manage\.py init_ca.*\(E1281\)"):
        run("publish_crl")
