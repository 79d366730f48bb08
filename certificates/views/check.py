"""「証明書の確認」: the right certificate, whose is it, until when (CERT-14; Q15, Q21 of S3)?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import open_to_provisional
from certificates import rules
from certificates.models import Certificate
from certificates.presented import reading_of
from certificates.questions import QUESTIONS
from chingin.kernel import clock
from chingin.kernel.origins import Origin, absolute_url


@login_not_required
@open_to_provisional
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Shows what the presented certificate itself says, to nobody but who has it and its key.

    The holder's name is not in it, and not shown: as on the login page (LOGIN-1).
    """
    reading = reading_of(request)
    context: dict[str, object] = {
        "certificate": reading.registered,
        "issue_url": absolute_url(Origin.PUBLIC, "certificates:authenticate"),
    }
    if reading.fault is not None:
        context |= {"told": reading.fault, "questions": QUESTIONS[reading.fault]}
    elif reading.registered is not None:
        context |= _renewal(reading.registered)
    return render(request, "certificates/check/check.html", context)


def _renewal(certificate: Certificate) -> dict[str, object]:
    """When the holder may have the next one (CERT-6), or that it has been issued already (CERT-7)."""
    at = clock.now()
    ends = Certificate.objects.issued_to(certificate.user_id).unended(at).values_list("last_day", flat=True)
    renewable_from = rules.renewable_from(certificate.last_day)
    return {
        "is_superseded": max(ends) > certificate.last_day,
        "is_renewable": at >= renewable_from,
        "renewable_from": renewable_from,
    }
