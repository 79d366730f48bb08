"""CERT-7, CERT-12, CERT-15: revoked once and for good, by the bank, with the user, by the successor."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from time_machine import travel

from accounts.actions.users import delete_user
from accounts.models import User
from certificates import x509
from certificates.actions.revocation import (
    AlreadyRevoked,
    publish_crl,
    record_first_use,
    revoke,
    revoke_all_of,
)
from certificates.models import Certificate, FirstUse, Reason, Revocation
from certificates.vault import Vault
from chingin.kernel.models import OperationLog
from tests.accounts.factories import MasterFactory

from .conftest import AT
from .factories import CertificateFactory, RevocationFactory
from .story import SOMEBODY, events, issued_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def old() -> Certificate:
    return CertificateFactory.create()


@pytest.fixture
def new(old: Certificate) -> Certificate:
    return CertificateFactory.create(user=old.user, ordinal=2)


def revoked_serials(files: Vault) -> set[str]:
    """What the published CRLs list."""
    lists = x509.revocation_lists(files.crl.read_bytes())
    return {x509.serial_text(entry.serial_number) for crl in lists for entry in crl}


def test_a_revocation_says_who_when_and_why_cert_12(old: Certificate) -> None:
    revocation = revoke(certificate=old, reason=Reason.COMPROMISED, by=SOMEBODY, at=AT)

    assert Revocation.objects.get() == revocation
    assert (revocation.reason, revocation.by_user_id, revocation.at) == ("COMPROMISED", "somebody", AT)
    entry = OperationLog.objects.get()
    assert (entry.event, entry.chain) == ("certificates.revoked", old.user.log_chain)
    assert entry.detail == {"serial": old.serial, "reason": "漏えいのおそれ"}


def test_a_revoked_certificate_is_not_revoked_again(old: Certificate) -> None:
    RevocationFactory.create(certificate=old)

    with pytest.raises(AlreadyRevoked) as refused:
        revoke(certificate=old, reason=Reason.COMPROMISED, by=SOMEBODY, at=AT)

    assert refused.value.cause == "2026-11-20 12:00 に失効しました(理由: 失効依頼)。"
    assert Revocation.objects.get().reason == Reason.BANK_REQUEST


def test_all_that_a_user_can_log_in_with_is_revoked_and_nothing_else(
    old: Certificate, new: Certificate
) -> None:
    other = CertificateFactory.create()
    past = CertificateFactory.create(user=old.user, ordinal=3, issued_on=AT.date() - timedelta(days=400))

    revoke_all_of(user=old.user, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT)
    again = revoke_all_of(user=old.user, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT)

    assert set(Certificate.objects.unrevoked()) == {other, past}
    assert again == []


def test_deleting_a_user_revokes_and_publishes_cert_12(
    ca: Vault, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = MasterFactory.create()
    certificate = issued_to(user, at=AT).certificate

    with travel(AT, tick=False), django_capture_on_commit_callbacks(execute=True):
        delete_user(user=user, by=SOMEBODY, at=AT)

    assert Revocation.objects.get().reason == Reason.USER_DELETED
    assert revoked_serials(ca) == {certificate.serial}
    assert events()[-2:] == ["revoked", "crl_published"]


def test_deleting_a_user_without_certificate_publishes_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        delete_user(user=MasterFactory.create(), by=SOMEBODY, at=AT)

    assert callbacks == []


def test_the_first_login_with_the_new_certificate_ends_the_old_one_at_once_cert_7(
    old: Certificate, new: Certificate
) -> None:
    other = CertificateFactory.create()

    ended = record_first_use(fingerprint=new.fingerprint, by=SOMEBODY, at=AT)

    assert [(row.certificate, row.reason, row.at) for row in ended] == [(old, Reason.SUPERSEDED, AT)]
    assert set(Certificate.objects.valid_at(AT)) == {new, other}
    assert FirstUse.objects.get().certificate == new
    assert events() == ["revoked", "first_used"]


def test_an_old_one_that_has_ended_by_itself_needs_no_revocation_cert_7(old: Certificate) -> None:
    later = old.not_after + timedelta(days=1)
    new = CertificateFactory.create(user=old.user, ordinal=2, issued_on=later.date())

    assert record_first_use(fingerprint=new.fingerprint, by=SOMEBODY, at=later) == []
    assert FirstUse.objects.exists()


def test_until_then_and_by_its_own_login_the_old_one_stays_good_cert_7(
    old: Certificate, new: Certificate
) -> None:
    ended = record_first_use(fingerprint=old.fingerprint, by=SOMEBODY, at=AT)

    assert ended == []
    assert set(Certificate.objects.valid_at(AT)) == {old, new}


def test_later_logins_record_nothing_more_cert_7(old: Certificate, new: Certificate) -> None:
    for _ in range(2):
        record_first_use(fingerprint=new.fingerprint, by=SOMEBODY, at=AT)

    assert FirstUse.objects.count() == Revocation.objects.count() == 1
    assert events() == ["revoked", "first_used"]


def test_a_certificate_revoked_meanwhile_ends_no_other_cert_7(old: Certificate, new: Certificate) -> None:
    RevocationFactory.create(certificate=new)

    assert record_first_use(fingerprint=new.fingerprint, by=SOMEBODY, at=AT) == []
    assert list(Certificate.objects.valid_at(AT)) == [old]


def test_a_certificate_that_is_not_ours_is_no_first_use() -> None:
    assert record_first_use(fingerprint="f" * 64, by=SOMEBODY, at=AT) == []


def test_the_published_list_is_that_of_the_register_cert_15(ca: Vault) -> None:
    revoked = RevocationFactory.create().certificate
    CertificateFactory.create()
    ended_long_ago = CertificateFactory.create(issued_on=AT.date() - timedelta(days=400))
    RevocationFactory.create(certificate=ended_long_ago)

    published = publish_crl(by=SOMEBODY, at=AT)

    assert published.entries == 1
    assert revoked_serials(ca) == {revoked.serial}
    entry = OperationLog.objects.get()
    assert (entry.chain, entry.event) == ("system", "certificates.crl_published")
    assert entry.detail == {"entries": 1, "next_update": (AT + timedelta(days=7)).isoformat()}


def test_each_issuing_ca_lists_its_own_cert_15(ca: Vault) -> None:
    RevocationFactory.create(certificate__generation=2)  # of a CA that is gone: nobody asks for its list

    assert publish_crl(by=SOMEBODY, at=AT).entries == 0


def test_all_of_nobody_is_nothing() -> None:
    user: User = MasterFactory.create()

    assert revoke_all_of(user=user, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT) == []
