"""照合表 of まとめ入金: 受信した依頼 + Web更新 = 依頼, 依頼 − 入金中止 = 入金予定, to the yen (DED-9)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from deductions.groups.models import Cycle
from deductions.rokin.deposits.drilldown import differences
from deductions.rokin.deposits.reconciliation import (
    MEASURES,
    STEPS,
    DepositFigures,
    DepositReconciliation,
    chain,
    lines_of_deposit,
    reconciliation,
)
from deductions.rokin.models import (
    DeductionLine,
    DepositRequest,
    DepositRequestLine,
    DepositStop,
    Update,
)
from deductions.rokin.reconciliation import Part
from deductions.rokin.rules import Sum
from tests.deductions.crowds import crowd
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.received import LUMP_DEPOSIT, contract_of_the_samples, received
from tests.deductions.rokin.pay_day import PAY_DAY, confirmed, stopped, undone
from tests.deductions.rokin.reconciled import TRAILER, known_cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return known_cycle()


def told(part: Part[DepositFigures]) -> tuple[object, ...]:
    of = part.figures
    return (part.label, of.count, of.received, of.web, of.requested, of.stopped, of.deposit, of.difference)


def sentences(cycle: Cycle) -> list[str]:
    return list(differences(cycle, reconciliation(cycle)))


def line_of(cycle: Cycle, amount: int) -> DeductionLine:
    return DeductionLine.objects.get(cycle=cycle, amount=amount)


def altered(line: DeductionLine, **values: Any) -> None:
    """By somebody with a hand in the database, past every action."""
    DeductionLine.objects.filter(pk=line.pk).update(**values)


def test_each_subject_each_kind_and_the_total_stand_to_the_yen(cycle: Cycle) -> None:
    found = reconciliation(cycle)

    assert [told(part) for part in found.parts] == [
        ("10 普通預金", 1, 13_000, -10_000, 3_000, 3_000, 0, 0),
        ("20 エース預金", 3, 30_000, 6_500, 36_500, 0, 36_500, 0),
        ("貯蓄計", 4, 43_000, -3_500, 39_500, 3_000, 36_500, 0),
        ("51 住宅ローン", 1, 70_001, 0, 70_001, 70_001, 0, 0),
        ("返済計", 1, 70_001, 0, 70_001, 70_001, 0, 0),
        ("合計", 5, 113_001, -3_500, 109_501, 73_001, 36_500, 0),
    ]
    assert found.agrees
    assert sentences(cycle) == []


def test_the_chain_leads_from_what_was_received_to_what_is_deposited(cycle: Cycle) -> None:
    assert reconciliation(cycle).chain == {
        "received": Sum(5, 113_001),
        "new": Sum(1, 4_000),
        "increased": Sum(1, 2_500),
        "decreased": Sum(1, 2_000),
        "cancelled": Sum(1, 8_000),
        "requested": Sum(5, 109_501),
        "stopped": Sum(2, 73_001),
        "deposit": Sum(3, 36_500),
    }


def test_the_received_file_is_compared_with_the_bank_s_lines_alone(cycle: Cycle) -> None:
    assert [(one.label, one.told, one.stored, one.unit) for one in reconciliation(cycle).received] == [
        ("件数", 6, 6, "件"),
        *((label, yen, yen, "円") for label, yen in TRAILER.items()),
    ]


def test_a_cycle_without_lines_agrees_on_nothing_at_all() -> None:
    found = reconciliation(CycleFactory.create())

    assert [told(part) for part in found.parts] == [("合計", 0, 0, 0, 0, 0, 0, 0)]
    assert found.agrees


def test_the_sample_agrees_with_its_trailer(settings: Any, tmp_path: Any) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path
    contract_of_the_samples()
    received(LUMP_DEPOSIT.read_bytes())

    for cycle in Cycle.objects.all():
        found = reconciliation(cycle)
        assert found.agrees
        assert found.total.received == found.total.deposit == cycle.reception.totals["控除金額合計"] > 0


def test_another_cycle_s_lines_updates_and_stops_are_not_counted(cycle: Cycle) -> None:
    known_cycle()

    assert reconciliation(cycle).total == DepositFigures(5, 113_001, -3_500, 109_501, 73_001, 36_500, 0)


def test_a_lifted_stop_stops_nothing(cycle: Cycle) -> None:
    DepositStop.objects.filter(line__amount=3_000).update(lifted_at=PAY_DAY, lifted_by="x")

    assert reconciliation(cycle).chain["stopped"] == Sum(1, 70_001)
    assert reconciliation(cycle).chain["deposit"] == Sum(4, 39_500)


# What does not agree


@pytest.mark.parametrize("label", list(TRAILER))
def test_a_total_of_the_file_that_does_not_stand_here_is_told(label: str) -> None:
    cycle = CycleFactory.create(
        reception__count=1, reception__totals={**dict.fromkeys(TRAILER, 20_000), "返済合計": 0}
    )
    cycle.reception.totals[label] += 1
    DeductionLineFactory.create(cycle=cycle)

    found = reconciliation(cycle)

    assert not found.agrees
    (sentence,) = differences(cycle, found)
    place = f"受信データ(受信番号 {cycle.reception_id})の合計が、登録した明細と一致しません"
    assert sentence.startswith(f"{place}(差 {label} +1円)。")
    assert sentence.endswith("お取引店へお問い合わせください。")


def test_a_line_that_is_gone_is_told_by_the_count() -> None:
    cycle = CycleFactory.create(reception__count=2)

    DeductionLineFactory.create(cycle=cycle, requested=0)

    (sentence,) = sentences(cycle)
    assert "登録した明細と一致しません(差 件数 +1件)。" in sentence


def test_a_received_amount_altered_since_no_longer_makes_up_the_trailer(cycle: Cycle) -> None:
    """The line agrees with itself; only the file knows."""
    altered(line_of(cycle, 20_000), requested=19_000, amount=19_000)

    found = reconciliation(cycle)

    assert found.total.agrees
    assert not found.agrees
    assert [one.label for one in found.received if one.difference] == ["控除金額合計", "貯蓄合計"]


@pytest.mark.parametrize(
    ("amount", "values", "difference"),
    [
        (20_000, {"amount": 21_000, "update": Update.CHANGE}, -1_000),
        (20_000, {"amount": 0, "update": Update.CANCEL}, 20_000),
        (12_500, {"amount": 12_501}, -1),
        (12_500, {"version": 1}, -2_500),
        (4_000, {"amount": 5_000}, -1_000),
    ],
)
def test_an_amount_that_no_update_explains_is_told_with_its_place(
    amount: int, values: dict[str, Any], difference: int, cycle: Cycle
) -> None:
    altered(line_of(cycle, amount), **values)

    found = reconciliation(cycle)

    assert not found.agrees
    assert (found.total.broken, found.total.difference) == (1, difference)
    (sentence,) = differences(cycle, found)
    assert sentence.startswith("「20 エース預金」で、受信した依頼とWeb更新(更新履歴)の合計が")
    assert "一致しない明細が1件あります" in sentence


def test_lines_that_differ_by_as_much_in_both_directions_do_not_hide_each_other(cycle: Cycle) -> None:
    altered(line_of(cycle, 20_000), amount=21_000, update=Update.CHANGE)
    altered(line_of(cycle, 12_500), amount=11_500)

    found = reconciliation(cycle)

    assert found.total.difference == 0
    assert (found.total.broken, found.agrees) == (2, False)


# The request


def compared(found: DepositReconciliation) -> list[tuple[str, int, int]]:
    return [(one.label, one.told, one.stored) for one in found.confirmed]


def test_before_it_is_confirmed_there_is_no_request_to_compare_with(cycle: Cycle) -> None:
    assert compared(reconciliation(cycle)) == []


def test_the_request_says_what_lines_and_stops_say(cycle: Cycle) -> None:
    confirmed(cycle)

    found = reconciliation(cycle)

    assert compared(found) == [
        ("依頼件数", 5, 5),
        ("依頼合計", 109_501, 109_501),
        ("中止件数", 2, 2),
        ("中止合計", 73_001, 73_001),
        ("入金件数", 3, 3),
        ("入金合計", 36_500, 36_500),
        ("確定時から変わらない明細", 7, 7),
    ]
    assert found.agrees


def test_an_undone_request_is_compared_with_no_more(cycle: Cycle) -> None:
    confirmed(cycle)
    undone(cycle)
    stopped(line_of(cycle, 20_000))

    assert reconciliation(cycle).agrees
    confirmed(cycle)
    found = reconciliation(cycle)

    assert found.request == DepositRequest.objects.get(version=2)
    assert found.agrees


def test_what_was_stopped_since_the_request_is_told(cycle: Cycle) -> None:
    request = confirmed(cycle)
    DepositStop.objects.create(
        line=line_of(cycle, 20_000), reason="01", set_at=PAY_DAY, set_by="x", set_by_name="x"
    )

    found = reconciliation(cycle)

    assert [one.label for one in found.confirmed if one.difference] == [
        "中止件数",
        "中止合計",
        "入金件数",
        "入金合計",
        "確定時から変わらない明細",
    ]
    (sentence,) = sentences(cycle)
    assert sentence.startswith(f"まとめ入金依頼書({request})が、現在の明細と一致しません(差 中止件数 -1件、")
    assert "、中止合計 -20,000円、入金件数 +1件、入金合計 +20,000円、" in sentence
    assert "確定を解除してもう一度確定してください。" in sentence


@pytest.mark.parametrize(
    "values", [{"end_month": "202703"}, {"reason": "02"}, {"update": Update.CHANGE}, {"amount": 20_001}]
)
def test_a_line_altered_since_the_request_is_told_whatever_its_totals(
    values: dict[str, Any], cycle: Cycle
) -> None:
    confirmed(cycle)
    if "reason" in values:
        DepositStop.objects.filter(line__amount=70_001).update(**values)
    else:
        loose = {
            "requested": values.get("amount", 20_000),
            "requested_end_month": values.get("end_month", ""),
        }
        kept = {"requested_end_month": "202703"} if "update" in values else loose
        altered(line_of(cycle, 20_000), **values, **kept)

    found = reconciliation(cycle)

    assert compared(found)[-1] == ("確定時から変わらない明細", 7, 6)
    assert not found.agrees


def test_a_total_of_the_request_that_its_lines_do_not_make_is_told() -> None:
    line = DeductionLineFactory.create(
        cycle__reception__count=1,
        cycle__reception__totals={**dict.fromkeys(TRAILER, 20_000), "返済合計": 0},
    )
    request = confirmed(line.cycle)
    values = {
        field.attname: getattr(request, field.attname) for field in DepositRequest._meta.concrete_fields
    }
    undone(line.cycle)
    forged = DepositRequest.objects.create(
        **{**values, "id": None, "version": 2, "requested_total": 19_000, "deposit_total": 19_000}
    )
    DepositRequestLine.objects.create(request=forged, line=line, amount=20_000, deposit=20_000, update="0")

    found = reconciliation(line.cycle)

    assert [one.label for one in found.confirmed if one.difference] == ["依頼合計", "入金合計"]


# Down to the person


@pytest.mark.parametrize("name", list(STEPS))
def test_the_people_behind_each_step_sum_up_to_it(name: str, cycle: Cycle) -> None:
    lines = lines_of_deposit(cycle).filter(STEPS[name].lines)
    of_step = {
        "received": "asked",
        "requested": "now",
        "stopped": "held",
        "deposit": "paid",
    }.get(name, "on_the_web")

    yen = sum(int(person[of_step]) for person in MEASURES.people(lines))

    assert Sum(lines.count(), STEPS[name].sign * yen) == reconciliation(cycle).chain[name]


def test_the_people_behind_each_row_sum_up_to_it(cycle: Cycle) -> None:
    for part in reconciliation(cycle).parts:
        wanted = dict([part.query.split("=")]) if part.query else {}
        people = [MEASURES.figures(row) for row in MEASURES.people(lines_of_deposit(cycle).filter(**wanted))]
        assert sum(people[1:], people[0]) == part.figures


@pytest.mark.parametrize("count", [10, 60])
def test_the_queries_do_not_grow_with_the_lines(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycle = CycleFactory.create()
    stopped(*[line for line in crowd(cycle, count) if line.amount][:3])
    confirmed(cycle)

    with django_assert_num_queries(5):
        reconciliation(cycle)


def test_a_step_asks_the_database_once(
    cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        chain(lines_of_deposit(cycle))
