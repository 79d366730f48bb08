"""控除結果リスト (L10), 控除不能リスト (L11), カナ氏名不一致リスト (L12), held against the file itself."""

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from pytest_django import Settings

from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.queried import sum_of
from deductions.company.exchange import ResultLine
from deductions.company.models import CycleResults
from deductions.company.result_lists import KANA, RESULTS, SHORTFALLS, result_heading
from deductions.groups.codes import OUTCOMES, SHORTFALL_REASONS
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import MasterFactory
from tests.deductions.answered import (
    RESULTS_DAY,
    SAMPLE,
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.crowds import SUBJECTS, crowd
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.media import (
    Cell,
    assert_the_media_agree,
    code,
    edition,
    footers,
    paper,
    screen,
    spreadsheet,
    subtotals,
    text,
    yen,
)
from tests.deductions.received import WAGE_EXCHANGE, contract_of_the_exchange, received

pytestmark = pytest.mark.django_db
REASONS: Final = {"00": "中止(事由なし)", **SHORTFALL_REASONS}
Pair = tuple[DeductionLine, ResultLine]


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    return exchange_cycle()


def fate(line: DeductionLine, chance: Random) -> ResultLine:
    """What may become of a line."""
    dice = chance.random()
    if line.amount < 2 or dice < 0.5:
        return answer(line)
    if dice < 0.7:
        return in_part(line, chance.randrange(1, line.amount), chance.choice(["01", "14"]))
    if dice < 0.9:
        return failed(line, chance.choice(["01", "11", "12"]))
    return failed(line, chance.choice(["", "08"]), outcome="4")


def answered_crowd(cycle: Cycle, count: int) -> list[Pair]:
    """So many lines with their results, received."""
    chance = Random(7)  # noqa: S311  # the same each time
    pairs = [(line, fate(line, chance)) for line in crowd(cycle, count)]
    answered(result_file((result_header(cycle), [row for _, row in pairs])))
    return pairs


def lacking(row: ResultLine) -> int:
    return row.requested - row.collected


def key(line: DeductionLine) -> list[Cell]:
    return [text(line.branch), code(line.subject, SUBJECTS[line.subject]), text(line.account_number)]


def day(row: ResultLine) -> Cell:
    told = f"{row.posted_on:%Y/%m/%d}" if row.posted_on else ""
    return told, told


def account(line: DeductionLine) -> tuple[str, str, str]:
    return line.subject, line.branch, line.account_number


def result_row(pair: Pair) -> list[Cell]:
    line, row = pair
    return [
        *map(text, (line.department, line.employee_number, line.name_kana)),
        *key(line),
        *map(yen, (row.requested, row.collected, lacking(row))),
        code(row.outcome, OUTCOMES[row.outcome]),
        day(row),
        yen(row.balance),
    ]


def result_total(label: str, pairs: list[Pair]) -> list[str]:
    rows = [row for _, row in pairs]
    sums = [sum(r.requested for r in rows), sum(r.collected for r in rows), sum(map(lacking, rows))]
    return [f"{label} {len(rows):,}件", *(f"{one:,}" for one in sums), "", "", ""]


@pytest.mark.parametrize("count", [8, 100])
def test_every_result_in_three_media_l10(cycle: Cycle, count: int) -> None:
    pairs = answered_crowd(cycle, count)
    answered_crowd_of_another_cycle(cycle)
    pairs.sort(key=lambda p: (p[1].outcome, p[0].department, p[0].employee_number, account(p[0])))

    assert_the_media_agree(
        RESULTS, cycle, rows=[result_row(pair) for pair in pairs], total=result_total("合計", pairs)
    )
    by_outcome = {code: [p for p in pairs if p[1].outcome == code] for code in OUTCOMES}
    assert subtotals(RESULTS, cycle) == [
        result_total(f"小計 {code} {OUTCOMES[code]}", some) for code, some in by_outcome.items() if some
    ]


def answered_crowd_of_another_cycle(cycle: Cycle) -> None:
    other = CycleFactory.create(group=cycle.group, sequence=2)
    rows = [failed(line, "09") if line.amount else answer(line) for line in crowd(other, 5)]
    answered(result_file((result_header(other, serial="1100000009"), rows)))


def test_requested_is_collected_and_lacking_everywhere(cycle: Cycle) -> None:
    """Invariant 3: each line, each subtotal, the total; L11 lacks what L10 lacks."""
    answered_crowd(cycle, 100)

    for row in spreadsheet(edition(RESULTS, cycle)):
        requested, collected, difference = map(int, row[7:10])
        assert requested == collected + difference
    viewer = MasterFactory.build(contract=cycle.group.contract)
    requested, collected, difference = sum_of(RESULTS, viewer=viewer, cycle=cycle).totals
    assert requested == collected + difference
    assert sum_of(SHORTFALLS, viewer=viewer, cycle=cycle).totals[1] == difference > 0


def shortfall_row(pair: Pair) -> list[Cell]:
    line, row = pair
    reason = row.reason or "00"
    return [
        *map(text, (line.employee_number, line.name_kana, line.name)),
        *key(line),
        *map(yen, (row.requested, lacking(row))),
        code(reason, REASONS[reason]),
        ("", "", ""),
    ]


def shortfall_total(label: str, pairs: list[Pair]) -> list[str]:
    rows = [row for _, row in pairs]
    sums = [sum(r.requested for r in rows), sum(map(lacking, rows))]
    return [f"{label} {len(rows):,}件", *(f"{one:,}" for one in sums), "", ""]


@pytest.mark.parametrize("count", [12, 100])
def test_what_is_lacking_in_three_media_l11(cycle: Cycle, count: int) -> None:
    pairs = [pair for pair in answered_crowd(cycle, count) if lacking(pair[1])]
    pairs.sort(key=lambda p: (p[1].reason, p[0].employee_number, account(p[0])))

    assert_the_media_agree(
        SHORTFALLS, cycle, rows=[shortfall_row(p) for p in pairs], total=shortfall_total("合計", pairs)
    )
    reasons = Counter(row.reason for _, row in pairs)
    assert subtotals(SHORTFALLS, cycle) == [
        shortfall_total(
            f"小計 {reason or '00'} {REASONS[reason or '00']}", [p for p in pairs if p[1].reason == reason]
        )
        for reason in sorted(reasons)
    ]
    assert footers(SHORTFALLS, cycle) == {}


def test_the_reason_of_the_last_time_stands_beside_that_of_now_l11(cycle: Cycle) -> None:
    before = CycleFactory.create(
        group=cycle.group,
        month="202610",
        pay_date=date(2026, 10, 23),
        deposit_date=date(2026, 10, 26),
        results_on=date(2026, 10, 27),
    )
    last, now = (DeductionLineFactory.create(cycle=one, account_number="0000001") for one in (before, cycle))
    answered(result_file((result_header(before), [failed(last, "", outcome="4")])))
    answered(result_file((result_header(cycle, serial="1100000002"), [failed(now, "12")])))

    (row,) = spreadsheet(edition(SHORTFALLS, cycle))

    assert row[-4:] == ["12", "退職", "00", "中止(事由なし)"]


def test_names_that_differ_in_three_media_l12(cycle: Cycle) -> None:
    names = {
        "ﾛｳｷﾝ ﾊﾅｺ": None,
        "ﾛｳｷﾝﾊﾅｺ": code("1", "空白・長音差(一致とみなす)"),
        "ﾛｳｷﾞﾝ ﾊﾅｺ": code("2", "濁点差"),
        "ｽｽﾞｷ ﾊﾅｺ": code("4", "姓のみ相違"),
        "ｽｽﾞｷ ｲﾁﾛｳ": code("5", "不一致"),
    }
    lines = [DeductionLineFactory.create(cycle=cycle, name_kana="ﾛｳｷﾝ ﾊﾅｺ") for _ in names]
    rows = [answer(line, name_kana=name) for line, name in zip(lines, names, strict=True)]
    rows[-1] = failed(lines[-1], "16", name_kana="ｽｽﾞｷ ｲﾁﾛｳ")
    answered(result_file((result_header(cycle), rows)))

    told = [
        [
            *map(text, (line.employee_number, line.name_kana, name)),
            reason,
            yen(20_000),
            code(row.outcome, OUTCOMES[row.outcome]),
        ]
        for line, row, (name, reason) in zip(lines, rows, names.items(), strict=True)
        if reason
    ]
    assert_the_media_agree(KANA, cycle, rows=told, total=["合計 4件", "80,000", ""])


def test_the_lists_of_the_sample_say_what_its_trailer_says() -> None:
    contract_of_the_exchange()
    received(WAGE_EXCHANGE.read_bytes())
    data = SAMPLE.read_bytes()
    trailer = next(data[at : at + 200] for at in range(0, len(data), 202) if data[at : at + 1] == b"8")
    answered(data)
    cycle = Cycle.objects.get()
    viewer = MasterFactory.build(contract=cycle.group.contract)

    every = sum_of(RESULTS, viewer=viewer, cycle=cycle)
    short = sum_of(SHORTFALLS, viewer=viewer, cycle=cycle)

    assert (every.count, *every.totals[:2]) == (int(trailer[1:7]), int(trailer[7:19]), int(trailer[19:31]))
    assert (short.count, short.totals[1]) == (int(trailer[37:43]), every.totals[2])
    assert sum_of(KANA, viewer=viewer, cycle=cycle).count == 0
    assert subtotals(RESULTS, cycle)[0][0] == f"小計 1 済 {int(trailer[31:37])}件"


def test_an_older_version_prints_again_what_it_printed(cycle: Cycle) -> None:
    """Invariant 10."""
    line = DeductionLineFactory.create(cycle=cycle)
    answered(result_file((result_header(cycle), [failed(line, "01")])))
    viewer = MasterFactory.build(contract=cycle.group.contract)
    first = list(SHORTFALLS.rows(viewer=viewer, cycle=cycle, version=1))

    answered(result_file((result_header(cycle, serial="1100000002"), [answer(line)])))

    assert list(SHORTFALLS.rows(viewer=viewer, cycle=cycle, version=1)) == first != []
    assert list(SHORTFALLS.rows(viewer=viewer, cycle=cycle)) == []
    assert len(CycleResults.objects.of_cycle(cycle)) == 2


def test_the_sheet_names_its_version(cycle: Cycle) -> None:
    named = result_heading(at=RESULTS_DAY, cycle=cycle, version=2)

    assert named.facts[-1] == ("結果の版", "第2版")
    assert result_heading(at=RESULTS_DAY, cycle=cycle).facts == named.facts[:-1]


@pytest.mark.parametrize("definition", [RESULTS, SHORTFALLS, KANA])
def test_without_results_a_list_is_empty_and_says_so(cycle: Cycle, definition: ListDefinition[Any]) -> None:
    asked = edition(definition, cycle)

    assert screen(asked)[0] == ("list__empty", ["該当する明細はありません"])
    assert paper(asked).startswith("該当する明細はありません合計0件")


def test_nobody_sees_the_results_of_another_contract(cycle: Cycle) -> None:
    answered_crowd(cycle, 5)

    assert list(RESULTS.rows(viewer=MasterFactory.create(), cycle=cycle)) == []
