"""LOGIN-5, DED-6…DED-11 with real data: valid HTML, axe, 320 px, the size of what is pressed."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connections, transaction
from playwright.sync_api import Page as Tab
from pytest_django import DjangoDbBlocker

from tests.deductions.pages import heading_of, pages
from tests.lint import tools
from tests.portal.browsing import Site, axe_findings, chromium, small_targets, width_of
from tests.portal.pages import TITLE_TAIL, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
# The page that is opened has all styles of the others; then it is shown what differs in them.
FIRST = "undo"
SHOW = """function (html) {
    var main = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
    document.querySelector('main').replaceWith(main);
}"""


@pytest.fixture(scope="module", autouse=True)
def beside_an_event_loop() -> Generator[None]:
    """The browser's event loop runs in this thread, and Django would not touch the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """All pages, made once; what was made for them is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = pages()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def site(made: dict[str, str]) -> Site:
    return Site({f"/{name}": Page(200, html) for name, html in made.items()})


@pytest.fixture(scope="module")
def tab(site: Site) -> Generator[Tab]:
    """One tab for all pages."""
    with chromium() as browser:
        yield site.open(browser, f"/{FIRST}", viewport={"width": 1366, "height": 768})
        connections.close_all()  # those that the tests opened beside its event loop


def test_every_page_is_valid_html(made: dict[str, str], tmp_path: Path) -> None:
    for name, html in made.items():
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")

    answer = tools.pages(*sorted(tmp_path.glob("*.html")))

    assert answer.returncode == 0, answer.stdout


def test_every_page_says_first_what_it_is(made: dict[str, str]) -> None:
    for name, html in made.items():
        [title] = re.findall(r"<title>([^<]+)</title>", html)
        assert title.removeprefix("エラー: ") == heading_of(html) + TITLE_TAIL, name


def test_every_table_has_a_caption_and_heads_that_say_what_they_are_of(made: dict[str, str]) -> None:
    for name, html in made.items():
        tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
        assert all("<caption" in table for table in tables), name
        assert re.findall(r"<th(?![^>]* scope=)(?: [^>]*)?>", html) == [], name


def test_no_page_has_inline_styles_or_leftovers(made: dict[str, str]) -> None:
    for name, html in made.items():
        assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=|\{%|\{\{|javascript:", html) == [], name


def test_axe_finds_nothing_in_what_all_pages_share(tab: Tab, site: Site) -> None:
    assert axe_findings(tab) == []
    assert (site.strayed, site.complaints) == ([], [])


def test_axe_finds_nothing_serious_and_all_that_is_pressed_is_large_enough(
    tab: Tab, made: dict[str, str]
) -> None:
    found = {}
    for name, html in made.items():
        tab.evaluate(SHOW, html)
        found[name] = axe_findings(tab, within="main") + small_targets(tab)

    assert {name: told for name, told in found.items() if told} == {}


def test_every_page_reflows_at_400_percent(tab: Tab, made: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for name, html in made.items():
        tab.evaluate(SHOW, html)
        widths[name] = width_of(tab)

    assert {name: width for name, width in widths.items() if width != 320} == {}
