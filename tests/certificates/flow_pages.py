"""The pages of 「電子証明書発行」 as a browser gets them, for tests that look at every page."""

from collections.abc import Callable, Mapping
from typing import Final

from django.test import Client

from certificates.flow_sessions import FLOW, KEPT_FOR
from certificates.models import FlowState, IssuanceFlow
from certificates.sealing import Content, seal
from chingin.kernel import clock
from tests.accounts.factories import PASSWORD, MasterFactory

from .factories import CertificateFactory
from .flow_browsing import (
    CLOSED,
    CODE,
    FIRST,
    IMPORT,
    ISSUE,
    ISSUING,
    KEY,
    RESEND,
    RESULT,
    kept,
    new_browser,
    past_code,
    past_password,
)
from .story import wrong


def _page(person: Client, path: str) -> str:
    return person.get(path).content.decode()


def _over() -> str:
    person = new_browser()
    person.get(CODE)
    return _page(person, FIRST)


def _wrong_code() -> str:
    person = new_browser()
    person.post(CODE, {"code": wrong(past_password(person, MasterFactory.create()))})
    return _page(person, CODE)


def _too_soon() -> str:
    person = new_browser()
    past_password(person, MasterFactory.create())
    person.post(RESEND)
    return _page(person, CODE)


def _issue() -> str:
    person = new_browser()
    past_code(person, MasterFactory.create())
    return _page(person, ISSUE)


def _after(state: FlowState, path: str) -> str:
    """Issued without a CA: the page shows what the register and the session hold."""
    person, user, at = new_browser(), MasterFactory.create(), clock.now()
    past_code(person, user)
    flow = IssuanceFlow.objects.get(pk=kept(person)[FLOW])
    flow.state, flow.certificate = state, CertificateFactory.create(user=user, issued_at=at)
    flow.save()
    session = kept(person)
    key = person.cookies[KEY].value
    session["issuance_p12"] = seal(
        b"a file", key=key, flow=flow.pk, content=Content.FILE, until=at + KEPT_FOR
    )
    session.save()
    return _page(person, path)


def _already_issued() -> str:
    user = CertificateFactory.create(issued_on=clock.today()).user
    typed = {"user_id": user.user_id, "password": PASSWORD}
    return new_browser().post(FIRST, typed).content.decode()


# Those that stay where they are.
STANDING: Final[Mapping[str, Callable[[], str]]] = {
    "authenticate": lambda: _page(new_browser(), FIRST),
    "over": _over,
    "wrong_code": _wrong_code,
    "too_soon": _too_soon,
    "issue": _issue,
    "downloaded": lambda: _after(FlowState.DOWNLOADED, RESULT),
    "import": lambda: _after(FlowState.DOWNLOADED, IMPORT),
    "closed": lambda: _page(new_browser(), CLOSED),
    "already_issued": _already_issued,
}
# Those that move on by themselves.
MOVING: Final[Mapping[str, Callable[[], str]]] = {
    "issuing": lambda: _after(FlowState.ISSUED, ISSUING),
    "result": lambda: _after(FlowState.ISSUED, RESULT),
}
