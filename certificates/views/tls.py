"""What nginx shows where it refuses a connection or a request: cause, way out, answers (CERT-10, ENV-3).

They stand on all three origins, take any method, look at no session and answer at any hour. All answer 400:
nginx sends this status for 495, 496 and 497 whatever the application says.
"""

import logging
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.guards import outside_sessions
from certificates import messages
from certificates.presented import VERIFY, reading_of
from certificates.questions import QUESTIONS
from certificates.rules import CertificateState
from chingin.kernel import clock
from chingin.kernel.headers import CONTENT_SECURITY_POLICY
from chingin.kernel.messages import Message
from chingin.kernel.origins import Origin, absolute_url, origin_of

logger = logging.getLogger(__name__)
STATUS: Final = 400


@csrf_exempt
@outside_sessions
def unreadable(request: HttpRequest) -> HttpResponse:
    """400, 414, 494: too large, or no request at all. Nothing of it was passed on."""
    return _page(request, messages.UNREADABLE)


@csrf_exempt
@outside_sessions
def certificate_refused(request: HttpRequest) -> HttpResponse:
    """495: a certificate came, and nginx does not accept it. The register knows better why than nginx does.

    A request without one, or with a good one, was not sent here by nginx.
    """
    reading = reading_of(request)
    if reading.fault is None or reading.state is CertificateState.NONE:
        raise Http404
    if reading.state is CertificateState.UNVERIFIED:
        logger.error("nginx refused a certificate that is good: %s", request.headers[VERIFY])
    return _page(request, reading.fault, certificate=reading.registered, issue_url=_issue_url())


@csrf_exempt
@outside_sessions
def certificate_missing(request: HttpRequest) -> HttpResponse:
    """496: no certificate where one is required."""
    return _page(request, messages.NOT_PRESENTED, issue_url=_issue_url())


@csrf_exempt
@outside_sessions
def plain_http(request: HttpRequest) -> HttpResponse:
    """497: http:// to a port that speaks TLS (Q18, Q19)."""
    return _page(request, messages.PLAIN_HTTP, right_address=f"{origin_of(request).base_url}/")


def _issue_url() -> str:
    return absolute_url(Origin.PUBLIC, "certificates:authenticate")


def _page(request: HttpRequest, told: Message, **facts: object) -> HttpResponse:
    """Everything that the page loads or leads to is of the public origin.

    On its own origin each further request would be refused for the same reason, that for the style too.
    """
    context = {
        "told": told,
        "questions": QUESTIONS[told],
        "at": clock.now(),
        "messages": (),  # those in a session wait for the page that they are for
        "public": Origin.PUBLIC.base_url,
        **facts,
    }
    response = render(request, "certificates/tls/refused.html", context, status=STATUS)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("'self'", Origin.PUBLIC.base_url)
    return response
