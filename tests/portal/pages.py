"""Every page of the portal, and the sample page, as a browser would get them. They need the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from chingin.kernel.headers import CONTENT_SECURITY_POLICY
from chingin.portal import errors
from chingin.portal.frame import SHARED_HELP_DESK, USUAL_HOURS, ClosedNow
from tests.certificates.flow_pages import STANDING
from tests.portal.member_pages import Who, member_page
from tests.portal.sample import sample_page

ORIGIN: Final = "https://public.test"
CLOSED: Final = ClosedNow(
    "ただいまは土曜日のため、ご利用いただけません。", "次のご利用開始は、月曜日です。", 3600
)
TITLE_TAIL: Final = " | ろうきん賃金控除事務支援システム"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its status, its HTML, the policy that the browser is told."""

    status: int
    html: str
    policy: str = CONTENT_SECURITY_POLICY


def browser() -> Client:
    """A client that comes through nginx to the public origin."""
    return Client(
        raise_request_exception=False, headers={"X-Chingin-Origin": "public", "Host": "public.test"}
    )


def visited(path: str) -> Page:
    """The answer to a GET through all middleware."""
    response = browser().get(path, secure=True)
    return Page(response.status_code, response.content.decode(), response["Content-Security-Policy"])


def of(response: HttpResponse) -> Page:
    """A response made without the middleware."""
    return Page(response.status_code, response.content.decode())


def bare_request() -> HttpRequest:
    """A request that no middleware has seen but the one that finds the user, whom nobody may ask for."""
    request = RequestFactory().get("/", secure=True)
    request.user = SimpleLazyObject(_no_user)  # type: ignore[assignment]  # as AuthenticationMiddleware does
    return request


def _no_user() -> object:
    raise AssertionError("an error page asked the database for the user")


def _flow_page(made: Callable[[], str]) -> Page:
    return Page(200, made())


PAGES: Final[Mapping[str, Callable[[], Page]]] = {
    "top": lambda: visited("/"),
    "faq": lambda: visited("/faq/"),
    "400": lambda: of(errors.bad_request(bare_request(), ValueError())),
    "403": lambda: of(errors.permission_denied(bare_request(), PermissionDenied())),
    "404": lambda: of(errors.page_not_found(bare_request(), Http404())),
    "csrf": lambda: of(errors.csrf_failure(bare_request())),
    "500": lambda: of(errors.server_error(bare_request())),
    "503": lambda: of(errors.outside_hours(USUAL_HOURS, CLOSED)),
    "ended": lambda: of(errors.service_ended(USUAL_HOURS, CLOSED, desk=SHARED_HELP_DESK)),
    "information": lambda: Page(200, member_page("/information/")),
    "received": lambda: Page(200, member_page("/information/", who=Who.UNION_THAT_RECEIVED)),
    "employer": lambda: Page(200, member_page("/information/", who=Who.EMPLOYER)),
    "groups": lambda: Page(200, member_page("/groups/", who=Who.UNION_OF_GROUPS)),
    **{f"flow_{name}": partial(_flow_page, made) for name, made in STANDING.items()},
    "sample": lambda: Page(200, sample_page()),
}
