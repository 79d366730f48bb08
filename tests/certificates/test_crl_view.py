"""The distribution point of the revocation lists (CERT-15): as every certificate names it, at any hour."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509 as crypto
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import travel

from certificates import authority, x509
from certificates.vault import Vault
from chingin.kernel.clock import JST
from chingin.kernel.origins import Origin
from chingin.portal.timetables import HELD
from tests.accounts.browsers import Answer, browser, words

from .conftest import AT

URL = "/crl/issuing-1.crl"
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=JST)

pytestmark = pytest.mark.django_db


def get(path: str = URL, *, kept: str = "") -> Answer:
    """As a program fetches it, with the mark of what it keeps."""
    return browser(Origin.PUBLIC).get(path, headers={"If-None-Match": kept})


def test_the_address_in_a_certificate_leads_to_the_list_that_its_ca_signed(issued: x509.Issued) -> None:
    points = issued.certificate.extensions.get_extension_for_class(crypto.CRLDistributionPoints).value
    address = urlsplit(str((points[0].full_name or [])[0].value))

    answer = get(address.path)

    assert f"{address.scheme}://{address.netloc}" == "https://public.test"
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pkix-crl")
    crl = crypto.load_der_x509_crl(answer.content)
    assert crl.is_signature_valid(issued.issuing.public_key())  # type: ignore[arg-type]  # an elliptic curve


def test_the_issuing_cas_own_certificate_leads_to_the_roots_list(issued: x509.Issued) -> None:
    crl = crypto.load_der_x509_crl(get("/crl/root.crl").content)

    assert crl.issuer == issued.issuing.issuer


def test_a_revocation_is_in_it_at_once(ca: Vault, issued: x509.Issued) -> None:
    entry = x509.Revoked(issued.certificate.serial_number, AT, generation=1)
    authority.publish_crl(revoked=[entry], at=AT + timedelta(minutes=1))

    crl = crypto.load_der_x509_crl(get().content)

    assert crl.get_revoked_certificate_by_serial_number(issued.certificate.serial_number)


def test_it_may_be_kept_for_less_than_an_hour_and_is_not_sent_twice(ca: Vault) -> None:
    first = get()

    again = get(kept=first["ETag"])

    assert first["Cache-Control"] == "public, max-age=600"
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    authority.publish_crl(revoked=(), at=AT + timedelta(minutes=1))
    assert get(kept=first["ETag"]).status_code == 200


def test_no_session_and_no_database_is_asked(
    ca: Vault, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(Origin.PUBLIC)

    with django_assert_num_queries(0):
        answer = client.get(URL)

    assert not answer.cookies
    assert not answer.has_header("Vary")


@pytest.mark.parametrize("name", ["issuing-2", "issuing", "ROOT", "..%2Fprivate%2Froot.key", "root.pem"])
def test_an_unknown_list_is_404(ca: Vault, name: str) -> None:
    assert get(f"/crl/{name}.crl").status_code == 404


def test_it_is_fetched_outside_the_service_hours_too(ca: Vault, settings: Settings) -> None:
    settings.SERVICE_HOURS_ENFORCED = True
    HELD.forget()

    with travel(SUNDAY_NIGHT, tick=False):
        assert get().status_code == 200
        assert get("/").status_code == 503
    HELD.forget()


def without_a_list(ca: Vault) -> None:
    ca.crl.unlink()


def with_a_damaged_list(ca: Vault) -> None:
    ca.crl.write_bytes(b"-----BEGIN X509 CRL-----\nnothing\n-----END X509 CRL-----\n")


def with_a_damaged_ca(ca: Vault) -> None:
    ca.issuing(1).write_bytes(b"nothing")


def with_a_directory_in_its_place(ca: Vault) -> None:
    ca.crl.unlink()
    ca.crl.mkdir()


@pytest.mark.parametrize(
    "spoil", [without_a_list, with_a_damaged_list, with_a_damaged_ca, with_a_directory_in_its_place]
)
def test_what_cannot_be_read_is_told_as_503_in_words(ca: Vault, spoil: object) -> None:
    spoil(ca)  # type: ignore[operator]  # one of the four above

    answer = get()

    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "失効リストは、まだ公開されていないか、読み込めません。" in words(answer)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_without_any_ca_the_root_has_no_list_yet(files: Vault) -> None:
    assert get("/crl/root.crl").status_code == 503
    assert get().status_code == 404


def test_it_is_only_read_and_only_on_the_public_origin(ca: Vault) -> None:
    assert browser(Origin.PUBLIC).post(URL).status_code == 405
    assert browser(Origin.CERTIFICATE).get(URL).status_code == 404
    assert browser(Origin.STAFF).get(URL).status_code == 404
