"""The steps of the month (月の流れ) that the information screen shows of 労金控除 (LOGIN-5)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from accounts.models import Collection
from chingin.kernel.clock import day_in_words, local_date, moment
from chingin.portal.menu import url_of
from chingin.portal.sections import Kind, Step, Viewer
from deductions.company.models import CycleResults
from deductions.groups.models import Cycle
from deductions.rokin.deposits.standing import events_of
from deductions.rokin.functions import DEPOSIT_CONFIRMATION
from deductions.rokin.models import DepositRequest
from deductions.rokin.rules import Window, deposit_window

MOST_CYCLES: Final = 3
WAITING: Final = Step(
    "控除依頼データの受信", "受信待ち", Kind.LATER, "毎月最初の営業日に届き、メールでもお知らせします。"
)


def rokin_schedule(viewer: Viewer) -> Sequence[Step]:
    """The steps of the cycles that are not over, the next deposit first; of the latest one when all are."""
    if viewer.group is None:
        return ()
    newest = list(viewer.group.cycles.newest_first()[:MOST_CYCLES])
    cycles = current_cycles(newest, on=local_date(viewer.at))
    if not cycles:
        return (WAITING,)
    exchanges = viewer.member.contract.rokin_collection == Collection.WAGE_EXCHANGE
    requests = _standing(cycles) if DEPOSIT_CONFIRMATION.needs <= set(viewer.capabilities) else None
    return [
        step
        for cycle in cycles
        for step in steps(cycle, exchanges=exchanges, requests=requests, at=viewer.at)
    ]


def _standing(cycles: Sequence[Cycle]) -> Mapping[int, DepositRequest]:
    """The confirmed request of each cycle that has one."""
    found = DepositRequest.objects.filter(cycle__in=cycles).standing()
    return {request.cycle_id: request for request in found.select_related("submission", "acceptance")}


def current_cycles(newest_first: Sequence[Cycle], *, on: date) -> list[Cycle]:
    """Of cycles by deposit date: those not over yet, earliest first, or else the latest one."""
    current = [cycle for cycle in newest_first if cycle.results_on >= on]
    return current[::-1] or list(newest_first[:1])


def steps(
    cycle: Cycle, *, exchanges: bool, requests: Mapping[int, DepositRequest] | None, at: datetime
) -> Iterator[Step]:
    """`exchanges`: 賃金控除, where results come back; `requests`: まとめ入金 on the web, None elsewhere."""
    on = local_date(at)
    query = f"?cycle={cycle.pk}"
    yield Step(
        f"{cycle.label} 控除依頼データの受信",
        "受信済み",
        Kind.DONE,
        moment(cycle.opened_at),
        url_of("rokin:request_lists") + query,
    )
    is_open = cycle.takes_updates(at=at)
    yield Step(
        f"{cycle.label} 明細の登録・変更・解除",
        f"受付中(あと{_left(cycle.update_deadline, at=at)})" if is_open else "締切後",
        Kind.NOW if is_open else Kind.DONE,
        f"{moment(cycle.update_deadline)}まで",
        url_of("rokin:lines") + query,
    )
    yield Step(
        f"{cycle.label} 企業宛控除依頼書の出力",
        _company_state(is_open=is_open, is_past=cycle.pay_date < on),
        Kind.LATER if is_open else Kind.DONE if cycle.pay_date < on else Kind.NOW,
        f"支給日 {day_in_words(cycle.pay_date)}",
        url_of("company:request") + query,
    )
    if requests is not None:
        yield from deposit_steps(cycle, requests.get(cycle.pk), at=at)
    yield _dated(f"{cycle.label} 入金予定日", cycle.deposit_date, on=on)
    if exchanges:
        yield _results(cycle, query, on=on)


def _results(cycle: Cycle, query: str, *, on: date) -> Step:
    """Done when the results are there, not when their day has come."""
    label, day = f"{cycle.label} 控除結果の公開", day_in_words(cycle.results_on)
    current = CycleResults.objects.of_cycle(cycle).first()
    if current is not None:
        state = "公開済み" if current.version == 1 else f"公開済み(訂正 第{current.version}版)"
        return Step(label, state, Kind.DONE, moment(current.published_at), url_of("company:results") + query)
    if on < cycle.results_on:
        return Step(label, "これから", Kind.LATER, day)
    return Step(label, "受信待ち", Kind.NOW, day)


def deposit_steps(cycle: Cycle, request: DepositRequest | None, *, at: datetime) -> Iterator[Step]:
    """入金中止・確定 → 送信 → 受付; late is what the window closed upon."""
    opens_at, deadline = cycle.confirmation_opens_at, cycle.confirmation_deadline
    window = deposit_window(opens_at=opens_at, deadline=deadline, at=at)
    until, url = f"{moment(deadline)}まで", f"{url_of('rokin:deposits')}?cycle={cycle.pk}"
    state, kind = _confirmation(cycle, request, window, at=at)
    yield Step(f"{cycle.label} 入金中止・確定", state, kind, f"{moment(opens_at)}から{until}", url)
    yield Step(f"{cycle.label} まとめ入金の送信", *_sending(request, window), until, url)
    yield _acceptance(cycle, request, url)


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


def _sending(request: DepositRequest | None, window: Window) -> tuple[str, Kind]:
    events = events_of(request)
    if events.is_sent:
        return "送信済み", Kind.DONE
    if not events.is_confirmed:
        return "確定のあと", Kind.LATER
    if window is Window.AFTER:
        return "送信しないまま締切を過ぎました", Kind.LATE
    return "送信できます", Kind.NOW


def _acceptance(cycle: Cycle, request: DepositRequest | None, url: str) -> Step:
    events, label = events_of(request), f"{cycle.label} 労金の受付"
    if request is not None and events.is_accepted:
        return Step(label, "受付済み", Kind.DONE, moment(request.acceptance.at), url)
    if events.is_sent:
        return Step(label, "受付待ち", Kind.NOW, url=url)
    return Step(label, "送信のあと", Kind.LATER)


def _company_state(*, is_open: bool, is_past: bool) -> str:
    if is_open:
        return "更新締切のあと"
    return "支給日を過ぎました" if is_past else "出力できます"


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
