"""Pages that only tests have: where a login leads, one of a function, one that fails."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.functions import USER_INQUIRY
from accounts.guards import function_page
from accounts.members import MemberRequest

START: Final = "/test-start/"
MASTERS_ONLY: Final = "/test-masters-only/"
FAILING: Final = "/test-failing/"


def start(request: MemberRequest) -> HttpResponse:
    """Names who came in."""
    return HttpResponse(f"{request.member.user.user_id} {request.member.actor.address}")


@function_page(USER_INQUIRY)
def masters_only(request: MemberRequest) -> HttpResponse:
    """Belongs to a function that only masters have."""
    return HttpResponse("master")


def failing(request: HttpRequest) -> HttpResponse:
    """Has a bug."""
    raise LookupError("bug")


PAGES: Final = [
    path(START.lstrip("/"), start),
    path(MASTERS_ONLY.lstrip("/"), masters_only),
    path(FAILING.lstrip("/"), failing),
]
