"""The steps of the month (月の流れ) that the information screen shows of 労金控除 (LOGIN-5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts.members import Member
from accounts.models import Collection
from chingin.kernel.clock import day_in_words, local_date, moment
from chingin.kernel.functions import Function
from chingin.portal.menu import url_of
from chingin.portal.sections import Kind, Step, Viewer
from deductions.company.functions import COMPANY_EXPORT, COMPANY_REQUEST, RESULT_LISTS
from deductions.company.models import CycleResults
from deductions.groups.models import Cycle, DepositGroup
from deductions.rokin.deposits.standing import events_of
from deductions.rokin.functions import (
    DEPOSIT_CONFIRMATION,
    DEPOSIT_STOPS,
    LINE_INQUIRY,
    LINE_REGISTRATION,
    REQUEST_EXPORT,
    REQUEST_LISTS,
)
from deductions.rokin.models import DepositRequest
from deductions.rokin.rules import Window, deposit_window

MOST_CYCLES: Final = 3
WAITING: Final = Step(
    "控除依頼データの受信",
    "受信待ち",
    Kind.LATER,
    "毎月最初の営業日に届き、メールでもお知らせします。過ぎても届かない場合は、お取引店へお問い合わせください。",
)


def rokin_schedule(viewer: Viewer) -> Sequence[Step]:
    """The steps of the cycles that are not over, the next deposit first; of the latest one when all are.

    What the bank does is told to all, with a link for who sees its page; what the union does is left out, as
    in the menu, for whom the function is hidden (USR-8). No line is read: a large group costs no more.
    """
    if viewer.group is None:
        return ()
    cycles = _cycles(viewer.group, on=local_date(viewer.at))
    month = _month(viewer, cycles)
    return [step for cycle in cycles for step in month.steps(cycle)] or (WAITING,)


def _cycles(group: DepositGroup, *, on: date) -> list[Cycle]:
    current = list(group.cycles.not_over(on=on).due_first()[:MOST_CYCLES])
    return current or list(group.cycles.newest_first()[:1])


def _month(viewer: Viewer, cycles: Sequence[Cycle]) -> "_Month":
    member, requests, results = viewer.member, {}, None
    if cycles and _sees(member, DEPOSIT_STOPS, DEPOSIT_CONFIRMATION):
        standing = DepositRequest.objects.filter(cycle__in=cycles).standing()
        requests = {each.cycle_id: each for each in standing.select_related("submission", "acceptance")}
    if cycles and member.contract.rokin_collection == Collection.WAGE_EXCHANGE:
        versions = CycleResults.objects.filter(cycle__in=cycles).order_by("version")
        results = {each.cycle_id: each for each in versions}
    return _Month(member, viewer.at, requests, results)


def _sees(member: Member, *functions: Function) -> bool:
    return any(member.may_see(function) for function in functions)


@dataclass(frozen=True, slots=True)
class _Month:
    """Who looks, when, and what is recorded by cycle: the confirmed request; of 賃金控除 the results."""

    member: Member
    at: datetime
    requests: Mapping[int, DepositRequest]
    results: Mapping[int, CycleResults] | None

    @property
    def on(self) -> date:
        return local_date(self.at)

    def steps(self, cycle: Cycle) -> Iterator[Step]:
        """In the order of the month."""
        yield self._received(cycle)
        if self.member.may_change(LINE_INQUIRY) or self.member.may_change(LINE_REGISTRATION):
            yield self._lines(cycle)
        if _sees(self.member, COMPANY_REQUEST, COMPANY_EXPORT):
            yield self._company(cycle)
        yield from self._deposit(cycle)
        yield _dated(f"{cycle.label} 入金予定日", cycle.deposit_date, on=self.on)
        if self.results is not None:
            yield self._results(cycle, self.results.get(cycle.pk))

    def _way(self, cycle: Cycle, *functions: Function) -> str:
        """The page of the first function that the member sees; "" where all are hidden."""
        seen = (url_of(function.url_name) for function in functions if self.member.may_see(function))
        return next((f"{url}?cycle={cycle.pk}" for url in seen if url), "")

    def _received(self, cycle: Cycle) -> Step:
        way = self._way(cycle, REQUEST_LISTS, REQUEST_EXPORT)
        label = f"{cycle.label} 控除依頼データの受信"
        return Step(label, "受信済み", Kind.DONE, moment(cycle.opened_at), way)

    def _lines(self, cycle: Cycle) -> Step:
        label, deadline = f"{cycle.label} 明細の登録・変更・解除", f"{moment(cycle.update_deadline)}まで"
        if not cycle.takes_updates(at=self.at):
            return Step(label, "締切後", Kind.DONE, deadline, self._way(cycle, LINE_INQUIRY))
        state = f"受付中(あと{_left(cycle.update_deadline, at=self.at)})"
        return Step(label, state, Kind.NOW, deadline, self._way(cycle, LINE_INQUIRY, LINE_REGISTRATION))

    def _company(self, cycle: Cycle) -> Step:
        """After 更新締切; where nothing changes on the web (照会), at once."""
        label, day = f"{cycle.label} 企業宛控除依頼書の出力", f"支給日 {day_in_words(cycle.pay_date)}"
        way = self._way(cycle, COMPANY_REQUEST, COMPANY_EXPORT)
        if cycle.may_still_change(at=self.at):
            days = f"更新締切 {moment(cycle.update_deadline)}、{day}"
            return Step(label, "更新締切のあと", Kind.LATER, days, way)
        if cycle.pay_date < self.on:
            return Step(label, "支給日を過ぎました", Kind.DONE, day, way)
        return Step(label, "出力できます", Kind.NOW, day, way)

    def _deposit(self, cycle: Cycle) -> Iterator[Step]:
        """入金中止・確定 → 送信 → 受付; late is what the window closed upon."""
        request, way = self.requests.get(cycle.pk), self._way(cycle, DEPOSIT_CONFIRMATION, DEPOSIT_STOPS)
        opens_at, deadline = cycle.confirmation_opens_at, cycle.confirmation_deadline
        window = deposit_window(opens_at=opens_at, deadline=deadline, at=self.at)
        until = f"{moment(deadline)}まで"
        if _sees(self.member, DEPOSIT_STOPS, DEPOSIT_CONFIRMATION):
            state, kind = _confirmation(cycle, request, window, at=self.at)
            yield Step(f"{cycle.label} 入金中止・確定", state, kind, f"{moment(opens_at)}から{until}", way)
        if self.member.may_see(DEPOSIT_CONFIRMATION):
            may_send = self.member.may_change(DEPOSIT_CONFIRMATION)
            state, kind = _sending(request, window, may_send=may_send)
            yield Step(f"{cycle.label} まとめ入金の送信", state, kind, until, way)
            yield _acceptance(cycle, request, way)

    def _results(self, cycle: Cycle, current: CycleResults | None) -> Step:
        """Done when the results are there, not when their day has come."""
        label, day = f"{cycle.label} 控除結果の公開", day_in_words(cycle.results_on)
        if current is not None:
            state = "公開済み" if current.version == 1 else f"公開済み(訂正 第{current.version}版)"
            way = self._way(cycle, RESULT_LISTS)
            return Step(label, state, Kind.DONE, moment(current.published_at), way)
        if self.on < cycle.results_on:
            return Step(label, "これから", Kind.LATER, day)
        return Step(label, "受信待ち", Kind.NOW, day)


def _confirmation(
    cycle: Cycle, request: DepositRequest | None, window: Window, *, at: datetime
) -> tuple[str, Kind]:
    if request is not None:
        return f"確定済み(第{request.version}版)", Kind.DONE
    if window is Window.BEFORE:
        return "これから", Kind.LATER
    if window is Window.AFTER:
        return "確定しないまま締切を過ぎました", Kind.LATE
    return f"受付中(あと{_left(cycle.confirmation_deadline, at=at)})", Kind.NOW


def _sending(request: DepositRequest | None, window: Window, *, may_send: bool) -> tuple[str, Kind]:
    events = events_of(request)
    if events.is_sent:
        return "送信済み", Kind.DONE
    if not events.is_confirmed:
        return "確定のあと", Kind.LATER
    if window is Window.AFTER:
        return "送信しないまま締切を過ぎました", Kind.LATE
    return "送信できます" if may_send else "送信待ち", Kind.NOW


def _acceptance(cycle: Cycle, request: DepositRequest | None, url: str) -> Step:
    events, label = events_of(request), f"{cycle.label} 労金の受付"
    if request is not None and events.is_accepted:
        return Step(label, "受付済み", Kind.DONE, moment(request.acceptance.at), url)
    if events.is_sent:
        return Step(label, "受付待ち", Kind.NOW, url=url)
    return Step(label, "送信のあと", Kind.LATER)


def _dated(label: str, day: date, *, on: date) -> Step:
    state = "これから" if on < day else "本日" if on == day else "済み"
    kind = Kind.LATER if on < day else Kind.NOW if on == day else Kind.DONE
    return Step(label, state, kind, day_in_words(day))


def _left(deadline: datetime, *, at: datetime) -> str:
    left = deadline - at
    if left.days:
        return f"{left.days}日"
    hours = left.seconds // 3600
    return f"{hours}時間" if hours else f"{left.seconds // 60}分"
