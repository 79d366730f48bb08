"""What goes to the bank: confirmed deposits (file 50), and the web's changes for 賃金控除 (file 52)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Value, When

from accounts.models import Access, Bank, Collection
from chingin.kernel.clock import local_date, moment
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet
from chingin.kernel.months import Month
from chingin.kernel.transmissions.models import Transmission, TransmittedSet
from chingin.kernel.transmissions.senders import Parcel
from chingin.kernel.transmissions.unsendable import Unsendable, named
from deductions.company import messages
from deductions.company.exchange import LUMP_DEPOSITS, UPDATES_AFTER_DEADLINE, UpdateLine
from deductions.groups.codes import STOPPED
from deductions.groups.models import Cycle
from deductions.rokin.deposits.frozen import is_as_confirmed
from deductions.rokin.models import (
    ConfirmedUpdate,
    DeductionLine,
    DepositRequest,
    DepositRequestLine,
    LineUpdate,
    TransmittedRequest,
    TransmittedUpdates,
    Update,
)
from deductions.rokin.models.line import TOUCHED

# A change that began in time may still be on its way through a slow request when the deadline strikes.
SETTLED_AFTER: Final = timedelta(minutes=5)
_AT_ONCE: Final = 2_000
_ACCOUNT: Final = ("line_key", "employee_number", "name_kana", "branch", "subject", "account_number")
_TERMS: Final = ("amount", "deposit", "update", "stop_reason")
_DONE: Final = ("end_month", "done_at", "done_by")
_CHANGED: Final = (Update.NEW, Update.CHANGE, Update.CANCEL)


class ContentTampered(Unsendable):
    """The frozen lines are no longer those that were confirmed (照合値)."""

    message = messages.CONTROL_VALUE_DIFFERS


def header_of(cycle: Cycle, *, kind: str, created_on: date, serial: str = "") -> Header:
    """Of a file about this cycle; needs group, contract, branch and bank at hand."""
    contract = cycle.group.contract
    return Header(
        kind=kind,
        bank_code=contract.branch.bank.code,
        branch=contract.branch.code,
        contract_number=contract.number,
        group_number=cycle.group.number,
        month=cycle.period,
        pay_kind=cycle.pay_kind,
        sequence=cycle.sequence,
        created_on=created_on,
        pay_date=cycle.pay_date,
        deposit_date=cycle.deposit_date,
        update_closes_on=local_date(cycle.update_deadline),
        serial=serial,
        contract_kana=contract.name_kana,
    )


def _bank_codes() -> Sequence[str]:
    return list(Bank.objects.order_by("code").values_list("code", flat=True))


def _lock(cycles: QuerySet[Cycle]) -> None:
    """Whoever confirms, undoes or changes lines there waits; in one order, for nobody to wait in a ring."""
    list(cycles.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


class RequestSender:
    """Kind 50: each request that was sent (送信) and not undone."""

    def banks(self) -> Sequence[str]:
        """Every bank."""
        return _bank_codes()

    def due(self, bank_code: str, *, at: datetime) -> Sequence[Parcel]:
        """By the time of 送信."""
        _lock(Cycle.objects.filter(deposit_requests__in=self._waiting(bank_code)))
        waiting = self._waiting(bank_code).select_related("cycle__group__contract__branch__bank")
        return [self._parcel(request, at=at) for request in waiting.order_by("submission__at", "pk")]

    def content_of(self, sent: TransmittedSet) -> OutgoingSet:
        """From the frozen lines."""
        return _request_set(DepositRequest.objects.get(transmitted__sent=sent), sent.header)

    def remarks_on(self, transmission: Transmission) -> Sequence[str]:
        """Requests that were undone since they were recorded: they go out all the same."""
        undone = DepositRequest.objects.filter(
            transmitted__sent__transmission=transmission, undoing__isnull=False
        )
        in_order = undone.select_related("undoing", "transmitted__sent").order_by("transmitted__sent__serial")
        return [_undone_in_words(request) for request in in_order]

    def _waiting(self, bank_code: str) -> QuerySet[DepositRequest]:
        return DepositRequest.objects.standing().filter(
            cycle__group__contract__branch__bank__code=bank_code,
            submission__isnull=False,
            transmitted__isnull=True,
        )

    def _parcel(self, request: DepositRequest, *, at: datetime) -> Parcel:
        return Parcel(
            header=header_of(request.cycle, kind=LUMP_DEPOSITS.code, created_on=local_date(at)),
            # A file may be composed more than once; who could change the lines waits until it is recorded.
            content=partial(_verified_set, request, cache(partial(is_as_confirmed, request))),
            remember=lambda sent: TransmittedRequest.objects.create(request=request, sent=sent),
            totals={
                "依頼合計": request.requested_total,
                "入金合計": request.deposit_total,
                "中止合計": request.stopped_total,
            },
        )


def _undone_in_words(request: DepositRequest) -> str:
    undoing, serial = request.undoing, request.transmitted.sent.serial
    return (
        f"ファイル通番 {serial} の依頼書 {request}は、{undoing.user_id}({undoing.user_name})が"
        f"{moment(undoing.at)}に確定を解除しています。次の版は、会員が送信したあと、別のファイルで送ります。"
    )


def _verified_set(request: DepositRequest, is_sound: Callable[[], bool], header: Header) -> OutgoingSet:
    """Nothing goes out of which the frozen lines are no longer those that were confirmed (照合値)."""
    if not is_sound():
        raise ContentTampered(parcel=named(header), request=request)
    return _request_set(request, header)


def _request_set(request: DepositRequest, header: Header) -> OutgoingSet:
    closing = {"request_number": request.number, "version": request.version}
    return OutgoingSet(header, _request_lines(request), closing)


def _request_lines(request: DepositRequest) -> Iterator[UpdateLine]:
    """As frozen, in the order in which the bank's lines came; who did what and when was frozen with it."""
    done = ConfirmedUpdate.objects.filter(request=OuterRef("request"), line=OuterRef("line"))
    change, stop = done.filter(kind__in=_CHANGED).order_by("-pk"), done.filter(kind=STOPPED).order_by("-pk")
    lines: QuerySet[Any, Any] = DepositRequestLine.objects.filter(request=request).annotate(
        done_at=_by_update(stop.values("at")[:1], change.values("at")[:1]),
        done_by=_by_update(stop.values("user_id")[:1], change.values("user_id")[:1]),
    )
    account = (f"line__{name}" for name in _ACCOUNT)
    return _rows(lines.order_by("line_id").values_list(*account, *_TERMS, "line__start_month", *_DONE))


def _by_update(stop: QuerySet[Any, Any], change: QuerySet[Any, Any]) -> Case:
    """The stop where the line was stopped, whatever was changed before; nothing where nothing was done."""
    done = [When(update=STOPPED, then=Subquery(stop)), When(update__in=_CHANGED, then=Subquery(change))]
    return Case(*done, default=None)


class UpdateSender:
    """Kind 52: the web's changes of 賃金控除・Web更新, once the deadline (更新締切) has passed."""

    def banks(self) -> Sequence[str]:
        """Every bank."""
        return _bank_codes()

    def due(self, bank_code: str, *, at: datetime) -> Sequence[Parcel]:
        """By deadline; a cycle without changes is never due."""
        _lock(self._waiting(bank_code, at=at))
        waiting = self._waiting(bank_code, at=at).select_related("group__contract__branch__bank")
        return [self._parcel(cycle, at=at) for cycle in waiting.order_by("update_deadline", "pk")]

    def content_of(self, sent: TransmittedSet) -> OutgoingSet:
        """From the lines, which nobody changes any more."""
        return _update_set(Cycle.objects.get(transmitted_updates__sent=sent), sent.header)

    def _waiting(self, bank_code: str, *, at: datetime) -> QuerySet[Cycle]:
        changed = _changed_lines().filter(cycle=OuterRef("pk"))
        return Cycle.objects.filter(
            Exists(changed),
            group__contract__branch__bank__code=bank_code,
            group__contract__rokin_collection=Collection.WAGE_EXCHANGE,
            group__contract__rokin_access=Access.WEB_UPDATE,
            update_deadline__lte=at - SETTLED_AFTER,
            transmitted_updates__isnull=True,
        )

    def _parcel(self, cycle: Cycle, *, at: datetime) -> Parcel:
        return Parcel(
            header=header_of(cycle, kind=UPDATES_AFTER_DEADLINE.code, created_on=local_date(at)),
            content=partial(_update_set, cycle),
            remember=lambda sent: TransmittedUpdates.objects.create(cycle=cycle, sent=sent),
        )


def _changed_lines() -> QuerySet[DeductionLine]:
    """Lines that differ from what the bank asked; made and cancelled on the web is nothing to tell."""
    changed: QuerySet[DeductionLine] = DeductionLine.objects.filter(TOUCHED).exclude(update=Update.NONE)
    return changed.exclude(line_key="", update=Update.CANCEL)


def _update_set(cycle: Cycle, header: Header) -> OutgoingSet:
    """No request stands behind it (依頼書番号 blank, 版 00), and nothing is deposited by the union."""
    return OutgoingSet(header, _updated_lines(cycle), {"request_number": "", "version": 0})


def _updated_lines(cycle: Cycle) -> Iterator[UpdateLine]:
    change = LineUpdate.objects.filter(line=OuterRef("pk")).order_by("-version")
    lines: QuerySet[Any, Any] = _changed_lines().filter(cycle=cycle)
    lines = lines.annotate(
        deposit=Value(0),
        stop_reason=Value(""),
        done_at=Subquery(change.values("at")[:1]),
        done_by=Subquery(change.values("user_id")[:1]),
    )
    return _rows(lines.order_by("pk").values_list(*_ACCOUNT, *_TERMS, "start_month", *_DONE))


def _rows(lines: QuerySet[Any, Any]) -> Iterator[UpdateLine]:
    """As the file engine wants them, without holding them all."""
    for *known, start_month, end_month, done_at, done_by in lines.iterator(chunk_size=_AT_ONCE):
        last = Month.parse(end_month) if end_month else None
        yield UpdateLine._make((*known, Month.parse(start_month), last, done_at, done_by or ""))
