"""One account, one line (E07): cancelled and registered anew, brought back; and the last month (E05)."""

from dataclasses import replace

import pytest

from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import AlreadyCancelled, OtherLineStands, check_change
from deductions.rokin.models import DeductionLine, Update
from deductions.rokin.rules import Terms
from tests.deductions.factories import IN_TIME, DeductionLineFactory
from tests.deductions.rokin.acting import ENTRY, TERMS, cancel, change, columns, cycle, draft, register

__all__ = ["cycle"]
pytestmark = pytest.mark.django_db


def test_a_cancelled_line_of_the_web_s_own_comes_back_unless_registered_anew_e07(cycle: Cycle) -> None:
    first = cancel(register(cycle))
    back = change(first, ENTRY.terms)
    assert back.update == Update.NEW
    again = cancel(back)
    register(cycle)

    with pytest.raises(OtherLineStands):
        change(again, ENTRY.terms)


def test_an_account_whose_line_was_cancelled_is_registered_anew_and_then_the_line_stays_cancelled_e07(
    cycle: Cycle,
) -> None:
    line = cancel(DeductionLineFactory.create(cycle=cycle, account_number="7654321"))
    anew = register(cycle)
    before = columns(line)

    for terms in (TERMS, Terms(20_000, "")):
        with pytest.raises(OtherLineStands) as refused:
            change(line, terms)
    with pytest.raises(AlreadyCancelled):
        cancel(line)

    assert "101-20-7654321から控除する明細(職員番号001001)" in refused.value.cause
    assert "職員番号001001の明細を解除してください" in refused.value.remedy
    assert columns(line) == before
    cancel(anew)
    assert change(line).amount == 25_000


def test_of_two_lines_of_the_bank_for_one_account_the_cancelled_one_stays_cancelled_e07(cycle: Cycle) -> None:
    line, other = DeductionLineFactory.create_batch(2, cycle=cycle, account_number="7654321", error="E07")
    cancelled = cancel(line)

    with pytest.raises(OtherLineStands):
        change(cancelled)

    assert change(other).amount == 25_000


# The last month


@pytest.mark.parametrize(
    ("start", "first"), [("202104", "202611"), ("202611", "202611"), ("202702", "202702")]
)
def test_a_line_ends_in_the_month_of_the_cycle_or_of_its_beginning_at_the_earliest_e05(
    start: str, first: str
) -> None:
    line = DeductionLineFactory.create(start_month=start)
    before = columns(line)

    for act in (change, check):
        with pytest.raises(ValueError, match=first):
            act(line, Terms(25_000, str(int(first) - 1)))
    assert columns(line) == before
    assert change(line, Terms(25_000, first)).end_month == first


def check(line: DeductionLine, terms: Terms) -> None:
    check_change(line=line, version=line.version, terms=terms, at=IN_TIME)


def test_a_line_that_ended_long_ago_is_cancelled_as_it_stands_e05() -> None:
    line = DeductionLineFactory.create(requested_end_month="202603", error="E05")

    assert (cancel(line).end_month, line.amount) == ("202603", 20_000)


def test_nothing_is_registered_that_has_ended_e05(cycle: Cycle) -> None:
    for act in (register, draft):
        with pytest.raises(ValueError, match="202610"):
            act(cycle, replace(ENTRY, terms=Terms(5_000, "202610")))

    assert not DeductionLine.objects.exists()
