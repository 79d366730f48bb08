"""Revoked, expired, of another CA: what a person sees in Chromium, and the way out (CERT-10, CERT-12)."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography.x509 import Certificate, Name, load_pem_x509_certificate
from playwright.sync_api import BrowserContext, Page

from certificates import pkcs12, x509
from certificates.rules import Validity
from chingin.kernel import clock
from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import follow, headed, log_in, press, says, until
from .test_tls_errors import reload

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

PASSWORD: Final = "Nozomi#2026"
REVOKED: Final = Person(
    contract="36900021", user_id="asahi21", name="朝日　望", password=PASSWORD, issued_days_ago=0
)
EXPIRED: Final = Person(
    contract="36900022", user_id="asahi22", name="朝日　光", password=PASSWORD, issued_days_ago=366
)
REVOKED_PAGE: Final = "失効した電子証明書が選択されたため、ログインできません。"
EXPIRED_PAGE: Final = "有効期限が過ぎた電子証明書が選択されたため、ログインできません。"
FOREIGN_PAGE: Final = "このシステム以外の電子証明書が選択されたため、ログインできません。"
NONE: Final = "有効な電子証明書が存在しないためログインできません。"


@pytest.fixture(scope="module")
def files(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The .p12 of both."""
    return welcome(stack, [REVOKED, EXPIRED], into=tmp_path_factory.mktemp("files"))


def test_whoever_is_revoked_while_logged_in_is_out_at_the_next_click_and_then_at_the_door(
    stack: Stack, pc: Computer, files: Mapping[str, Path]
) -> None:
    pc.import_p12(files[REVOKED.user_id], PASSWORD)
    with pc.browser() as browser:
        page = browser.new_page()
        log_in(page, stack, PASSWORD)
        headed(page, "インフォメーション")
        told = stack.manage("revoke_certificate", "--user", REVOKED.user_id, "--reason", "bank-request")
        serial = told.split()[-1]

        press(page, "共通機能")
        follow(page, "パスワード変更")

        says(page, "電子証明書が使えなくなったため、ログアウトしました。")
        assert page.url == f"{stack.certificate}/session-ended/E1117/"
        page.goto(f"{stack.certificate}/login/")
        says(page, NONE)
        says(page, "選択された電子証明書は、更新、失効の依頼")

    until(lambda: is_published(stack, serial))  # by the worker; nginx reads it at a reload
    reload(stack)
    with pc.browser() as browser:
        page = knock(browser, stack)
        assert_led_out(page, REVOKED_PAGE, stack)
        assert serial in page.get_by_role("table", name="提示された電子証明書").inner_text()


def test_an_expired_certificate_is_not_offered_and_the_way_leads_to_a_new_one(
    stack: Stack, pc: Computer, files: Mapping[str, Path]
) -> None:
    """Chromium knows the date too. So the holder meets the page of those who have none."""
    pc.import_p12(files[EXPIRED.user_id], PASSWORD)
    with pc.browser() as browser:
        page = knock(browser, stack)
        says(page, NONE)
        says(
            page,
            "電子証明書をお持ちでない場合と、有効期限が過ぎた場合は、「電子証明書発行」へ進んでください。",
        )
        follow(page, "証明書の確認", "電子証明書発行")
        headed(page, "電子証明書発行 ユーザー認証")


def test_a_certificate_of_a_ca_of_the_same_name_is_told_to_be_none_of_this_system(
    stack: Stack, pc: Computer, tmp_path: Path
) -> None:
    """One of an installation for practice: the browser offers it, for it knows CAs by their names only."""
    pc.import_p12(made_elsewhere(tmp_path, ca=issuing_ca(stack).subject), PASSWORD)
    with pc.browser() as browser:
        assert_led_out(knock(browser, stack), FOREIGN_PAGE, stack)


def test_a_certificate_of_another_ca_is_not_even_offered(stack: Stack, pc: Computer, tmp_path: Path) -> None:
    """The browser presents none, and the page says what that may come from."""
    another = x509.ca_name(organisation="よその団体", common_name="よその認証局")
    pc.import_p12(made_elsewhere(tmp_path, ca=another), PASSWORD)
    with pc.browser() as browser:
        page = knock(browser, stack)
        says(page, NONE)
        says(page, "電子証明書がこのパソコンに取り込まれていないか")
        follow(page, "証明書の確認")
        says(page, "電子証明書が提示されていません。")


def knock(browser: BrowserContext, stack: Stack) -> Page:
    """「ログイン」 on the top page."""
    page = browser.new_page()
    page.goto(stack.public)
    follow(page, "ログイン")
    return page


def assert_led_out(page: Page, heading: str, stack: Stack) -> None:
    """Cause, way out, whom to call; and nginx's own page is never seen."""
    headed(page, heading)
    for part in ("考えられる理由", "次にしていただくこと", "お問い合わせ先"):
        page.get_by_role("heading", name=part, exact=True).wait_for()
    page.get_by_role("main").locator("a[href^='tel:']").wait_for()
    assert page.get_by_role("link", name="ログイン画面へ").get_attribute("href") == f"{stack.public}/"


def is_published(stack: Stack, serial: str) -> bool:
    lists = x509.revocation_lists((stack.home / "ca" / "public" / "crl.pem").read_bytes())
    return any(crl.get_revoked_certificate_by_serial_number(int(serial, 16)) for crl in lists)


def issuing_ca(stack: Stack) -> Certificate:
    return load_pem_x509_certificate((stack.home / "ca" / "public" / "issuing.pem").read_bytes())


def made_elsewhere(directory: Path, *, ca: Name) -> Path:
    """A .p12 as this product makes it, signed by a CA of this name that is not ours."""
    ca_key, key = x509.new_ca_key(), x509.new_key(x509.KeyKind.P256)
    today = clock.now().replace(microsecond=0)
    validity = Validity(today - timedelta(days=1), today + timedelta(days=9))
    root = x509.root_certificate(key=ca_key, name=ca, validity=validity)
    signed = x509.client_certificate(
        public_key=key.public_key(),
        subject=x509.Subject(user_id="yoso01", bank="よその金庫", contract="99999999"),
        validity=validity,
        issuer=x509.Issuer(root, ca_key, "https://elsewhere.test/crl/issuing-1.crl"),
    )
    issued = x509.Issued(signed, key, root, 1)
    file = directory / "yoso01.p12"
    file.write_bytes(pkcs12.serialize(issued, user_id="yoso01", password=PASSWORD))
    return file
