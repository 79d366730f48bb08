"""労金控除明細照会 (DED-1): search, list, one line with its history."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import ViewOnly, function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from deductions.groups.chosen import cycle_of, cycles_offered, query_in
from deductions.groups.guards import GroupRequest, group_page
from deductions.rokin.actions.lines import no_way_back, read_only
from deductions.rokin.forms.inquiry import LineCriteria
from deductions.rokin.functions import LINE_INQUIRY, LINE_REGISTRATION
from deductions.rokin.line_errors import line_error
from deductions.rokin.line_facts import facts
from deductions.rokin.line_pages import page_of_lines, update_rows
from deductions.rokin.models import DeductionLine


@function_page(LINE_INQUIRY)
@require_safe
@group_page
@refusals_in_words
def lines(request: GroupRequest) -> HttpResponse:
    """One page of the lines that fit, with the state of the cycle."""
    cycle, at = cycle_of(request), clock.now()
    form = LineCriteria(
        request.GET, viewer=request.member.user, cycle=cycle, cycles=cycles_offered(request, chosen=cycle)
    )
    context = {
        "form": form,
        "page": page_of_lines(cycle, form.wanted(), query_in(request, cycle)) if form.is_valid() else None,
        "cycle": cycle,
        "state": cycle.state(at=at),
        "at": at,
        "may_register": request.member.may_change(LINE_REGISTRATION) and cycle.takes_updates(at=at),
    }
    return render(request, "rokin/lines/list.html", context)


@function_page(LINE_INQUIRY)
@require_safe
@group_page
def line(request: GroupRequest, pk: int) -> HttpResponse:
    """All of one line, and what can be done with it now."""
    found, at = line_of(request, pk), clock.now()
    error, refusal = line_error(found.error), _refusal(request, found)
    context = {
        "line": found,
        "facts": facts(found),
        "error": error,
        "remedy": error and error.remedy(why=found.why_read_only(at=at)),
        "afterwards": error and not refusal and error.afterwards,
        "refusal": refusal,
        "history": update_rows(found.updates.select_related("line").order_by("-version")),
        "cycle": found.cycle,
        "state": found.cycle.state(at=at),
        "at": at,
    }
    return render(request, "rokin/lines/detail.html", context)


def line_of(request: GroupRequest, pk: int) -> DeductionLine:
    """A line of the group in use; another group's is 404."""
    found: DeductionLine = get_object_or_404(DeductionLine.objects.of_group(request.group), pk=pk)
    return found


def _refusal(request: GroupRequest, line: DeductionLine) -> Refusal | None:
    """Why there are no buttons; what never passes is said first."""
    if refusal := read_only(line, at=clock.now()):
        return refusal
    return no_way_back(line) if request.member.may_change(LINE_INQUIRY) else ViewOnly(LINE_INQUIRY)
