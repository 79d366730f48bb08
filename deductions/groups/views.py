"""入金グループ選択 (LOGIN-4)."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import function_page
from accounts.members import MemberRequest
from chingin.kernel import clock
from deductions.groups.actions.groups import record_choice
from deductions.groups.functions import GROUP_CHOICE
from deductions.groups.models import DepositGroup
from deductions.groups.rules import GROUP_NUMBER_PATTERN, NO_GROUP
from deductions.groups.sessions import group_in_use, use_group

_NUMBER: Final = re.compile(GROUP_NUMBER_PATTERN)


@function_page(GROUP_CHOICE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest) -> HttpResponse:
    """The contract's groups, each with 「選択」; another contract's is 404."""
    groups = DepositGroup.objects.visible_to(request.member.user)
    if request.method == "POST":
        group = get_object_or_404(groups, number=_number(request))
        record_choice(group=group, by=request.member.actor, at=clock.now())
        use_group(request, group)
        return redirect(settings.LOGIN_REDIRECT_URL)
    in_use = group_in_use(request)
    if not in_use.choice:
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"groups": groups.order_by("number"), "group_in_use": in_use.group}
    return render(request, "groups/choose.html", context)


def _number(request: MemberRequest) -> str:
    """What a button of this page sends; anything else is no group's number."""
    typed = request.POST.get("group", "")
    return typed if _NUMBER.match(typed) else NO_GROUP
