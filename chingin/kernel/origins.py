"""The three origins of the system, told apart by nginx, never by the browser.

A browser remembers for each host and port that it gave no certificate; so public pages (no certificate
asked), members' pages (certificate asked) and the staff's pages each have an origin of their own. nginx names
it in `X-Chingin-Origin`; each has its own urlconf, so a page of one origin does not exist on the others, and
its own cookies, so that a session of one is nothing to the others even where only the port differs.
"""

from collections.abc import Callable
from enum import StrEnum
from http.cookies import SimpleCookie

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

HEADER = "X-Chingin-Origin"


class Origin(StrEnum):
    """Which of the three front doors a request came through."""

    PUBLIC = "public"
    CERTIFICATE = "certificate"
    STAFF = "staff"

    @property
    def urlconf(self) -> str:
        """The module of the URLs that exist on this origin."""
        return f"chingin.urls.{self.value}"

    @property
    def base_url(self) -> str:
        """`https://host[:port]` as a browser sees it."""
        base: str = getattr(settings, f"{self.name}_ORIGIN")
        return base


def absolute_url(origin: Origin, view_name: str, **kwargs: str | int) -> str:
    """The address of a page on another origin."""
    return origin.base_url + reverse(view_name, urlconf=origin.urlconf, kwargs=kwargs)


def origin_of(request: HttpRequest) -> Origin:
    """The origin that `OriginMiddleware` found."""
    origin: Origin = request.origin  # type: ignore[attr-defined]  # set below, before any view
    return origin


class OriginMiddleware:
    """Chooses urlconf and cookies by nginx's word; a request without it did not come through nginx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the request's origin, or 400 when nginx named none."""
        try:
            origin = Origin(request.headers.get(HEADER, ""))
        except ValueError:
            return HttpResponse(
                "この経路では接続できません。", status=400, content_type="text/plain; charset=utf-8"
            )
        request.origin = origin  # type: ignore[attr-defined]
        request.urlconf = origin.urlconf
        request.COOKIES = own_cookies(origin, request.COOKIES)
        response = self.get_response(request)
        response.cookies = marked_cookies(origin, response.cookies)
        return response


def own_cookies(origin: Origin, cookies: dict[str, str]) -> dict[str, str]:
    """The cookies that this origin set, under their plain names; those of other origins stay unseen."""
    own = {}
    for name, value in cookies.items():
        for prefix in _prefixes(origin):
            if name.startswith(prefix):
                own[name.removeprefix(prefix)] = value
    return own


def marked_cookies(origin: Origin, cookies: "SimpleCookie") -> "SimpleCookie":
    """The same cookies under names that carry their origin and the browser's own guarantees (`__Host-`)."""
    marked: SimpleCookie = SimpleCookie()
    host, secure = _prefixes(origin)
    for name, morsel in cookies.items():
        full = (host if morsel["path"] == "/" else secure) + name
        marked[full] = morsel.value
        marked[full].update(morsel)
    return marked


def _prefixes(origin: Origin) -> tuple[str, str]:
    return f"__Host-{origin}-", f"__Secure-{origin}-"
