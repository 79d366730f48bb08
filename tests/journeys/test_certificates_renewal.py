"""Renewed before it ends; with the first use of the new certificate the old one dies (CERT-6, CERT-7)."""

from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from playwright.sync_api import Page

from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import come_to_issue, headed, log_in, log_out, says, take_home

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

# Nine days are left of the 366.
HOLDER: Final = Person(
    contract="36900011", user_id="asahi11", name="朝日　さくら", password="Sakura#2026", issued_days_ago=356
)


def test_within_the_last_30_days_a_new_certificate_is_issued_and_its_first_use_ends_the_old_one(
    stack: Stack, pc: Computer, tmp_path: Path
) -> None:
    old = welcome(stack, [HOLDER], into=tmp_path)[HOLDER.user_id]
    pc.import_p12(old, HOLDER.password)
    with pc.browser() as browser:
        page = browser.new_page()
        assert "「電子証明書発行」から、いま更新できます。" in looked_at(page, stack)
        come_to_issue(page, stack, HOLDER)
        new = take_home(page, tmp_path)
        assert "新しい電子証明書が、すでに発行されています。" in looked_at(page, stack)
        log_in_and_out(page, stack)  # with the old one, which is good until the new one is used

    pc.import_p12(new, HOLDER.password)
    with pc.browser() as browser:  # of the two it presents the one that ends last
        page = browser.new_page()
        assert serial_of(new) in looked_at(page, stack)
        log_in_and_out(page, stack)

    pc.forget(certificate_of(new))
    with pc.browser() as browser:
        page = browser.new_page()
        page.goto(f"{stack.certificate}/login/")
        says(page, "有効な電子証明書が存在しないためログインできません。")
        says(page, "選択された電子証明書は、更新、失効の依頼")
        says(page, "新しい電子証明書をお持ちの場合は")
        assert serial_of(old) in looked_at(page, stack)


def looked_at(page: Page, stack: Stack) -> str:
    """What 「証明書の確認」 says."""
    page.goto(f"{stack.certificate}/certificate/")
    return page.get_by_role("main").inner_text()


def log_in_and_out(page: Page, stack: Stack) -> None:
    log_in(page, stack, HOLDER.password)
    headed(page, "インフォメーション")
    log_out(page)


def certificate_of(file: Path) -> Certificate:
    _, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), HOLDER.password.encode())
    assert certificate
    return certificate


def serial_of(file: Path) -> str:
    return f"{certificate_of(file).serial_number:040X}"
