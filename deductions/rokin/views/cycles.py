"""The cycle (控除回) that a page of 労金控除 works on: `?cycle=`, else the newest of the group."""

from django.http import Http404

from chingin.kernel.errors import Refusal
from deductions.groups.guards import GroupRequest
from deductions.groups.models import Cycle, CycleQuerySet
from deductions.rokin import messages

PARAMETER = "cycle"
_LONGEST_NUMBER = 18


class NoCycleYet(Refusal):
    """The bank has not sent the group's first file yet."""

    message = messages.NO_CYCLE_YET


def cycles_of(request: GroupRequest) -> CycleQuerySet:
    """The cycles of the group in use, newest first."""
    return Cycle.objects.filter(group=request.group).select_related("group").newest_first()


def cycle_of(request: GroupRequest) -> Cycle:
    """The cycle asked for; another group's is 404. Raises NoCycleYet where there is none at all."""
    asked = request.GET.get(PARAMETER, "")
    cycles = cycles_of(request)
    if not asked:
        return _or_none_yet(cycles.first())
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER
    cycle = cycles.filter(pk=int(asked)).first() if is_number else None
    if cycle is None:
        raise Http404
    return cycle


def _or_none_yet(cycle: Cycle | None) -> Cycle:
    if cycle is None:
        raise NoCycleYet
    return cycle
