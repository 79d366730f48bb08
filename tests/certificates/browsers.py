"""A browser on the certificate origin, as nginx passes it on with whatever certificate it presented."""

from urllib.parse import quote

from django.test import Client

from certificates.presented import CERTIFICATE, VERIFY
from chingin.kernel.origins import Origin

from .story import ADDRESS


def certificate_browser(pem: str, verify: str = "SUCCESS") -> Client:
    """Each request carries nginx's verdict and the certificate."""
    passed_on = {
        "X-Chingin-Origin": Origin.CERTIFICATE.value,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": ADDRESS,
        "Host": Origin.CERTIFICATE.base_url.removeprefix("https://"),
    }
    return Client(headers={**passed_on, **presented(pem, verify)})


def presented(pem: str, verify: str = "SUCCESS") -> dict[str, str]:
    """nginx's headers."""
    return {VERIFY: verify, CERTIFICATE: quote(pem, safe="")}
