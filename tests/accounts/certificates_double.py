"""Stands in for the certificates app's middleware, in tests only: believes a header that names a user."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from accounts.presented import PresentedCertificate

HEADER: Final = "X-Test-Certificate"
FIRST: Final = "a1" * 32
SECOND: Final = "b2" * 32


class CertificateDouble:
    """Reads `<user's pk>/<fingerprint>`; without the header no certificate came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pk, _, fingerprint = request.headers.get(HEADER, "").partition("/")
        if pk:
            request.certificate = PresentedCertificate(int(pk), fingerprint)  # type: ignore[attr-defined]
        return self.get_response(request)


def presented(user_pk: int, fingerprint: str = FIRST) -> str:
    """The header's value."""
    return f"{user_pk}/{fingerprint}"
