"""At the door of the certificate origin: which certificate came, and is it good (CERT-9, CERT-10)?"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chingin.kernel import clock
from chingin.kernel.origins import Origin, origin_of

from .presented import NOTHING, Reading, read


class CertificateMiddleware:
    """Sets `certificate` and `certificate_fault` for accounts, `certificate_reading` for our own pages.

    The register is asked on each request: a revoked certificate is out at the next click (CERT-12).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reading = _reading(request)
        request.certificate = reading.certificate  # type: ignore[attr-defined]  # read by accounts.presented
        request.certificate_fault = reading.fault  # type: ignore[attr-defined]  # read by accounts.presented
        request.certificate_reading = reading  # type: ignore[attr-defined]
        return self.get_response(request)


def _reading(request: HttpRequest) -> Reading:
    if not settings.TRUST_PROXY or origin_of(request) is not Origin.CERTIFICATE:
        return NOTHING
    return read(request, at=clock.now())
