"""The context processor that gives every template its `frame`."""

from django.http import HttpRequest

from chingin.kernel.origins import Origin
from chingin.portal.frame import SHARED_HELP_DESK, USUAL_HOURS, Frame


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The frame that a middleware put on the request as `request.frame`, or the one before login."""
    return {"frame": getattr(request, "frame", None) or public_frame()}


def public_frame() -> Frame:
    """The frame before login; needs neither request nor database, so that error pages can stand on it."""
    return Frame(home_url=f"{Origin.PUBLIC.base_url}/", help_desk=SHARED_HELP_DESK, hours=USUAL_HOURS)
