"""How a line of 労金控除 stands: its movement (異動区分), its change on the web, what may be done to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chingin.kernel.corefile.movements import Movement

MAX_AMOUNT: Final = 9_999_999_999  # the ten digits of 控除金額 in the bank's files
# No wage bears more: what is typed above it is a slip (明細エラーE06). The bank's own files may.
MAX_ENTERED_AMOUNT: Final = 99_999_999
LINE_KEY_LENGTH: Final = 16


class LineKind(StrEnum):
    """種別."""

    SAVINGS = "S"
    LOAN = "L"


class Origin(StrEnum):
    """異動元: where a movement came from."""

    NONE = "0"
    COUNTER = "1"
    WEB = "2"
    TERM = "3"


class Update(StrEnum):
    """更新区分: what became of the bank's line on the web; the values of the files sent back."""

    NONE = "0"
    NEW = "1"
    CHANGE = "2"
    CANCEL = "3"


# What began in this cycle has no amount before it, whatever is changed about it on the web.
_BEGINNINGS: Final = frozenset({Movement.NEW, Movement.RESUMED})


def effective_movement(*, received: Movement, update: Update, previous: int, amount: int) -> Movement:
    """The movement that lists and files show once the web's changes are counted in. Amounts in yen."""
    if update is Update.NEW:
        return Movement.NEW
    if update is Update.CANCEL:
        return Movement.CANCELLED
    if update is Update.NONE or received in _BEGINNINGS:
        return received
    return Movement.CONTINUED if amount == previous else Movement.CHANGED


def effective_origin(*, received: Origin, update: Update) -> Origin:
    """異動元 once the web's changes are counted in."""
    return received if update is Update.NONE else Origin.WEB


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be changed of a line on the web: yen a month, and the last month (YYYYMM; "" for none)."""

    amount: int
    end_month: str


def net_update(*, is_own: bool, requested: Terms, now: Terms) -> Update:
    """更新区分 against what the bank asked for; changed back is no change. `is_own`: made on the web."""
    if now.amount == 0:
        return Update.CANCEL
    if is_own:
        return Update.NEW
    return Update.NONE if now == requested else Update.CHANGE


def first_end_month(*, cycle_month: str, start_month: str) -> str:
    """The earliest 終了年月 (YYYYMM) that may be entered: the cycle's month, or a later first one (E05)."""
    return max(cycle_month, start_month)


# 明細エラー whose remedy is a change on the web: any change names a last month that has not passed (E05); of
# E06 only the amount is wrong.
MONTH_PASSED: Final = "E05"
AMOUNT_WRONG: Final = "E06"


def is_error_mended(*, error: str, update: Update, requested: int, now: int) -> bool:
    """Whether what was done on the web leaves nothing more to do about the line's error."""
    if update is Update.CHANGE:
        return error == MONTH_PASSED or (error == AMOUNT_WRONG and now != requested)
    return update is Update.CANCEL


class Window(StrEnum):
    """Whether deposits may be stopped and the total confirmed now (DED-8, DED-9)."""

    BEFORE = "BEFORE"
    OPEN = "OPEN"
    AFTER = "AFTER"


def deposit_window(*, opens_at: datetime, deadline: datetime, at: datetime) -> Window:
    """From its beginning up to, not including, the deadline (確定締切)."""
    if at < opens_at:
        return Window.BEFORE
    return Window.OPEN if at < deadline else Window.AFTER


def request_number(*, group: str, month: str, pay_kind: str, sequence: int) -> str:
    """依頼書番号: names the cycle; the version counts beside it. at most 16 characters in the file."""
    return f"{group}{month[2:]}{pay_kind}{sequence:02}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines that carry an amount, and their yen."""

    count: int
    yen: int


@dataclass(frozen=True, slots=True)
class DepositTotals:
    """Invariant 4: to be deposited = requested − stopped."""

    requested: Sum
    stopped: Sum

    @property
    def deposit(self) -> Sum:
        """What the union pays."""
        return Sum(self.requested.count - self.stopped.count, self.requested.yen - self.stopped.yen)


class WhyReadOnly(StrEnum):
    """Why a line cannot be changed on the web; actions/lines.py has the sentence for each."""

    LOAN = "LOAN"
    DEADLINE = "DEADLINE"
    ENDED = "ENDED"


# What the bank ended by itself: at its counter, or because a date has come.
ENDED: Final = frozenset({Movement.CANCELLED, Movement.SUSPENDED})


def why_never_changed(*, kind: LineKind, received: Movement) -> WhyReadOnly | None:
    """LOAN or ENDED: what no deadline has to do with."""
    if kind is LineKind.LOAN:
        return WhyReadOnly.LOAN
    return WhyReadOnly.ENDED if received in ENDED else None


def why_read_only(
    *, kind: LineKind, received: Movement, update_deadline: datetime, at: datetime
) -> WhyReadOnly | None:
    """None: the line may be changed and cancelled now (DED-1). Loans first: that reason never passes."""
    never = why_never_changed(kind=kind, received=received)
    if never is not WhyReadOnly.LOAN and at >= update_deadline:
        return WhyReadOnly.DEADLINE
    return never
