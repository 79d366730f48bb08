"""How a line stands (異動区分, 更新区分), and what may be done to it: tables and properties."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.corefile.movements import MOVEMENTS, Movement
from deductions.groups.codes import LINE_ERRORS
from deductions.rokin import models, rules
from deductions.rokin.rules import LineKind, Origin, Terms, Update, WhyReadOnly
from tests.deductions.factories import DEADLINE, IN_TIME

LATER = "202703"
AMOUNTS = st.integers(1, rules.MAX_AMOUNT)
MONTHS = st.sampled_from(["", "202612", LATER])


@dataclass(frozen=True)
class Received:
    """A savings line as a file that passed its checks may hold it."""

    movement: Movement
    previous: int
    terms: Terms


@st.composite
def received(draw: st.DrawFn) -> Received:
    """What continues is unchanged, what begins was nothing, what ends is nothing, what changes differs."""
    movement = draw(st.sampled_from(Movement))
    # A line of no yen that continues is what 明細エラー E06 is about.
    amount, other = draw(AMOUNTS | st.just(0)), draw(AMOUNTS)
    month = draw(MONTHS)
    if movement is Movement.CONTINUED:
        return Received(movement, amount, Terms(amount, month))
    if movement in {Movement.NEW, Movement.RESUMED}:
        return Received(movement, 0, Terms(amount, month))
    if movement is Movement.CHANGED:
        return Received(movement, amount, Terms(other + (other == amount), month))
    return Received(movement, amount, Terms(0, month))


def bridge(movement: Movement, *, previous: int, amount: int) -> int:
    """前回 + 新規 + 増額 + 再開 − 減額 − 解除 − 中止, as L04 adds it up for one line of this movement."""
    steps = {
        Movement.CONTINUED: 0,
        Movement.NEW: amount,
        Movement.RESUMED: amount,
        Movement.CHANGED: max(amount - previous, 0) - max(previous - amount, 0),
        Movement.CANCELLED: -previous,
        Movement.SUSPENDED: -previous,
    }
    return previous + steps[movement]


def stands(line: Received, now: Terms) -> tuple[Update, Movement]:
    update = rules.net_update(is_own=False, requested=line.terms, now=now)
    movement = rules.effective_movement(
        received=line.movement, update=update, previous=line.previous, amount=now.amount
    )
    return update, movement


@given(line=received())
def test_what_is_left_alone_stands_as_received_and_balances_invariant_2(line: Received) -> None:
    movement = rules.effective_movement(
        received=line.movement, update=Update.NONE, previous=line.previous, amount=line.terms.amount
    )

    assert movement is line.movement
    assert bridge(movement, previous=line.previous, amount=line.terms.amount) == line.terms.amount


@given(line=received(), amount=AMOUNTS | st.just(0), month=MONTHS)
def test_whatever_the_web_makes_of_a_line_it_balances_invariant_2(
    line: Received, amount: int, month: str
) -> None:
    """Only for lines that may be changed: what the bank ended stays as it is."""
    if line.movement in rules.ENDED:
        return
    _, movement = stands(line, Terms(amount, month))

    assert bridge(movement, previous=line.previous, amount=amount) == amount


@given(amount=AMOUNTS)
def test_a_line_of_the_web_s_own_balances_invariant_2(amount: int) -> None:
    movement = rules.effective_movement(received=Movement.NEW, update=Update.NEW, previous=0, amount=amount)

    assert movement is Movement.NEW
    assert bridge(movement, previous=0, amount=amount) == amount


@given(line=received(), amount=AMOUNTS, month=MONTHS)
def test_changed_back_is_no_change(line: Received, amount: int, month: str) -> None:
    """What counts is what the bank asked for, not how often it was changed meanwhile."""
    if not line.terms.amount:
        return

    assert stands(line, line.terms) == (Update.NONE, line.movement)


@pytest.mark.parametrize(
    ("received", "previous", "requested", "now", "update", "movement"),
    [
        (Movement.CONTINUED, 20_000, 20_000, 20_000, Update.NONE, Movement.CONTINUED),
        (Movement.CONTINUED, 20_000, 20_000, 25_000, Update.CHANGE, Movement.CHANGED),
        (Movement.CONTINUED, 20_000, 20_000, 0, Update.CANCEL, Movement.CANCELLED),
        (Movement.CHANGED, 20_000, 30_000, 35_000, Update.CHANGE, Movement.CHANGED),
        # Changed to the last month's amount: against the bank a change, against the last month none.
        (Movement.CHANGED, 20_000, 30_000, 20_000, Update.CHANGE, Movement.CONTINUED),
        (Movement.NEW, 0, 10_000, 15_000, Update.CHANGE, Movement.NEW),
        (Movement.NEW, 0, 10_000, 0, Update.CANCEL, Movement.CANCELLED),
        (Movement.RESUMED, 0, 10_000, 15_000, Update.CHANGE, Movement.RESUMED),
        (Movement.CONTINUED, 0, 0, 0, Update.CANCEL, Movement.CANCELLED),
    ],
)
def test_movement_and_update_follow_from_the_amounts(
    received: Movement, previous: int, requested: int, now: int, update: Update, movement: Movement
) -> None:
    line = Received(received, previous, Terms(requested, ""))

    assert stands(line, Terms(now, "")) == (update, movement)


def test_another_last_month_is_a_change_for_the_bank_but_no_movement() -> None:
    line = Received(Movement.CONTINUED, 20_000, Terms(20_000, ""))

    assert stands(line, Terms(20_000, LATER)) == (Update.CHANGE, Movement.CONTINUED)


@pytest.mark.parametrize(("amount", "update"), [(5_000, Update.NEW), (0, Update.CANCEL)])
def test_a_line_of_the_web_s_own_is_new_until_it_is_cancelled(amount: int, update: Update) -> None:
    now = Terms(amount, "")

    assert rules.net_update(is_own=True, requested=Terms(0, ""), now=now) is update


@pytest.mark.parametrize("received", Origin)
@pytest.mark.parametrize("update", Update)
def test_whatever_the_web_touched_comes_from_the_web(received: Origin, update: Update) -> None:
    expected = received if update is Update.NONE else Origin.WEB

    assert rules.effective_origin(received=received, update=update) is expected


@pytest.mark.parametrize(
    ("kind", "received", "hours_before", "why"),
    [
        (LineKind.SAVINGS, Movement.CONTINUED, 1, None),
        (LineKind.SAVINGS, Movement.NEW, 1, None),
        (LineKind.SAVINGS, Movement.CHANGED, 1, None),
        (LineKind.SAVINGS, Movement.RESUMED, 1, None),
        (LineKind.SAVINGS, Movement.CANCELLED, 1, WhyReadOnly.ENDED),
        (LineKind.SAVINGS, Movement.SUSPENDED, 1, WhyReadOnly.ENDED),
        (LineKind.SAVINGS, Movement.CONTINUED, 0, WhyReadOnly.DEADLINE),
        (LineKind.SAVINGS, Movement.SUSPENDED, 0, WhyReadOnly.DEADLINE),
        (LineKind.LOAN, Movement.CONTINUED, 1, WhyReadOnly.LOAN),
        (LineKind.LOAN, Movement.CANCELLED, 0, WhyReadOnly.LOAN),
    ],
)
def test_savings_may_be_changed_until_the_deadline_ded_1(
    kind: LineKind, received: Movement, hours_before: int, why: WhyReadOnly | None
) -> None:
    at = DEADLINE - timedelta(hours=hours_before)

    assert rules.why_read_only(kind=kind, received=received, update_deadline=DEADLINE, at=at) is why


@pytest.mark.parametrize(
    ("update", "now", "codes"),
    [
        (Update.NONE, 20_000, set()),
        (Update.NEW, 20_000, set()),
        (Update.CHANGE, 25_000, {"E05", "E06"}),
        (Update.CHANGE, 20_000, {"E05"}),
        (Update.CANCEL, 0, set(LINE_ERRORS)),
    ],
)
def test_a_cancellation_mends_every_error_and_a_change_those_of_month_and_amount_l03(
    update: Update, now: int, codes: set[str]
) -> None:
    mended = {
        code
        for code in LINE_ERRORS
        if rules.is_error_mended(error=code, update=update, requested=20_000, now=now)
    }

    assert mended == codes


def test_the_last_moment_before_the_deadline_is_in_time() -> None:
    at = DEADLINE - timedelta(microseconds=1)

    why = rules.why_read_only(
        kind=LineKind.SAVINGS, received=Movement.CONTINUED, update_deadline=DEADLINE, at=at
    )

    assert (at > IN_TIME, why) == (True, None)


def test_screens_name_a_movement_as_the_files_do() -> None:
    assert {str(value): str(label) for value, label in models.Movement.choices} == MOVEMENTS
