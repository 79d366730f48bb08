"""What a browser keeps between the steps of 「電子証明書発行」 (CERT-1): its flow, and what is sealed of it.

The session holds the flow's id and the browser's random value; the password and later the .p12 only sealed.
The key that opens them is in a cookie for these pages alone (CERT-15). One key a flow: the answer bringing a
second one could be the very one that a browser drops when a button is pressed twice.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts.addresses import address_of
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from . import sealing
from .actions.flow import NoLivingCode, SendsUsedUp, Started, TooSoon, WrongCode
from .models import AFTER_ISSUE, FlowState, IssuanceFlow
from .sealing import Content

FLOW: Final = "issuance_flow"
BROWSER: Final = "issuance_browser"
TOLD: Final = "issuance_told"
# Where a press of a button is all that is wanting: at ③ for the password, at ⑤ for the file (CERT-15).
KEPT_FOR: Final = timedelta(minutes=10)
KEY: Final = "issuance_key"
FIRST_PAGE: Final = "certificates:authenticate"
# What may be said at ② to the request after the one that was refused.
RETOLD: Final[dict[str, type[Refusal]]] = {
    kind.message.code: kind for kind in (WrongCode, NoLivingCode, TooSoon, SendsUsedUp)
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of the browser that began the flow."""

    request: HttpRequest
    flow: IssuanceFlow
    at: datetime
    key: str = field(repr=False)

    @property
    def session(self) -> SessionBase:
        """What the server keeps of this browser."""
        return self.request.session

    @property
    def by(self) -> Actor:
        """The flow's user, at this browser's address."""
        return self.flow.actor(address_of(self.request))

    @property
    def file_waits(self) -> bool:
        """Whether the .p12 can still be handed over."""
        return self.flow.state == FlowState.ISSUED and self.kept(Content.FILE) is not None

    @sensitive_variables()
    def keep_password(self, response: HttpResponse, password: bytes) -> None:
        """At ②, as long as the flow lives.

        Codes come late and are sent again: whoever is told until when one is good, or to have another sent,
        must not find the password gone. Without the code from the mailbox nothing can be made of it.
        """
        self._keep(response, password, Content.PASSWORD, until=self.flow.ends_at)

    @sensitive_variables()
    def keep_password_for_issue(self, response: HttpResponse) -> None:
        """At ③, for ten minutes at most, and never past the flow's end."""
        password = self.kept(Content.PASSWORD)
        assert password is not None  # nobody visits ② without it
        until = min(self.at + KEPT_FOR, self.flow.ends_at)
        self._keep(response, password, Content.PASSWORD, until=until)

    @sensitive_variables()
    def keep_file(self, response: HttpResponse, p12: bytes) -> None:
        """At ⑤, for ten minutes whenever the flow ends: the certificate stands, and this is its only key."""
        self._keep(response, p12, Content.FILE, until=self.at + KEPT_FOR)

    @sensitive_variables()
    def _keep(self, response: HttpResponse, data: bytes, content: Content, *, until: datetime) -> None:
        """Seal this into the session, and let the browser keep the key as long."""
        sealed = sealing.seal(data, key=self.key, flow=self.flow.pk, content=content, until=until)
        self.session[_place(content)] = sealed
        _hand_key(response, self.key, lasts=until - self.at)

    @sensitive_variables()
    def kept(self, content: Content) -> bytes | None:
        """What was sealed; None when there is nothing, the browser has lost the key, or its time is over."""
        text = self.session.get(_place(content), "")
        if not text or not self.key:
            return None
        return sealing.unseal(text, key=self.key, flow=self.flow.pk, content=content, at=self.at)

    def forget(self, content: Content) -> None:
        """Nothing of it stays in the session."""
        self.session.pop(_place(content), None)

    def tell(self, refusal: Refusal) -> None:
        """Say so on the page that comes next."""
        self.session[TOLD] = [refusal.code, refusal.values]

    def told(self) -> Refusal | None:
        """What the request before was refused; said once."""
        code, values = self.session.pop(TOLD, None) or ("", {})
        return RETOLD[code](**values) if code in RETOLD else None


def begin(request: HttpRequest, started: Started, *, at: datetime) -> Visit:
    """① was right: a new session under a new key, of what anybody planted before nothing is left."""
    request.session.flush()
    request.session[FLOW], request.session[BROWSER] = str(started.flow.pk), started.browser
    return Visit(request, started.flow, at, sealing.new_key())


def visit_of(request: HttpRequest, *, at: datetime) -> Visit | None:
    """The flow that this browser is in; None when it can go on no further and ① is the way.

    Before the issue it needs the sealed password. Then the result may be read as long as the session lives.
    """
    flow = _flow_of(request.session)
    if flow is None:
        return None
    visit = Visit(request, flow, at, request.COOKIES.get(KEY, ""))
    if flow.state in AFTER_ISSUE:
        return visit
    return visit if flow.is_alive(at) and visit.kept(Content.PASSWORD) is not None else None


def has_file_to_take(request: HttpRequest) -> bool:
    """Whether this browser's flow has issued, and its file has not been handed over yet."""
    flow = _flow_of(request.session)
    return flow is not None and flow.state == FlowState.ISSUED


def _flow_of(session: SessionBase) -> IssuanceFlow | None:
    if FLOW not in session:
        return None
    mine = IssuanceFlow.objects.of_browser(flow=session[FLOW], browser=session[BROWSER])
    return mine.select_related("user", "certificate").first()


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """The flow is over for this browser: neither session nor cookie keeps anything of it."""
    for place in (FLOW, BROWSER, TOLD, *map(_place, Content)):
        request.session.pop(place, None)
    drop_key(response)


def drop_key(response: HttpResponse) -> None:
    """The browser forgets the key."""
    _hand_key(response, "", lasts=timedelta())


def _hand_key(response: HttpResponse, key: str, *, lasts: timedelta) -> None:
    # Django's own `delete_cookie` leaves Secure out, without which a browser ignores a `__Secure-` cookie.
    response.set_cookie(
        KEY, key, max_age=lasts, path=reverse(FIRST_PAGE), secure=True, httponly=True, samesite="Strict"
    )


def _place(content: Content) -> str:
    return f"issuance_{content.value}"
