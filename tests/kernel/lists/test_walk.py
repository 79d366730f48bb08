import itertools
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.lists import Column, Kind
from chingin.kernel.lists.walk import Line, Section, Subtotal, Sum, Total, walk

from .deductions import ACE, CAR_LOAN, ORDINARY, PLAIN, REQUESTS, Deduction, many

DEDUCTIONS = st.lists(
    st.builds(
        Deduction,
        department=st.sampled_from(["", "一課", "二課", "三課"]),
        employee_number=st.just("0000001"),
        amount=st.integers(-(10**12), 10**12),
        subject=st.sampled_from([ORDINARY, ACE, CAR_LOAN]),
        balance=st.none() | st.integers(0, 10**12),
    ),
    max_size=30,
).map(lambda rows: sorted(rows, key=lambda row: row.department))


@given(DEDUCTIONS)
def test_each_group_is_followed_by_its_subtotal_and_the_whole_by_its_total(
    deductions: list[Deduction],
) -> None:
    items = list(walk(REQUESTS, deductions))

    expected: list[str | Sum] = []
    for department, group in itertools.groupby(deductions, key=lambda row: row.department):
        members = list(group)
        expected += ["line"] * len(members) + [department, _sum(members)]
    told: list[str | Sum] = []
    for item in items[:-1]:
        told += ["line"] if isinstance(item, Line) else _told(item)
    assert told == expected
    assert isinstance(items[-1], Total)
    assert items[-1].sum == _sum(deductions)


@given(DEDUCTIONS)
def test_further_groupings_are_totalled_in_passing(deductions: list[Deduction]) -> None:
    by_subject = defaultdict(list)
    for deduction in deductions:
        by_subject[deduction.subject].append(deduction)

    *_, total = walk(REQUESTS, deductions)

    assert isinstance(total, Total)
    assert total.by == (tuple(Section(key, _sum(by_subject[key])) for key in sorted(by_subject)),)


def test_an_empty_list_has_a_total_of_nothing() -> None:
    assert list(walk(REQUESTS, ())) == [Total(Sum(0, (0, 0)), ((),))]


def test_without_a_grouping_there_are_no_subtotals() -> None:
    assert not [item for item in walk(PLAIN, many(40)) if isinstance(item, Subtotal)]


def test_rows_of_one_group_apart_from_each_other_are_a_mistake() -> None:
    first, second = Deduction("一課", "1", 1), Deduction("二課", "2", 2)

    with pytest.raises(ValueError, match="一課"):
        list(walk(REQUESTS, [first, second, first]))


def test_a_total_adds_whole_numbers_only() -> None:
    amounts: Column[Deduction] = Column("金額", lambda row: row.note, Kind.YEN, totalled=True)
    wrong = replace(PLAIN, columns=(*PLAIN.columns[:-1], amounts))

    with pytest.raises(TypeError):
        list(walk(wrong, many(1)))


def test_memory_does_not_grow_with_the_rows() -> None:
    """20,000 lines kept would take more than 5 MB."""
    tracemalloc.start()
    for _ in walk(PLAIN, _endless(20_000)):
        pass
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert highest < 500_000


def _endless(count: int) -> Iterator[Deduction]:
    return (Deduction("一課", f"{number:07}", number) for number in range(count))


def _sum(deductions: list[Deduction]) -> Sum:
    amount = sum(deduction.amount for deduction in deductions)
    return Sum(len(deductions), (amount, sum(deduction.balance or 0 for deduction in deductions)))


def _told(item: Subtotal | Total) -> list[str | Sum]:
    assert isinstance(item, Subtotal)
    assert isinstance(item.section.key, str)
    return [item.section.key, item.section.sum]
