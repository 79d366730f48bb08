"""OPS-1: the register's commands say each thing they did, do it once, and their exit code tells the truth."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from certificates import x509
from certificates.models import Certificate, Notice, Reason, Revocation
from certificates.vault import Vault
from chingin.kernel.models import OperationLog
from tests.accounts.factories import BankStaffFactory

from .conftest import AT, ROOT_PASSPHRASE
from .factories import CertificateFactory, RevocationFactory
from .story import events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

SERIAL = "0A" * 20


@pytest.fixture
def certificate() -> Certificate:
    return CertificateFactory.create(
        serial=SERIAL, user__user_id="roukin01", user__contract__number="12345678"
    )


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "root-passphrase"
    path.write_text(ROOT_PASSPHRASE + "\r\n", encoding="utf-8")
    return path


def run(*command: object) -> list[str]:
    """The lines that a command prints."""
    output = io.StringIO()
    call_command(*map(str, command), stdout=output, stderr=output)
    return output.getvalue().splitlines()


def revoke(*words: str, reason: str = "bank-request") -> list[str]:
    return run("revoke_certificate", *words, "--reason", reason)


@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("words", [[SERIAL], [SERIAL.lower()], ["--user", "roukin01"]])
def test_a_certificate_is_revoked_by_serial_or_by_user_cert_12(words: list[str]) -> None:
    assert revoke(*words) == [f"失効しました: roukin01 {SERIAL}"]

    assert Revocation.objects.get().reason == Reason.BANK_REQUEST
    entry = OperationLog.objects.get()
    assert (entry.event, entry.user_id, entry.chain) == (
        "certificates.revoked",
        "console",
        "contract:12345678",
    )


@pytest.mark.usefixtures("certificate")
def test_the_reason_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    revoke(SERIAL, reason="compromised")

    assert Revocation.objects.get().reason == Reason.COMPROMISED


@pytest.mark.usefixtures("certificate")
def test_a_second_run_says_so_and_changes_nothing() -> None:
    revoke(SERIAL)

    assert revoke(SERIAL, reason="compromised") == [
        f"電子証明書 {SERIAL} は、すでに失効しています。2026-11-20 09:30 に失効しました(理由: 失効依頼)。"
    ]
    assert revoke("--user", "roukin01") == ["roukin01 に有効な電子証明書はありません。何も変えていません。"]
    assert events() == ["revoked"]


@pytest.mark.parametrize(
    ("words", "told"),
    [(["0B" * 20], "E1212"), (["--user", "roukin99"], "E1213"), (["--user", "staff0001"], "E1213")],
)
@pytest.mark.usefixtures("certificate")
def test_who_or_what_is_not_there_is_named(words: list[str], told: str) -> None:
    BankStaffFactory.create(user_id="staff0001")

    with pytest.raises(CommandError, match=told) as failed:
        revoke(*words)

    assert words[-1] in str(failed.value)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [SERIAL],
        ["--reason", "bank-request"],
        [SERIAL, "--user", "roukin01", "--reason", "bank-request"],
        [SERIAL, "--reason", "whim"],
        [SERIAL, "--reason", "SUPERSEDED"],
    ],
)
def test_a_command_line_that_does_not_say_what_and_why_is_refused(words: list[str]) -> None:
    with pytest.raises(CommandError):
        run("revoke_certificate", *words)


def test_publish_crl_lists_what_the_register_calls_revoked_cert_15(ca: Vault) -> None:
    RevocationFactory.create(certificate__serial=SERIAL)

    assert run("publish_crl") == [f"公開しました: {ca.crl}(1件、2026-11-27 09:30 まで有効)"]

    issuing, _root = x509.revocation_lists(ca.crl.read_bytes())
    assert [x509.serial_text(entry.serial_number) for entry in issuing] == [SERIAL]
    assert OperationLog.objects.get().chain == "system"


def rotate(passphrase_file: Path, *options: str) -> list[str]:
    return run("rotate_issuing_ca", "--root-passphrase-file", passphrase_file, *options)


def test_an_issuing_ca_that_lasts_is_left_alone(ca: Vault, passphrase_file: Path) -> None:
    before = ca.issuing_bundle.read_bytes()

    assert rotate(passphrase_file) == ["発行局は、まだ更新の時期ではありません。何も変えていません。"]
    assert ca.issuing_bundle.read_bytes() == before


def test_ninety_days_before_it_can_no_longer_issue_it_gets_a_successor_once(
    ca: Vault, passphrase_file: Path
) -> None:
    due = AT + timedelta(days=6 * 365 + 1 - 366 - 90, seconds=1)
    with travel(due, tick=False):
        lines = rotate(passphrase_file)
        again = rotate(passphrase_file)

    assert lines[0] == f"作成しました: {ca.issuing_key(2)}"
    assert lines[-2].startswith(f"公開しました: {ca.crl}(0件、")
    assert lines[-1] == f"{ca.root_key} を安全な媒体に移し、このサーバーから消してください。"
    assert again == ["発行局は、まだ更新の時期ではありません。何も変えていません。"]
    assert ca.generations() == [2, 1]
    assert len(x509.revocation_lists(ca.crl.read_bytes())) == 3
    assert events() == ["ca_rotated", "crl_published"]
    names = ["issuing-2.key.pem", "issuing-2.pem", "root-crl.pem", "issuing.pem"]
    assert OperationLog.objects.get(event="certificates.ca_rotated").detail == {"files": names}


def test_an_operator_may_rotate_at_once(ca: Vault, passphrase_file: Path) -> None:
    rotate(passphrase_file, "--now")

    assert ca.generations() == [2, 1]


def test_without_a_ca_there_is_nothing_to_rotate(files: Vault, passphrase_file: Path) -> None:
    with pytest.raises(CommandError, match="E1281"):
        rotate(passphrase_file)


def test_a_damaged_bundle_is_named(ca: Vault, passphrase_file: Path) -> None:
    ca.issuing_bundle.write_text("damaged")

    with pytest.raises(CommandError, match=r"issuing\.pem.*\(E1284\)"):
        rotate(passphrase_file)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_root_passphrase_that_cannot_be_read_is_named(
    ca: Vault, passphrase_file: Path, content: bytes | None
) -> None:
    passphrase_file.unlink()
    if content:
        passphrase_file.write_bytes(content)

    with pytest.raises(CommandError, match="root-passphrase を読めません"):
        rotate(passphrase_file, "--now")


@pytest.mark.usefixtures("certificate")
def test_notices_are_listed_sent_and_not_sent_again_cert_8() -> None:
    line = "roukin01 2027-11-20 有効期限のお知らせ"

    with travel(AT.replace(year=2027), tick=False):
        dry = run("send_expiry_notices", "--dry-run")
        assert not Notice.objects.exists()
        sent = run("send_expiry_notices")
        again = run("send_expiry_notices")

    assert (dry, sent, again) == ([line, "1件(送信していません)"], [line, "1件"], ["0件"])


@pytest.mark.usefixtures("certificate")
def test_expiring_certificates_are_listed_nearest_first() -> None:
    day = timedelta(days=1)
    for user_id, issued_on in [("sakini01", date(2026, 11, 10)), ("ato00001", date(2026, 11, 21))]:
        CertificateFactory.create(
            user__user_id=user_id,
            user__contract__number=f"876543{issued_on.day}",
            issued_on=issued_on,
            serial=f"{issued_on.day:040}",
        )
    RevocationFactory.create(certificate__issued_on=date(2026, 11, 15))

    with travel(AT.replace(year=2027, month=11, day=1), tick=False):
        nineteen = run("list_expiring", "--days", "19")
        twenty = run("list_expiring", "--days", "20")
    with travel(AT.replace(year=2027, month=11, day=10) + day, tick=False):
        later = run("list_expiring")

    assert nineteen == [
        f"2027-11-10 契約87654310 sakini01 {10:040}",
        f"2027-11-20 契約12345678 roukin01 {SERIAL}",
        "2件",
    ]
    assert twenty[-2:] == [f"2027-11-21 契約87654321 ato00001 {21:040}", "3件"]
    assert later[0].startswith("2027-11-20")


@pytest.mark.parametrize("days", ["-1", "x", "10000", "３"])
def test_days_are_a_number_of_days(days: str) -> None:
    with pytest.raises(CommandError, match="0～9999"):
        run("list_expiring", f"--days={days}")
