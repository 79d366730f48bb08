"""What real nginx refuses over real TLS is answered by our own pages (CERT-10, ENV-3; Q17, Q18, Q21)."""

import http.client
import json
import os
import signal
import ssl
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.deploy import pki
from tests.services.chromium import Computer
from tests.services.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

# Signed by the system's own CA and entered into its register, as 「電子証明書発行」 does: no journey can
# wait a year for an end. Prints PEM and key of each.
CERTIFICATES: Final = """
import json
from datetime import timedelta
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from accounts.models import Branch
from certificates import authority, rules, vault, x509
from certificates.actions.revocation import revoke
from certificates.models import Certificate, Reason
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from tests.accounts.factories import ContractFactory, GeneralUserFactory
at, contract = clock.now(), ContractFactory.create(number="87654321", branch=Branch.objects.earliest("pk"))
issuer = authority._open_issuing(vault.configured(), 1)
made = {}
for name, days in {"good": 0, "expired": 400, "revoked": 0}.items():
    user = GeneralUserFactory.create(contract=contract, user_id=name + "01")
    start = at.replace(microsecond=0) - timedelta(days=days + 1)
    key, validity = x509.new_key(x509.KeyKind.P256), rules.Validity(start, start + timedelta(days=366))
    signed = x509.client_certificate(public_key=key.public_key(), issuer=issuer, validity=validity,
        subject=x509.Subject(user_id=user.user_id, bank="東西労働金庫", contract=contract.number))
    pem = signed.public_bytes(Encoding.PEM).decode()
    row = Certificate.objects.create(user=user, ordinal=1, common_name=user.user_id,
        contract_number=contract.number, serial=x509.serial_text(signed.serial_number),
        fingerprint=x509.fingerprint(signed), generation=1, not_before=signed.not_valid_before_utc,
        not_after=signed.not_valid_after_utc, last_day=clock.local_date(signed.not_valid_after_utc),
        pem=pem, issued_at=start)
    if name == "revoked":
        revoke(certificate=row, reason=Reason.BANK_REQUEST, by=SYSTEM, at=at)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    made[name] = pem + private
print(json.dumps(made))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    page: str


@pytest.fixture(scope="module")
def clients(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Certificates with their keys, as files; nginx knows the revocation."""
    place = tmp_path_factory.mktemp("clients")
    made: dict[str, str] = json.loads(
        stack.manage("shell", "--no-imports", "-c", CERTIFICATES).splitlines()[-1]
    )
    files = {name: place / f"{name}.pem" for name in made}
    for name, file in files.items():
        file.write_text(made[name], encoding="ascii")
    stack.manage("publish_crl")
    reload(stack)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    return {**files, "foreign": pki.publish(elsewhere, elsewhere).stranger}


def reload(stack: Stack) -> None:
    """Let nginx read the revocation lists anew, and wait until no worker of before is left to answer."""
    master = int((stack.home / "nginx.pid").read_text(encoding="ascii"))
    before = workers_of(master)
    os.kill(master, signal.SIGHUP)
    deadline = time.monotonic() + 20
    while before & workers_of(master) or not workers_of(master):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def workers_of(master: int) -> set[str]:
    return set(Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split())


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def ask(
    stack: Stack,
    path: str = "/login/",
    *,
    client: Path | None = None,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request to the certificate origin."""
    context = ssl.create_default_context(cafile=str(stack.tls_root))
    if client:
        context.load_cert_chain(client)
    connection = http.client.HTTPSConnection(urlsplit(stack.certificate).netloc, context=context, timeout=20)
    return answer_of(connection, method, path, headers)


def answer_of(
    connection: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str] | None = None
) -> Answer:
    try:
        connection.request(method, path, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.read().decode())
    finally:
        connection.close()


def test_without_a_certificate_the_login_says_cert_9s_sentence(stack: Stack) -> None:
    answer = ask(stack)

    assert answer.status == 403
    assert "<h1>有効な電子証明書が存在しないためログインできません。" in answer.page
    assert "電子証明書を選択する画面で「キャンセル」が押されたか" in answer.page


def test_a_good_certificate_is_told_by_its_page_cert_14(stack: Stack, clients: Mapping[str, Path]) -> None:
    answer = ask(stack, "/certificate/", client=clients["good"])

    assert answer.status == 200
    assert "この電子証明書は有効です。" in answer.page
    assert "good01" in answer.page


@pytest.mark.parametrize("path", ["/login/", "/certificate/", "/static/css/page.css"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("which", "told", "holder"),
    [
        ("foreign", "このシステム以外の電子証明書が選択されたため、ログインできません。", ""),
        ("expired", "有効期限が過ぎた電子証明書が選択されたため、ログインできません。", "expired01"),
        ("revoked", "失効した電子証明書が選択されたため、ログインできません。", "revoked01"),
    ],
    ids=["foreign", "expired", "revoked"],
)
def test_a_bad_certificate_meets_its_own_page_on_every_address_cert_10(
    stack: Stack, clients: Mapping[str, Path], which: str, told: str, holder: str, path: str, method: str
) -> None:
    answer = ask(stack, path, client=clients[which], method=method)

    assert answer.status == 400
    assert f"<h1>{told}</h1>" in answer.page
    assert holder in answer.page
    assert f'href="{stack.public}/faq/#q17"' in answer.page


def test_http_on_the_https_port_is_led_to_https_env_3(stack: Stack) -> None:
    plain = http.client.HTTPConnection(urlsplit(stack.certificate).netloc, timeout=20)

    answer = answer_of(plain, "GET", "/login/")

    assert answer.status == 400
    assert "<h1>「http://」で始まるアドレスではご利用いただけません。</h1>" in answer.page
    assert f'<a href="{stack.certificate}/">{stack.certificate}/</a>' in answer.page


def test_too_many_cookies_are_named_as_what_they_are(stack: Stack) -> None:
    answer = ask(stack, headers={"Cookie": "a=" + "a" * 20_000})

    assert answer.status == 400
    assert "<h1>送られた内容を受け付けられませんでした。</h1>" in answer.page
    assert "Cookieが多すぎる" in answer.page


def test_a_crl_that_has_run_out_is_our_fault_and_said_to_be(
    stack: Stack, clients: Mapping[str, Path]
) -> None:
    """Nobody gets in any more: the page must not send people to look for a fault of their own."""
    crl = stack.home / "ca" / "public" / "crl.pem"
    kept = crl.read_bytes()
    crl.write_bytes((stack.home / "ca" / "public" / "root-crl.pem").read_bytes())
    reload(stack)
    try:
        answer = ask(stack, client=clients["good"])
    finally:
        crl.write_bytes(kept)
        reload(stack)

    assert answer.status == 400
    assert "<h1>電子証明書を確認できないため、ログインできません。</h1>" in answer.page
    assert "お客さまの操作が原因ではありません。" in answer.page


def test_the_revocation_list_is_where_certificates_say(stack: Stack) -> None:
    context = ssl.create_default_context(cafile=str(stack.tls_root))
    connection = http.client.HTTPSConnection(urlsplit(stack.public).netloc, context=context, timeout=20)
    try:
        connection.request("GET", "/crl/issuing-1.crl")
        response = connection.getresponse()
        der = response.read()
    finally:
        connection.close()

    assert (response.status, response.headers["Content-Type"]) == (200, "application/pkix-crl")
    assert der.startswith(b"\x30\x82")


def test_in_a_browser_the_refusal_is_a_whole_page_with_its_style(
    stack: Stack, clients: Mapping[str, Path], pc: Computer, tmp_path: Path
) -> None:
    """On its own origin even the style sheet would be refused."""
    p12 = tmp_path / "revoked.p12"
    openssl("pkcs12", "-export", "-in", clients["revoked"], "-out", p12, "-passout", "pass:Minato1@")
    pc.import_p12(p12, "Minato1@")

    with pc.browser() as browser:
        page = browser.new_page()
        refused: list[str] = []
        page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{stack.certificate}/login/")

        assert page.get_by_role("heading", name="失効した電子証明書が選択されたため").is_visible()
        assert page.locator(".story__safe").evaluate("e => getComputedStyle(e).borderLeftWidth") == "8px"
        assert refused == [f"{stack.certificate}/login/"]
        page.get_by_role("link", name="Q17").click()
        assert page.url == f"{stack.public}/faq/#q17"
        assert page.locator("#q17").is_visible()
