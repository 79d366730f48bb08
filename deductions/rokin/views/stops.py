"""まとめ入金依頼入金中止設定 (DED-8): search and tick, or paste numbers; check; 設定 or 解除."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.guards import ViewOnly, function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from deductions.groups.chosen import cycle_of, cycle_of_group, cycles_offered, query_in, url_in
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.rokin.actions.stops import NothingToStop, Stopped, lift_stops, stop_deposits
from deductions.rokin.deposits.pages import fixed, table_now
from deductions.rokin.deposits.standing import totals
from deductions.rokin.deposits.stop_pages import (
    Batch,
    Selection,
    batch,
    lines_of_employees,
    page_of_stops,
    selection_to_lift,
    selection_to_stop,
)
from deductions.rokin.forms.deposits import ChoiceForm, NumbersForm, StopCriteria, StopForm
from deductions.rokin.functions import DEPOSIT_STOPS
from deductions.rokin.models import DepositStop, DepositStopQuerySet
from deductions.rokin.views.steps import Step, entry_page, step_of


@function_page(DEPOSIT_STOPS)
@require_safe
@group_page
@refusals_in_words
def stops(request: GroupRequest) -> HttpResponse:
    """One page of the lines that fit, with boxes to tick while stops can be set."""
    cycle, at = cycle_of(request), clock.now()
    form = StopCriteria(
        request.GET, viewer=request.member.user, cycle=cycle, cycles=cycles_offered(request, chosen=cycle)
    )
    query = query_in(request, cycle)
    context = {
        "form": form,
        "page": page_of_stops(cycle, form.wanted(), query) if form.is_valid() else None,
        "cycle": cycle,
        "table": table_now(cycle, totals(cycle)),
        "refusal": _refusal(request, cycle),
        "query": query.urlencode(),
        "at": at,
    }
    return render(request, "rokin/stops/list.html", context)


def _refusal(request: GroupRequest, cycle: Cycle) -> Refusal | None:
    """Why there is nothing to tick; what never passes is said first."""
    refusal = fixed(cycle, at=clock.now())
    return refusal if refusal or request.member.may_change(DEPOSIT_STOPS) else ViewOnly(DEPOSIT_STOPS)


@dataclass(frozen=True, slots=True)
class Act:
    """設定 or 解除: its words, its form, what it selects, where its result stands."""

    title: str
    submit: str
    url_name: str
    done: str
    form: type[ChoiceForm]
    select: Callable[[Cycle, tuple[int, ...]], Selection]

    @property
    def stops(self) -> bool:
        """Or lifts."""
        return self.form is StopForm


STOP: Final = Act(
    "入金中止設定の確認", "設定", "rokin:stops_set", "rokin:stops_were_set", StopForm, selection_to_stop
)
LIFT: Final = Act(
    "入金中止解除の確認", "解除", "rokin:stops_lift", "rokin:stops_were_lifted", ChoiceForm, selection_to_lift
)


@function_page(DEPOSIT_STOPS, changes=True)
@entry_page
@group_page
@refusals_in_words
def stops_employees(request: GroupRequest, cycle: int) -> HttpResponse:
    """All lines of employees, whose numbers are pasted as a list."""
    found = cycle_of_group(request, cycle)
    if refusal := fixed(found, at=clock.now()):
        if request.method != "POST":
            return redirect(_url(found))
        raise refusal
    if request.method != "POST":
        form = NumbersForm(cycle=found, initial={"numbers": request.GET.get("numbers", "")})
        return _numbers_page(request, found, form)
    form = NumbersForm(request.POST, cycle=found)
    if not form.is_valid():
        return _numbers_page(request, found, form)
    act = LIFT if form.cleaned_data["act"] == NumbersForm.LIFT else STOP
    return _check_page(request, found, act, lines_of_employees(found, form.cleaned_data["numbers"]))


def _numbers_page(request: GroupRequest, cycle: Cycle, form: NumbersForm) -> HttpResponse:
    context = {"form": form, "cycle": cycle, "back": _url(cycle), "at": clock.now()}
    return render(request, "rokin/stops/employees.html", context)


@function_page(DEPOSIT_STOPS, changes=True)
@entry_page
@group_page
@refusals_in_words
def stops_set(request: GroupRequest, cycle: int) -> HttpResponse:
    """入金中止: checked with its reason, then 「設定」."""
    return _act(request, cycle_of_group(request, cycle), STOP)


@function_page(DEPOSIT_STOPS, changes=True)
@entry_page
@group_page
@refusals_in_words
def stops_lift(request: GroupRequest, cycle: int) -> HttpResponse:
    """中止解除: checked, then 「解除」."""
    return _act(request, cycle_of_group(request, cycle), LIFT)


def _act(request: GroupRequest, cycle: Cycle, act: Act) -> HttpResponse:
    form = act.form(request.POST)
    is_valid = form.is_valid()
    if request.method != "POST" or not form.chosen:
        return _nothing_chosen(request, cycle)
    if is_valid and step_of(request) is Step.EXECUTE:
        return _execute(request, cycle, act, form)
    if refusal := fixed(cycle, at=clock.now()):
        raise refusal
    bound = form if step_of(request) is Step.EXECUTE else None
    return _check_page(request, cycle, act, form.chosen, bound)


def _nothing_chosen(request: GroupRequest, cycle: Cycle) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, "明細が選択されていません。明細を選択して、もう一度ボタンを押してください。")
    return redirect(f"{_url(cycle)}&{request.GET.urlencode()}")


def _url(cycle: Cycle) -> str:
    return url_in(cycle, "rokin:stops")


def _check_page(
    request: GroupRequest, cycle: Cycle, act: Act, chosen: tuple[int, ...], form: ChoiceForm | None = None
) -> HttpResponse:
    """What will be done to which lines. Raises NothingToStop where that is nothing."""
    selection = act.select(cycle, chosen)
    if not selection.pks:
        raise NothingToStop
    form = form or act.form(initial={"lines": ",".join(map(str, selection.pks))})
    context = {
        "form": form,
        "act": act,
        "here": reverse(act.url_name, args=[cycle.pk]),
        "back": _url(cycle),
        "selection": selection,
        "cycle": cycle,
        "at": clock.now(),
    }
    return render(request, "rokin/stops/check.html", context)


def _execute(request: GroupRequest, cycle: Cycle, act: Act, form: ChoiceForm) -> HttpResponse:
    """Stop or lift; a second press finds what the first one did."""
    by, at = request.member.actor, clock.now()
    done: dict[str, Any] = {"cycle": cycle, "lines": form.chosen, "by": by, "at": at}
    mine = DepositStop.objects.of_cycle(cycle).filter(line__in=form.chosen)
    try:
        if act is STOP:
            _tell(request, stop_deposits(reason=form.cleaned_data["reason"], **done))
        else:
            _tell(request, lift_stops(**done))
    except NothingToStop:
        mine = _first_press(act, mine, form)
    made = mine.filter(set_by=by.user_id) if act is STOP else mine.filter(lifted_by=by.user_id)
    last = made.order_by("set_at" if act is STOP else "lifted_at", "pk").last()
    if last is None:
        raise NothingToStop
    return redirect(act.done, last.pk)


def _first_press(act: Act, stops: DepositStopQuerySet, form: ChoiceForm) -> DepositStopQuerySet:
    """What the same press would have made, had it come first."""
    if act is STOP:
        return stops.standing().filter(reason=form.cleaned_data["reason"])
    return stops.filter(lifted_at__isnull=False)


def _tell(request: GroupRequest, done: Stopped) -> None:
    if done.left:
        messages.warning(
            request,
            f"選択した明細のうち{done.left:,}件は、すでに同じ状態か控除金額が0円のため、変わっていません。",
        )


@function_page(DEPOSIT_STOPS)
@require_safe
@group_page
def stops_were_set(request: GroupRequest, pk: int) -> HttpResponse:
    """What one press stopped; it may be read again at any time."""
    stop: DepositStop = get_object_or_404(_stops_of(request), pk=pk)
    made = batch(stop, at="set_at", by="set_by")
    told = {"act": "入金中止設定", "done_at": stop.set_at, "user": f"{stop.set_by}({stop.set_by_name})"}
    return _result_page(request, stop, made, told)


@function_page(DEPOSIT_STOPS)
@require_safe
@group_page
def stops_were_lifted(request: GroupRequest, pk: int) -> HttpResponse:
    """What one press lifted."""
    stop: DepositStop = get_object_or_404(_stops_of(request), pk=pk, lifted_at__isnull=False)
    made = batch(stop, at="lifted_at", by="lifted_by")
    user = f"{stop.lifted_by}({stop.lifted_by_name})"
    return _result_page(request, stop, made, {"act": "入金中止解除", "done_at": stop.lifted_at, "user": user})


def _stops_of(request: GroupRequest) -> DepositStopQuerySet:
    stops = DepositStop.objects.filter(line__cycle__group=request.group)
    return stops.select_related("line__cycle__group")


def _result_page(
    request: GroupRequest, stop: DepositStop, made: Batch, told: dict[str, object]
) -> HttpResponse:
    return render(request, "rokin/stops/done.html", {"batch": made, "cycle": stop.line.cycle, **told})
