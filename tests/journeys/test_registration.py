"""A master user's first day, in Chromium through nginx: registered, confirmed by mail, not yet let in."""

import pytest

from tests.services.chromium import Computer
from tests.services.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

PASSWORD = "Minato#2026"


def test_a_master_registers_and_the_mail_comes_through_the_worker_reg_2_reg_3_reg_10(
    stack: Stack, pc: Computer
) -> None:
    with pc.browser() as browser:
        page = browser.new_page()
        page.goto(stack.public)
        page.get_by_role("link", name="マスターユーザーの初期登録").click()
        page.locator("#id_number").fill("12345678")
        page.locator("#id_password").fill("Minato1@")
        page.get_by_role("button", name="次へ").click()
        page.locator("#id_user_id").fill("minato01")
        for field in ("password", "password_again"):
            page.locator(f"#id_{field}").fill(PASSWORD)
        page.locator("#id_name").fill("湊　花子")
        for field in ("mail", "mail_again"):
            page.locator(f"#id_{field}").fill("hanako@minato.test")
        page.get_by_role("button", name="登録").click()
        assert page.get_by_role("heading", name="登録結果").is_visible()
        assert PASSWORD not in page.content()

        page.goto(stack.certificate + "/login/")
        assert "有効な電子証明書が存在しないためログインできません。" in page.content()

    mail = stack.mailbox.await_mail("hanako@minato.test", "ユーザー登録完了")
    assert "minato01" in mail
    memory = stack.memory()
    assert "minato01" in memory["database"]
    for secret in (PASSWORD, "Minato1@"):
        assert [place for place, told in memory.items() if secret in told] == []
