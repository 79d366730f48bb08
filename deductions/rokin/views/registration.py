"""労金控除明細新規登録 (DED-2): entry, check, done."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from deductions.groups.chosen import cycle_of, cycles_offered, url_in
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import (
    AccountTaken,
    ReadOnlyLine,
    UnknownEmployee,
    closed,
    draft_line,
    register_line,
    registered_before,
)
from deductions.rokin.forms.entry import RegistrationForm
from deductions.rokin.forms.inquiry import CycleCriteria
from deductions.rokin.functions import LINE_INQUIRY, LINE_REGISTRATION
from deductions.rokin.line_facts import draft_facts, entry_facts
from deductions.rokin.models import LineUpdate, Update
from deductions.rokin.views.lines import line_of
from deductions.rokin.views.steps import CONFLICT, Step, entry_page, step_of


@function_page(LINE_REGISTRATION, changes=True)
@entry_page
@group_page
@refusals_in_words
def line_new(request: GroupRequest) -> HttpResponse:
    """A savings line (貯蓄) of an employee of the group; checked, then 「登録」."""
    cycle = cycle_of(request)
    if request.method != "POST":
        return _entry_page(request, cycle, RegistrationForm(None, cycle=cycle))
    form = RegistrationForm(request.POST, cycle=cycle)
    if not form.is_valid() or step_of(request) is Step.BACK:
        return _entry_page(request, cycle, form)
    try:
        return _checked_or_done(request, cycle, form)
    except ReadOnlyLine as refusal:
        context = {"refusal": refusal, "entered": entry_facts(form.entry)}
        return render(request, "rokin/lines/too_late.html", context, status=CONFLICT)
    except UnknownEmployee as refusal:
        form.tell(refusal, field="employee_number")
    except AccountTaken as refusal:
        form.tell(refusal, field="account_number")
    return _entry_page(request, cycle, form)


def _checked_or_done(request: GroupRequest, cycle: Cycle, form: RegistrationForm) -> HttpResponse:
    if step_of(request) is Step.EXECUTE:
        return _execute(request, cycle, form)
    line = draft_line(cycle=cycle, entry=form.entry, at=clock.now())
    context = {"form": form, "here": _url(cycle), "cycle": cycle, "facts": draft_facts(line)}
    return render(request, "rokin/lines/new_check.html", context)


def _execute(request: GroupRequest, cycle: Cycle, form: RegistrationForm) -> HttpResponse:
    """Register; a second press finds what the first one did."""
    by, at = request.member.actor, clock.now()
    try:
        line = register_line(cycle=cycle, entry=form.entry, by=by, at=at)
    except (ReadOnlyLine, AccountTaken):
        before = registered_before(cycle=cycle, entry=form.entry, by=by)
        if before is None:
            raise
        line = before
    return redirect("rokin:line_registered", line.pk)


def _url(cycle: Cycle) -> str:
    """The cycle is named, so that a newer one which opens meanwhile does not get the line."""
    return url_in(cycle, "rokin:line_new")


def _entry_page(request: GroupRequest, cycle: Cycle, form: RegistrationForm) -> HttpResponse:
    """The form; past the deadline why there is none, and the other cycles to choose from."""
    at = clock.now()
    refusal = closed(cycle, at=at)
    context = {
        "form": form,
        "here": _url(cycle),
        "refusal": refusal,
        "cycle": cycle,
        "choice": CycleCriteria(
            request.GET, viewer=request.member.user, cycle=cycle, cycles=cycles_offered(request, chosen=cycle)
        ),
        "at": at,
    }
    return render(request, "rokin/lines/new.html", context, status=CONFLICT if refusal else 200)


@function_page(LINE_REGISTRATION, changes=True)
@require_safe
@group_page
def line_registered(request: GroupRequest, pk: int) -> HttpResponse:
    """登録結果, with 「続けて登録」."""
    line = line_of(request, pk)
    update: LineUpdate = get_object_or_404(line.updates, kind=Update.NEW)
    context = {
        "line": line,
        "update": update,
        "facts": draft_facts(line),
        "cycle": line.cycle,
        "may_inquire": request.member.may_see(LINE_INQUIRY),
    }
    return render(request, "rokin/lines/registered.html", context)
