"""「ファイルを受信」: a file of the core system is handed in, checked and shown, and taken only then (受信).

The checked file is held for this session alone. `receive` is the one action; before it nothing is written.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Final, TypeAlias

from django.contrib import admin
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import staff_messages
from accounts.models import Role, User
from accounts.reception_forms import ReceptionUploadForm
from accounts.scope import receptions_of
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.messages import by_code
from chingin.kernel.models import ReceivedFile, Reception
from chingin.kernel.receptions.checking import Check, check_for_reception
from chingin.kernel.receptions.receiving import (
    FileNotStored,
    FileRefused,
    Receipt,
    ReceivedMeanwhile,
    receive,
)
from chingin.kernel.receptions.storage import HeldFile, hold
from chingin.staff.requests import actor_of, role_of

from .reception_words import FindingRow, set_row, taken_row

UPLOADERS: Final = (Role.BANK_STAFF, Role.FEDERATION)
MOST_SETS: Final = 500  # shown on one page; the others are counted
_HELD: Final = "held_reception"

View: TypeAlias = Callable[..., HttpResponse]


class UploadGone(Refusal):
    """The held file is not there any more."""

    message = staff_messages.UPLOAD_GONE


class UploadNotStored(Refusal):
    """The disk does not take the file; where on the disk is the operator's affair."""

    message = staff_messages.UPLOAD_NOT_STORED


class OtherBanksFile(Refusal):
    """A bank's staff hand in only what is their own bank's (BNK-3)."""

    message = staff_messages.OTHER_BANKS_FILE


def _for_uploaders(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if role_of(request) not in UPLOADERS:
            raise PermissionDenied
        return view(request)

    return guarded


@_for_uploaders
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; what is one's own is held and shown checked."""
    handed_in = request.method == "POST"
    form = ReceptionUploadForm(request.POST, request.FILES) if handed_in else ReceptionUploadForm()
    if form.is_valid() and _hold(request, form):
        return redirect("admin:kernel_reception_check")
    return _page(request, "upload", {"title": "ファイルを受信", "form": form})


def _hold(request: HttpRequest, form: ReceptionUploadForm) -> bool:
    file, at = form.cleaned_data["file"], clock.now()
    if others := _other_banks(request, check_for_reception(file.file, name=file.name, at=at)):
        own = _viewer(request).home_bank
        form.tell(OtherBanksFile(own=own, codes="、".join(others)))
        return False
    file.seek(0)
    try:
        held = hold(file.file, name=file.name, at=at)
    except OSError:
        form.tell(UploadNotStored())
        return False
    _forget(request)
    request.session[_HELD] = asdict(held)
    return True


def _other_banks(request: HttpRequest, check: Check) -> list[str]:
    """The codes of banks that the viewer does not work for; none for the federation."""
    own = _viewer(request).home_bank
    if own is None:
        return []
    return sorted({one.header.bank_code for one in check.report.sets if one.header} - {own.code})


@_for_uploaders
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """What the file says and what is wrong with it, by what is registered at this moment."""
    held = _held(request)
    checked = _checked(held) if held else None
    if held is None or checked is None:
        return _gone(request)
    return _page(request, "check", {"title": "受信するファイルの確認", **_shown(held, checked)})


def _checked(held: HeldFile) -> Check | None:
    try:
        with held.path.open("rb") as stream:
            return check_for_reception(stream, name=held.name, at=clock.now())
    except FileNotFoundError:
        return None


def _shown(held: HeldFile, checked: Check) -> dict[str, object]:
    report, takeable = checked.report, checked.takeable
    return {
        "held": held,
        "size": f"{report.size:,}バイト",
        "records": f"{report.records:,}件",
        "wanted": f"{len(takeable):,}組、{sum(one.count for one in takeable):,}件" if takeable else "",
        "rows": [set_row(one, checked) for one in report.sets[:MOST_SETS]],
        "rows_left_out": max(len(report.sets) - MOST_SETS, 0),
        "faults": f"{checked.count:,}件" if checked.count else "",
        "findings": [FindingRow(one, by_code(one.code).text) for one in report.findings],
        "left_out": f"{report.left_out:,}件" if report.left_out else "",
        "meanings": report.meanings,
    }


@_for_uploaders
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Receive what was shown, and nothing that another tab handed in meanwhile."""
    held, shown = _held(request), request.POST.get("sha256", "")
    if held is None or held.sha256 != shown:
        return _taken_before(request, shown) or _gone(request)
    try:
        outcome = _receive(request, held)
    except FileNotFoundError:
        return _taken_before(request, shown) or _gone(request)
    except ReceivedMeanwhile as refusal:
        return _taken_before(request, shown) or _refused(request, refusal)
    except Refusal as refusal:
        return _refused(request, refusal)
    _forget(request)
    return _told(request, outcome)


def _receive(request: HttpRequest, held: HeldFile) -> Receipt:
    with held.path.open("rb") as source:
        return receive(
            source=source,
            name=held.name,
            by=actor_of(request),
            at=clock.now(),
            valid_sets_only="valid_sets_only" in request.POST,
        )


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """In words of this page: what the command's operator could do is not to be done here."""
    if isinstance(refusal, FileNotStored):
        refusal = UploadNotStored()
    # The report that follows says what can be done about the file.
    told = refusal.text + refusal.cause if isinstance(refusal, FileRefused) else refusal.in_words
    notices.error(request, told)
    return redirect("admin:kernel_reception_check")


def _told(request: HttpRequest, outcome: Receipt) -> HttpResponse:
    taken, before = outcome.taken, outcome.check.received_before
    wrong = len(outcome.check.report.sets) - len(taken) - len(before)
    if taken:
        notices.success(request, f"{len(taken)}組、{sum(one.count for one in taken):,}件を受信しました。")
    if before:
        notices.info(request, f"{len(before)}組は、すでに受信しています。")
    if wrong:
        notices.warning(request, f"誤りのある{wrong}組は、受信していません。")
    shown = taken[0] if taken else before[0][1]
    return redirect("admin:kernel_reception_file", pk=shown.file_id)


def _taken_before(request: HttpRequest, sha256: str) -> HttpResponse | None:
    """Pressed twice: the first time took the file, and its page tells so."""
    taken = receptions_of(_viewer(request)).filter(file__sha256=sha256).order_by("-pk").first()
    if taken is None:
        return None
    notices.info(request, "このファイルは、受信が済んでいます。")
    return redirect("admin:kernel_reception_file", pk=taken.file_id)


def _gone(request: HttpRequest) -> HttpResponse:
    notices.error(request, UploadGone().in_words)
    return redirect("admin:kernel_reception_upload")


@_for_uploaders
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Nothing is received; the file goes."""
    _forget(request)
    notices.info(request, "確認を終了し、ファイルを削除しました。新しく登録したものはありません。")
    return redirect("admin:kernel_reception_upload")


@require_safe
def received_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One received file and what came with it, as far as the viewer sees that."""
    file = ReceivedFile.objects.filter(pk=pk).first()
    receptions = receptions_of(_viewer(request)).filter(file_id=pk).order_by("pk")
    count = receptions.count()
    if file is None or not count:
        raise Http404
    rows = [taken_row(one) for one in receptions[:MOST_SETS]]
    context = {
        "title": "受信ファイル",
        "file": file,
        "size": f"{file.size:,}バイト",
        "records": f"{file.records:,}件",
        "rows": rows,
        "rows_left_out": count - len(rows),
    }
    return _page(request, "file", context)


def _held(request: HttpRequest) -> HeldFile | None:
    kept = request.session.get(_HELD)
    return HeldFile(**kept) if kept else None


def _forget(request: HttpRequest) -> None:
    if held := _held(request):
        held.drop()
        del request.session[_HELD]


def _viewer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # BranchAdminSite lets nobody else in
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    shared = {**admin.site.each_context(request), "opts": Reception._meta}
    return TemplateResponse(request, f"admin/receptions/{name}.html", {**shared, **context})


# Address below /admin/kernel/reception/, page, name.
PAGES: Final[tuple[tuple[str, View, str], ...]] = (
    ("upload/", upload, "upload"),
    ("upload/check/", check, "check"),
    ("upload/take/", take, "take"),
    ("upload/cancel/", cancel, "cancel"),
    ("files/<int:pk>/", received_file, "file"),
)
