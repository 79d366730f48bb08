"""Every page in Chromium: by keyboard alone, at 400 % zoom, without scripts; the scripts do what they say."""

from collections.abc import Generator

import pytest
from django.db import connections, transaction
from playwright.sync_api import Browser, expect
from pytest_django import DjangoDbBlocker

from tests.portal.browsing import Site, axe_findings, chromium, small_targets, width_of
from tests.portal.pages import PAGES, Page
from tests.portal.sample import member_frame, sample_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module", autouse=True)
def beside_an_event_loop() -> Generator[None]:
    """The browser's event loop runs in this thread, and Django would not touch the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Page]:
    """All pages, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = {f"/{name}": make() for name, make in PAGES.items()}
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="module")
def browser(pages: dict[str, Page]) -> Generator[Browser]:
    with chromium() as browser:
        yield browser
        connections.close_all()  # those that the tests opened beside its event loop


@pytest.fixture
def site(pages: dict[str, Page]) -> Site:
    return Site(dict(pages))


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_nothing_is_asked_from_elsewhere(
    name: str, browser: Browser, site: Site
) -> None:
    tab = site.open(browser, f"/{name}", bypass_csp=False)

    assert axe_findings(tab) == []
    assert site.strayed == []
    assert [words for words in site.complaints if "status of" not in words] == []


def test_axe_does_find_what_is_wrong(browser: Browser) -> None:
    html = (
        '<!DOCTYPE html><html lang="ja"><title>a</title><body><img src="/static/img/mark.svg"><input></body>'
    )
    tab = Site({"/": Page(200, html)}).open(browser, "/")

    assert {finding.partition(":")[0] for finding in axe_findings(tab)} == {"image-alt", "label"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reflows_at_400_percent(name: str, browser: Browser, site: Site) -> None:
    tab = site.open(browser, f"/{name}", viewport=NARROW)

    assert width_of(tab) == NARROW["width"]


@pytest.mark.parametrize("name", PAGES)
def test_everything_to_press_is_reached_by_keyboard_and_shows_its_focus(
    name: str, browser: Browser, site: Site
) -> None:
    tab = site.open(browser, f"/{name}")
    tab.evaluate("document.activeElement.blur()")
    wanted = tab.evaluate(
        "[].filter.call(document.querySelectorAll('a[href], button, input:not([type=radio]), select'),"
        " function (e) { return e.offsetParent !== null && !e.disabled; }).length"
    )

    reached = set()
    for _ in range(wanted + 15):
        tab.keyboard.press("Tab")
        reached.add(
            tab.evaluate(
                "(function (e) { window.n = window.n || 0; e.n = e.n || (window.n += 1);"
                " var seen = e.tagName === 'BODY' || getComputedStyle(e).outlineStyle !== 'none';"
                " return [e.tagName, e.n, seen].join(); }(document.activeElement))"
            )
        )

    assert [element for element in reached if element.endswith("false")] == []
    pressable = [e for e in reached if e.split(",")[0] in {"A", "BUTTON", "INPUT", "SELECT"}]
    assert len(pressable) >= wanted


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_at_least_24_pixels(name: str, browser: Browser, site: Site) -> None:
    tab = site.open(browser, f"/{name}")

    assert small_targets(tab) == []


def test_focus_moves_to_the_error_summary_and_on_to_the_field(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")

    expect(tab.locator(".error-summary")).to_be_focused()
    tab.get_by_role("link", name="パスワード:").click()
    assert tab.url.endswith("#id_password")


def test_the_menu_opens_by_mouse_and_keyboard_and_closes_with_escape(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")
    head = tab.get_by_role("button", name="賃控元帳事務")
    link = tab.get_by_role("link", name="賃控元帳事務の機能1")

    expect(link).to_be_hidden()
    head.click()
    expect(link).to_be_visible()
    expect(head).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(head).to_be_focused()
    tab.keyboard.press("Enter")
    expect(link).to_be_visible()
    tab.keyboard.press("Space")
    expect(link).to_be_hidden()
    head.click()
    tab.get_by_role("contentinfo").click()
    expect(link).to_be_hidden()


def test_only_one_panel_of_the_menu_is_open(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")

    tab.get_by_role("button", name="賃控元帳事務").click()
    tab.get_by_role("button", name="共通機能").click()

    expect(tab.locator(".menu__panel:visible")).to_have_count(1)
    expect(tab.get_by_role("link", name="共通機能の機能1")).to_be_visible()


def test_the_menu_opens_without_scripts(browser: Browser, site: Site) -> None:
    """ENV-1."""
    tab = site.open(browser, "/sample", java_script_enabled=False)

    tab.get_by_role("link", name="賃控元帳事務", exact=True).click()
    expect(tab.get_by_role("link", name="賃控元帳事務の機能1")).to_be_visible()
    tab.locator("#menu-2").get_by_role("link", name="メニューを閉じる").click()
    expect(tab.get_by_role("link", name="賃控元帳事務の機能1")).to_be_hidden()


@pytest.mark.parametrize(("seconds", "shown"), [(3600, False), (601, False), (600, True), (61, True)])
def test_a_warning_stands_10_minutes_before_time_out(seconds: int, shown: bool, browser: Browser) -> None:
    """ENV-4."""
    html = sample_page(frame=member_frame(seconds_to_timeout=seconds))
    tab = Site({"/": Page(200, html)}).open(browser, "/")

    expect(tab.get_by_text("操作がないため自動的にログアウトします")).to_be_visible(visible=shown)


def test_a_warning_comes_while_the_page_stands(browser: Browser) -> None:
    """ENV-2: 10 minutes before closing."""
    site = Site({"/": Page(200, sample_page(frame=member_frame(seconds_to_closing=700)))})
    tab = site.open(browser, "/")
    tab.clock.install()
    tab.reload()
    warning = tab.get_by_text("ご利用時間が終了します(残り")

    expect(warning).to_be_hidden()
    tab.clock.run_for(405_000)
    expect(warning).to_contain_text("残り5分")


def test_a_countdown_tells_what_is_left(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")

    expect(tab.locator("[data-left]")).to_have_text("あと1日と10時間")


def test_a_form_pressed_twice_is_sent_once(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")

    tab.evaluate(
        "window.sent = 0; document.querySelector('form[data-once]').addEventListener('submit',"
        " function (e) { if (!e.defaultPrevented) { window.sent += 1; } e.preventDefault(); })"
    )
    tab.get_by_role("button", name="次へ").click()
    tab.get_by_role("button", name="次へ").click()

    assert tab.evaluate("window.sent") == 1


def test_a_page_of_long_work_shows_what_changed_and_opens_the_next_page_once(
    browser: Browser, site: Site
) -> None:
    """CERT-3."""
    unfinished = site.pages["/sample"]
    done = unfinished.html.replace('id="progress"', 'id="progress" data-next="/top"')
    tab = site.open(browser, "/sample")

    site.pages["/sample"] = Page(200, unfinished.html.replace("40 / 150件", "90 / 150件"))
    expect(tab.get_by_text("90 / 150件")).to_be_visible()
    site.pages["/sample"] = Page(200, done)
    tab.wait_for_url("**/top")

    assert site.asked.count("GET /top") == 1


def test_paper_shows_no_menu_and_no_buttons(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")
    tab.emulate_media(media="print")

    for part in (".menu", ".buttons", ".pager", ".skip", ".header__logout"):
        expect(tab.locator(part).first).to_be_hidden()
    expect(tab.get_by_role("heading", name="画面部品")).to_be_visible()
