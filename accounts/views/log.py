"""操作ログ照会 (USR-6): the contract's own log, for its master."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions.operation_log import record_log_export
from accounts.functions import LOG_INQUIRY
from accounts.guards import function_page
from accounts.lists import OPERATION_LOG, LogFilter, contract_heading, log_entries
from accounts.log_forms import LogCriteria
from accounts.log_pages import page_of_log
from accounts.members import MemberRequest
from chingin.kernel import clock
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.screen import Link, Screen, query_url
from chingin.kernel.lists.views import list_view

FILES = (Medium.CSV, Medium.CSV_UTF8)


@function_page(LOG_INQUIRY)
@require_safe
def operation_log(request: MemberRequest) -> HttpResponseBase:
    """One page of what fits, or all of it as CSV."""
    if request.GET.get("output", Medium.SCREEN) != Medium.SCREEN:
        return log_file(request)
    viewer = request.member.user
    form = LogCriteria(request.GET, viewer=viewer)
    if not form.is_valid():
        return _shown(request, Screen(title=LOG_INQUIRY.label, form=form, outputs=()))
    page = page_of_log(log_entries(viewer=viewer, wanted=LogFilter(**form.cleaned_data)), request.GET)
    shown = Screen(
        title=LOG_INQUIRY.label,
        form=form,
        outputs=[Link(medium.label, query_url(request.GET, output=medium)) for medium in FILES],
        heading=contract_heading(at=clock.now(), viewer=viewer),
        table=page.table,
        pager=page.pager(request.GET),
    )
    return _shown(request, shown)


def _shown(request: MemberRequest, screen: Screen) -> HttpResponse:
    return render(request, "lists/screen.html", {"screen": screen, "form": screen.form})


def _remember(request: HttpRequest, output: Output) -> None:
    member = cast("MemberRequest", request).member
    record_log_export(
        contract=member.contract,
        file_name=output.file_name,
        count=output.sum.count,
        by=member.actor,
        at=clock.now(),
    )


log_file = list_view(OPERATION_LOG, media=FILES, record=_remember)
