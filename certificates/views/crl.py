"""Where certificates say that their revocation list is (CRL distribution point, CERT-15)."""

import hashlib
import logging
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from accounts.guards import outside_sessions
from certificates import authority, vault
from chingin.kernel.errors import Refusal

logger = logging.getLogger(__name__)
# A revocation must not stay unknown for long to who keeps the list.
KEPT_SECONDS: Final = 600
AGAIN_SECONDS: Final = 300


@outside_sessions
@require_safe
def crl(request: HttpRequest, name: str) -> HttpResponseBase:
    """`root` or `issuing-<n>`, as DER; needs no session and no database."""
    if name not in _names():
        raise Http404
    der = _published(name)
    if der is None:
        return _not_now()
    response = HttpResponse(der, content_type="application/pkix-crl", headers={"ETag": _etag(der)})
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return get_conditional_response(request, etag=_etag(der), response=response) or response


def _names() -> set[str]:
    return {"root", *(f"issuing-{generation}" for generation in vault.configured().generations())}


def _published(name: str) -> bytes | None:
    try:
        return authority.crl(name)
    except (Refusal, OSError):
        logger.exception("no revocation list %s", name)
        return None


def _etag(der: bytes) -> str:
    return f'"{hashlib.sha256(der).hexdigest()}"'


def _not_now() -> HttpResponse:
    """503: programs fetch this, but a person may look."""
    return HttpResponse(
        "失効リストは、まだ公開されていないか、読み込めません。お客さまの操作が原因ではありません。時間をおいて、もう一度お試しください。\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(AGAIN_SECONDS)},
    )
