"""Real Chromium over pages made beforehand: no server, no network; requests for anything else are noted."""

import mimetypes
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright
from playwright.sync_api import Page as Tab

from tests.lint.tools import AXE, AXE_IN_JAPANESE, ROOT
from tests.portal.pages import ORIGIN, Page

CHROMIUM: Final = "/usr/bin/chromium"
SERIOUS: Final = ("serious", "critical")


@dataclass
class Site:
    """Pages by path, and what went wrong while a browser read them."""

    pages: dict[str, Page]
    strayed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """Give a page or a static file; anything else would have left the machine."""
        url = urlsplit(route.request.url)
        self.asked.append(f"{route.request.method} {url.path}")
        if f"{url.scheme}://{url.netloc}" != ORIGIN:
            self.strayed.append(route.request.url)
            route.abort()
        elif url.path.startswith("/static/"):
            file = ROOT / url.path.removeprefix("/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            page = self.pages[url.path]
            headers = {"Content-Security-Policy": page.policy, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(status=page.status, body=page.html, headers=headers)

    def open(self, browser: Browser, path: str, **options: Any) -> Tab:
        """A new tab on this page; `options` are those of Playwright's `new_context`."""
        context: BrowserContext = browser.new_context(**options)
        self.contexts.append(context)
        context.route("**/*", self.answer)
        tab = context.new_page()
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        tab.goto(ORIGIN + path)
        return tab

    def close(self) -> None:
        """Close all tabs: each is a process of its own, and a hundred of them slow down the next."""
        while self.contexts:
            self.contexts.pop().close()


@contextmanager
def chromium() -> Generator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def small_targets(tab: Tab) -> list[str]:
    """What is pressed and has less than 24 px a side."""
    found: list[str] = tab.evaluate(
        "[].filter.call(document.querySelectorAll('.button, input, select, .menu__head, .pager a'),"
        " function (e) { var r = e.getBoundingClientRect();"
        " return r.width > 0 && (r.width < 24 || r.height < 24); }).map(function (e) { return e.outerHTML; })"
    )
    return found


def width_of(tab: Tab) -> int:
    """How wide the page is; more than the window, and it has to be pushed to and fro."""
    found: int = tab.evaluate("document.documentElement.scrollWidth")
    return found


def axe_findings(tab: Tab, *, within: str = "html") -> list[str]:
    """What axe-core finds serious or critical: rule, Japanese explanation, the element."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        locale = AXE_IN_JAPANESE.read_text(encoding="utf-8")
        tab.evaluate(f"axe.configure({{locale: {locale}}})")
    run = "function (part) { return axe.run(part).then(function (r) { return r.violations; }); }"
    violations: list[dict[str, Any]] = tab.evaluate(run, within)
    return [
        f"{violation['id']}: {violation['help']} {node['html']}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
