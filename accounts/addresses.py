"""Where a request comes from (接続元)."""

from ipaddress import ip_address

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The browser's address as nginx saw it, or the connection's; "" when neither is an address."""
    return _address(request.headers.get("X-Forwarded-For", "")) or _address(
        request.META.get("REMOTE_ADDR", "")
    )


def _address(text: str) -> str:
    # nginx replaces whatever a browser says of itself by exactly one address; a list is nobody's word.
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""
