"""What nginx lets through, what it says about the client, and what a person reads when it refuses (ENV-3)."""

import re
import socket
import ssl
from pathlib import Path

import pytest

from chingin.kernel.messages import by_code
from chingin.portal.frame import SHARED_HELP_DESK
from deploy.nginx.config import FOREIGN_HEADERS, ORIGINS, PAGES, TLS_HEADERS, OriginName
from tests.deploy.front import HASHED, Front

SPOOFED = dict.fromkeys((*TLS_HEADERS, *FOREIGN_HEADERS), "spoofed")
JAPANESE = re.compile("[ぁ-ん]")
CODES = {"unavailable": "E9060", "too_large": "E9061", "unknown_host": "E9062"}


@pytest.mark.parametrize("origin", ORIGINS)
def test_each_request_carries_the_origin_it_came_through(nginx: Front, origin: OriginName) -> None:
    headers = nginx.ask(origin, headers={"X-Chingin-Origin": "staff"}).asked["headers"]

    assert headers["x-chingin-origin"] == origin
    assert headers["host"] == f"localhost:{nginx.ports[origin]}"
    assert headers["x-forwarded-proto"] == "https"


def test_the_address_of_the_client_replaces_what_it_says_of_itself(nginx: Front) -> None:
    headers = nginx.ask("public", headers={"X-Forwarded-For": "192.0.2.1"}).asked["headers"]

    assert headers["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize("origin", ["public", "staff"])
def test_nothing_said_about_a_certificate_passes_where_none_is_asked(
    nginx: Front, origin: OriginName
) -> None:
    headers = nginx.ask(origin, headers=SPOOFED).asked["headers"]

    assert not {name.lower() for name in SPOOFED} & headers.keys()


def test_only_nginx_speaks_of_the_certificate(nginx: Front) -> None:
    headers = nginx.ask("certificate", headers=SPOOFED).asked["headers"]

    assert headers["x-ssl-client-verify"] == "NONE"
    assert "spoofed" not in headers.values()


def test_underscores_do_not_smuggle_a_header_in(nginx: Front) -> None:
    headers = nginx.ask("certificate", headers={"X_SSL_Client_Verify": "SUCCESS"}).asked["headers"]

    assert "SUCCESS" not in headers.values()


def test_a_good_certificate_reaches_the_application_whole(nginx: Front) -> None:
    headers = nginx.ask("certificate", client=nginx.clients.good).asked["headers"]

    assert headers["x-ssl-client-verify"] == "SUCCESS"
    assert headers["x-ssl-client-cert"].startswith("-----BEGIN%20CERTIFICATE-----%0A")


@pytest.mark.parametrize("which", ["revoked", "stranger"])
def test_a_refused_certificate_meets_the_applications_page_with_method_and_body(
    nginx: Front, which: str
) -> None:
    client: Path = getattr(nginx.clients, which)

    answer = nginx.ask("certificate", "/login/", method="POST", client=client, body=b"a=1")

    assert answer.status == 400
    assert (answer.asked["method"], answer.asked["path"]) == ("POST", "/errors/tls/495/")
    assert answer.asked["body"] == "a=1"
    assert answer.asked["headers"]["x-ssl-client-verify"].startswith("FAILED:")


def test_the_browser_is_offered_our_issuing_ca_only(nginx: Front) -> None:
    """certificates.md: names of other CAs would let the browser offer other certificates."""
    pem = (nginx.socket.parent / "ca" / "issuing.pem").read_text(encoding="ascii")

    config = (nginx.socket.parent / "nginx.conf").read_text(encoding="utf-8")

    assert pem.count("BEGIN") == 1
    assert re.findall(r"ssl_client_certificate (.+);", config) == [f'"{nginx.socket.parent}/ca/issuing.pem"']


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_tls_session_is_resumed(nginx: Front, version: ssl.TLSVersion) -> None:
    """A resumed session would keep SUCCESS after a revocation. TLS 1.2 is for Internet Explorer 11."""
    context = nginx.context(nginx.clients.good)
    context.minimum_version = context.maximum_version = version

    sessions = [_session(nginx, context, None)]
    sessions.append(_session(nginx, context, sessions[0][0]))

    assert [reused for _, reused in sessions] == [False, False]


def _session(
    nginx: Front, context: ssl.SSLContext, session: ssl.SSLSession | None
) -> tuple[ssl.SSLSession | None, bool | None]:
    address = ("127.0.0.1", nginx.ports["certificate"])
    with (
        socket.create_connection(address) as plain,
        context.wrap_socket(plain, server_hostname="localhost", session=session) as secure,
    ):
        secure.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        while secure.recv(4096):
            pass
        return secure.session, secure.session_reused


def test_plain_http_on_a_tls_port_is_answered_by_a_page(nginx: Front) -> None:
    answer = nginx.ask_plainly("public", "POST", b"password=x")

    assert answer.status == 400
    assert (answer.asked["method"], answer.asked["path"]) == ("POST", "/errors/tls/497/")


@pytest.mark.parametrize(
    ("path", "headers"), [("/" + "a" * 20_000, {}), ("/", {"Cookie": "a" * 20_000})], ids=["uri", "header"]
)
def test_what_cannot_be_read_is_not_passed_on(nginx: Front, path: str, headers: dict[str, str]) -> None:
    answer = nginx.ask("public", path, method="POST", headers=headers)

    assert 400 <= answer.status < 500
    assert (answer.asked["method"], answer.asked["path"]) == ("GET", "/errors/tls/400/")
    assert "cookie" not in answer.asked["headers"]


def test_noise_instead_of_a_request_is_answered_too(nginx: Front) -> None:
    with (
        socket.create_connection(("127.0.0.1", nginx.ports["public"])) as plain,
        nginx.context().wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        secure.sendall(b"noise\r\n\r\n")
        answer = secure.recv(65536).decode()

    assert answer.startswith("HTTP/1.1 400 ")
    assert '"path": "/errors/tls/400/"' in answer


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_a_host_that_is_not_ours_gets_no_page_of_ours(nginx: Front, host: str) -> None:
    answer = nginx.ask("public", headers={"Host": host})

    assert (answer.status, answer.text) == (421, _page("unknown_host"))


def test_a_body_too_large_is_refused_in_words(nginx: Front) -> None:
    answer = nginx.ask("public", method="POST", body=b"x" * 200_000)

    assert (answer.status, answer.text) == (413, _page("too_large"))


def test_while_the_application_is_down_a_page_says_so(nginx: Front) -> None:
    away = nginx.socket.with_suffix(".away")
    nginx.socket.rename(away)

    answers = [
        nginx.ask("public", method="POST", body=b"a=1"),
        nginx.ask("certificate", client=nginx.clients.revoked),
        nginx.ask("public", "/static/missing.css"),
    ]
    away.rename(nginx.socket)

    assert [answer.text for answer in answers] == [_page("unavailable")] * 3
    assert answers[0].status == 502
    assert answers[0].headers["Retry-After"] == "60"
    assert nginx.ask("public").status == 200


def test_each_page_of_nginx_has_its_code() -> None:
    assert {page.stem for page in PAGES.glob("*.html")} == CODES.keys()


@pytest.mark.parametrize("page", CODES)
def test_pages_without_the_application_are_japanese_and_stand_alone(page: str) -> None:
    text = _page(page)

    assert '<html lang="ja">' in text
    assert JAPANESE.search(text)
    assert re.findall(r"(?:href|src)=\S+", text) == [
        f'href="tel:{SHARED_HELP_DESK.dial}">{SHARED_HELP_DESK.telephone}</a><br>'
    ]


@pytest.mark.parametrize(("page", "code"), CODES.items())
def test_pages_without_the_application_say_what_the_catalogue_says_and_whom_to_call(
    page: str, code: str
) -> None:
    """ENV-7: what happened, what is safe, what to do, the shared help desk, a code that the staff look up."""
    told, desk = by_code(code), SHARED_HELP_DESK
    said = [told.text, told.cause, told.remedy, desk.name, desk.telephone, *desk.hours.splitlines(), code]

    assert [words for words in said if words not in _page(page)] == []


def test_only_files_named_by_their_content_are_kept_by_browsers(nginx: Front) -> None:
    hashed, plain = (nginx.ask("public", f"/static/{name}") for name in (HASHED, "site.css"))

    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "no-cache"
    assert hashed.text == plain.text == "body {}"


def test_a_missing_static_file_is_the_applications_404(nginx: Front) -> None:
    assert nginx.ask("public", "/static/missing.css").asked["path"] == "/static/missing.css"


def _page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")
