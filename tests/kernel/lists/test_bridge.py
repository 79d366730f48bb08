"""The bridge from the last total to this one (invariant 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.lists.bridge import Moved, Step, Unbalanced, bridge

YEN = st.integers(-9_999_999_999, 9_999_999_999)
MOVES = st.lists(st.builds(Moved, st.sampled_from(Step), st.integers(1, 9), YEN), max_size=20)


def figures(previous: int, now: int, moved: list[Moved]) -> dict[str, int]:
    table = bridge(previous=previous, now=now, moved=moved)
    return {line.label: line.numbers[1] or 0 for line in table.lines}


@given(previous=YEN, moved=MOVES)
def test_what_was_added_less_what_was_taken_away_leads_to_the_new_total(
    previous: int, moved: list[Moved]
) -> None:
    now = previous + sum(move.difference for move in moved)

    shown = figures(previous, now, moved)

    added = shown["新規(＋)"] + shown["増額(＋)"] + shown["再開(＋)"]
    taken = shown["減額(－)"] + shown["解除(－)"] + shown["中止(－)"]
    assert shown["前回合計"] + added - taken == shown["今回合計"] == now


@given(previous=YEN, moved=MOVES, lost=YEN.filter(bool))
def test_a_bridge_that_misses_a_yen_is_not_printed(previous: int, moved: list[Moved], lost: int) -> None:
    now = previous + sum(move.difference for move in moved)

    with pytest.raises(Unbalanced):
        bridge(previous=previous, now=now + lost, moved=moved)


def test_each_step_reads_in_its_own_direction_with_its_count() -> None:
    moved = [Moved(Step.DECREASED, 2, -500), Moved(Step.NEW, 1, 3_000), Moved(Step.DECREASED, 1, -100)]

    table = bridge(previous=10_000, now=12_400, moved=moved)

    assert [(line.label, line.numbers) for line in table.lines] == [
        ("前回合計", (None, 10_000)),
        ("新規(＋)", (1, 3_000)),
        ("増額(＋)", (0, 0)),
        ("再開(＋)", (0, 0)),
        ("減額(－)", (3, 600)),
        ("解除(－)", (0, 0)),
        ("中止(－)", (0, 0)),
        ("今回合計", (None, 12_400)),
    ]
    assert [line.strong for line in table.lines] == [False] * 7 + [True]
