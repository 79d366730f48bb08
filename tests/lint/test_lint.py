"""Scripts and styles stay within what Edge's IE mode understands (ENV-1); the lints that prove it bite."""

import json
import re
from collections.abc import Callable, Generator
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from tests.lint.tools import LINT, ROOT, pages, scripts, styles

Lint = Callable[..., CompletedProcess[str]]
STATIC: Final = ROOT / "static"
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def test_every_script_is_es5_for_ie11() -> None:
    """ENV-1."""
    answer = scripts(STATIC / "js")

    assert answer.returncode == 0, answer.stdout


def test_every_style_is_known_to_ie11() -> None:
    """ENV-1."""
    answer = styles(STATIC / "css/**/*.css")

    assert answer.returncode == 0, answer.stderr


SCRIPTS = {
    "let": "let a = 1; window.a = a;",
    "arrow": "window.f = () => 1;",
    "template literal": "window.a = `b`;",
    "default argument": "window.f = function (a = 1) { return a; };",
    "for of": "for (var a of [1]) { window.a = a; }",
    "module": "import a from 'b'; a();",
    "fetch": "window.fetch('/');",
    "promise": "window.a = new Promise(function () {});",
    "symbol": "window.a = Symbol('a');",
    "URLSearchParams": "window.a = new URLSearchParams('');",
    "Array.from": "window.a = Array.from([1]);",
    "Object.assign": "window.a = Object.assign({}, {});",
    "includes": "window.a = [1].includes(1);",
    "find": "window.a = [1].find(Boolean);",
    "startsWith": "window.a = 'a'.startsWith('a');",
    "padStart": "window.a = 'a'.padStart(2);",
    "closest": "window.a = document.body.closest('p');",
    "remove": "document.body.remove();",
    "forEach of nodes": "document.querySelectorAll('p').forEach(function () {});",
    "toggle by force": "document.body.classList.toggle('a', true);",
    "eval": "eval('1');",
    "console": "window.console.log(1); console.log(1);",
    "trailing comma in call": "window.f(1,);",
}
STYLES = {
    "custom property": ":root { --blue: #0017c1; }",
    "var": "a { color: var(--blue); }",
    "gap": ".a { display: flex; gap: 8px; }",
    "grid": ".a { display: grid; }",
    "grid areas": '.a { grid-template-areas: "a b"; }',
    "grid auto rows": ".a { grid-auto-rows: 10px; }",
    "aspect ratio": ".a { aspect-ratio: 1 / 1; }",
    "object fit": "img { object-fit: cover; }",
    "inset": ".a { inset: 0; }",
    "logical margin": ".a { margin-inline: auto; }",
    "logical padding": ".a { padding-block-start: 1px; }",
    "logical size": ".a { inline-size: 1px; }",
    "is": ":is(a, b) { color: #000; }",
    "where": ":where(a) { color: #000; }",
    "has": "a:has(b) { color: #000; }",
    "focus-visible": "a:focus-visible { color: #000; }",
    "focus-within": ".a:focus-within { color: #000; }",
    "clamp": ".a { width: clamp(1px, 2px, 3px); }",
    "min": ".a { width: min(1px, 2px); }",
    "max in calc": ".a { width: calc(1px + max(1px, 2px)); }",
    "nesting": ".a { color: #000; & b { color: #fff; } }",
    "layer": "@layer a { b { color: #000; } }",
    "supports": "@supports (display: flex) { b { color: #000; } }",
    "range": "@media (width >= 600px) { b { color: #000; } }",
    "hex with alpha": ".a { color: #00000080; }",
    "space-separated rgb": ".a { color: rgb(0 0 0 / 50%); }",
    "dvh": ".a { height: 100dvh; }",
    "revert": ".a { color: revert; }",
    "object position": "img { object-position: 0 0; }",
    "import": '@import "a.css";',
    "fit-content": ".a { width: fit-content; }",
}


def caught(lint: Lint, folder: Path, suffix: str, broken: dict[str, str]) -> set[str]:
    """The names of the broken pieces that the lint names in its answer, each piece in a file of its own."""
    for number, text in enumerate(broken.values()):
        (folder / f"broken{number:03}{suffix}").write_text(text + "\n", encoding="utf-8")
    answer = lint(*sorted(folder.glob(f"broken*{suffix}")))
    named = set(re.findall(rf"broken(\d{{3}}){re.escape(suffix)}", answer.stdout + answer.stderr))
    return {name for number, name in enumerate(broken) if f"{number:03}" in named}


@pytest.fixture
def folder() -> Generator[Path]:
    """Inside the project, for eslint looks at nothing outside; var/ is no part of the repository."""
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ROOT / "var", prefix="lint-") as name:
        yield Path(name)


@pytest.mark.parametrize(
    ("lint", "suffix", "broken"), [(scripts, ".js", SCRIPTS), (styles, ".css", STYLES)], ids=["js", "css"]
)
def test_what_ie11_does_not_know_is_caught(
    lint: Lint, suffix: str, broken: dict[str, str], folder: Path
) -> None:
    """ENV-1."""
    assert set(broken) - caught(lint, folder, suffix, broken) == set()


@pytest.mark.parametrize(
    ("lint", "suffix", "sound"),
    [(scripts, ".js", "window.a = [1].map(String);"), (styles, ".css", ".a { display: flex; }")],
    ids=["js", "css"],
)
def test_what_ie11_knows_is_let_through(lint: Lint, suffix: str, sound: str, folder: Path) -> None:
    assert caught(lint, folder, suffix, {"sound": sound}) == set()


SHELL: Final = '<!DOCTYPE html><html lang="ja"><head><title>a</title></head><body>{}</body></html>'
PAGES = {
    "no title": SHELL.replace("<title>a</title>", ""),
    "no language": SHELL.replace(' lang="ja"', ""),
    "style attribute": SHELL.format('<p style="color:red">a</p>'),
    "unclosed": SHELL.format("<div>"),
    "field without label": SHELL.format('<input type="text">'),
    "same id twice": SHELL.format('<p id="a">a</p><p id="a">a</p>'),
    "block in a line": SHELL.format("<span><div>a</div></span>"),
}


def test_a_broken_page_is_caught(folder: Path) -> None:
    assert set(PAGES) - caught(pages, folder, ".html", PAGES) == set()


def test_the_lock_file_names_no_registry() -> None:
    """Anybody installs from the registry that they are set up for."""
    lock = json.loads((LINT / "package-lock.json").read_text(encoding="utf-8"))

    assert not any("resolved" in package for package in lock["packages"].values())


def test_every_lint_is_pinned() -> None:
    package = json.loads((LINT / "package.json").read_text(encoding="utf-8"))

    assert all(
        re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for version in package["devDependencies"].values()
    )


def test_styles_use_the_colours_that_page_css_names_and_no_other() -> None:
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in (STATIC / "css").glob("*.css")}
    named = set(COLOUR.findall(sheets["page.css"].partition("*/")[0]))

    used = {colour for text in sheets.values() for colour in COLOUR.findall(text)}

    assert used == named
