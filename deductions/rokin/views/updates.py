"""「変更」 and 「解除」 of one line (DED-1): entry, check, done; told when somebody else was faster."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from deductions.groups.guards import GroupRequest, group_page
from deductions.rokin.actions.lines import (
    ChangedMeanwhile,
    NothingChanged,
    OtherLineStands,
    ReadOnlyLine,
    cancel_line,
    change_line,
    check_change,
    no_way_back,
    read_only,
)
from deductions.rokin.forms.entry import ChangeForm, VersionForm
from deductions.rokin.functions import LINE_INQUIRY
from deductions.rokin.line_facts import comparison, comparison_of, facts, identity, terms_facts
from deductions.rokin.models import DeductionLine, LineUpdate
from deductions.rokin.rules import Terms
from deductions.rokin.views.lines import line_of
from deductions.rokin.views.steps import CONFLICT, Step, entry_page, step_of


@function_page(LINE_INQUIRY, changes=True)
@entry_page
@group_page
@refusals_in_words
def line_change(request: GroupRequest, pk: int) -> HttpResponse:
    """「変更」: amount and 終了年月; checked, then 「更新」."""
    line = line_of(request, pk)
    if request.method != "POST":
        return _entry_page(request, line, ChangeForm.of(_changeable(line)))
    form = ChangeForm.of(line, request.POST)
    if not form.is_valid() or step_of(request) is Step.BACK:
        return _entry_page(request, line, form)
    try:
        return _checked_or_done(request, line, form)
    except ReadOnlyLine as refusal:
        context = {"refusal": refusal, "line": line, "entered": terms_facts(form.terms)}
        return render(request, "rokin/lines/too_late.html", context, status=CONFLICT)
    except ChangedMeanwhile as refusal:
        return _meanwhile_page(request, line, form, refusal)
    except (NothingChanged, OtherLineStands) as refusal:
        form.tell(refusal)
        return _entry_page(request, line, form)


def _changeable(line: DeductionLine) -> DeductionLine:
    """The line, or why it is no use to type anything."""
    if refusal := read_only(line, at=clock.now()) or no_way_back(line):
        raise refusal
    return line


def _checked_or_done(request: GroupRequest, line: DeductionLine, form: ChangeForm) -> HttpResponse:
    if step_of(request) is Step.EXECUTE:
        return _execute(request, line, form.version_seen, form.terms)
    check_change(line=line, version=form.version_seen, terms=form.terms, at=clock.now())
    context = {
        "line": line,
        "form": form,
        "facts": identity(line),
        "comparison": comparison(line.terms, form.terms),
    }
    return render(request, "rokin/lines/change_check.html", context)


def _execute(request: GroupRequest, line: DeductionLine, version: int, terms: Terms) -> HttpResponse:
    """Change, or cancel where nothing is to be deducted; a second press finds what the first one did."""
    by, at = request.member.actor, clock.now()
    try:
        if terms.amount:
            version = change_line(line=line, version=version, terms=terms, by=by, at=at).version
        else:
            version = cancel_line(line=line, version=version, by=by, at=at).version
    except (ReadOnlyLine, ChangedMeanwhile):
        made = LineUpdate.objects.second_press(line, version=version, terms=terms, user_id=by.user_id)
        if made is None:
            raise
        version = made.version
    return redirect("rokin:line_updated", line.pk, version)


def _entry_page(request: GroupRequest, line: DeductionLine, form: ChangeForm) -> HttpResponse:
    context = {"line": line, "form": form, "facts": facts(line), "cycle": line.cycle, "at": clock.now()}
    return render(request, "rokin/lines/change.html", context)


def _meanwhile_page(
    request: GroupRequest, line: DeductionLine, form: ChangeForm, refusal: ChangedMeanwhile
) -> HttpResponse:
    """The line as it stands now beside what was entered, which may be sent again."""
    line = line_of(request, line.pk)
    context = {
        "line": line,
        "form": form.anew(line),
        "refusal": refusal,
        "comparison": comparison(line.terms, form.terms),
        "cycle": line.cycle,
        "at": clock.now(),
    }
    return render(request, "rokin/lines/change_meanwhile.html", context, status=CONFLICT)


@function_page(LINE_INQUIRY, changes=True)
@entry_page
@group_page
@refusals_in_words
def line_cancel(request: GroupRequest, pk: int) -> HttpResponse:
    """「解除」: what will happen, then 「解除」 once more."""
    line = line_of(request, pk)
    cancelled = Terms(0, line.end_month)
    if request.method != "POST":
        check_change(line=line, version=line.version, terms=cancelled, at=clock.now())
        return _cancel_page(request, line)
    form = VersionForm(request.POST)
    form.full_clean()
    try:
        return _execute(request, line, form.version_seen, cancelled)
    except ChangedMeanwhile as refusal:
        return _cancel_page(request, line_of(request, pk), refusal)


def _cancel_page(
    request: GroupRequest, line: DeductionLine, refusal: ChangedMeanwhile | None = None
) -> HttpResponse:
    context = {
        "line": line,
        "form": VersionForm(initial={"version": line.version}),
        "refusal": refusal,
        "facts": identity(line),
        "comparison": comparison(line.terms, Terms(0, line.end_month)),
        "cycle": line.cycle,
        "at": clock.now(),
    }
    return render(request, "rokin/lines/cancel.html", context, status=CONFLICT if refusal else 200)


@function_page(LINE_INQUIRY)
@require_safe
@group_page
def line_updated(request: GroupRequest, pk: int, version: int) -> HttpResponse:
    """What a change did: 受付番号, time, before and after; it may be read again at any time."""
    line = line_of(request, pk)
    update: LineUpdate = get_object_or_404(line.updates, version=version)
    context = {
        "line": line,
        "update": update,
        "head": f"{update.get_kind_display()}を受け付けました",
        "facts": identity(line),
        "comparison": comparison_of(update),
        "cycle": line.cycle,
    }
    return render(request, "rokin/lines/updated.html", context)
