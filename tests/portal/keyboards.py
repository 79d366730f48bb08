"""A page that asks for passwords, and hands at its software keyboard (ソフトウェアキーボード, SKB-1)."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Browser, Locator
from playwright.sync_api import Page as Tab

from accounts.fields import NewPasswordField, PasswordField
from chingin.portal.context import public_frame
from tests.portal.browsing import Site
from tests.portal.pages import ORIGIN, Page

TEMPLATE: Final = """{% extends "base.html" %}{% block title %}パスワード変更{% endblock %}
{% block content %}<h1>パスワード変更</h1>
{% include "components/form.html" with submit="更新" %}{% endblock %}"""
LISTEN: Final = """window.heard = [];
['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'change'].forEach(function (name) {
  document.getElementById('id_new').addEventListener(name, function (event) {
    window.heard.push(event.type + (event.bubbles ? '' : ' that does not bubble'));
  });
});"""
# The whole page but for the two places that tell how much was typed.
EVERYTHING_ELSE: Final = """(function () {
  var copy = document.documentElement.cloneNode(true);
  ['.keyboard__dots', '.keyboard__count'].forEach(function (name) {
    copy.querySelector(name).textContent = '';
  });
  return copy.outerHTML;
}())"""


NOTEBOOK: Final = {"width": 1366, "height": 640}


@dataclass(frozen=True)
class Notebook:
    """One tab for all tests that need no other: to load a page in it is cheaper than to open a new one."""

    site: Site
    tab: Tab

    @classmethod
    def opened(cls, browser: Browser, page: Page) -> "Notebook":
        """With this page on it."""
        site = Site({"/": page})
        notebook = cls(site, site.open(browser, "/", viewport=NOTEBOOK))
        notebook.tab.set_default_timeout(3000)
        return notebook

    def loaded_anew(self) -> Tab:
        """On a screen, the mouse in the corner, nothing complained of yet."""
        self.site.complaints.clear()
        self.tab.emulate_media(media="screen")
        self.tab.mouse.move(0, 0)
        self.tab.goto(f"{ORIGIN}/")
        return self.tab


class PasswordsForm(forms.Form):
    new = NewPasswordField(label="新しいパスワード")
    new_again = PasswordField(label="新しいパスワード再入力")
    limited = forms.CharField(
        label="暗証番号",
        max_length=3,
        widget=forms.PasswordInput(attrs={"data-software-keyboard": "yes"}),
    )


def passwords_page() -> Page:
    """A page that asks for three passwords."""
    request = RequestFactory().get("/", secure=True)
    request.frame = public_frame()  # type: ignore[attr-defined]  # as a middleware of the portal does
    template = engines["django"].from_string(TEMPLATE)
    return Page(200, str(template.render({"form": PasswordsForm()}, request)))


def opener(tab: Tab, field: str = "新しいパスワード") -> Locator:
    return tab.get_by_role("button", name=f"ソフトウェアキーボード ({field})", exact=True)


def dialog(tab: Tab) -> Locator:
    return tab.get_by_role("dialog", name="パスワード用ソフトウェアキーボード")


def tool(tab: Tab, name: str) -> Locator:
    return dialog(tab).get_by_role("button", name=name, exact=True)


def faces(tab: Tab) -> str:
    """What stands on the keys, in their order."""
    return "".join(tab.locator(".keyboard__key").all_text_contents())


def click_keys(tab: Tab, text: str) -> None:
    """Press the keys with the mouse, changing between small and capital letters as needed."""
    shown = faces(tab)
    for character in text:
        if character not in shown:
            tool(tab, "大文字").click()
            shown = faces(tab)
        tab.locator(".keyboard__key").nth(shown.index(character)).click()


def focused(tab: Tab) -> str:
    """The face of the key that has the focus."""
    return str(tab.evaluate("document.activeElement.textContent"))
