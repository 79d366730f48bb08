"""A rule said no where no form could say it: a page in words, nothing changed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase
from django.shortcuts import render

from accounts.members import MemberRequest
from chingin.kernel.errors import Refusal

View = Callable[..., HttpResponseBase]


def refusals_in_words(view: View) -> View:
    """Answer a refusal with its page (409). Stands inside the guard, whose own refusals are 403."""

    @wraps(view)
    def answered(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return render(request, "errors/refused.html", {"refusal": refusal}, status=409)

    return answered
