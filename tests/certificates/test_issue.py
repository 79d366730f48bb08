"""CERT-3, CERT-4, CERT-6, CERT-11, CERT-15: signed, registered, packed, taken home; or nothing at all."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from cryptography import x509 as crypto
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pytest_django import Settings

from accounts.models import User
from certificates import authority, vault, x509
from certificates.actions.flow import AlreadyIssued, FlowOver
from certificates.actions.issue import Download, IssueFailed, issue, record_download
from certificates.models import Certificate, FlowState, IssuanceFlow
from certificates.rules import FLOW_LIFETIME
from certificates.vault import Vault
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from tests.accounts.factories import PASSWORD, MasterFactory

from .conftest import AT, ORGANISATION, ROOT_PASSPHRASE
from .factories import CertificateFactory, FlowFactory
from .story import ADDRESS, come_to_issue, events, issued_to, told

pytestmark = pytest.mark.django_db

# CERT-11, letter for letter from the bank's Q&A (Q18).
FAILED = (
    "電子証明書発行に失敗しました、再度発行処理を行ってください。"
    "また、再度行っても発行できない場合は下記のエラーコードを労金にご連絡ください。"
)


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", contract__number="12345678")


@pytest.fixture
def flow(user: User) -> IssuanceFlow:
    return come_to_issue(user, at=AT)


def press_issue(flow: IssuanceFlow, *, password: str = PASSWORD, later: timedelta = timedelta()) -> Download:
    return issue(flow=flow, password=password, by=flow.actor(ADDRESS), at=AT + later)


@pytest.mark.usefixtures("ca")
def test_what_the_user_takes_home_is_what_the_register_knows_cert_4_cert_6(flow: IssuanceFlow) -> None:
    download = press_issue(flow)

    key, signed, chain = pkcs12.load_key_and_certificates(download.p12, PASSWORD.encode())
    assert key is not None
    assert signed is not None
    row = Certificate.objects.get()
    assert download.certificate == row
    assert (row.serial, row.fingerprint) == (x509.serial_text(signed.serial_number), x509.fingerprint(signed))
    assert (row.common_name, row.contract_number, row.ordinal, row.generation) == (
        "roukin01",
        "12345678",
        1,
        1,
    )
    assert (row.not_before, row.not_after) == (signed.not_valid_before_utc, signed.not_valid_after_utc)
    assert (row.last_day, row.issued_at) == (date(2027, 11, 20), AT)
    assert crypto.load_pem_x509_certificate(row.pem.encode()) == signed
    assert [issuing.subject for issuing in chain] == [signed.issuer]
    assert download.file_name == "roukin0120261120093000.p12"


@pytest.mark.usefixtures("ca")
def test_the_flow_remembers_its_certificate_and_the_log_tells_of_it(flow: IssuanceFlow) -> None:
    download = press_issue(flow)

    flow.refresh_from_db()
    assert (flow.state, flow.certificate) == (FlowState.ISSUED, download.certificate)
    entry = OperationLog.objects.get(event="certificates.issued")
    assert (entry.user_id, entry.address, entry.target) == ("roukin01", ADDRESS, "roukin01 労金太郎")
    assert entry.detail == {"serial": download.certificate.serial, "last_day": "2027-11-20"}


@pytest.mark.usefixtures("ca")
def test_the_button_pressed_twice_issues_once(flow: IssuanceFlow) -> None:
    press_issue(flow)

    with pytest.raises(FlowOver):
        press_issue(flow)

    assert Certificate.objects.count() == 1


@pytest.mark.usefixtures("ca")
def test_a_renewal_is_the_second_of_its_user_cert_6_cert_7(user: User) -> None:
    issued_to(user, at=AT)
    renewal = AT.replace(year=2027, month=11, day=1)

    download = issued_to(user, at=renewal)

    assert download.certificate.ordinal == 2
    assert Certificate.objects.valid_at(renewal).count() == 2


def give_up(flow: IssuanceFlow) -> None:
    IssuanceFlow.objects.filter(pk=flow.pk).update(state=FlowState.ABANDONED)


def not_yet_right(flow: IssuanceFlow) -> None:
    IssuanceFlow.objects.filter(pk=flow.pk).update(state=FlowState.CODE_SENT)


def delete(flow: IssuanceFlow) -> None:
    User.objects.filter(pk=flow.user_id).update(deleted_at=AT)


def change_password(flow: IssuanceFlow) -> None:
    flow.user.set_password("Another#2026")
    flow.user.save()


def grow_old(flow: IssuanceFlow) -> None:
    IssuanceFlow.objects.filter(pk=flow.pk).update(started_at=AT - FLOW_LIFETIME)


@pytest.mark.usefixtures("ca")
@pytest.mark.parametrize("happen", [give_up, not_yet_right, delete, change_password, grow_old])
def test_nothing_is_signed_for_a_flow_that_may_not_go_on_cert_15(
    flow: IssuanceFlow, happen: Callable[[IssuanceFlow], None]
) -> None:
    happen(flow)

    with pytest.raises(FlowOver):
        press_issue(flow)

    assert not Certificate.objects.exists()


@pytest.mark.usefixtures("ca")
def test_nothing_is_signed_under_another_password(flow: IssuanceFlow) -> None:
    with pytest.raises(FlowOver):
        press_issue(flow, password="Another#2026")


@pytest.mark.usefixtures("ca")
def test_who_got_one_meanwhile_gets_no_second_cert_5(flow: IssuanceFlow) -> None:
    CertificateFactory.create(user=flow.user)

    with pytest.raises(AlreadyIssued):
        press_issue(flow)


def no_ca(files: Vault, settings: Settings) -> None:
    shutil.rmtree(files.directory)


def lost_key(files: Vault, settings: Settings) -> None:
    files.issuing_key(1).unlink()


def mixed_pair(files: Vault, settings: Settings) -> None:
    settings.CA_DIR = files.directory.with_name("other")
    authority.init_ca(organisation=ORGANISATION, root_passphrase=ROOT_PASSPHRASE, at=AT)
    shutil.copy(vault.configured().issuing_key(1), files.issuing_key(1))
    settings.CA_DIR = files.directory


def wrong_passphrase(files: Vault, settings: Settings) -> None:
    settings.CA_PASSPHRASE = "another-passphrase-of-the-tests"


def exposed_key(files: Vault, settings: Settings) -> None:
    files.issuing_key(1).chmod(0o644)


@pytest.mark.parametrize(
    ("happen", "code"),
    [
        (no_ca, "E1221"),
        (lost_key, "E1222"),
        (mixed_pair, "E1223"),
        (wrong_passphrase, "E1224"),
        (exposed_key, "E1225"),
    ],
)
def test_an_issue_that_fails_says_the_bank_s_words_and_a_code_of_its_own_cert_11(
    ca: Vault,
    settings: Settings,
    flow: IssuanceFlow,
    happen: Callable[[Vault, Settings], None],
    code: str,
) -> None:
    happen(ca, settings)

    with pytest.raises(IssueFailed) as failed:
        press_issue(flow)

    assert (failed.value.code, failed.value.text, str(failed.value)) == (code, FAILED, FAILED)
    assert not Certificate.objects.exists()
    flow.refresh_from_db()
    assert flow.state == FlowState.CODE_RIGHT
    assert told()[-1] == ("issue_failed", "FAILED")
    assert OperationLog.objects.get(result="FAILED").detail == {"message": code}


@pytest.mark.usefixtures("ca")
def test_a_ca_that_ends_too_soon_is_a_failure_of_its_own_cert_11(user: User) -> None:
    late = AT.replace(year=2031, month=12)
    flow = come_to_issue(user, at=late)

    with pytest.raises(IssueFailed) as failed:
        issue(flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=late)

    assert failed.value.code == "E1226"


def test_a_disk_that_fails_is_a_failure_of_its_own_cert_11(
    ca: Vault, settings: Settings, flow: IssuanceFlow, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CA_DIR = ca.directory / ("n" * 300)  # a name that no disk takes

    with pytest.raises(IssueFailed) as failed:
        press_issue(flow)

    assert (failed.value.code, failed.value.text) == ("E1227", FAILED)
    assert "no certificate for roukin01" in caplog.text
    assert PASSWORD not in caplog.text


def test_after_the_failure_is_mended_the_same_button_issues_cert_11(
    ca: Vault, settings: Settings, flow: IssuanceFlow
) -> None:
    exposed_key(ca, settings)
    with pytest.raises(IssueFailed):
        press_issue(flow)
    ca.issuing_key(1).chmod(0o600)

    assert press_issue(flow).certificate.ordinal == 1
    assert events()[-2:] == ["issue_failed", "issued"]


@pytest.mark.usefixtures("ca")
def test_the_file_leaves_once_cert_15(flow: IssuanceFlow) -> None:
    before = record_download(flow=flow, by=flow.actor(ADDRESS), at=AT)
    press_issue(flow)

    downloads = [record_download(flow=flow, by=flow.actor(ADDRESS), at=AT) for _ in range(2)]

    assert (before, downloads) == (False, [True, False])
    flow.refresh_from_db()
    assert flow.state == FlowState.DOWNLOADED
    assert events()[-2:] == ["issued", "downloaded"]


def test_a_file_is_handed_over_past_the_flow_s_time_too_cert_13() -> None:
    """Issued in its last second: the seal says how long it waits."""
    certificate = CertificateFactory.create()
    flow = FlowFactory.create(
        user=certificate.user,
        state=FlowState.ISSUED,
        code_is_due=False,
        certificate=certificate,
        started_at=AT - FLOW_LIFETIME,
    )

    assert record_download(flow=flow, by=flow.actor(ADDRESS), at=AT) is True
    assert record_download(flow=flow, by=flow.actor(ADDRESS), at=AT) is False


@pytest.mark.usefixtures("ca")
def test_a_bank_may_choose_keys_and_files_that_old_windows_understands(
    settings: Settings, flow: IssuanceFlow
) -> None:
    settings.CLIENT_KEY_KIND, settings.PKCS12_PROFILE = "RSA2048", "LEGACY"

    key, _, _ = pkcs12.load_key_and_certificates(press_issue(flow).p12, PASSWORD.encode())

    assert isinstance(key, rsa.RSAPrivateKey)


@pytest.mark.usefixtures("ca")
def test_the_first_day_counts_in_japan_cert_6(user: User) -> None:
    just_past_midnight = AT.replace(day=21, hour=0, minute=0)

    certificate = issued_to(user, at=just_past_midnight).certificate

    assert certificate.last_day == date(2027, 11, 21)
    assert certificate.not_after.astimezone(JST).isoformat() == "2027-11-21T23:59:59+09:00"
