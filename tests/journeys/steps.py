"""What a person does in the browser, in the words of the screens."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.services.stack import Stack

from .people import Person


def register_as_master(page: Page, stack: Stack, person: Person) -> None:
    """マスターユーザーの初期登録, from the top page to its result."""
    page.goto(stack.public)
    follow(page, "マスターユーザーの初期登録")
    fill(page, number=person.contract, password=person.initial_password)
    press(page, "次へ")
    fill(page, user_id=person.user_id, name=person.name)
    fill(page, password=person.password, password_again=person.password)
    fill(page, mail=person.mail, mail_again=person.mail)
    press(page, "登録")
    headed(page, "登録結果")


def authenticate(
    page: Page, stack: Stack, user_id: str, password: str, *, door: str = "電子証明書発行"
) -> None:
    """① from the top page, through one of the doors that lead there."""
    page.goto(stack.public)
    follow(page, door)
    fill(page, user_id=user_id, password=password)
    press(page, "認証")


def enter_code(page: Page, code: str) -> None:
    """②."""
    headed(page, "認証コード入力")
    fill(page, code=code)
    press(page, "認証")


def come_to_issue(page: Page, stack: Stack, person: Person) -> str:
    """① and ② with the code of the mail, which is returned; ③ is on the screen."""
    authenticate(page, stack, person.user_id, person.password)
    code = stack.mailbox.await_code(person.mail)
    enter_code(page, code)
    headed(page, "電子証明書発行")
    return code


def take_home(page: Page, directory: Path) -> Path:
    """③ 「発行」; the file that comes by itself, saved under the name that it comes with."""
    with page.expect_download() as coming:
        press(page, "発行")
    file = directory / coming.value.suggested_filename
    coming.value.save_as(file)
    headed(page, "電子証明書発行結果")
    return file


def log_in(page: Page, stack: Stack, password: str) -> None:
    """「ログイン」 from the top page, with the certificate that the browser presents."""
    page.goto(stack.public)
    follow(page, "ログイン")
    fill(page, password=password)
    press(page, "ログイン")


def log_out(page: Page) -> None:
    """「ログアウト」."""
    press(page, "ログアウト")
    headed(page, "ログアウトしました")


def headed(page: Page, heading: str) -> None:
    """Wait until the page of this title has come."""
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()


def says(page: Page, text: str) -> None:
    """Wait until this can be read on the page."""
    page.get_by_role("main").get_by_text(text).first.wait_for()


def follow(page: Page, *links: str) -> None:
    """Click on one link after the other."""
    for link in links:
        page.get_by_role("link", name=link, exact=True).click()


def fill(page: Page, **values: str) -> None:
    """Type into the fields of these names."""
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


def press(page: Page, name: str) -> None:
    """The one button of exactly this name."""
    page.get_by_role("button", name=name, exact=True).click()


def figures(page: Page) -> dict[str, list[str]]:
    """What stands beside each row's heading, in all tables of the page."""
    rows = page.get_by_role("main").locator("tbody tr, tfoot tr")
    cells: list[list[str]] = rows.evaluate_all(
        "function (rows) { return rows.map(function (row) {"
        " return [].map.call(row.cells, function (cell) { return cell.textContent.trim(); }); }); }"
    )
    return {name: told for name, *told in cells}


def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for what other processes bring about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
