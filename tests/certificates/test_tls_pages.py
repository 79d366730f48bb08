"""What nginx shows where it refuses: in words, on every origin, at any hour, whoever asks (CERT-10)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import travel

from certificates import messages
from certificates.models import Certificate
from chingin.kernel.clock import JST
from chingin.kernel.messages import Message
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from chingin.portal.timetables import HELD
from tests.accounts.browsers import Answer, browser, words
from tests.accounts.factories import PASSWORD, MasterFactory

from .browsers import certificate_browser
from .conftest import AT
from .factories import RevocationFactory
from .story import issued_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

REFUSED = "/errors/tls/495/"
# Of each page: its address, and what it tells.
PAGES = {
    "/errors/tls/400/": messages.UNREADABLE,
    "/errors/tls/496/": messages.NOT_PRESENTED,
    "/errors/tls/497/": messages.PLAIN_HTTP,
}
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=JST)


@pytest.fixture
def certificate(ca: object) -> Certificate:
    return issued_to(MasterFactory.create(), at=AT).certificate


def refused(certificate: Certificate, verdict: str, *, at: datetime = AT) -> Answer:
    """The page that nginx shows whoever presented this certificate."""
    with travel(at, tick=False):
        return certificate_browser(certificate.pem, f"FAILED:{verdict}").get(REFUSED)


def tells(answer: Answer, told: Message) -> bool:
    """The whole story: what, why, what to do, whom to call, which code."""
    page = words(answer)
    assert answer.status_code == 400
    assert "この操作は行われていません。登録されているデータは変わっていません。" in page
    assert "0120-609-575" in page
    return all(
        part in page
        for part in (f"<h1>{told.text}</h1>", told.cause, told.remedy, f"<strong>{told.code}</strong>")
    )


@pytest.mark.parametrize(("path", "told"), PAGES.items())
@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_every_origin_answers_any_method_with_the_whole_story(
    path: str, told: Message, origin: Origin, method: str
) -> None:
    """A form that was on its way has no CSRF token for a page that it never asked for."""
    client = browser(origin, enforce_csrf_checks=True)

    assert tells(getattr(client, method)(path), told)


@pytest.mark.parametrize("path", PAGES)
def test_no_session_and_no_database_is_asked(
    path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(Origin.CERTIFICATE)
    client.cookies["__Host-certificate-sessionid"] = "somebodys"

    with django_assert_num_queries(0):
        answer = client.get(path)

    assert not answer.cookies


@pytest.mark.parametrize("path", PAGES)
def test_they_answer_outside_the_service_hours_too(path: str, settings: Settings) -> None:
    """They are no service: what they tell is true at any hour."""
    settings.SERVICE_HOURS_ENFORCED = True
    HELD.forget()

    with travel(SUNDAY_NIGHT, tick=False):
        assert browser(Origin.PUBLIC).get("/").status_code == 503
        assert tells(browser(Origin.PUBLIC).get(path), PAGES[path])
    HELD.forget()


def revoked(certificate: Certificate) -> Answer:
    RevocationFactory.create(certificate=certificate)
    return refused(certificate, "certificate revoked")


def expired(certificate: Certificate) -> Answer:
    late = certificate.not_after + timedelta(seconds=1)
    return refused(certificate, "certificate has expired", at=late)


def too_early(certificate: Certificate) -> Answer:
    early = certificate.not_before - timedelta(seconds=1)
    return refused(certificate, "certificate is not yet valid", at=early)


def past_the_crl(certificate: Certificate) -> Answer:
    return refused(certificate, "CRL has expired")


def without_a_crl(certificate: Certificate) -> Answer:
    return refused(certificate, "unable to get certificate CRL")


@pytest.mark.parametrize(
    ("case", "told", "questions"),
    [
        (revoked, messages.REVOKED, [17, 13, 21]),
        (expired, messages.EXPIRED, [17, 10, 21]),
        (too_early, messages.NOT_YET_VALID, [17, 15]),
        (past_the_crl, messages.UNVERIFIED, [17, 24]),
        (without_a_crl, messages.UNVERIFIED, [17, 24]),
    ],
)
def test_a_refused_certificate_of_ours_is_named_with_its_cause_cert_10(
    certificate: Certificate,
    case: Callable[[Certificate], Answer],
    told: Message,
    questions: list[int],
) -> None:
    answer = case(certificate)

    page = words(answer)
    assert tells(answer, told)
    assert certificate.common_name in page
    assert certificate.serial in page
    assert "2027年11月20日まで" in page
    assert certificate.user.name not in page
    assert re.findall(r"/faq/#q(\d+)", page) == [str(number) for number in questions]


@pytest.mark.parametrize("pem", ["garbage", "", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"])
def test_a_foreign_certificate_is_told_to_be_one_q17(certificate: Certificate, pem: str) -> None:
    answer = certificate_browser(pem, "FAILED:self-signed certificate").get(REFUSED)

    assert tells(answer, messages.FOREIGN)
    assert certificate.common_name not in words(answer)
    assert "提示された電子証明書" not in words(answer)


def test_our_own_trouble_with_the_crl_is_logged_and_no_users_fault_is(
    certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    past_the_crl(certificate)
    expired(certificate)

    assert [record.getMessage() for record in caplog.records if record.name == "certificates.views.tls"] == [
        "nginx refused a certificate that is good: FAILED:CRL has expired"
    ]


def test_who_was_not_sent_by_nginx_finds_no_refusal(certificate: Certificate) -> None:
    for client in (certificate_browser(certificate.pem), browser(Origin.CERTIFICATE)):
        assert client.get(REFUSED).status_code == 404


@pytest.mark.parametrize("origin", [Origin.PUBLIC, Origin.STAFF])
def test_origins_without_certificates_refuse_none(origin: Origin) -> None:
    assert browser(origin).get(REFUSED).status_code == 404


def test_a_running_session_is_answered_by_the_page_and_not_by_a_way_elsewhere(
    certificate: Certificate,
) -> None:
    """nginx would send a redirect as 400 with an empty page. The session is good for nothing meanwhile."""
    client = certificate_browser(certificate.pem)
    assert client.post("/login/", {"password": PASSWORD}).status_code == 302
    RevocationFactory.create(certificate=certificate)
    before = OperationLog.objects.count()

    answer = client.post(REFUSED, headers={"X-SSL-Client-Verify": "FAILED:certificate revoked"})

    assert tells(answer, messages.REVOKED)
    assert OperationLog.objects.count() == before
    assert client.get("/information/")["Location"] == "/session-ended/E1117/"


def everything_loaded_or_led_to(client: Client, path: str) -> set[str]:
    page = client.get(path).content.decode()
    return set(re.findall(r'(?:href|src|action)="((?!#|tel:)[^"]+)"', page))


def test_everything_comes_from_the_public_origin_where_nothing_is_refused() -> None:
    """On the refusing origin the style would be answered by this page again."""
    client = browser(Origin.CERTIFICATE)

    urls = everything_loaded_or_led_to(client, "/errors/tls/496/")

    assert {url for url in urls if not url.startswith("https://public.test/")} == set()
    assert {"https://public.test/", "https://public.test/certificate/"} <= urls
    policy = client.get("/errors/tls/496/")["Content-Security-Policy"]
    assert "style-src https://public.test;" in policy
    assert "'self'" not in policy


@pytest.mark.parametrize("origin", Origin)
def test_http_is_led_to_https_on_the_same_origin_env_3(origin: Origin) -> None:
    urls = everything_loaded_or_led_to(browser(origin), "/errors/tls/497/")

    assert f"https://{origin}.test/" in urls
    assert {url for url in urls if url.startswith("http:")} == set()


def test_they_are_never_kept_by_a_cache() -> None:
    assert "no-store" in browser(Origin.PUBLIC).get("/errors/tls/400/")["Cache-Control"]
