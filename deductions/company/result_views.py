"""労金控除結果リスト出力 (DED-11): the lists of a cycle's results, their versions, and the reconciliation."""

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.lists.screen import Link
from chingin.kernel.lists.views import list_view
from deductions.company import messages, result_pages
from deductions.company.events import Event
from deductions.company.functions import RESULT_LISTS
from deductions.company.models import CycleResults
from deductions.company.reconciliation import answered_lines, lines_with_results, reconciliation
from deductions.company.result_pages import DRILLDOWN, ResultList
from deductions.groups.chosen import cycle_of, cycles_of, cycles_offered, url_in
from deductions.groups.cycle_lists import View
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.groups.recording import recorder
from deductions.rokin.drilldown import Page

_TITLE: Final = "控除結果の照合表"


@function_page(RESULT_LISTS)
@require_safe
@group_page
@refusals_in_words
def results(request: GroupRequest) -> HttpResponse:
    """The lists of the current version, or of the one that `?version=` names; which others there are."""
    cycle = _chosen(request)
    versions = list(CycleResults.objects.of_cycle(cycle).select_related("cycle", "reception"))
    shown = _shown(request, versions)
    context = {
        "function": RESULT_LISTS,
        "cycles": cycles_offered(request, chosen=cycle),
        "cycle": cycle,
        "state": cycle.state(at=clock.now()),
        "not_yet": messages.NO_RESULTS_YET,
        "versions": versions,
        "shown": shown,
        "is_current": shown is not None and shown == versions[0],
        "shelves": list(result_pages.shelves(shown, viewer=request.member.user)) if shown else [],
    }
    return render(request, "company/results/index.html", context)


@function_page(RESULT_LISTS)
@require_safe
@group_page
def reconciled(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """照合表: asked, collected, short and what is left, by 種別 and 科目."""
    found = _results(request, cycle, version)
    table = reconciliation(found)
    return _page(
        request,
        "reconciliation",
        found,
        title=_TITLE,
        agrees=table.agrees,
        agreement="依頼は、控除と不能の合計に等しく、受信データの合計とも一致しています。",
        differences=tuple(result_pages.differences(table)),
        tables=result_pages.tables(found, table),
        back=Link("控除結果の帳票へ戻る", f"{url_in(found.cycle, 'company:results')}&version={version}"),
    )


@function_page(RESULT_LISTS)
@require_safe
@group_page
def people(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """The employees behind a figure of 照合表."""
    found = _results(request, cycle, version)
    lines = result_pages.url("lines", found)
    page = DRILLDOWN.people(lines_with_results(found), request.GET, lines=lines)
    return _behind(request, found, page, title="控除結果の職員別内訳")


@function_page(RESULT_LISTS)
@require_safe
@group_page
def lines(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """The lines behind a figure, each with its result."""
    found = _results(request, cycle, version)
    page = DRILLDOWN.lines(answered_lines(lines_with_results(found)), request.GET)
    return _behind(request, found, page, title="控除結果の明細")


def _behind(request: GroupRequest, found: CycleResults, page: Page, *, title: str) -> HttpResponse:
    back = Link("照合表へ戻る", result_pages.url("reconciliation", found))
    return _page(request, "drilldown", found, title=title, page=page, back=back)


def _page(request: GroupRequest, name: str, found: CycleResults, **context: object) -> HttpResponse:
    told = {"results": found, "cycle": found.cycle, **context}
    return render(request, f"company/results/{name}.html", told)


def printed(one: ResultList) -> View:
    """One list of one version: screen, PDF and CSV, each file told to the operation log."""
    record = recorder(one.definition, event=Event.RESULTS_EXPORTED, function_of=lambda _: RESULT_LISTS)
    shown = list_view(one.definition, record=record)

    def view(request: GroupRequest, cycle: int, version: int) -> HttpResponseBase:
        found = _results(request, cycle, version)
        return shown(request, cycle=found.cycle, version=found.version)

    return function_page(RESULT_LISTS)(group_page(view))


def _chosen(request: GroupRequest) -> Cycle:
    """What `?cycle=` names, or else the newest with results, or else the newest."""
    if not request.GET.get("cycle"):
        answered = cycles_of(request).filter(results__isnull=False).first()
        if answered:
            return answered
    return cycle_of(request)


def _shown(request: GroupRequest, versions: list[CycleResults]) -> CycleResults | None:
    """What `?version=` names (404 where there is none such), or else the current version."""
    asked = request.GET.get("version", "")
    if not asked:
        return next(iter(versions), None)
    for one in versions:
        if str(one.version) == asked:
            return one
    raise Http404


def _results(request: GroupRequest, cycle: int, version: int) -> CycleResults:
    """A version of the results of a cycle of the group in use; another group's is 404."""
    found = CycleResults.objects.filter(cycle__group=request.group)
    with_cycle = found.select_related("cycle__group__contract", "reception")
    results: CycleResults = get_object_or_404(with_cycle, cycle=cycle, version=version)
    return results
