"""A person goes through 「電子証明書発行」 in a browser; the worker that mails codes is as fast as can be."""

from typing import Final

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from certificates.actions import flow as actions
from certificates.flow_sessions import FLOW
from certificates.models import IssuanceFlow
from chingin.kernel import clock
from chingin.kernel.origins import Origin
from tests.accounts.browsers import browser, session_of
from tests.accounts.factories import PASSWORD

from .story import mailed_code

FIRST, CODE, RESEND, CANCEL = (f"/certificate/{name}" for name in ("", "code/", "code/resend/", "cancel/"))
ISSUE, ISSUING, RESULT, DOWNLOAD = (
    f"/certificate/{name}/" for name in ("issue", "issuing", "result", "download")
)
IMPORT, CLOSE, CLOSED = (f"/certificate/{name}/" for name in ("import", "close", "closed"))
KEY: Final = "__Secure-public-issuance_key"


def new_browser() -> Client:
    """One on the public origin."""
    return browser(Origin.PUBLIC)


def the_flow() -> IssuanceFlow:
    """The one that began last."""
    return IssuanceFlow.objects.select_related("user").latest("started_at")


def kept(person: Client) -> SessionStore:
    """What the server remembers of the browser."""
    return session_of(person, Origin.PUBLIC)


def deliver(person: Client) -> str:
    """The worker mails the code that is due in this browser's flow."""
    actions.send_code(kept(person)[FLOW], at=clock.now())
    return mailed_code()


def past_password(person: Client, user: User, password: str = PASSWORD) -> str:
    """① is right; the code has been mailed."""
    answer = person.post(FIRST, {"user_id": user.user_id, "password": password})
    assert answer["Location"] == CODE
    return deliver(person)


def past_code(person: Client, user: User, password: str = PASSWORD) -> None:
    """② is right."""
    answer = person.post(CODE, {"code": past_password(person, user, password)})
    assert answer["Location"] == ISSUE


def past_issue(person: Client, user: User, password: str = PASSWORD) -> None:
    """③ 「発行」 was pressed."""
    past_code(person, user, password)
    assert person.post(ISSUE)["Location"] == ISSUING


def downloaded(person: Client) -> bytes:
    """The file."""
    answer = person.get(DOWNLOAD)
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Type"] == "application/x-pkcs12"
    return answer.content


def lose_key(person: Client) -> None:
    """The browser's cookies of these pages are cleared."""
    del person.cookies[KEY]
