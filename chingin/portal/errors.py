"""Error pages for people: what happened, what is safe, what to do, whom to call, a code."""

from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from accounts.messages import SERVICE_ENDED as LOGGED_OUT_AT_CLOSING
from chingin.kernel import clock
from chingin.kernel.messages import Message
from chingin.portal import messages
from chingin.portal.context import public_frame
from chingin.portal.frame import ClosedNow, Frame, HelpDesk, ServiceHours


@dataclass(frozen=True, slots=True)
class Mishap:
    """What one error page tells: `safe` is what the reader need not fear for."""

    status: int
    message: Message
    safe: str


NOTHING_CHANGED: Final = "登録されているデータは変わっていません。"
BAD_REQUEST: Final = Mishap(400, messages.BAD_REQUEST, NOTHING_CHANGED)
FORBIDDEN: Final = Mishap(403, messages.FORBIDDEN, NOTHING_CHANGED)
NOT_FOUND: Final = Mishap(404, messages.NOT_FOUND, NOTHING_CHANGED)
CSRF_FAILED: Final = Mishap(
    403, messages.CSRF_FAILED, "この操作は行われていません。登録されているデータは変わっていません。"
)
SERVER_ERROR: Final = Mishap(
    500,
    messages.SERVER_ERROR,
    "途中まで行われた処理は取り消され、データが半端に登録されることはありません。",
)
OUTSIDE_HOURS: Final = Mishap(
    503, messages.OUTSIDE_HOURS, "ご利用時間内に登録・送信が完了した内容は、そのまま保存されています。"
)
SERVICE_ENDED: Final = Mishap(503, LOGGED_OUT_AT_CLOSING, OUTSIDE_HOURS.safe)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. The request itself is suspect, so nothing of it is used."""
    return _standing_alone(BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _in_frame(request, FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; says the same of what does not exist and of what is another contract's."""
    return _in_frame(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Stands without database, session, context processors and the manifest of static files."""
    return _standing_alone(SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token. `reason` is for Django's own log, not for the reader."""
    return _in_frame(request, CSRF_FAILED)


def outside_hours(hours: ServiceHours, now: ClosedNow) -> HttpResponse:
    """503 with the hours (ENV-2); needs no database, for that may be what is being maintained."""
    return _closed(OUTSIDE_HOURS, replace(public_frame(), hours=hours), now)


def service_ended(hours: ServiceHours, now: ClosedNow, *, desk: HelpDesk) -> HttpResponse:
    """The same for whom closing time has just logged out, with the help desk of the member's bank."""
    return _closed(SERVICE_ENDED, replace(public_frame(), hours=hours, help_desk=desk), now)


def _closed(mishap: Mishap, frame: Frame, now: ClosedNow) -> HttpResponse:
    message = replace(mishap.message, cause=now.why, remedy=now.again)
    response = _standing_alone(replace(mishap, message=message), frame, hours=frame.hours)
    response["Retry-After"] = str(now.seconds)
    return response


def _in_frame(request: HttpRequest, mishap: Mishap) -> HttpResponse:
    context = {"mishap": mishap, "at": clock.now()}
    return _never_cached(render(request, "errors/in_frame.html", context, status=mishap.status))


def _standing_alone(
    mishap: Mishap, frame: Frame | None = None, *, hours: ServiceHours | None = None
) -> HttpResponse:
    context = {
        "mishap": mishap,
        "at": clock.now(),
        "frame": frame or public_frame(),
        "hours": hours,
        "static_url": settings.STATIC_URL,
    }
    page = render_to_string("errors/standing_alone.html", context)
    return _never_cached(HttpResponse(page, status=mishap.status))


def _never_cached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
