"""The pages that anyone may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chingin.portal import entrances


@login_not_required
@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """「ろうきん賃金控除事務支援システムログイン画面」 (REG-1)."""
    context = {"login": entrances.LOGIN, "first_steps": entrances.FIRST_STEPS}
    return render(request, "portal/top.html", context)
