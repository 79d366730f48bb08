"""照合表: 依頼 = 控除 + 不能 to the yen, and what is said where it does not hold (invariant 3)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from deductions.company.models import CycleResults
from deductions.company.reconciliation import MEASURES, lines_with_results, reconciliation
from deductions.company.result_pages import differences
from deductions.company.rules import Figures
from deductions.groups.models import Cycle
from deductions.rokin.models import LineKind, Update
from deductions.rokin.reconciliation import Part
from tests.deductions.answered import (
    SAMPLE,
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.company.factories import CycleResultsFactory, OutcomeFactory
from tests.deductions.factories import DeductionLineFactory
from tests.deductions.received import WAGE_EXCHANGE, contract_of_the_exchange, received

amounts = st.integers(min_value=0, max_value=9_999_999_999)
figures = st.builds(Figures, st.integers(0, 99), amounts, amounts, amounts)


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


def told(part: Part[Figures]) -> tuple[object, ...]:
    of = part.figures
    return part.label, of.count, of.requested, of.collected, of.shortfall, of.difference


@given(st.lists(figures, max_size=5))
def test_a_sum_of_figures_lacks_what_its_parts_lack(some: list[Figures]) -> None:
    assert sum(some, Figures(0, 0, 0, 0)).difference == sum(one.difference for one in some)


@pytest.mark.django_db
def test_each_subject_each_kind_and_the_total_stand_to_the_yen() -> None:
    cycle = exchange_cycle()
    lines = [
        DeductionLineFactory.create(cycle=cycle, subject="20", requested=20_000),
        DeductionLineFactory.create(cycle=cycle, subject="20", requested=10_000),
        DeductionLineFactory.create(cycle=cycle, subject="10", requested=5_000),
        DeductionLineFactory.create(cycle=cycle, subject="51", kind=LineKind.LOAN, requested=70_001),
    ]
    DeductionLineFactory.create(cycle=cycle, subject="21", requested=0)
    rows = [answer(lines[0]), in_part(lines[1], 4_000, "01"), answer(lines[2]), failed(lines[3], "12")]
    answered(result_file((result_header(cycle), rows)))

    found = reconciliation(CycleResults.objects.get())

    assert [told(part) for part in found.parts] == [
        ("10 普通預金", 1, 5_000, 5_000, 0, 0),
        ("20 エース預金", 2, 30_000, 24_000, 6_000, 0),
        ("貯蓄計", 3, 35_000, 29_000, 6_000, 0),
        ("51 住宅ローン", 1, 70_001, 0, 70_001, 0),
        ("返済計", 1, 70_001, 0, 70_001, 0),
        ("合計", 4, 105_001, 29_000, 76_001, 0),
    ]
    assert [(one.told, one.stored, one.difference) for one in found.received] == [
        (4, 4, 0),
        (105_001, 105_001, 0),
        (29_000, 29_000, 0),
    ]
    assert found.agrees
    assert list(differences(found)) == []


@pytest.mark.django_db
def test_the_sample_agrees_with_what_was_asked_for() -> None:
    contract_of_the_exchange()
    received(WAGE_EXCHANGE.read_bytes())
    answered(SAMPLE.read_bytes())

    found = reconciliation(CycleResults.objects.get())

    assert found.agrees
    assert found.total == Figures(97, 1_999_534, 1_939_534, 60_000)


@pytest.mark.django_db
def test_a_line_made_on_the_web_is_told_as_one_without_a_result() -> None:
    cycle = exchange_cycle()
    line = DeductionLineFactory.create(cycle=cycle)
    DeductionLineFactory.create(
        cycle=cycle, line_key="", requested=0, amount=3_000, update=Update.NEW, received_movement="1"
    )
    answered(result_file((result_header(cycle), [answer(line)])))

    found = reconciliation(CycleResults.objects.get())

    assert not found.agrees
    assert (found.unanswered, found.total.difference) == (1, 3_000)
    (sentence,) = differences(found)
    assert sentence.startswith("結果のない明細が1件、3,000円あります。")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("totals", "count", "label", "difference"),
    [
        ({"依頼金額合計": 20_001, "控除金額合計": 20_000}, 1, "依頼金額合計", "+1円"),
        ({"依頼金額合計": 20_000, "控除金額合計": 19_000}, 1, "控除金額合計", "-1,000円"),
        ({"依頼金額合計": 20_000, "控除金額合計": 20_000}, 2, "件数", "+1件"),
    ],
)
def test_a_total_of_the_file_that_does_not_stand_here_is_told(
    totals: dict[str, int], count: int, label: str, difference: str
) -> None:
    outcome = OutcomeFactory.create(results__reception__totals=totals, results__reception__count=count)

    found = reconciliation(outcome.results)

    assert not found.agrees
    (sentence,) = differences(found)
    assert sentence.startswith(f"受信データの合計が、登録した結果と一致しません(差 {label} {difference})。")


@pytest.mark.django_db
def test_an_older_version_is_reconciled_by_itself() -> None:
    first = OutcomeFactory.create()
    second = CycleResultsFactory.create(cycle=first.results.cycle, version=2)
    OutcomeFactory.create(
        results=second, line=first.line, collected=0, outcome="3", reason="01", posted_on=None
    )

    assert reconciliation(first.results).total == Figures(1, 20_000, 20_000, 0)
    assert reconciliation(second).total == Figures(1, 20_000, 0, 20_000)


@pytest.mark.django_db
def test_the_people_behind_a_figure_sum_up_to_it() -> None:
    cycle: Cycle = exchange_cycle()
    first = [DeductionLineFactory.create(cycle=cycle, employee_number="001") for _ in range(2)]
    other = DeductionLineFactory.create(cycle=cycle, employee_number="002", requested=7_000)
    rows = [answer(first[0]), failed(first[1], "01"), in_part(other, 2_000, "14")]
    answered(result_file((result_header(cycle), rows)))
    lines = lines_with_results(CycleResults.objects.get())

    found = list(MEASURES.people(lines).values_list("employee_number", "count", "asked", "taken", "lacking"))

    assert found == [("001", 2, 40_000, 20_000, 20_000), ("002", 1, 7_000, 2_000, 5_000)]
    assert MEASURES.total(lines) == Figures(3, 47_000, 22_000, 25_000)
