"""まとめ入金確定 (DED-9): where it stands, 確定, 送信, 確定解除, and each version with its papers."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import ViewOnly, function_page
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.functions import Function
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.edition import edition_of
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.views import Recorder, list_view
from deductions.groups.chosen import cycle_of, cycle_of_group, cycles_offered, url_in
from deductions.groups.cycle_lists import DATA, PAPER
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.groups.recording import recorder
from deductions.rokin.actions.deposits import (
    AlreadyAccepted,
    AlreadySent,
    ChangedSinceCheck,
    NoVersionLeft,
    VersionUndone,
    confirm_deposit,
    send_deposit,
    undo_confirmation,
    version_undone,
)
from deductions.rokin.actions.stops import AlreadyConfirmed
from deductions.rokin.deposits.pages import (
    checked_as,
    outside_window,
    stopped_again,
    table_now,
    table_of,
    unconfirmable,
    ways,
    whom_to_call,
)
from deductions.rokin.deposits.paper import printed
from deductions.rokin.deposits.standing import ToConfirm, standing_request, to_confirm, versions_of
from deductions.rokin.deposits.words import control_value
from deductions.rokin.events import Event
from deductions.rokin.forms.deposits import CheckedForm, UndoForm
from deductions.rokin.functions import DEPOSIT_CONFIRMATION, DEPOSIT_STOPS, REQUEST_EXPORT
from deductions.rokin.lists import CONFIRMED_UPDATES, DEPOSIT_REQUEST
from deductions.rokin.models import DepositRequest
from deductions.rokin.views.steps import CONFLICT, entry_page


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
@refusals_in_words
def deposits(request: GroupRequest) -> HttpResponse:
    """Where the cycle's deposit stands, and what can be done next."""
    cycle, at = cycle_of(request), clock.now()
    standing = standing_request(cycle)
    may, may_change = ways(cycle, standing, at=at), request.member.may_change(DEPOSIT_CONFIRMATION)
    context = {
        "cycle": cycle,
        "cycles": cycles_offered(request, chosen=cycle),
        "state": cycle.state(at=at),
        "standing": standing,
        "control_value": control_value(standing) if standing else "",
        "table": table_of(cycle, standing),
        "ways": may if may_change else None,
        "to_call": whom_to_call(standing, at=at) if standing else None,
        "refusal": may.refusal if may.refusal or may_change else ViewOnly(DEPOSIT_CONFIRMATION),
        "may_stop": request.member.may_see(DEPOSIT_STOPS),
        "versions": versions_of(cycle),
        "at": at,
    }
    return render(request, "rokin/deposits/standing.html", context)


@function_page(DEPOSIT_CONFIRMATION, changes=True)
@entry_page
@group_page
@refusals_in_words
def deposit_confirm(request: GroupRequest, cycle: int) -> HttpResponse:
    """確定: the totals as they stand, then 「確定」; changed meanwhile, the fresh ones are shown."""
    found, at = cycle_of_group(request, cycle), clock.now()
    if request.method != "POST":
        closed = unconfirmable(found, at=at)
        return redirect(_standing_url(found)) if closed else _confirm_page(request, found)
    form = CheckedForm(request.POST)
    form.full_clean()
    try:
        made = confirm_deposit(cycle=found, checked=form.shown, by=request.member.actor, at=at)
    except (AlreadyConfirmed, ChangedSinceCheck, NoVersionLeft) as refusal:
        if not _is_second_press(request, found, form.shown):
            return _not_confirmed(request, found, refusal)
        return redirect("rokin:deposit", found.pk, form.shown.version)
    return redirect("rokin:deposit", found.pk, made.version)


def _standing_url(cycle: Cycle) -> str:
    """The page that says what can be done, and why not."""
    return url_in(cycle, "rokin:deposits")


def _is_second_press(request: GroupRequest, cycle: Cycle, shown: ToConfirm) -> bool:
    """Whether the same person has confirmed this very thing: answered as the first press, undone or not."""
    made = versions_of(cycle).filter(version=shown.version, user_id=request.member.actor.user_id).first()
    return made is not None and checked_as(made) == shown


def _not_confirmed(request: GroupRequest, cycle: Cycle, refusal: Refusal) -> HttpResponse:
    """What changed is shown afresh, to be confirmed after another look."""
    if isinstance(refusal, ChangedSinceCheck):
        return _confirm_page(request, cycle, refusal)
    raise refusal


def _confirm_page(request: GroupRequest, cycle: Cycle, refusal: Refusal | None = None) -> HttpResponse:
    shown = to_confirm(cycle)
    context = {
        "form": CheckedForm.of(shown),
        "cycle": cycle,
        "version": shown.version,
        "table": table_now(cycle, shown.totals),
        "repeated": stopped_again(cycle),
        "refusal": refusal,
        "back": _standing_url(cycle),
        "at": clock.now(),
    }
    return render(request, "rokin/deposits/confirm.html", context, status=CONFLICT if refusal else 200)


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """One version: 依頼書番号, 照合値, its papers, what became of it. The result of 確定, 送信 and 解除."""
    found = _version(request, cycle, version)
    may = ways(found.cycle, found, at=clock.now())
    may_change = request.member.may_change(DEPOSIT_CONFIRMATION) and not hasattr(found, "undoing")
    return _version_page(request, found, "version", ways=may if may_change else None)


@function_page(DEPOSIT_CONFIRMATION, changes=True)
@entry_page
@group_page
@refusals_in_words
def deposit_send(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """送信: what goes to the bank, then 「送信」."""
    found, at = _version(request, cycle, version), clock.now()
    if request.method != "POST":
        return _send_page(request, found, closed=outside_window(found.cycle, at=at))
    try:
        send_deposit(cycle=found.cycle, version=version, by=request.member.actor, at=at)
    except AlreadySent:
        if _version(request, cycle, version).submission.user_id != request.member.actor.user_id:
            raise
    return redirect("rokin:deposit", cycle, version)


def _send_page(request: GroupRequest, found: DepositRequest, *, closed: Refusal | None) -> HttpResponse:
    """Of what can be sent; where it was sent or undone meanwhile, the version's page tells by whom."""
    if hasattr(found, "submission") or hasattr(found, "undoing"):
        return redirect("rokin:deposit", found.cycle_id, found.version)
    return redirect(_standing_url(found.cycle)) if closed else _version_page(request, found, "send")


@function_page(DEPOSIT_CONFIRMATION, changes=True)
@entry_page
@group_page
@refusals_in_words
def deposit_undo(request: GroupRequest, cycle: int, version: int) -> HttpResponse:
    """確定解除: what follows from it, why, then 「確定を解除」."""
    found, at = _version(request, cycle, version), clock.now()
    if hasattr(found, "undoing"):
        return _undone_already(request, found)
    if hasattr(found, "acceptance"):
        raise AlreadyAccepted(at=clock.moment(found.acceptance.at))
    form = UndoForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        closed = outside_window(found.cycle, at=at)
        return _version_page(request, found, "undo", form=form, closed=closed)
    reason = form.cleaned_data["reason"]
    try:
        undo_confirmation(cycle=found.cycle, version=version, reason=reason, by=request.member.actor, at=at)
    except VersionUndone:
        return _undone_already(request, _version(request, cycle, version))
    return redirect("rokin:deposit", cycle, version)


def _undone_already(request: GroupRequest, found: DepositRequest) -> HttpResponse:
    """A second press is answered as the first was; to others the refusal says who undid it."""
    if request.method == "POST" and found.undoing.user_id != request.member.actor.user_id:
        raise version_undone(found)
    return redirect("rokin:deposit", found.cycle_id, found.version)


def _version(request: GroupRequest, cycle: int, version: int) -> DepositRequest:
    """A version of a cycle's request; another group's is 404."""
    found: DepositRequest = get_object_or_404(versions_of(cycle_of_group(request, cycle)), version=version)
    return found


def _version_page(request: GroupRequest, found: DepositRequest, name: str, **more: Any) -> HttpResponse:
    at = clock.now()
    context = {
        "deposit": found,
        "cycle": found.cycle,
        "control_value": control_value(found),
        "table": table_of(found.cycle, found),
        "to_call": whom_to_call(found, at=at),
        "at": at,
        **more,
    }
    return render(request, f"rokin/deposits/{name}.html", context)


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit_request(request: GroupRequest, cycle: int, version: int) -> HttpResponseBase:
    """まとめ入金依頼書 (L07): on paper a form of its own."""
    found = _version(request, cycle, version)
    if request.GET.get("output") != Medium.PDF:
        return _list(request, DEPOSIT_REQUEST, found)
    edition = edition_of(DEPOSIT_REQUEST, at=clock.now(), viewer=request.member.user, deposit=found)
    file = printed(edition, found)
    _recorder(DEPOSIT_REQUEST)(request, file.output)
    return file.response()


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit_updates(request: GroupRequest, cycle: int, version: int) -> HttpResponseBase:
    """まとめ入金更新明細書(Web依頼済) (L08)."""
    return _list(request, CONFIRMED_UPDATES, _version(request, cycle, version))


def _list(request: GroupRequest, definition: ListDefinition[Any], found: DepositRequest) -> HttpResponseBase:
    """On the screen and on paper; as data too for those who may export (DED-5)."""
    media = (*PAPER, *DATA) if request.member.may_see(REQUEST_EXPORT) else PAPER
    return list_view(definition, media=media, record=_recorder(definition))(request, deposit=found)


def _recorder(definition: ListDefinition[Any]) -> Recorder:
    return recorder(definition, event=Event.LIST_EXPORTED, function_of=_function_of)


def _function_of(medium: Medium) -> Function:
    return REQUEST_EXPORT if medium in DATA else DEPOSIT_CONFIRMATION
