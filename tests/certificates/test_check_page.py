"""「証明書の確認」 (CERT-14), and the login without a valid certificate (CERT-9, CERT-10)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from time_machine import travel

from accounts.messages import NO_CERTIFICATE
from accounts.models import Role, User
from certificates import authority, messages
from certificates.models import Certificate
from chingin.kernel.messages import Message
from chingin.kernel.origins import Origin
from tests.accounts.browsers import LOGIN, Answer, browser, words
from tests.accounts.factories import PASSWORD, BankFactory, MasterFactory
from tests.lint import tools

from .browsers import certificate_browser
from .conftest import AT, SUBJECT
from .factories import RevocationFactory
from .story import issued_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

CHECK = "/certificate/"


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="master0001", name="労金太郎", contract__number="12345678")


@pytest.fixture
def certificate(ca: object, user: User) -> Certificate:
    return issued_to(user, at=AT).certificate


def on(at: datetime, certificate: Certificate) -> str:
    """The page as the holder sees it then."""
    with travel(at, tick=False):
        return words(certificate_browser(certificate.pem).get(CHECK))


def test_a_good_certificate_is_told_with_whose_it_is_and_until_when(certificate: Certificate) -> None:
    answer = certificate_browser(certificate.pem).get(CHECK)

    page = words(answer)
    assert answer.status_code == 200
    assert "この電子証明書は有効です。" in page
    for fact in ("master0001", "12345678", certificate.serial, "2026年11月20日", "2027年11月20日まで"):
        assert fact in page
    assert f'href="{LOGIN}">ログイン</a>' in page
    assert 'href="https://public.test/certificate/">電子証明書発行</a>' in page


@pytest.mark.parametrize(
    "standing", [{"locks": 1, "locked_until": AT + timedelta(hours=1)}, {"locks": 3, "blocked_at": AT}]
)
def test_of_the_certificate_alone_it_speaks_not_of_a_login_lock_1_lock_2(
    certificate: Certificate, standing: dict[str, object]
) -> None:
    """Whoever is locked or blocked has a good certificate too, and is told of the rest after the password."""
    User.objects.filter(pk=certificate.user_id).update(**standing)

    page = on(AT, certificate)

    assert "この電子証明書は有効です。" in page
    assert "ログインできます" not in page


def test_the_holders_name_is_not_in_the_certificate_and_not_on_the_page(certificate: Certificate) -> None:
    """LOGIN-1: whoever sits at the PC has the certificate, but not yet given the password."""
    assert "労金太郎" not in on(AT, certificate)


def test_it_says_from_when_on_it_can_be_renewed_cert_6(certificate: Certificate) -> None:
    begin = datetime(2027, 10, 21, tzinfo=AT.tzinfo)

    assert "まだ更新できません。2027年10月21日から、" in on(begin - timedelta(seconds=1), certificate)
    assert "「電子証明書発行」から、いま更新できます。" in on(begin, certificate)


def test_a_renewed_one_leads_to_its_successor_cert_7(certificate: Certificate) -> None:
    later = certificate.not_after - timedelta(days=10)
    with travel(later, tick=False):
        successor = issued_to(certificate.user, at=later).certificate

    assert "新しい電子証明書が、すでに発行されています。" in on(later, certificate)
    assert "まだ更新できません。" in on(later, successor)


def revoked(certificate: Certificate) -> Client:
    RevocationFactory.create(certificate=certificate)
    return certificate_browser(certificate.pem)


def unknown(_: Certificate) -> Client:
    signed = authority.issue_client(subject=SUBJECT, issued_on=AT.date()).certificate
    return certificate_browser(signed.public_bytes(Encoding.PEM).decode())


def foreign(_: Certificate) -> Client:
    return certificate_browser("garbage", "FAILED:self-signed certificate")


def unverified(certificate: Certificate) -> Client:
    return certificate_browser(certificate.pem, "FAILED:CRL has expired")


def none(_: Certificate) -> Client:
    return browser(Origin.CERTIFICATE)


FAULTS = [
    (none, messages.NOT_PRESENTED),
    (foreign, messages.FOREIGN),
    (unknown, messages.UNKNOWN),
    (revoked, messages.REVOKED),
    (unverified, messages.UNVERIFIED),
]
OWN = {revoked, unverified}


@pytest.mark.parametrize(("case", "told"), FAULTS)
def test_what_is_wrong_is_told_with_cause_and_way_out(
    certificate: Certificate, case: Callable[[Certificate], Client], told: Message
) -> None:
    answer = case(certificate).get(CHECK)

    page = words(answer)
    assert answer.status_code == 200
    for part in (told.text, told.cause, told.remedy, told.code, "0120-609-575", "/faq/#q"):
        assert part in page
    assert "この電子証明書は有効です。" not in page
    # Only who has the certificate, and with it the key, learns what it says.
    assert (certificate.serial in page) == ("master0001" in page) == (case in OWN)


@pytest.mark.parametrize(("case", "told"), FAULTS)
def test_the_login_says_cert_9s_sentence_and_the_cause_of_this_case(
    certificate: Certificate, case: Callable[[Certificate], Client], told: Message
) -> None:
    client = case(certificate)

    for answer in (client.get(LOGIN), client.post(LOGIN, {"password": PASSWORD})):
        page = words(answer)
        assert answer.status_code == 403
        assert f"<h1>{NO_CERTIFICATE.text}</h1>" in page
        for part in (told.cause, told.remedy, f"<strong>{told.code}</strong>"):
            assert part in page
        assert linked(answer, CHECK)
        assert linked(answer, "https://public.test/faq/#q19")
        assert linked(answer, "/close/")


def linked(answer: Answer, url: str) -> bool:
    return url in re.findall(r'href="([^"]+)"', words(answer))


def test_a_good_certificate_of_nobody_who_may_log_in_is_told_in_general(certificate: Certificate) -> None:
    """Not a member of an organisation: nothing is wrong with the certificate itself."""
    User.objects.filter(pk=certificate.user_id).update(
        role=Role.BANK_STAFF, contract=None, seat=None, bank=BankFactory.create()
    )

    page = words(certificate_browser(certificate.pem).get(LOGIN))

    assert NO_CERTIFICATE.text in page
    assert NO_CERTIFICATE.code in page


def test_every_page_is_valid_html(certificate: Certificate, tmp_path: Path) -> None:
    pages = {
        "good": certificate_browser(certificate.pem).get(CHECK),
        "none": browser(Origin.CERTIFICATE).get(CHECK),
        "login": browser(Origin.CERTIFICATE).get(LOGIN),
        "refused": unverified(certificate).get("/errors/tls/495/"),
        "http": browser(Origin.CERTIFICATE).get("/errors/tls/497/"),
    }
    for name, answer in pages.items():
        (tmp_path / f"{name}.html").write_bytes(answer.content)

    found = tools.pages(*sorted(tmp_path.glob("*.html")))

    assert found.returncode == 0, found.stdout


def test_the_top_page_leads_here() -> None:
    answer = browser(Origin.PUBLIC).get("/")

    assert linked(answer, f"https://certificate.test{CHECK}")


def test_a_member_sees_it_within_the_frame(certificate: Certificate) -> None:
    client = certificate_browser(certificate.pem)
    client.post(LOGIN, {"password": PASSWORD})

    assert "ログアウト</button>" in words(client.get(CHECK))


def test_who_has_yet_to_change_the_provisional_password_may_look_too(certificate: Certificate) -> None:
    client = certificate_browser(certificate.pem)
    client.post(LOGIN, {"password": PASSWORD})
    User.objects.update(password_is_provisional=True)

    assert client.get(CHECK).status_code == 200


def test_it_is_only_read(certificate: Certificate) -> None:
    assert certificate_browser(certificate.pem).post(CHECK).status_code == 405
