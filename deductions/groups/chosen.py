"""The cycle (控除回) that a page works on: its URL names it, or `?cycle=` does, or it is the newest."""

from typing import Final

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from chingin.kernel.digits import number_in
from chingin.kernel.errors import Refusal
from deductions.groups import messages
from deductions.groups.guards import GroupRequest
from deductions.groups.models import Cycle, CycleQuerySet

PARAMETER: Final = "cycle"
# Five years of months with their bonuses; older ones are asked for at the branch.
CYCLES_OFFERED: Final = 80


class NoCycleYet(Refusal):
    """The bank has not sent the group's first file yet."""

    message = messages.NO_CYCLE_YET


def cycles_of(request: GroupRequest) -> CycleQuerySet:
    """The cycles of the group in use, newest first."""
    return Cycle.objects.filter(group=request.group).select_related("group").newest_first()


def cycles_offered(request: GroupRequest, *, chosen: Cycle) -> tuple[Cycle, ...]:
    """Those to choose from: the newest, and the one chosen though it may be older."""
    newest = tuple(cycles_of(request)[:CYCLES_OFFERED])
    return newest if chosen in newest else (*newest, chosen)


def cycle_of(request: GroupRequest) -> Cycle:
    """What `?cycle=` names (another group's is 404), else the newest. Raises NoCycleYet before the first."""
    if asked := request.GET.get(PARAMETER, ""):
        return cycle_of_group(request, number_in(asked) or 0)
    newest = cycles_of(request).first()
    if newest is None:
        raise NoCycleYet
    return newest


def cycle_of_group(request: GroupRequest, pk: int) -> Cycle:
    """The cycle that a URL names; another group's is 404."""
    cycle: Cycle = get_object_or_404(cycles_of(request), pk=pk)
    return cycle


def query_in(request: GroupRequest, cycle: Cycle) -> QueryDict:
    """The request's query with the cycle named: the ways on stay in it, even when a newer one opens."""
    query = request.GET.copy()
    query[PARAMETER] = str(cycle.pk)
    return query


def url_in(cycle: Cycle, name: str) -> str:
    """The URL of the page `name` with the cycle named, so that a newer one does not take its place."""
    return f"{reverse(name)}?{PARAMETER}={cycle.pk}"
