from datetime import timedelta

import pytest

from chingin.kernel.lists.orders.rules import (
    LEASE,
    MAKING_LIMIT,
    MOST_ROWS,
    ROWS_AT_ONCE,
    queued_in_words,
    running_in_words,
)

from .ordered import AT


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(0, "まもなく作成を始めます。"), (2, "順番を待っています。前に2件の帳票があります。")],
)
def test_who_waits_is_told_how_long_the_queue_is(ahead: int, words: str) -> None:
    assert queued_in_words(ahead=ahead) == words


@pytest.mark.parametrize(
    ("rows", "seconds", "words"),
    [
        (None, 5, "件数を確認しています。"),
        (100_000, 0, "100,000件を印刷しています。あと2分ほどで完成します。"),
        (100_000, 39, "100,000件を印刷しています。あと2分ほどで完成します。"),
        (100_000, 40, "100,000件を印刷しています。あと1分以内に完成します。"),
        (100_000, 99, "100,000件を印刷しています。あと1分以内に完成します。"),
        (100_000, 100, "100,000件を印刷しています。まもなく完成します。"),
        (100_000, 500, "100,000件を印刷しています。まもなく完成します。"),
    ],
)
def test_who_waits_is_told_how_long_it_will_take(rows: int | None, seconds: int, words: str) -> None:
    now = AT + timedelta(seconds=seconds)

    assert running_in_words(rows=rows, started_at=AT, at=now) == words


def test_a_worker_is_killed_before_another_one_takes_its_order() -> None:
    assert MAKING_LIMIT < LEASE
    assert ROWS_AT_ONCE < MOST_ROWS


def test_the_largest_group_is_printed_in_one_pdf_and_a_slow_one_is_not_given_to_two_workers() -> None:
    """150,000 lines by design; the broker hands a task on after an hour (Redis, visibility timeout)."""
    slowest = timedelta(milliseconds=2.4) * MOST_ROWS

    assert MOST_ROWS >= 150_000 * 4 / 3
    assert 2 * slowest <= MAKING_LIMIT
    assert LEASE.total_seconds() < 60 * 60
