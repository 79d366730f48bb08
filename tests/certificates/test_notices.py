"""CERT-8: a mail on D - 30 and one on D + 1, each exactly once, whatever slept on that day."""

from datetime import date, datetime, time, timedelta

import pytest

from certificates.actions.notices import notices_due, send_expiry_notices
from certificates.actions.revocation import record_first_use, revoke
from certificates.models import Certificate, Notice, Reason
from certificates.rules import Notice as Kind
from chingin.kernel.actors import SYSTEM
from chingin.kernel.clock import at_time
from chingin.kernel.models import OutgoingMail

from .factories import CertificateFactory, RevocationFactory
from .story import events

pytestmark = pytest.mark.django_db

LAST_DAY = date(2027, 11, 20)
DAY = timedelta(days=1)


def send(on: date) -> list[str]:
    """The notices sent at 8:30 on this day."""
    return [notice.value for notice, _ in send_expiry_notices(by=SYSTEM, at=half_past_eight(on))]


def half_past_eight(on: date) -> datetime:
    return at_time(on, time(8, 30))


@pytest.fixture
def certificate() -> Certificate:
    return CertificateFactory.create(user__user_id="roukin01", user__mail="taro@union.example")


@pytest.mark.usefixtures("certificate")
def test_a_year_of_mornings_brings_two_mails_cert_8() -> None:
    sent = {}
    for distance in range(-40, 40):
        if notices := send(LAST_DAY + distance * DAY):
            sent[distance] = notices

    assert sent == {-30: ["renewable"], 1: ["expired"]}
    assert events() == ["notice_sent", "notice_sent"]


@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize(
    ("days", "sent"),
    [
        ([-31], [[]]),
        ([-30, -30], [["renewable"], []]),
        ([-23, -22], [["renewable"], []]),  # slept for a week
        ([0], [["renewable"]]),
        ([-25, 8, 9], [["renewable"], ["expired"], []]),
        ([1], [["expired"]]),  # slept through both: only what is still true
        ([400], [["expired"]]),
    ],
)
def test_a_day_that_was_missed_is_made_up_cert_8(days: list[int], sent: list[list[str]]) -> None:
    assert [send(LAST_DAY + distance * DAY) for distance in days] == sent


def test_the_first_mail_says_until_when_and_how_cert_8(certificate: Certificate) -> None:
    send(LAST_DAY - 30 * DAY)

    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.sender) == ("taro@union.example", "info@bank.test")
    assert mail.subject == "【ろうきん賃金控除事務支援システム】電子証明書 有効期限のお知らせ"
    for words in ("roukin01", "2027年11月20日", "2027年10月21日 から", "https://public.test", "0120-000-000"):
        assert words in mail.body
    notice = Notice.objects.get()
    assert (notice.certificate, notice.kind) == (certificate, "renewable")
    assert notice.at == half_past_eight(LAST_DAY - 30 * DAY)


@pytest.mark.usefixtures("certificate")
def test_the_second_mail_says_how_to_get_a_new_one_cert_8() -> None:
    send(LAST_DAY + DAY)

    mail = OutgoingMail.objects.get()
    assert mail.subject == "【ろうきん賃金控除事務支援システム】電子証明書 有効期限が過ぎたお知らせ"
    assert "2027年11月20日" in mail.body
    assert "再発行" in mail.body


def test_nobody_is_written_to_about_a_revoked_certificate_cert_8() -> None:
    RevocationFactory.create()

    assert send(LAST_DAY - 30 * DAY) == send(LAST_DAY + DAY) == []


def test_nobody_is_written_to_after_the_renewal_even_before_its_first_use_cert_8(
    certificate: Certificate,
) -> None:
    send(LAST_DAY - 30 * DAY)
    CertificateFactory.create(user=certificate.user, ordinal=2, issued_on=LAST_DAY - 5 * DAY)

    assert send(LAST_DAY + DAY) == []


def test_who_lost_the_renewed_one_is_written_to_about_the_old_cert_8_cert_13(
    certificate: Certificate,
) -> None:
    lost = CertificateFactory.create(user=certificate.user, ordinal=2, issued_on=LAST_DAY - 5 * DAY)
    RevocationFactory.create(certificate=lost)

    assert send(LAST_DAY + DAY) == ["expired"]


def test_an_end_long_past_is_not_announced_when_the_successor_is_revoked_cert_7_cert_8(
    certificate: Certificate,
) -> None:
    """Renewed before its end and first used after it, the old one was never revoked: it had ended."""
    send(LAST_DAY - 30 * DAY)
    new = CertificateFactory.create(user=certificate.user, ordinal=2, issued_on=LAST_DAY - 5 * DAY)
    used = half_past_eight(LAST_DAY + 3 * DAY)
    assert record_first_use(fingerprint=new.fingerprint, by=SYSTEM, at=used) == []
    months_later = LAST_DAY + 120 * DAY
    revoke(certificate=new, reason=Reason.BANK_REQUEST, by=SYSTEM, at=half_past_eight(months_later))

    assert send(months_later + DAY) == []
    assert Certificate.objects.last_days([certificate.user.pk]) == {}


def test_deleted_users_are_not_written_to_cert_8() -> None:
    CertificateFactory.create(user__deleted_at=half_past_eight(LAST_DAY))

    assert send(LAST_DAY + DAY) == []


@pytest.mark.usefixtures("certificate")
def test_what_is_due_can_be_looked_at_without_sending() -> None:
    due = list(notices_due(at=half_past_eight(LAST_DAY)))

    assert [(notice, row.common_name) for notice, row in due] == [(Kind.RENEWABLE, "roukin01")]
    assert not Notice.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_s_notice_does_not_wait_for_another_s_cert_8() -> None:
    for distance in (0, 5, 29, 31):
        CertificateFactory.create(issued_on=date(2026, 11, 20) + distance * DAY)

    assert send(LAST_DAY) == ["renewable"] * 3
