"""「電子証明書発行」 in the manual's six steps (CERT-1).

What stands between the steps is told in `flow_sessions`. A page out of order leads to the right one; who
cannot go on is sent to ① and told why.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Final

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.addresses import address_of
from accounts.forms import AuthenticationForm
from accounts.guards import takes_password
from accounts.messages import AUTHENTICATION_REFUSED
from certificates import messages, pkcs12, rules
from certificates.actions import flow as actions
from certificates.actions.issue import IssueFailed, record_download
from certificates.actions.issue import issue as issue_certificate
from certificates.flow_sessions import FIRST_PAGE, Visit, begin, drop_key, leave, visit_of
from certificates.forms import CodeForm
from certificates.masking import masked
from certificates.models import AFTER_ISSUE, FlowState
from certificates.sealing import Content
from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message
from chingin.kernel.origins import Origin, absolute_url

STEPS: Final = (
    "①ユーザー認証",
    "②認証コード入力",
    "③発行",
    "④発行中",
    "⑤発行結果",
    "⑥インポート",
)
PLACES: Final = {
    FlowState.CODE_SENT: "certificates:code",
    FlowState.CODE_RIGHT: "certificates:issue",
    FlowState.ISSUED: "certificates:result",
    FlowState.DOWNLOADED: "certificates:result",
}
SENT_AGAIN: Final = (
    "認証コードの再送信を受け付けました。メールが届きましたら、最後に届いた認証コードを入力してください。"
)
NOT_YET_TAKEN: Final = (
    "電子証明書ファイルが、まだダウンロードされていません。"
    "ファイルをダウンロードしてから「閉じる」を押してください。"
)
Page = Callable[[Visit], HttpResponse]
View = Callable[[HttpRequest], HttpResponse]


def step(*states: FlowState) -> Callable[[Page], View]:
    """A page of those who have come so far; all others are led to the page that is theirs."""

    def decorate(page: Page) -> View:
        @wraps(page)
        def guarded(request: HttpRequest) -> HttpResponse:
            visit = visit_of(request, at=clock.now())
            if visit is None:
                return _begin_again(request)
            return page(visit) if visit.flow.state in states else _lead_on(visit)

        return guarded

    return decorate


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
def authenticate(request: HttpRequest) -> HttpResponse:
    """①「電子証明書発行 ユーザー認証」 (CERT-2). Whatever is wrong, the answer is the same (LOCK-6)."""
    form = AuthenticationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _start(request, form, at=clock.now())
    return _authentication_page(request, form)


@sensitive_variables()
def _start(request: HttpRequest, form: AuthenticationForm, *, at: datetime) -> HttpResponse:
    user_id, password = form.cleaned_data["user_id"], form.cleaned_data["password"]
    by = Actor(user_id=user_id, name="", address=address_of(request))
    try:
        started = actions.start(user_id=user_id, password=password, by=by, at=at)
    except Refusal as refusal:
        return _refused(request, refusal)
    if isinstance(started, actions.NotAuthenticated):
        form.tell(AUTHENTICATION_REFUSED)
        return _authentication_page(request, form)
    response = redirect("certificates:code")
    begin(request, started, at=at).keep_password(response, password.encode())
    return response


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
@step(FlowState.CODE_SENT)
def code(visit: Visit) -> HttpResponse:
    """②「認証コード入力」 (CERT-2)."""
    request = visit.request
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _redeem(visit, form)
    if visit.flow.tries >= rules.MAX_TRIES:
        return _refused(request, actions.TriesUsedUp())
    told = visit.told()
    if isinstance(told, actions.WrongCode):
        form.recall(told)
    return _code_page(visit, form, told)


@sensitive_variables()
def _redeem(visit: Visit, form: CodeForm) -> HttpResponse:
    """Asked anew after each answer, so that reloading a page tries no code a second time."""
    typed = form.cleaned_data["code"]
    outcome = actions.redeem_code(flow=visit.flow, code=typed, by=visit.by, at=visit.at)
    if isinstance(outcome, Refusal):
        visit.tell(outcome)
        return redirect("certificates:code")
    response = redirect("certificates:issue")
    visit.keep_password_for_issue(response)
    return response


@login_not_required
@require_POST
@step(FlowState.CODE_SENT)
def resend(visit: Visit) -> HttpResponse:
    """②「認証コードを再送信」."""
    outcome = actions.resend_code(flow=visit.flow, by=visit.by, at=visit.at)
    if isinstance(outcome, Refusal):
        visit.tell(outcome)
    else:
        notices.success(visit.request, SENT_AGAIN)
    return redirect("certificates:code")


@login_not_required
@takes_password
@require_http_methods(["GET", "HEAD", "POST"])
@step(FlowState.CODE_RIGHT)
def issue(visit: Visit) -> HttpResponse:
    """③「電子証明書発行」 (CERT-3)."""
    return _issue(visit) if visit.request.method == "POST" else _issue_page(visit)


@sensitive_variables()
def _issue(visit: Visit) -> HttpResponse:
    """Only the press that succeeds writes into the session: a later one must not undo what is kept there."""
    password = (visit.kept(Content.PASSWORD) or b"").decode()
    try:
        download = issue_certificate(flow=visit.flow, password=password, by=visit.by, at=visit.at)
    except IssueFailed as failed:
        return _issue_page(visit, failed)
    except actions.FlowOver:
        return _after_another_press(visit)
    except Refusal as refusal:
        return _refused(visit.request, refusal)
    response = redirect("certificates:issuing")
    visit.keep_file(response, download.p12)
    visit.forget(Content.PASSWORD)
    return response


def _after_another_press(visit: Visit) -> HttpResponse:
    """Issued by the press before: led on to it. Else the flow was over, or the password is another now."""
    now = visit_of(visit.request, at=visit.at)
    return _lead_on(now) if now and now.flow.state in AFTER_ISSUE else _begin_again(visit.request)


@login_not_required
@require_safe
@step(*AFTER_ISSUE)
def issuing(visit: Visit) -> HttpResponse:
    """④「電子証明書発行中」, which moves on by itself (CERT-3)."""
    return render(visit.request, "certificates/flow/issuing.html", {"steps": STEPS})


@login_not_required
@require_safe
@step(*AFTER_ISSUE)
def result(visit: Visit) -> HttpResponse:
    """⑤「電子証明書発行結果」; the file's download begins with it (CERT-3), once (CERT-13)."""
    context = {
        "certificate": visit.flow.certificate,
        "file_name": _file_name(visit),
        "waits": visit.file_waits,
        "has_file": visit.file_waits or visit.flow.state == FlowState.DOWNLOADED,
        **_why_no_file(visit),
        "steps": STEPS,
    }
    return render(visit.request, "certificates/flow/result.html", context)


@login_not_required
@sensitive_variables()
@require_GET
@step(*AFTER_ISSUE)
def download(visit: Visit) -> HttpResponse:
    """⑤ The file leaves the server, and nothing of it stays (CERT-15)."""
    p12 = visit.kept(Content.FILE)
    if p12 is None or not record_download(flow=visit.flow, by=visit.by, at=visit.at):
        return _lead_on(visit)
    visit.forget(Content.FILE)
    attachment = f'attachment; filename="{_file_name(visit)}"'
    response = HttpResponse(
        p12, content_type="application/x-pkcs12", headers={"Content-Disposition": attachment}
    )
    drop_key(response)
    return response


@login_not_required
@require_safe
def import_guide(request: HttpRequest) -> HttpResponse:
    """⑥「インポート」: what to press in Windows, to be printed and read without a session (CERT-4)."""
    visit = visit_of(request, at=clock.now())
    has_issued = visit is not None and visit.flow.state in AFTER_ISSUE
    context = {
        "file_name": _file_name(visit) if visit and has_issued else "",
        "login": absolute_url(Origin.CERTIFICATE, "accounts:login"),
        "steps": STEPS,
    }
    return render(request, "certificates/flow/import.html", context)


@login_not_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """「キャンセル」: ② leads back to ①, ③ to the top page. Once issued it comes too late."""
    visit = visit_of(request, at=clock.now())
    if visit is None:
        return redirect(FIRST_PAGE)
    if not actions.abandon(flow=visit.flow, by=visit.by, at=visit.at):
        return _after_another_press(visit)
    response = redirect(FIRST_PAGE if visit.flow.state == FlowState.CODE_SENT else "portal:top")
    leave(request, response)
    return response


@login_not_required
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """⑤「閉じる」: nothing of the flow is kept. A file that still waits is not given up by mistake."""
    visit = visit_of(request, at=clock.now())
    if visit is not None and visit.file_waits:
        notices.warning(request, NOT_YET_TAKEN)
        return redirect("certificates:result")
    response = redirect("certificates:closed")
    leave(request, response)
    return response


@login_not_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """No script may close a window that it did not open, so the page says how."""
    return render(request, "certificates/flow/closed.html", {})


def _begin_again(request: HttpRequest) -> HttpResponse:
    response = redirect(FIRST_PAGE)
    leave(request, response)
    over = messages.FLOW_OVER
    notices.warning(request, f"{over.text}(エラーコード {over.code})\n{over.cause}\n{over.remedy}")
    return response


def _lead_on(visit: Visit) -> HttpResponse:
    return redirect(PLACES[FlowState(visit.flow.state)])


def _authentication_page(request: HttpRequest, form: AuthenticationForm) -> HttpResponse:
    return render(request, "certificates/flow/authenticate.html", {"form": form, "steps": STEPS})


def _code_page(visit: Visit, form: CodeForm, told: Refusal | None) -> HttpResponse:
    flow = visit.flow
    sent_at = None if flow.code_is_due else flow.code_sent_at
    until = sent_at and rules.code_end(sent_at=sent_at, flow_end=flow.ends_at)
    context = {
        "form": form,
        "told": told,
        "mail": masked(flow.user.mail),
        "user": flow.user,
        "until": until,
        "is_too_late": until is not None and visit.at >= until,
        "left": rules.MAX_TRIES - flow.tries,
        "seconds": rules.seconds_until_resend(wanted_at=flow.code_wanted_at, at=visit.at),
        "steps": STEPS,
    }
    return render(visit.request, "certificates/flow/code.html", context)


def _issue_page(visit: Visit, failed: IssueFailed | None = None) -> HttpResponse:
    first_day = clock.local_date(visit.at)
    context = {
        "user": visit.flow.user,
        "failed": failed,
        "at": visit.at,
        "first_day": first_day,
        "last_day": rules.last_day(first_day),
        "steps": STEPS,
    }
    return render(visit.request, "certificates/flow/issue.html", context)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The way ends here for now; the page says why, what to do and whom to call."""
    return render(request, "certificates/flow/refused.html", {"told": refusal})


def _file_name(visit: Visit) -> str:
    certificate = visit.flow.certificate
    assert certificate is not None  # the table's own constraint
    return pkcs12.file_name(certificate.common_name, certificate.issued_at)


def _why_no_file(visit: Visit) -> dict[str, Message]:
    """Taken is as it should be, and told calmly; lost is not."""
    if visit.flow.state == FlowState.DOWNLOADED:
        return {"taken": messages.FILE_TAKEN}
    return {} if visit.file_waits else {"lost": messages.FILE_LOST}
