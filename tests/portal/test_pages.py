"""What every page keeps: valid HTML, one h1, title first, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from tests.lint import tools
from tests.portal.pages import PAGES, TITLE_TAIL

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PAGES)
def html(request: pytest.FixtureRequest) -> str:
    """One page after the other."""
    return PAGES[request.param]().html


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    for name, made in PAGES.items():
        (tmp_path / f"{name}.html").write_text(made().html, encoding="utf-8")

    answer = tools.pages(*sorted(tmp_path.glob("*.html")))

    assert answer.returncode == 0, answer.stdout


def test_every_page_has_one_h1(html: str) -> None:
    assert len(re.findall(r"<h1\b", html)) == 1


def test_every_title_begins_with_the_pages_own(html: str) -> None:
    titles = re.findall(r"<title>([^<]+)</title>", html)
    heading = re.sub(r"<[^>]+>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", html)[0])

    assert titles in ([heading + TITLE_TAIL], [f"エラー: {heading}{TITLE_TAIL}"], [heading])


def test_no_page_has_inline_scripts_or_styles(html: str) -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:", html) == []


def test_no_page_loads_anything_from_elsewhere(html: str) -> None:
    assert [
        url
        for url in re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"', html)
        if url[:8] != "/static/"
    ] == []


def test_every_page_begins_with_a_way_past_its_header(html: str) -> None:
    assert re.search(r'<body>\s*<a class="skip" href="#main">', html)
    assert 'id="main"' in html


def test_every_template_compiles_without_leftovers(html: str) -> None:
    assert "{%" not in html
    assert "{{" not in html
