"""Pressed twice, gone back, reloaded, opened in a second tab: one certificate, one file (CERT-5, CERT-13)."""

from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.services.chromium import Computer
from tests.services.stack import Stack

from .people import Person, welcome
from .steps import authenticate, come_to_issue, headed, says

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

# One whose page has its script, one whose browser sends every press.
PATIENT: Final = Person(contract="36900031", user_id="asahi31", name="朝日　太郎", password="Tarou#2026")
HASTY: Final = Person(contract="36900032", user_id="asahi32", name="朝日　次郎", password="Jirou#2026")
# The server is busy with the first press (it takes it over 100 ms) when the second makes the browser drop
# the answer to the first.
SENT_TWICE: Final = "button => { button.form.submit(); setTimeout(() => button.form.submit(), 50); }"
TAKEN: Final = "電子証明書ファイルは、すでにダウンロードされています。"


@pytest.fixture(scope="module", autouse=True)
def people(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> None:
    welcome(stack, [PATIENT, HASTY], into=tmp_path_factory.mktemp("files"))


def test_after_a_double_click_nothing_that_a_person_does_brings_a_second_file(
    stack: Stack, pc: Computer
) -> None:
    with pc.browser() as browser:
        downloads = downloads_of(browser)
        page = browser.new_page()
        come_to_issue(page, stack, PATIENT)
        with page.expect_download():
            page.get_by_role("button", name="発行", exact=True).dblclick()
        headed(page, "電子証明書発行結果")

        page.reload()
        assert_taken(page)
        for _ in range(2):
            page.go_back()
            assert_taken(page)
        second = browser.new_page()
        for path in ("result/", "issue/", "issuing/", "code/", "download/"):
            second.goto(f"{stack.public}/certificate/{path}")
            assert_taken(second)
        authenticate(second, stack, PATIENT.user_id, PATIENT.password)
        headed(second, "すでに電子証明書を発行済みのため、認証できません。")
        assert_taken(page)

    assert len(downloads) == 1
    assert certificates_of(stack, PATIENT) == 1


def test_two_presses_that_both_reach_the_server_issue_one_certificate_and_one_file(
    stack: Stack, pc: Computer
) -> None:
    with pc.browser() as browser:
        downloads = downloads_of(browser)
        page = browser.new_page()
        come_to_issue(page, stack, HASTY)
        with page.expect_download():
            page.get_by_role("button", name="発行", exact=True).evaluate(SENT_TWICE)
        headed(page, "電子証明書発行結果")
        page.reload()
        assert_taken(page)

    assert len(downloads) == 1
    assert certificates_of(stack, HASTY) == 1


def downloads_of(browser: BrowserContext) -> list[str]:
    """The files that come in any tab, from now on."""
    names: list[str] = []

    def watch(page: Page) -> None:
        page.on("download", lambda coming: names.append(coming.suggested_filename))

    browser.on("page", watch)
    return names


def assert_taken(page: Page) -> None:
    """⑤, which hands over nothing any more."""
    headed(page, "電子証明書発行結果")
    says(page, TAKEN)
    assert page.get_by_role("link", name="ダウンロード").count() == 0


def certificates_of(stack: Stack, person: Person) -> int:
    """How many the register knows."""
    return sum(person.user_id in row for row in stack.rows("certificates_certificate"))
