"""What a deposit group (入金グループ) is made of, and how the dates of its month follow from each other."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from chingin.kernel.calendar import BusinessCalendar
from chingin.kernel.clock import at_time
from chingin.kernel.months import Month

# Eight zeros stand in the bank's files for "no group" (事業主), so no group has them.
GROUP_NUMBER_PATTERN: Final = r"\A[0-9]{8}\Z"
NO_GROUP: Final = "00000000"
MAX_NAME_LENGTH: Final = 40
MAX_EMPLOYEE_NUMBER_DIGITS: Final = 10  # the width of 職員番号 in every file
EMPLOYEE_NUMBER_PATTERN: Final = r"\A[0-9A-Z-]{1,10}\Z"
MONTH_PATTERN: Final = r"\A[0-9]{4}(0[1-9]|1[0-2])\Z"
MAX_BUSINESS_DAYS: Final = 40  # two months: no deadline lies further from its deposit date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """A group's rules; days are business days (営業日) before or after the deposit date N (入金予定日)."""

    update_days_before: int = 11
    update_closes_at: time = time(20)
    # Stops and confirmation begin on pay day D (支給日), or as many days before N if that is earlier.
    confirmation_opens_days_before: int = 1
    confirmation_days_before: int = 1
    confirmation_closes_at: time = time(15)
    results_days_after: int = 1


USUAL_RULES: Final = CalendarRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleDates:
    """The dates of one cycle (控除回), deadlines as instants."""

    pay_date: date
    deposit_date: date
    update_deadline: datetime
    confirmation_opens_at: datetime
    confirmation_deadline: datetime
    results_on: date


def deposit_date(*, pay_date: date, calendar: BusinessCalendar) -> date:
    """N, the deposit date (入金予定日): the first business day after pay day D (支給日)."""
    return calendar.next_business_day(pay_date)


def cycle_dates(
    *,
    pay_date: date,
    deposit_date: date,
    update_closes_on: date | None,
    rules: CalendarRules,
    calendar: BusinessCalendar,
) -> CycleDates:
    """The dates that the bank's header gives, the rest by the group's rules. Raises BeyondCalendar.

    `update_closes_on`: 更新締切日 of the header; None: by rule.
    """
    by_rule = calendar.shift(deposit_date, -rules.update_days_before)
    update_deadline = at_time(update_closes_on or by_rule, rules.update_closes_at)
    opens_on = min(pay_date, calendar.shift(deposit_date, -rules.confirmation_opens_days_before))
    confirmed_by = calendar.shift(deposit_date, -rules.confirmation_days_before)
    return CycleDates(
        pay_date=pay_date,
        deposit_date=deposit_date,
        update_deadline=update_deadline,
        # Never while lines may still change: what is confirmed is what stands.
        confirmation_opens_at=max(at_time(opens_on, time.min), update_deadline),
        confirmation_deadline=at_time(confirmed_by, rules.confirmation_closes_at),
        results_on=calendar.shift(deposit_date, rules.results_days_after),
    )


class CycleState(StrEnum):
    """How far a cycle (控除回) has come; the value is the word on the screen."""

    PUBLISHED = "更新受付中"
    CLOSED = "締切後"
    CONFIRMED = "確定"
    SENT = "送信済"
    ACCEPTED = "受付済"
    RESULTS = "結果公開"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEvents:
    """What is recorded of a cycle. 賃金控除 knows neither 確定 nor 送信 nor 受付."""

    is_confirmed: bool = False
    is_sent: bool = False
    is_accepted: bool = False
    has_results: bool = False


NOTHING_RECORDED: Final = CycleEvents()


def cycle_state(
    *, update_deadline: datetime, at: datetime, events: CycleEvents = NOTHING_RECORDED
) -> CycleState:
    """公開(更新受付中) → 締切後 → 確定 → 送信済 → 受付済 → 結果公開: the furthest that is recorded."""
    if events.has_results:
        return CycleState.RESULTS
    if events.is_accepted:
        return CycleState.ACCEPTED
    if events.is_sent:
        return CycleState.SENT
    if events.is_confirmed:
        return CycleState.CONFIRMED
    return (
        CycleState.PUBLISHED if takes_updates(update_deadline=update_deadline, at=at) else CycleState.CLOSED
    )


def takes_updates(*, update_deadline: datetime, at: datetime) -> bool:
    """更新受付中; nothing is recorded of a cycle before that is over."""
    return at < update_deadline


def cycle_label(*, month: Month, pay_kind: str, sequence: int) -> str:
    """「2026年11月 月例」; from the second one of a month on, 「第2回」 follows."""
    label = f"{month.label} {pay_kind}"
    return label if sequence == 1 else f"{label} 第{sequence}回"
