"""From the bank's letter to the first login with a certificate of one's own (CERT-1 … CERT-4, CERT-15)."""

import re
import subprocess
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import BrowserContext, Page

from chingin.kernel import clock
from tests.services.chromium import Computer, computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import (
    authenticate,
    enter_code,
    fill,
    follow,
    headed,
    log_in,
    log_out,
    press,
    register_as_master,
    says,
    take_home,
)
from .traces import left_behind, left_in, shapes_of_p12

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

NEWCOMER: Final = Person(
    contract="36900001", user_id="asahi01", name="朝日　一郎", password="Asahi#2026", is_registered=False
)
MASTER: Final = Person(
    contract="36900002", user_id="asahi02", name="朝日　二郎", password="Jirou#2026", issued_days_ago=0
)
CLERK: Final = Person(contract="36900002", user_id="asahi03", name="朝日　花子", password="Kari#2026")
OWN_PASSWORD: Final = "Hanako#2027"


@pytest.fixture(scope="module")
def files(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The .p12 of the master; the newcomer has only the letter with the initial password."""
    return welcome(stack, [NEWCOMER, MASTER], into=tmp_path_factory.mktemp("files"))


@pytest.mark.usefixtures("files")
def test_a_master_registers_proves_the_mailbox_takes_the_certificate_home_and_logs_in(
    stack: Stack, pc: Computer, tmp_path: Path
) -> None:
    me = NEWCOMER
    with pc.browser() as browser:
        page = browser.new_page()
        register_as_master(page, stack, me)
        codes = prove_the_mailbox(page, stack, me)
        assert left_in(stack.memory(), [me.password]) == []
        file = take_home(page, tmp_path)
        close_the_guide(page)
    assert_named_after(file, me.user_id)
    assert_strong(file, me.password, stack)

    pc.import_p12(file, me.password)
    with pc.browser() as browser:
        page = look_at_the_certificate(browser, stack, me.user_id)
        log_in(page, stack, me.password)
        headed(page, "インフォメーション")
        says(page, "今回がはじめてのログインです。")
        log_out(page)

    secrets = [me.password, me.initial_password, *shapes_of_p12(file.read_bytes(), me.password)]
    assert me.user_id in stack.database()
    assert left_behind(stack, secrets=secrets, codes=codes) == []


def test_a_general_user_comes_in_with_the_provisional_password_and_must_change_it_first(
    stack: Stack, pc: Computer, files: Mapping[str, Path], tmp_path: Path
) -> None:
    pc.import_p12(files[MASTER.user_id], MASTER.password)
    with pc.browser() as browser:
        register_clerk(browser.new_page(), stack)

    with computer(stack) as clerk_s:
        with clerk_s.browser() as browser:
            page = browser.new_page()
            authenticate(page, stack, CLERK.user_id, CLERK.password, door="一般ユーザーの初期登録")
            codes = [stack.mailbox.await_code(CLERK.mail)]
            enter_code(page, codes[0])
            file = take_home(page, tmp_path)
        clerk_s.import_p12(file, CLERK.password)
        with clerk_s.browser() as browser:
            page = browser.new_page()
            log_in(page, stack, CLERK.password)
            change_by_force(page, stack)
            log_out(page)
            log_in(page, stack, OWN_PASSWORD)
            headed(page, "インフォメーション")
            log_out(page)

    secrets = [CLERK.password, OWN_PASSWORD, *shapes_of_p12(file.read_bytes(), CLERK.password)]
    assert left_behind(stack, secrets=secrets, codes=codes) == []


def prove_the_mailbox(page: Page, stack: Stack, me: Person) -> list[str]:
    """①, ② once wrong and once right; ③ is on the screen. All codes that were typed."""
    authenticate(page, stack, me.user_id, me.password)
    right = stack.mailbox.await_code(me.mail)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    enter_code(page, wrong)
    told = page.get_by_role("alert").inner_text()
    assert "認証コードが正しくありません。入力できる回数は、あと4回です。" in told
    enter_code(page, right)
    headed(page, "電子証明書発行")
    page.get_by_role("cell", name=me.user_id, exact=True).wait_for()
    return [wrong, right]


def close_the_guide(page: Page) -> None:
    """⑤, ⑥ and 「閉じる」."""
    follow(page, "⑥インポートの手順へ")
    headed(page, "電子証明書のインポート")
    press(page, "閉じる")
    headed(page, "電子証明書発行の終了")


def look_at_the_certificate(browser: BrowserContext, stack: Stack, user_id: str) -> Page:
    """「証明書の確認」 from the top page: it is the right one, and until when (CERT-6, CERT-14)."""
    page = browser.new_page()
    page.goto(stack.public)
    follow(page, "証明書の確認")
    says(page, "この電子証明書は有効です。")
    facts = page.get_by_role("table", name="提示された電子証明書").inner_text()
    last_day = clock.today() + timedelta(days=365)
    assert user_id in facts
    assert f"{last_day.year}年{last_day.month}月{last_day.day}日まで" in facts
    return page


def register_clerk(page: Page, stack: Stack) -> None:
    """契約ユーザー情報登録, by the master (USR-2)."""
    log_in(page, stack, MASTER.password)
    press(page, "システム管理機能")
    follow(page, "契約ユーザー情報照会", "登録へ")
    fill(page, user_id=CLERK.user_id, name=CLERK.name)
    fill(page, password=CLERK.password, password_again=CLERK.password)
    fill(page, mail=CLERK.mail, mail_again=CLERK.mail)
    press(page, "登録")
    headed(page, "登録結果")


def change_by_force(page: Page, stack: Stack) -> None:
    """No other page opens before the password is the clerk's own (LOGIN-3)."""
    headed(page, "パスワードの変更")
    page.goto(f"{stack.certificate}/")
    headed(page, "パスワードの変更")
    fill(page, present=CLERK.password, new=OWN_PASSWORD, new_again=OWN_PASSWORD)
    press(page, "変更")
    headed(page, "インフォメーション")


def assert_named_after(file: Path, user_id: str) -> None:
    """CERT-3: userID + YYYYMMDDHHMMSS + .p12, in Japanese time."""
    found = re.fullmatch(rf"{user_id}(\d{{14}})\.p12", file.name)
    assert found
    issued_at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=clock.JST)
    assert timedelta() <= clock.now() - issued_at < timedelta(minutes=5)


def assert_strong(file: Path, password: str, stack: Stack) -> None:
    """CERT-4, as openssl reads it: the password is as dear to guess by the MAC as by the encryption."""
    told = openssl_info(file, password)
    assert re.search(r"^MAC: sha256, Iteration (\d+)$", told, re.MULTILINE)
    assert len(re.findall(r"PBES2, PBKDF2, AES-256-CBC, Iteration \d+, PRF hmacWithSHA256", told)) == 2
    assert [rounds for rounds in re.findall(r"Iteration (\d+)", told) if int(rounds) < 100_000] == []
    _, leaf, others = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
    issuing = load_pem_x509_certificate((stack.home / "ca" / "public" / "issuing.pem").read_bytes())
    assert leaf
    assert others == [issuing]
    leaf.verify_directly_issued_by(issuing)
    assert issuing.subject != issuing.issuer


def openssl_info(file: Path, password: str) -> str:
    command = ["openssl", "pkcs12", "-info", "-noout", "-in", str(file), "-passin", f"pass:{password}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr
