"""CERT-7, CERT-9, CERT-10, CERT-12, LOGIN-2: what came, who is let in, who is put out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import travel

from accounts.messages import CERTIFICATE_NO_LONGER_GOOD, OTHER_CERTIFICATE
from accounts.models import User
from accounts.presented import PresentedCertificate
from certificates import authority
from certificates.actions.revocation import revoke
from certificates.middleware import CertificateMiddleware
from certificates.models import Certificate, FirstUse, Reason
from certificates.presented import NOTHING, Reading, reading_of
from certificates.rules import CertificateState
from chingin.kernel.origins import Origin
from tests.accounts.browsers import LOGIN
from tests.accounts.doors import doors  # noqa: F401  a login leads somewhere
from tests.accounts.extra_pages import START
from tests.accounts.factories import PASSWORD, BankStaffFactory, MasterFactory

from .browsers import certificate_browser, presented
from .conftest import AT, SUBJECT
from .factories import RevocationFactory
from .story import SOMEBODY, issued_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

OURS = "certificates.middleware.CertificateMiddleware"
BEFORE = "accounts.middleware.LoginRequired"
FAILED = "FAILED:certificate revoked"


@pytest.fixture(autouse=True)
def in_its_place(settings: Settings) -> None:
    """Before the middleware that reads what it sets."""
    if OURS not in settings.MIDDLEWARE:
        place = settings.MIDDLEWARE.index(BEFORE)
        settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], OURS, *settings.MIDDLEWARE[place:]]


@pytest.fixture
def user() -> User:
    return MasterFactory.create()


@pytest.fixture
def certificate(ca: object, user: User) -> Certificate:
    return issued_to(user, at=AT).certificate


def seen(headers: dict[str, str], *, origin: Origin = Origin.CERTIFICATE, at: datetime = AT) -> HttpRequest:
    """The request as the pages behind the middleware see it."""
    request = RequestFactory().get("/", headers=headers)
    request.origin = origin  # type: ignore[attr-defined]
    with travel(at, tick=False):
        CertificateMiddleware(lambda _: HttpResponse())(request)
    return request


def state(headers: dict[str, str], *, at: datetime = AT) -> CertificateState:
    """Only VALID opens the door: checked each time."""
    request = seen(headers, at=at)
    found = reading_of(request).state
    assert (request.certificate is not None) == (found is CertificateState.VALID)  # type: ignore[attr-defined]
    return found


def test_a_good_certificate_names_its_user_by_one_query_cert_9(
    certificate: Certificate, user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        request = seen(presented(certificate.pem))

    expected = PresentedCertificate(user.pk, certificate.fingerprint)
    assert request.certificate == expected  # type: ignore[attr-defined]
    assert reading_of(request) == Reading(CertificateState.VALID, certificate)


def test_without_a_certificate_nothing_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert state({}) is state(presented("", "NONE")) is CertificateState.NONE


def stranger_s(_: Certificate) -> tuple[dict[str, str], datetime]:
    return presented("garbage", "FAILED:unable to verify"), AT


def foreign(_: Certificate) -> tuple[dict[str, str], datetime]:
    return presented(never_registered(), "FAILED:unable to verify the first certificate"), AT


def unknown(_: Certificate) -> tuple[dict[str, str], datetime]:
    return presented(never_registered()), AT


def never_registered() -> str:
    signed = authority.issue_client(subject=SUBJECT, issued_on=AT.date()).certificate
    return signed.public_bytes(Encoding.PEM).decode()


def revoked(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    RevocationFactory.create(certificate=certificate)
    return presented(certificate.pem, FAILED), AT


def revoked_before_nginx_knows(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    RevocationFactory.create(certificate=certificate)
    return presented(certificate.pem), AT


def of_a_deleted_user(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    User.objects.filter(pk=certificate.user_id).update(deleted_at=AT)
    return presented(certificate.pem), AT


def expired(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    later = certificate.not_after + timedelta(seconds=1)
    return presented(certificate.pem, "FAILED:certificate has expired"), later


def too_early(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    earlier = certificate.not_before - timedelta(seconds=1)
    return presented(certificate.pem, "FAILED:certificate is not yet valid"), earlier


def past_the_crl(certificate: Certificate) -> tuple[dict[str, str], datetime]:
    return presented(certificate.pem, "FAILED:CRL has expired"), AT


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (stranger_s, CertificateState.FOREIGN),
        (foreign, CertificateState.FOREIGN),
        (unknown, CertificateState.UNKNOWN),
        (revoked, CertificateState.REVOKED),
        (revoked_before_nginx_knows, CertificateState.REVOKED),
        (of_a_deleted_user, CertificateState.REVOKED),
        (expired, CertificateState.EXPIRED),
        (too_early, CertificateState.NOT_YET_VALID),
        (past_the_crl, CertificateState.UNVERIFIED),
    ],
)
def test_what_is_not_good_has_its_own_name_and_opens_nothing_cert_10(
    certificate: Certificate,
    case: Callable[[Certificate], tuple[dict[str, str], datetime]],
    expected: CertificateState,
) -> None:
    headers, at = case(certificate)

    assert state(headers, at=at) is expected


@pytest.mark.parametrize("origin", [Origin.PUBLIC, Origin.STAFF])
def test_other_origins_know_no_certificates(certificate: Certificate, origin: Origin) -> None:
    request = seen(presented(certificate.pem), origin=origin)

    assert request.certificate is None  # type: ignore[attr-defined]
    assert reading_of(request) == NOTHING


def test_where_the_proxy_is_not_trusted_its_headers_say_nothing(
    certificate: Certificate, settings: Settings
) -> None:
    settings.TRUST_PROXY = False

    assert state(presented(certificate.pem)) is CertificateState.NONE


def test_a_request_that_never_passed_the_middleware_has_no_reading() -> None:
    assert reading_of(HttpRequest()) == NOTHING


def log_in(certificate: Certificate) -> Client:
    client = certificate_browser(certificate.pem)
    assert client.post(LOGIN, {"password": PASSWORD}).status_code == 302
    return client


def test_with_certificate_and_password_the_user_is_in_cert_9_login_1(certificate: Certificate) -> None:
    client = log_in(certificate)

    assert client.get(START).content.decode().split()[0] == certificate.common_name
    assert FirstUse.objects.get().certificate == certificate


def test_who_is_revoked_while_logged_in_is_out_at_the_next_click_cert_12(certificate: Certificate) -> None:
    client = log_in(certificate)
    revoke(certificate=certificate, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT)

    answer = client.get(START)

    assert answer.status_code == 302
    assert answer["Location"].rstrip("/").endswith(CERTIFICATE_NO_LONGER_GOOD.code)
    assert client.get(LOGIN).status_code == 403


def test_another_user_s_certificate_ends_the_session_login_2(certificate: Certificate) -> None:
    client = log_in(certificate)
    other = issued_to(MasterFactory.create(), at=AT).certificate

    answer = client.get(START, headers=presented(other.pem))

    assert answer["Location"].rstrip("/").endswith(OTHER_CERTIFICATE.code)


def test_a_wrong_password_with_the_new_certificate_leaves_the_old_one_alive_cert_7(
    certificate: Certificate,
) -> None:
    soon = certificate.not_after - timedelta(days=10)
    with travel(soon, tick=False):
        new = issued_to(certificate.user, at=soon).certificate

        certificate_browser(new.pem).get(LOGIN)
        certificate_browser(new.pem).post(LOGIN, {"password": "Wrong#2026"})

        assert set(Certificate.objects.valid_at(soon)) == {certificate, new}
        log_in(certificate)
        log_in(new)
        assert list(Certificate.objects.valid_at(soon)) == [new]
        assert certificate_browser(certificate.pem).get(LOGIN).status_code == 403


def test_the_staff_log_in_without_any_certificate() -> None:
    request = RequestFactory().get("/")
    staff = BankStaffFactory.create()

    user_logged_in.send(sender=User, request=request, user=staff)

    assert not FirstUse.objects.exists()
