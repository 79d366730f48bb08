"""At the door: is the service open (ENV-2); and around the page: whose it is (ENV-7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import set_urlconf
from django.utils.functional import SimpleLazyObject

from accounts.members import MemberRequest
from accounts.messages import SERVICE_ENDED
from accounts.models import Bank, User
from accounts.sessions import end_session
from certificates.flow_sessions import has_file_to_take
from chingin.kernel import clock
from chingin.kernel.origins import Origin, origin_of
from chingin.portal import errors
from chingin.portal.context import public_frame
from chingin.portal.frame import USUAL_HOURS, Frame
from chingin.portal.member_frame import help_desk_of, member_frame
from chingin.portal.rules import Closed, Open, Timetable
from chingin.portal.timetables import HELD
from chingin.portal.wording import closed_in_words, hours_in_words

GetResponse = Callable[[HttpRequest], HttpResponse]

# No part of the service: what a refused connection is told, true at any hour and more urgent than the hours;
# and the revocation lists, which programs fetch around the clock.
# What asks whether all is well does not mean the hours.
ALWAYS_OPEN: Final = ("/errors/tls/", "/crl/", "/health/")
# On the public origin, for whom a certificate was issued just before: who cannot take the file home now has
# lost it, while the certificate stands (CERT-13).
HANDING_OVER: Final = ("/certificate/issuing/", "/certificate/result/", "/certificate/download/")


class ServiceHoursMiddleware:
    """Answers 503 outside the hours, on every page of the public and the certificate origin.

    Stands between AuthenticationMiddleware and LoginRequired. Before login the bank is unknown: open while
    any bank is. After login the member's own bank decides, and closing time ends the session. The staff's
    origin never closes: there the hours are set. Nor does what is ALWAYS_OPEN, nor HANDING_OVER.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let in, or say when to come again."""
        if not _may_close(request):
            return self.get_response(request)
        at, user = clock.now(), _member(request)
        bank = user.home_bank if user is not None else None
        timetable, standing = _standing(bank, at=at)
        if isinstance(standing, Open):
            request.open_until = standing.until  # type: ignore[attr-defined]  # read by FrameMiddleware
            return self.get_response(request)
        if _hands_over(request):
            return self.get_response(request)
        hours, now = hours_in_words(timetable.hours), closed_in_words(standing, at=at)
        if user is None or bank is None:
            return errors.outside_hours(hours, now)
        _end_session(request, user, at=at)
        return errors.service_ended(hours, now, desk=help_desk_of(bank))


def _may_close(request: HttpRequest) -> bool:
    is_service = origin_of(request) is not Origin.STAFF and not request.path.startswith(ALWAYS_OPEN)
    return settings.SERVICE_HOURS_ENFORCED and is_service


def _hands_over(request: HttpRequest) -> bool:
    is_here = origin_of(request) is Origin.PUBLIC and request.path in HANDING_OVER
    return is_here and has_file_to_take(request)


def _end_session(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Log out and remember it. Where that leads is closed as well: the answer here says the same at once."""
    # It names a page of this origin, before Django has come to resolve the request's own.
    set_urlconf(Origin.CERTIFICATE.urlconf)
    end_session(request, user, SERVICE_ENDED, at=at)


def _member(request: HttpRequest) -> User | None:
    if origin_of(request) is not Origin.CERTIFICATE:
        return None
    user = request.user
    return user if isinstance(user, User) else None


def _standing(bank: Bank | None, *, at: datetime) -> tuple[Timetable, Open | Closed]:
    timetables = HELD.get(at=at)
    if bank is None:
        return timetables.general, timetables.standing_of_any(at=at)
    timetable = timetables.of_bank(bank.code)
    return timetable, timetable.standing(at=at)


class FrameMiddleware:
    """Puts `request.frame` on the request. Stands after MemberMiddleware, whose member it shows."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only passes on; the member is known once the view is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Made when a page is drawn; a download and a redirect never ask for it."""
        request.frame = SimpleLazyObject(lambda: frame_of(request))  # type: ignore[attr-defined]


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this page at this moment, with the hours that ServiceHoursMiddleware goes by."""
    at, closes_at = clock.now(), getattr(request, "open_until", None)
    timetables = None if closes_at is None else HELD.get(at=at)
    if not hasattr(request, "member"):
        general = USUAL_HOURS if timetables is None else hours_in_words(timetables.general.hours)
        return replace(public_frame(), hours=general)
    members = cast("MemberRequest", request)
    code = members.member.bank.code
    hours = USUAL_HOURS if timetables is None else hours_in_words(timetables.of_bank(code).hours)
    return member_frame(members, hours=hours, closes_at=closes_at, at=at)
