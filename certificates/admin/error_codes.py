"""「エラーコード一覧」 for the bank's staff: a user tells a code, this page what to do (CERT-11)."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from certificates.error_codes import BLANK, entries


@require_safe
def error_codes(request: HttpRequest) -> HttpResponse:
    """The whole catalogue, or what holds the words of `q`; for every member of staff."""
    wanted = request.GET.get("q", "")
    context = {
        **admin.site.each_context(request),
        "title": "エラーコード一覧",
        "wanted": wanted,
        "entries": entries(wanted),
        "blank": BLANK,
    }
    return TemplateResponse(request, "admin/certificates/error_codes.html", context)
