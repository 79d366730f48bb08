"""Lock (ロック) and blockage (閉塞): LOCK-1, LOCK-2, LOCK-3."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from accounts import rules
from accounts.rules import Lockout, Standing
from chingin.kernel.clock import JST

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
HOUR = timedelta(minutes=60)
INSTANT = timedelta(microseconds=1)


def after_wrong(times: int, lockout: Lockout | None = None, *, at: datetime = AT) -> Lockout:
    lockout = lockout or Lockout()
    for _ in range(times):
        lockout = rules.after_wrong_password(lockout, at=at)
    return lockout


def test_five_wrong_passwords_leave_the_door_open_lock_1() -> None:
    lockout = after_wrong(5)

    assert lockout == Lockout(wrong_passwords=5)
    assert rules.standing(lockout, at=AT) is Standing.OPEN


def test_the_sixth_wrong_password_locks_for_60_minutes_lock_1() -> None:
    lockout = after_wrong(6)

    assert lockout == Lockout(locks=1, locked_until=AT + HOUR)


@pytest.mark.parametrize(
    ("after", "standing"),
    [
        (timedelta(0), Standing.LOCKED),
        (HOUR - INSTANT, Standing.LOCKED),
        (HOUR, Standing.OPEN),
        (HOUR + INSTANT, Standing.OPEN),
    ],
)
def test_a_lock_is_free_again_exactly_at_its_end_lock_1(after: timedelta, standing: Standing) -> None:
    assert rules.standing(after_wrong(6), at=AT + after) is standing


def test_after_a_lock_six_more_tries_are_there_lock_1() -> None:
    at = AT + HOUR

    lockout = after_wrong(5, after_wrong(6), at=at)

    assert lockout == Lockout(wrong_passwords=5, locks=1)
    assert after_wrong(1, lockout, at=at) == Lockout(locks=2, locked_until=at + HOUR)


def test_the_third_lock_is_a_blockage_that_no_time_frees_lock_2() -> None:
    lockout = after_wrong(6, after_wrong(6, after_wrong(6), at=AT + HOUR), at=AT + 2 * HOUR)

    assert lockout == Lockout(locks=3, blocked_at=AT + 2 * HOUR)
    assert rules.standing(lockout, at=AT + timedelta(days=3650)) is Standing.BLOCKED


@pytest.mark.parametrize("shut", [after_wrong(6), Lockout(locks=3, blocked_at=AT)], ids=["locked", "blocked"])
def test_a_wrong_password_changes_nothing_while_shut_lock_1(shut: Lockout) -> None:
    assert rules.after_wrong_password(shut, at=AT + HOUR - INSTANT) == shut


def test_a_success_clears_the_wrong_passwords_and_keeps_the_locks_lock_3() -> None:
    lockout = after_wrong(5, after_wrong(6), at=AT + HOUR)

    assert rules.after_right_password(lockout) == Lockout(locks=1)


def test_a_success_clears_the_end_of_a_lock_that_is_over_lock_3() -> None:
    assert rules.after_right_password(after_wrong(6)) == Lockout(locks=1)


def test_a_login_clears_the_locks_too_lock_3() -> None:
    lockout = after_wrong(5, after_wrong(6), at=AT + HOUR)

    assert rules.after_login(lockout) == Lockout()


def test_neither_success_nor_login_lifts_a_blockage_lock_2() -> None:
    blocked = Lockout(locks=3, blocked_at=AT)

    assert rules.after_right_password(blocked).blocked_at == AT
    assert rules.after_login(blocked).blocked_at == AT


@given(
    wrong=st.integers(0, 5),
    locks=st.integers(0, 2),
    minutes=st.none() | st.integers(-120, 120),
)
def test_a_wrong_password_never_opens_what_is_shut_lock_1(
    wrong: int, locks: int, minutes: int | None
) -> None:
    until = None if minutes is None else AT + timedelta(minutes=minutes)
    before = Lockout(wrong_passwords=wrong, locks=locks, locked_until=until)

    after = rules.after_wrong_password(before, at=AT)

    assert after.locks >= before.locks
    if rules.standing(before, at=AT) is not Standing.OPEN:
        assert after == before
    elif wrong == 5:
        assert rules.standing(after, at=AT) is not Standing.OPEN
    else:
        assert after == replace(before, wrong_passwords=wrong + 1, locked_until=None)


class Door(RuleBasedStateMachine):
    """The rules against a diary of the accepted tries (w wrong, r right, L login), read by a pattern."""

    def __init__(self) -> None:
        super().__init__()
        self.lockout = Lockout()
        self.at = AT
        self.diary = ""
        self.shut_until = AT

    @property
    def locks(self) -> int:
        return len(re.findall("w{6}", self.diary.rpartition("L")[2]))

    @property
    def wrong(self) -> int:
        streaks = re.fullmatch(r".*?(w*)", self.diary)
        assert streaks is not None
        return len(streaks[1]) % 6

    @property
    def expected(self) -> Standing:
        if self.locks == 3:
            return Standing.BLOCKED
        return Standing.LOCKED if self.at < self.shut_until else Standing.OPEN

    @rule(minutes=st.integers(0, 61))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(times=st.integers(1, 7))
    def guess_wrong(self, times: int) -> None:
        for _ in range(times):
            if self.expected is Standing.OPEN:
                self.diary += "w"
                self.shut_until = self.at + HOUR if self.wrong == 0 else self.shut_until
            self.lockout = rules.after_wrong_password(self.lockout, at=self.at)

    @precondition(lambda self: self.expected is Standing.OPEN)
    @rule()
    def type_it_right(self) -> None:
        self.diary += "r"
        self.lockout = rules.after_right_password(self.lockout)

    @precondition(lambda self: self.expected is Standing.OPEN)
    @rule()
    def log_in(self) -> None:
        self.diary += "L"
        self.lockout = rules.after_login(self.lockout)

    @invariant()
    def both_agree(self) -> None:
        assert rules.standing(self.lockout, at=self.at) is self.expected
        assert (self.lockout.wrong_passwords, self.lockout.locks) == (self.wrong, self.locks)


TestTheDoor = Door.TestCase
TestTheDoor.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
