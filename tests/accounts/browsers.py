"""Browsers as nginx passes them on: one for each origin, and a member's with a certificate in it."""

import re
from html import unescape
from typing import Final, Protocol

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.models import User
from chingin.kernel.origins import Origin
from tests.accounts.certificates_double import FIRST, HEADER, presented
from tests.accounts.factories import PASSWORD

ADDRESS: Final = "192.0.2.7"
LOGIN: Final = "/login/"
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Answer(Protocol):
    """What the tests read of a response."""

    status_code: int

    @property
    def content(self) -> bytes: ...

    def __getitem__(self, header: str) -> str: ...


def browser(origin: Origin, certificate: str = "", *, enforce_csrf_checks: bool = False) -> Client:
    """A browser that came through nginx to this origin; `certificate` as the double reads it."""
    passed_on = {
        "X-Chingin-Origin": origin.value,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": ADDRESS,
        "Host": origin.base_url.removeprefix("https://"),
        HEADER: certificate,
    }
    return Client(enforce_csrf_checks=enforce_csrf_checks, headers=passed_on)


def member_browser(user: User, fingerprint: str = FIRST) -> Client:
    """A browser on the certificate origin whose certificate names the user."""
    return browser(Origin.CERTIFICATE, presented(user.pk, fingerprint))


def logged_in(user: User, password: str = PASSWORD) -> Client:
    """The same, past the login."""
    client = member_browser(user)
    assert client.post(LOGIN, {"password": password}).status_code == 302
    return client


def session_of(client: Client, origin: Origin) -> SessionStore:
    """What the server remembers of this browser."""
    return SessionStore(client.cookies[f"__Host-{origin}-sessionid"].value)


def words(answer: Answer) -> str:
    """The page without what differs from form to form (the CSRF token)."""
    return TOKEN.sub("", unescape(answer.content.decode()))


def error_at(field: str, answer: Answer) -> str:
    """The error beside a field; "" without one. The summary at the top must say the same."""
    page = words(answer)
    _, found, after = page.partition(f'id="id_{field}_error">')
    error = after.partition("</p>")[0] if found else ""
    assert (f'<a href="#id_{field}">' in page) == bool(found)
    assert f": {error}</a>" in page or not error
    return error
