"""労金控除結果リスト出力 (DED-11): the lists of a cycle's results, their versions, and the reconciliation."""

from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.lists.media import Output
from chingin.kernel.lists.views import Recorder, list_view
from deductions.company import messages, result_pages
from deductions.company.events import Event
from deductions.company.functions import RESULT_LISTS
from deductions.company.models import CycleResults
from deductions.company.reconciliation import lines_with_results, reconciliation
from deductions.company.result_pages import ResultList
from deductions.groups.actions.outputs import record_output
from deductions.groups.cycle_lists import View
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.groups.rules import CycleEvents, cycle_state
from deductions.rokin.views.cycles import cycle_of, cycles_of

# Five years of months with their bonuses.
_CYCLES_OFFERED: Final = 80


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
        "cycles": cycles_of(request)[:_CYCLES_OFFERED],
        "cycle": cycle,
        "state": cycle_state(
            update_deadline=cycle.update_deadline,
            at=clock.now(),
            events=CycleEvents(has_results=bool(versions)),
        ),
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
    context = {
        "results": found,
        "cycle": found.cycle,
        "agrees": table.agrees,
        "differences": list(result_pages.differences(table)),
        "rows": list(result_pages.parts(found, table)),
        "received": table.received,
    }
    return render(request, "company/results/reconciliation.html", context)


@function_page(RESULT_LISTS)
@require_safe
@group_page
def people(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """The employees behind a figure of 照合表."""
    found = _results(request, cycle, version)
    lines = lines_with_results(found).filter(**result_pages.wanted(request.GET))
    page = result_pages.page_of_people(found, lines, request.GET)
    return render(request, "company/results/people.html", _context(found, page))


@function_page(RESULT_LISTS)
@require_safe
@group_page
def lines(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """The lines behind a figure, each with its result."""
    found = _results(request, cycle, version)
    wanted = lines_with_results(found).filter(**result_pages.wanted(request.GET))
    page = result_pages.page_of_lines(wanted, request.GET)
    return render(request, "company/results/lines.html", _context(found, page))


def printed(one: ResultList) -> View:
    """One list of one version: screen, PDF and CSV, each file told to the operation log."""
    shown = list_view(one.definition, record=_recorder(one))

    def view(request: GroupRequest, cycle: int, version: int) -> HttpResponseBase:
        found = _results(request, cycle, version)
        return shown(request, cycle=found.cycle, version=found.version)

    return function_page(RESULT_LISTS)(group_page(view))


def _recorder(one: ResultList) -> Recorder:
    labels = [column.label for column in one.definition.totalled]

    def record(request: HttpRequest, output: Output) -> None:
        asked = cast("GroupRequest", request)
        record_output(
            event=Event.RESULTS_EXPORTED,
            group=asked.group,
            function=RESULT_LISTS,
            file_name=output.file_name,
            count=output.sum.count,
            totals=dict(zip(labels, output.sum.totals, strict=True)),
            by=asked.member.actor,
            at=clock.now(),
        )

    return record


def _context(found: CycleResults, page: result_pages.Page) -> dict[str, object]:
    return {"results": found, "cycle": found.cycle, "page": page}


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
