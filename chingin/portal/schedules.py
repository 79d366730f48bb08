"""The steps of the month (月の流れ) that the information screen shows of 労金控除 (LOGIN-5)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from accounts.models import Collection
from chingin.kernel.clock import day_in_words, local_date, moment
from chingin.portal.menu import url_of
from chingin.portal.sections import Kind, Step, Viewer
from deductions.groups.models import Cycle

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
    return [step for cycle in cycles for step in steps(cycle, exchanges=exchanges, at=viewer.at)]


def current_cycles(newest_first: Sequence[Cycle], *, on: date) -> list[Cycle]:
    """Of cycles by deposit date: those not over yet, earliest first, or else the latest one."""
    current = [cycle for cycle in newest_first if cycle.results_on >= on]
    return current[::-1] or list(newest_first[:1])


def steps(cycle: Cycle, *, exchanges: bool, at: datetime) -> Iterator[Step]:
    """`exchanges`: 賃金控除, where results come back."""
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
    yield _dated(f"{cycle.label} 入金予定日", cycle.deposit_date, on=on)
    if exchanges:
        yield _dated(f"{cycle.label} 控除結果の公開", cycle.results_on, on=on)


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
