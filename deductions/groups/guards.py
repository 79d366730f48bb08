"""The guard of a page that works in one deposit group (入金グループ)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.members import MemberRequest
from chingin.kernel.errors import Refusal
from deductions.groups import messages
from deductions.groups.models import DepositGroup
from deductions.groups.sessions import group_in_use

View = Callable[..., HttpResponseBase]


class NoGroupYet(Refusal):
    """The contract has no group at all."""

    message = messages.NO_GROUP_YET


class GroupRequest(MemberRequest):
    """A request of a member who works in a group."""

    group: DepositGroup


def group_page(view: View) -> View:
    """Give the view `request.group`; first a choice where there are several, 409 where there is none.

    Stands under `function_page`, so that who may not see the page is not asked for a group.
    """

    @wraps(view)
    def guarded(request: GroupRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        in_use = group_in_use(request)
        if in_use.must_choose:
            return redirect("groups:choose")
        if in_use.group is None:
            return render(request, "errors/refused.html", {"refusal": NoGroupYet()}, status=409)
        request.group = in_use.group
        return view(request, *args, **kwargs)

    return guarded
