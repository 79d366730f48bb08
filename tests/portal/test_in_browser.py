"""Every page in Chromium: by keyboard alone, at 400 % zoom, without scripts; the scripts do what they say."""

from collections.abc import Generator
from typing import Final

import pytest
from django.db import connections, transaction
from playwright.sync_api import Browser, ViewportSize, expect
from playwright.sync_api import Page as Tab
from pytest_django import DjangoDbBlocker

from tests.portal.browsing import Site, axe_findings, chromium, small_targets, width_of
from tests.portal.pages import ORIGIN, PAGES, Page
from tests.portal.sample import member_frame, sample_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
USUAL: Final[ViewportSize] = {"width": 1280, "height": 720}
NARROW: Final[ViewportSize] = {"width": 320, "height": 640}


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
def site(pages: dict[str, Page]) -> Generator[Site]:
    site = Site(dict(pages))
    yield site
    site.close()


@pytest.fixture(scope="module")
def reader(browser: Browser, pages: dict[str, Page]) -> tuple[Site, Tab]:
    """One tab that goes from page to page: cheaper than to open one for each."""
    site = Site(dict(pages))
    return site, site.open(browser, "/top", bypass_csp=False)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(name: str, reader: tuple[Site, Tab]) -> None:
    """All that is wrong with it, by what was looked at; loaded at the usual width and at 400 % zoom."""
    site, tab = reader
    site.strayed.clear()
    site.complaints.clear()
    tab.set_viewport_size(USUAL)
    tab.goto(f"{ORIGIN}/{name}")
    wrong = {
        "axe finds something serious": axe_findings(tab),
        "targets are less than 24 pixels": small_targets(tab),
        **focus_faults(tab),
    }
    tab.set_viewport_size(NARROW)
    tab.reload()

    wrong["width at 400 %"] = [f"{width}"] if (width := width_of(tab)) != NARROW["width"] else []
    wrong["asked for from elsewhere"] = [*site.strayed]
    wrong["complaints of the browser"] = [words for words in site.complaints if "status of" not in words]

    told = "\n".join(f"{name}: {check}: {found}" for check, found in wrong.items() if found)
    assert not told, told


def focus_faults(tab: Tab) -> dict[str, list[str]]:
    """Everything to press is reached by keyboard and shows its focus: one round with Tab through the page."""
    tab.evaluate("document.activeElement.blur()")
    wanted = tab.evaluate(
        "[].filter.call(document.querySelectorAll('a[href], button, input:not([type=radio]), select'),"
        " function (e) { return e.offsetParent !== null && !e.disabled; }).length"
    )
    reached = list(one_round(tab, at_most=wanted + 15))
    pressable = [e for e in reached if e.split(",")[0] in {"A", "BUTTON", "INPUT", "SELECT"}]
    return {
        "without a visible focus": [element for element in reached if element.endswith("false")],
        "not all reached by keyboard": [] if len(pressable) >= wanted else [f"{len(pressable)} of {wanted}"],
    }


def one_round(tab: Tab, *, at_most: int) -> dict[str, None]:
    """Each element that has the focus on the way, once: its tag, its number, whether the focus is seen."""
    reached: dict[str, None] = {}
    for _ in range(at_most):
        tab.keyboard.press("Tab")
        element = tab.evaluate(
            "(function (e) { window.n = window.n || 0; e.n = e.n || (window.n += 1);"
            " var seen = e.tagName === 'BODY' || getComputedStyle(e).outlineStyle !== 'none';"
            " return [e.tagName, e.n, seen].join(); }(document.activeElement))"
        )
        if element in reached and not element.startswith("BODY"):
            break
        reached[element] = None
    return reached


def test_axe_does_find_what_is_wrong(browser: Browser, site: Site) -> None:
    html = (
        '<!DOCTYPE html><html lang="ja"><title>a</title><body><img src="/static/img/mark.svg"><input></body>'
    )
    site.pages["/"] = Page(200, html)
    tab = site.open(browser, "/")

    assert {finding.partition(":")[0] for finding in axe_findings(tab)} == {"image-alt", "label"}


def test_focus_moves_to_the_error_summary_and_on_to_the_field(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/sample")

    expect(tab.locator(".error-summary")).to_be_focused()
    tab.get_by_role("link", name="パスワード:").click()
    assert tab.url.endswith("#id_password")


LONG_LISTS: Final = (
    '<link rel="stylesheet" href="/static/css/{style}.css"><style>a {{ line-height: 20px }}</style>'
    '<div class="{frame}" tabindex="0" style="max-height: 300px"><table class="list__table">'
    "<thead><tr><th>見出し</th></tr></thead><tbody>{rows}</tbody></table></div>"
)


@pytest.mark.parametrize(
    ("style", "frame"),
    [("lists", "list"), ("lists", "table-frame"), ("staff", "staff-scroll staff-scroll--tall")],
)
def test_the_sticky_head_hides_nothing_that_has_the_focus(
    style: str, frame: str, browser: Browser, site: Site
) -> None:
    """WCAG 2.4.11, upwards through a list that scrolls."""
    rows = "".join(f'<tr><td><a href="#">{n}</a></td></tr>' for n in range(60))
    site.pages["/"] = Page(200, LONG_LISTS.format(style=style, frame=frame, rows=rows), policy="")
    tab = site.open(browser, "/")
    tab.locator("a").last.focus()

    hidden = 0
    for _ in range(58):
        tab.keyboard.press("Shift+Tab")
        hidden += tab.evaluate(
            "document.activeElement.getBoundingClientRect().top"
            " < document.querySelector('th').getBoundingClientRect().bottom"
        )

    assert hidden == 0


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
def test_a_warning_stands_10_minutes_before_time_out(
    seconds: int, shown: bool, browser: Browser, site: Site
) -> None:
    """ENV-4."""
    html = sample_page(frame=member_frame(seconds_to_timeout=seconds))
    site.pages["/"] = Page(200, html)
    tab = site.open(browser, "/")

    expect(tab.get_by_text("操作がないため自動的にログアウトします")).to_be_visible(visible=shown)


def test_a_warning_comes_while_the_page_stands(browser: Browser, site: Site) -> None:
    """ENV-2: 10 minutes before closing."""
    site.pages["/"] = Page(200, sample_page(frame=member_frame(seconds_to_closing=700)))
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
