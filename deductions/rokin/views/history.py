"""労金控除明細更新履歴照会 (DED-3): who changed what, when, from what to what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.views.refusals import refusals_in_words
from deductions.groups.chosen import cycle_of, cycles_offered, query_in
from deductions.groups.guards import GroupRequest, group_page
from deductions.rokin.forms.inquiry import HistoryCriteria
from deductions.rokin.functions import LINE_HISTORY, LINE_INQUIRY
from deductions.rokin.line_pages import page_of_updates


@function_page(LINE_HISTORY)
@require_safe
@group_page
@refusals_in_words
def history(request: GroupRequest) -> HttpResponse:
    """One page of the cycle's history, newest first."""
    cycle = cycle_of(request)
    form = HistoryCriteria(
        request.GET, viewer=request.member.user, cycle=cycle, cycles=cycles_offered(request, chosen=cycle)
    )
    context = {
        "form": form,
        "page": page_of_updates(cycle, form.wanted(), query_in(request, cycle)) if form.is_valid() else None,
        "cycle": cycle,
        "may_inquire": request.member.may_see(LINE_INQUIRY),
    }
    return render(request, "rokin/lines/history.html", context)
