"""The software keyboard (ソフトウェアキーボード, SKB-1) in Chromium: by mouse, touch and keyboard alone."""

import re
from collections.abc import Generator
from typing import Final
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.portal.browsing import Site, axe_findings, chromium
from tests.portal.keyboards import (
    EVERYTHING_ELSE,
    LISTEN,
    NOTEBOOK,
    Notebook,
    click_keys,
    dialog,
    faces,
    focused,
    opener,
    passwords_page,
    tool,
)
from tests.portal.pages import PAGES, Page

pytestmark = pytest.mark.journey
NARROW: Final = {"width": 320, "height": 640}
SYMBOLS: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@pytest.fixture(scope="module")
def page() -> Page:
    """Made before the browser starts: its event loop would stop Django."""
    return passwords_page()


@pytest.fixture(scope="module")
def browser(page: Page) -> Generator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(page: Page) -> Generator[Site]:
    site = Site({"/": page})
    yield site
    site.close()


@pytest.fixture(scope="module")
def notebook(browser: Browser, page: Page) -> Notebook:
    return Notebook.opened(browser, page)


@pytest.fixture
def tab(notebook: Notebook) -> Generator[Tab]:
    """The page, whose scripts must not complain."""
    yield notebook.loaded_anew()
    assert notebook.site.complaints == []


def test_the_mouse_alone_enters_a_password_without_key_events(tab: Tab) -> None:
    tab.evaluate(LISTEN)

    opener(tab).click()
    click_keys(tab, "Rokin#2026")
    tool(tab, "入力終了").click()

    expect(dialog(tab)).to_have_count(0)
    expect(tab.locator("#id_new")).to_have_value("Rokin#2026")
    assert tab.evaluate("window.heard") == ["input", "change"] * 10


def test_every_printable_ascii_character_can_be_typed(tab: Tab) -> None:
    opener(tab).click()
    small = faces(tab)
    tool(tab, "大文字").click()
    capitals = "".join(sorted(set(faces(tab)) - set(small)))
    tool(tab, "大文字").click()

    click_keys(tab, small + capitals)

    expect(tab.locator("#id_new")).to_have_value(small + capitals)
    assert len(small + capitals) == 94
    assert set(small + capitals) == {chr(code) for code in range(ord("!"), ord("~") + 1)}


def test_the_form_sends_what_was_typed(tab: Tab) -> None:
    opener(tab).click()
    click_keys(tab, "a&b=%+")
    tool(tab, "入力終了").click()

    with tab.expect_request(lambda request: request.method == "POST") as sent:
        tab.get_by_role("button", name="更新").click()

    assert parse_qs(sent.value.post_data or "")["new"] == ["a&b=%+"]


def test_touch_types_too(browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/", viewport=NARROW, has_touch=True)

    opener(tab).tap()
    tab.get_by_role("button", name="アットマーク").tap()
    tool(tab, "入力終了").tap()

    expect(tab.locator("#id_new")).to_have_value("@")


def test_the_keyboard_alone_enters_a_password(tab: Tab) -> None:
    """Down to q, right to w, shift, on past p to the symbols, up, and out by the last button."""
    opener(tab).focus()
    moves = "Enter ArrowDown Enter ArrowRight Space Tab Enter Shift+Tab Enter".split()
    moves += ["ArrowRight"] * 9 + ["Enter", "ArrowUp", "Enter", *["Tab"] * 5, "Enter"]

    for move in moves:
        tab.keyboard.press(move)

    expect(dialog(tab)).to_have_count(0)
    expect(tab.locator("#id_new")).to_have_value("qwW)!")
    expect(opener(tab)).to_be_focused()


@pytest.mark.parametrize("viewport", [NOTEBOOK, NARROW])
def test_arrows_lead_to_every_key(viewport: dict[str, int], browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/", viewport=viewport)
    opener(tab).click()
    every = faces(tab)
    known, waiting = {focused(tab)}, [focused(tab)]

    while waiting:
        key = every.index(waiting.pop())
        for arrow in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
            tab.evaluate("key => document.querySelectorAll('.keyboard__key')[key].focus()", key)
            tab.keyboard.press(arrow)
            if (reached := focused(tab)) not in known:
                known.add(reached)
                waiting.append(reached)

    assert known == set(every)


@pytest.mark.parametrize(
    ("arrow", "face"), [("ArrowLeft", "q"), ("ArrowUp", "1"), ("ArrowRight", "("), ("ArrowDown", "~")]
)
def test_arrows_stop_at_the_edge(arrow: str, face: str, tab: Tab) -> None:
    opener(tab).click()

    tab.locator(".keyboard__key").nth(faces(tab).index(face)).focus()
    tab.keyboard.press(arrow)

    assert focused(tab) == face


def test_tab_goes_round_inside_the_dialog_and_one_key_is_a_stop(tab: Tab) -> None:
    opener(tab).click()
    assert dialog(tab).locator("button[tabindex='0']").count() == 1
    stops = ["1", "大文字", "1文字削除", "全消去", "", "入力終了", "1"]
    met = [focused(tab)]

    for _ in stops[1:]:
        tab.keyboard.press("Tab")
        met.append(focused(tab))

    assert met == stops
    for expected in reversed(stops[:-1]):
        tab.keyboard.press("Shift+Tab")
        assert focused(tab) == expected


def test_focus_that_strays_comes_back(tab: Tab) -> None:
    opener(tab).click()
    tab.evaluate("document.querySelectorAll('[inert]').forEach(function (e) { e.removeAttribute('inert'); })")

    tab.locator("#id_new").focus()

    assert focused(tab) == "1"


@pytest.mark.parametrize("on", ["key", "tool", "nothing"])
def test_escape_closes_and_the_focus_returns_to_the_button(on: str, tab: Tab) -> None:
    opener(tab).click()
    if on == "tool":
        tool(tab, "全消去").click()
    if on == "nothing":
        dialog(tab).get_by_role("heading").click()

    tab.keyboard.press("Escape")

    expect(dialog(tab)).to_have_count(0)
    expect(opener(tab)).to_be_focused()


def test_a_pressed_key_does_not_keep_the_ring_of_the_focus(tab: Tab) -> None:
    """Who looks over the shoulder does not read the last key."""
    opener(tab).click()
    click_keys(tab, "k")

    assert focused(tab) == "1"


def test_the_rest_of_the_page_is_silent_while_the_dialog_is_open(tab: Tab) -> None:
    silent = "body > [aria-hidden='true'][inert]"
    parts = tab.locator("body > *").count()

    opener(tab).click()
    assert tab.locator(silent).count() == parts
    tab.keyboard.press("Escape")

    assert tab.locator("[aria-hidden], [inert]").count() == 0


def test_one_character_is_deleted_or_all(tab: Tab) -> None:
    tab.locator("#id_new").fill("typed")
    opener(tab).click()

    click_keys(tab, "1")
    tool(tab, "1文字削除").click()
    tool(tab, "1文字削除").click()
    expect(tab.locator("#id_new")).to_have_value("type")
    tool(tab, "全消去").click()
    expect(tab.locator("#id_new")).to_have_value("")
    tool(tab, "1文字削除").click()
    expect(dialog(tab).get_by_role("status")).to_have_text("0文字入力済み")


def test_each_field_has_its_button_and_one_dialog_serves_them_all(tab: Tab) -> None:
    opener(tab).click()
    click_keys(tab, "a")
    tab.keyboard.press("Escape")
    opener(tab, "新しいパスワード再入力").click()
    expect(tab.get_by_text("入力先: 新しいパスワード再入力", exact=True)).to_be_visible()
    click_keys(tab, "bc")
    tab.keyboard.press("Escape")

    expect(tab.locator("#id_new")).to_have_value("a")
    expect(tab.locator("#id_new_again")).to_have_value("bc")
    assert tab.get_by_role("button", name="ソフトウェアキーボード").count() == 3


def test_no_more_is_typed_than_the_field_takes(tab: Tab) -> None:
    opener(tab, "暗証番号").click()

    click_keys(tab, "1234")

    expect(tab.locator("#id_limited")).to_have_value("123")
    expect(dialog(tab).get_by_role("status")).to_have_text("3文字入力済み(上限)")


def test_what_is_typed_stands_nowhere_but_in_the_field(tab: Tab) -> None:
    said: list[str] = []
    tab.on("console", lambda line: said.append(line.text))
    opener(tab).click()
    before = tab.evaluate(EVERYTHING_ELSE)

    click_keys(tab, "rokin#2026")

    assert tab.evaluate(EVERYTHING_ELSE) == before
    assert tab.locator(".keyboard__typed").text_content() == "●" * 10 + "10文字入力済み"
    expect(tab.locator("#id_new")).to_have_attribute("type", "password")
    assert tab.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert said == []


def test_a_random_order_has_each_key_once_in_its_group(tab: Tab) -> None:
    opener(tab).click()
    usual = faces(tab)

    tab.get_by_label("キー配列をランダムにする").check()

    order = faces(tab)
    assert order != usual
    for start, end in ((0, 10), (10, 36), (36, 68)):
        assert sorted(order[start:end]) == sorted(usual[start:end])
    click_keys(tab, "aZ1@")
    expect(tab.locator("#id_new")).to_have_value("aZ1@")
    tool(tab, "大文字").click()
    tab.get_by_label("キー配列をランダムにする").uncheck()
    assert faces(tab) == usual


def test_the_random_order_is_remembered_for_the_page_alone_and_new_each_time(tab: Tab) -> None:
    choice = tab.get_by_label("キー配列をランダムにする")
    opener(tab).click()
    choice.check()
    first = faces(tab)
    tab.keyboard.press("Escape")

    opener(tab, "新しいパスワード再入力").click()
    expect(choice).to_be_checked()
    assert faces(tab) != first
    tab.reload()
    opener(tab).click()
    expect(choice).not_to_be_checked()


def test_every_symbol_has_a_japanese_name_of_its_own(tab: Tab) -> None:
    opener(tab).click()

    names = [
        tab.locator(".keyboard__key").nth(faces(tab).index(symbol)).get_attribute("aria-label") or ""
        for symbol in SYMBOLS
    ]

    assert [name for name in names if not re.fullmatch("[ァ-ヶー一-龠ぁ-ん()]+", name)] == []
    assert len(set(names)) == len(SYMBOLS)
    assert names[SYMBOLS.index("@")] == "アットマーク"
    assert names[SYMBOLS.index("#")] == "シャープ"


def test_names_tell_small_letters_from_capitals(tab: Tab) -> None:
    opener(tab).click()

    expect(tool(tab, "小文字のa")).to_have_text("a")
    expect(tool(tab, "大文字")).to_have_attribute("aria-pressed", "false")
    tool(tab, "大文字").click()
    expect(tool(tab, "大文字のA")).to_have_text("A")
    expect(tool(tab, "大文字")).to_have_attribute("aria-pressed", "true")
    expect(tool(tab, "5")).to_have_text("5")


def test_the_keyboard_opens_with_small_letters(tab: Tab) -> None:
    opener(tab).click()
    tool(tab, "大文字").click()
    tab.keyboard.press("Escape")

    opener(tab).click()

    expect(tool(tab, "大文字")).to_have_attribute("aria-pressed", "false")
    assert "a" in faces(tab)


@pytest.mark.parametrize("viewport", [NOTEBOOK, NARROW])
def test_axe_finds_nothing_with_the_dialog_open(
    viewport: dict[str, int], browser: Browser, site: Site
) -> None:
    tab = site.open(browser, "/", viewport=viewport, bypass_csp=False)
    opener(tab).click()

    assert axe_findings(tab) == []


@pytest.mark.parametrize("width", [320, 421, 720, 800, 1024, 1366])
def test_the_dialog_fits_and_its_targets_have_32_pixels(width: int, browser: Browser, site: Site) -> None:
    tab = site.open(browser, "/", viewport={"width": width, "height": 640})
    opener(tab).click()

    small = tab.evaluate(
        "[].map.call(document.querySelectorAll('.keyboard button, .keyboard label'), function (e) {"
        " var r = e.getBoundingClientRect(); return Math.min(r.width, r.height); })"
        ".filter(function (size) { return size < 32; })"
    )

    assert small == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.locator(".keyboard").evaluate("e => e.scrollWidth === e.clientWidth")


def test_no_two_keys_overlap_where_the_symbols_stand_beside_the_letters(tab: Tab) -> None:
    opener(tab).click()

    letters = tab.get_by_role("rowgroup", name="英字").bounding_box()
    symbols = tab.get_by_role("rowgroup", name="記号").bounding_box()

    assert letters is not None
    assert symbols is not None
    assert letters["x"] + letters["width"] <= symbols["x"]


def test_contrast_by_colour_alone_is_not_needed(browser: Browser, site: Site) -> None:
    """In forced colours the pressed 「大文字」 is underlined and keys keep their lines."""
    tab = site.open(browser, "/", viewport=NOTEBOOK, forced_colors="active")
    opener(tab).click()
    tool(tab, "大文字").click()

    expect(tool(tab, "大文字")).to_have_css("text-decoration-line", "underline")
    expect(tool(tab, "5")).to_have_css("border-top-style", "solid")


def test_paper_shows_neither_button_nor_dialog(tab: Tab) -> None:
    opener(tab).click()
    tab.emulate_media(media="print")

    expect(tab.locator(".keyboard")).to_be_hidden()
    expect(tab.locator(".keyboard-opener").first).to_be_hidden()


def test_without_scripts_there_is_no_dead_button(browser: Browser, site: Site) -> None:
    """ENV-1."""
    tab = site.open(browser, "/", java_script_enabled=False)

    expect(tab.locator("#id_new")).to_be_visible()
    assert tab.get_by_text("ソフトウェアキーボード").count() == 0


def test_script_and_style_are_loaded_once_and_only_where_a_password_is_asked_for(page: Page) -> None:
    assert page.html.count("js/keyboard.js") == 1
    assert page.html.count("css/keyboard.css") == 1
    assert "keyboard" not in PAGES["404"]().html
