"""企業宛控除依頼書 (L05, L06): one row for each employee, and nothing of the bank's accounts."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import pytest

from accounts.models import User
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.paging import ROWS_A_PAGE, page_of, pages_of
from chingin.kernel.lists.walk import walk
from deductions.company.asked import People, people
from deductions.company.lists import ALL, CHANGED
from deductions.company.rules import movement
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, Update
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.crowds import crowd
from tests.deductions.factories import DEADLINE, IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.media import (
    Cell,
    assert_the_media_agree,
    code,
    cover,
    edition,
    paper,
    screen,
    spreadsheet,
    subtotals,
    text,
    yen,
)

pytestmark = pytest.mark.django_db
DRAFT: Final = "更新締切前(今後変わることがあります)"


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create(group__contract__name="みどり労働組合")


def by_employee(lines: Iterable[DeductionLine]) -> list[list[DeductionLine]]:
    def key(line: DeductionLine) -> tuple[str, str]:
        return line.department, line.employee_number

    return [list(some) for _, some in groupby(sorted(lines, key=key), key)]


def figures(lines: Iterable[DeductionLine]) -> list[int]:
    """Total, savings, loans, ledger, previous."""
    some = list(lines)
    savings = sum(line.amount for line in some if line.kind == "S")
    loans = sum(line.amount for line in some if line.kind == "L")
    return [savings + loans, savings, loans, 0, sum(line.previous for line in some)]


def moved(lines: list[DeductionLine]) -> bool:
    return sum(line.amount for line in lines) != sum(line.previous for line in lines)


def movement_of(total: int, previous: int) -> Cell:
    if total == previous:
        return code("0", "継続")
    if not previous:
        return code("1", "新規")
    return code("2", "変更") if total else code("3", "解除")


def row(lines: list[DeductionLine]) -> list[Cell]:
    first = lines[0]
    total, savings, loans, ledger, previous = figures(lines)
    return [
        *map(text, (first.employee_number, first.name_kana, first.name, first.department)),
        *map(yen, (total, savings, loans, ledger)),
        movement_of(total, previous),
        yen(previous),
    ]


def sums(label: str, employees: list[list[DeductionLine]]) -> list[str]:
    *asked, previous = (f"{n:,}" for n in figures(line for some in employees for line in some))
    return [f"{label} {len(employees)}件", *asked, "", previous]


@pytest.mark.parametrize("count", [3, 100])
def test_all_employees_in_three_media_l05(cycle: Cycle, count: int) -> None:
    employees = by_employee(crowd(cycle, count))
    crowd(CycleFactory.create(group=cycle.group, sequence=2), 5)

    assert_the_media_agree(ALL, cycle, rows=[row(some) for some in employees], total=sums("合計", employees))
    assert subtotals(ALL, cycle) == [
        sums(f"小計 {department}", list(some))
        for department, some in groupby(employees, lambda lines: lines[0].department)
    ]


@pytest.mark.parametrize("count", [20, 100])
def test_only_those_whose_total_differs_l06(cycle: Cycle, count: int) -> None:
    every = by_employee(crowd(cycle, count, seed=3))
    employees = [some for some in every if moved(some)]

    assert 0 < len(employees) < len(every)
    assert_the_media_agree(
        CHANGED, cycle, rows=[row(some) for some in employees], total=sums("合計", employees)
    )


def test_two_lines_that_outweigh_each_other_are_no_movement_l06(cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, employee_number="001", requested=3_000, previous=1_000)
    DeductionLineFactory.create(cycle=cycle, employee_number="001", requested=1_000, previous=3_000)

    assert spreadsheet(edition(CHANGED, cycle)) == []
    assert len(spreadsheet(edition(ALL, cycle))) == 1


def test_an_employee_has_one_row_even_where_the_lines_differ_in_what_they_say(cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, employee_number="001", department="", name="", requested=1_000)
    DeductionLineFactory.create(cycle=cycle, employee_number="001", department="002", requested=2_000)

    ((number, _, name, department, total, *_),) = spreadsheet(edition(ALL, cycle))

    assert (number, name, department, total) == ("001", "労金　花子", "002", "3000")
    assert subtotals(ALL, cycle)[0][:2] == ["小計 002 1件", "3,000"]


def test_no_account_and_no_balance_goes_to_the_company(cycle: Cycle) -> None:
    DeductionLineFactory.create(
        cycle=cycle, branch="731", account_number="8642975", balance=13_579_135, subject="52", kind="L"
    )

    for definition in (ALL, CHANGED):
        asked = edition(definition, cycle)
        media = (str(screen(asked)), str(spreadsheet(asked)), paper(asked), cover(asked))
        for told in media:
            for secret in ("8642975", "13,579,135", "13579135", "731", "マイカーローン"):
                assert secret not in told


def test_the_cover_says_who_asks_when_and_how_much_l05(cycle: Cycle) -> None:
    employees = by_employee(crowd(cycle, 30))
    total, savings, loans, ledger, previous = figures(line for some in employees for line in some)

    told = cover(edition(ALL, cycle))

    for words in (
        "企業宛控除依頼書(全件)",
        "御中",
        f"契約番号{cycle.group.contract.number}みどり労働組合",
        f"入金グループ{cycle.group.number}本社支部",
        "対象年月2026年11月月例回次第1回",
        "支給日2026年11月25日(水)入金予定日2026年11月26日(木)",
        f"対象控除のある全職員(解除を含む)人数控除あり{len(employees)}人・解除0人",
        f"内貯蓄{savings:,}円内返済{loans:,}円内賃控元帳{ledger}円控除額合計{total:,}円",
        f"前回額合計{previous:,}円前回との差額{total - previous:,}円",
        "検印照査担当",
        "作成日時2026/11/0510:00:00",
    ):
        assert words in told


def test_the_cover_of_the_changes_counts_only_those_l06(cycle: Cycle) -> None:
    every = by_employee(crowd(cycle, 30))
    changed = [some for some in every if moved(some)]

    told = cover(edition(CHANGED, cycle))

    assert len(changed) < len(every)
    assert "企業宛控除依頼書(異動分)" in told
    assert f"対象控除額の合計が前回と異なる職員人数控除あり{len(changed)}人・解除0人" in told
    assert f"控除額合計{sum(line.amount for some in changed for line in some):,}円" in told


def one_of_each(cycle: Cycle) -> None:
    """Continued, new, ended, and two of whom nothing is and nothing was asked: by one line and by two."""
    DeductionLineFactory.create(cycle=cycle, employee_number="001")
    DeductionLineFactory.create(cycle=cycle, employee_number="002", previous=0)
    DeductionLineFactory.create(cycle=cycle, employee_number="003", requested=0, previous=20_000)
    DeductionLineFactory.create(cycle=cycle, employee_number="004", requested=0, error="E06")
    cancelled = {"previous": 0, "amount": 0, "update": Update.CANCEL, "version": 2}
    DeductionLineFactory.create_batch(2, cycle=cycle, employee_number="005", **cancelled)


def test_of_whom_nothing_is_asked_and_nothing_was_there_is_no_row_l05(cycle: Cycle) -> None:
    one_of_each(cycle)

    rows = spreadsheet(edition(ALL, cycle))

    assert [(row[0], row[4], row[9]) for row in rows] == [
        ("001", "20000", "継続"),
        ("002", "20000", "新規"),
        ("003", "0", "解除"),
    ]


@pytest.mark.parametrize(("definition", "asked"), [(ALL, 2), (CHANGED, 1)])
def test_the_cover_names_those_whose_deductions_ended_by_themselves(
    cycle: Cycle, definition: ListDefinition[Any], asked: int
) -> None:
    one_of_each(cycle)

    assert f"人数控除あり{asked}人・解除1人" in cover(edition(definition, cycle))


def test_people_are_counted_as_the_lists_have_them(cycle: Cycle) -> None:
    one_of_each(cycle)
    crowd(cycle, 60)
    rows = spreadsheet(edition(ALL, cycle))

    found = people(viewer=viewer_of(cycle), cycle=cycle)

    ended = sum(row[9] == "解除" for row in rows)
    assert found == People(len(rows), len(spreadsheet(edition(CHANGED, cycle))), ended)


def viewer_of(cycle: Cycle) -> User:
    return MasterFactory.create(contract=cycle.group.contract)


@pytest.mark.parametrize("definition", [ALL, CHANGED])
@pytest.mark.parametrize(
    ("variant", "at", "is_draft"),
    [
        ({}, IN_TIME, True),
        ({"wage_exchange": True}, IN_TIME, True),
        ({}, DEADLINE, False),
        ({"inquiry": True}, IN_TIME, False),
    ],
)
def test_before_the_deadline_every_sheet_says_that_it_may_change(
    definition: ListDefinition[Any], variant: dict[str, bool], at: datetime, *, is_draft: bool
) -> None:
    """DED-6: the company gets it after 更新締切; a contract of 照会 changes nothing on the web."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))
    asked = edition(definition, cycle, at=at)

    assert (("作成時点", DRAFT) in asked.heading.facts) is is_draft
    assert (f"作成時点{DRAFT}" in cover(asked)) is is_draft
    assert paper(asked)  # which looks for each fact in the head of each sheet


def test_the_names_are_those_of_the_day_whoever_was_renamed_since(cycle: Cycle) -> None:
    """Invariant 10: printed again, the request says the same."""
    DeductionLineFactory.create(cycle=cycle)
    group, contract = cycle.group, cycle.group.contract
    before = edition(ALL, cycle)
    first = (before.heading, cover(before))
    group.name, contract.name = "新しい支部", "あたらしい労働組合"
    group.save()
    contract.save()

    again = edition(ALL, Cycle.objects.get(pk=cycle.pk))

    assert (again.heading, cover(again)) == first
    assert again.heading.facts[:2] == (
        ("契約", f"{contract.number} みどり労働組合"),
        ("入金グループ", f"{group.number} 本社支部"),
    )


def test_a_cover_is_one_sheet_however_long_the_names() -> None:
    cycle = CycleFactory.create(group__contract__name="長" * 60, group__name="長" * 40)

    assert cover(edition(ALL, cycle)).endswith("検印照査担当1/2ページ")


@pytest.mark.parametrize("definition", [ALL, CHANGED])
def test_an_empty_request_says_so(cycle: Cycle, definition: ListDefinition[Any]) -> None:
    asked = edition(definition, cycle)

    assert screen(asked)[0] == ("list__empty", ["該当する明細はありません"])
    assert paper(asked).startswith("該当する明細はありません合計0件")
    assert spreadsheet(asked) == []


@pytest.mark.parametrize("definition", [ALL, CHANGED])
def test_a_page_of_the_database_is_the_page_of_the_walk(
    cycle: Cycle, definition: ListDefinition[Any]
) -> None:
    crowd(cycle, 6 * ROWS_A_PAGE, seed=5)
    asked = edition(definition, cycle)

    pages = [page_of(asked, number) for number in range(1, pages_of(page_of(asked, 1).total.sum.count) + 1)]

    assert len(pages) > 1
    assert [item for page in pages for item in page.items] + [pages[0].total] == list(
        walk(asked.definition, list(asked.rows()))
    )


@pytest.mark.parametrize(
    ("previous", "total", "code_"),
    [(0, 0, "0"), (500, 500, "0"), (0, 500, "1"), (500, 400, "2"), (400, 500, "2"), (500, 0, "3")],
)
def test_the_movement_follows_from_the_totals(previous: int, total: int, code_: str) -> None:
    assert movement(previous=previous, total=total) == code_
