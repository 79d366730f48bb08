"""控除依頼異動分リスト (L04) and its bridge (invariant 2)."""

import pytest

from chingin.kernel.actors import Actor
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.lists import MOVEMENTS
from deductions.rokin.lists.reasons import reason
from deductions.rokin.models import DeductionLine
from deductions.rokin.rules import Terms
from tests.deductions.crowds import MOVEMENTS as WORDS
from tests.deductions.crowds import SUBJECTS, by_department, crowd
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.media import (
    Cell,
    assert_the_media_agree,
    code,
    edition,
    footers,
    paper,
    screen,
    squeezed,
    subtotals,
    text,
    yen,
)

pytestmark = pytest.mark.django_db
CLERK = Actor("master01", "労金太郎", "192.0.2.7")


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


def worked_on(cycle: Cycle, count: int, seed: int) -> list[DeductionLine]:
    """Lines as received, a third of the savings lines changed or cancelled on the web since."""
    lines = crowd(cycle, count, seed=seed)
    for place, line in enumerate(lines):
        if line.kind == "L" or line.received_movement in "35" or place % 3:
            continue
        if place % 2:
            cancel_line(line=line, version=1, by=CLERK, at=IN_TIME)
        else:
            terms = Terms(line.previous or 250, "203012")
            change_line(line=line, version=1, terms=terms, by=CLERK, at=IN_TIME)
    return list(DeductionLine.objects.filter(cycle=cycle))


def moved(lines: list[DeductionLine]) -> list[DeductionLine]:
    some = [line for line in lines if line.movement != "0" or line.amount != line.previous]
    return sorted(some, key=lambda line: (line.movement, line.employee_number, by_department(line)))


def why(line: DeductionLine) -> Cell:
    found = reason(origin=line.origin, kind=line.kind, movement=line.movement)
    return code(found.code, found.label) if found else ("", "", "")


def row(line: DeductionLine) -> list[Cell]:
    return [
        *map(text, (line.employee_number, line.name_kana, line.name, line.branch)),
        code(line.subject, SUBJECTS[line.subject]),
        text(line.account_number),
        code(line.movement, WORDS[line.movement]),
        yen(line.previous),
        yen(line.amount),
        yen(line.amount - line.previous),
        why(line),
    ]


def sums(label: str, lines: list[DeductionLine]) -> list[str]:
    before, now = sum(line.previous for line in lines), sum(line.amount for line in lines)
    return [f"{label} {len(lines)}件", f"{before:,}", f"{now:,}", f"{now - before:,}", ""]


@pytest.mark.parametrize("count", [3, 60])
def test_the_media_of_the_movements_agree_l04(cycle: Cycle, count: int) -> None:
    lines = moved(worked_on(cycle, count, seed=1))

    assert_the_media_agree(MOVEMENTS, cycle, rows=[row(line) for line in lines], total=sums("合計", lines))

    assert subtotals(MOVEMENTS, cycle) == [
        sums(f"小計 {value} {name}", some)
        for value, name in WORDS.items()
        if (some := [line for line in lines if line.movement == value])
    ]


@pytest.mark.parametrize("seed", range(8))
def test_the_bridge_balances_over_all_lines_of_the_cycle_l04(cycle: Cycle, seed: int) -> None:
    """Invariant 2: each step is summed here line by line."""
    lines = worked_on(cycle, 40, seed)
    crowd(CycleFactory.create(group=cycle.group, sequence=2), 5, seed=seed)
    steps = {
        "新規(＋)": [x for x in lines if x.movement == "1"],
        "増額(＋)": [x for x in lines if x.movement in "02" and x.amount > x.previous],
        "再開(＋)": [x for x in lines if x.movement == "4"],
        "減額(－)": [x for x in lines if x.movement in "02" and x.amount < x.previous],
        "解除(－)": [x for x in lines if x.movement == "3"],
        "中止(－)": [x for x in lines if x.movement == "5"],
    }

    (before, *shown, after) = footers(MOVEMENTS, cycle)["前回からの増減"]

    assert before == ("前回合計", "", f"{sum(x.previous for x in lines):,}")
    assert after == ("今回合計", "", f"{sum(x.amount for x in lines):,}")
    for (label, some), line in zip(steps.items(), shown, strict=True):
        difference = sum(x.amount - x.previous for x in some) * (1 if "＋" in label else -1)
        assert line == (label, f"{len(some):,}", f"{difference:,}")
    added, taken = ([int(line[2].replace(",", "")) for line in part] for part in (shown[:3], shown[3:]))
    assert int(before[2].replace(",", "")) + sum(added) - sum(taken) == int(after[2].replace(",", ""))


def test_the_bridge_stands_under_the_list_on_screen_and_paper_l04(cycle: Cycle) -> None:
    crowd(cycle, 20)
    asked = edition(MOVEMENTS, cycle)

    printed = paper(asked)

    (table,) = footers(MOVEMENTS, cycle).values()
    words = squeezed("".join(word for line in table for word in line))
    assert printed.endswith(f"前回からの増減区分件数金額{words}")
    assert screen(asked)[-1][0] == "list__total"


def test_an_amount_that_moved_without_a_movement_is_listed_and_bridged_l04(cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, requested=20_000, previous=15_000)
    DeductionLineFactory.create(cycle=cycle)

    assert [cells[6:10] for css, cells in screen(edition(MOVEMENTS, cycle)) if css == "list__row"] == [
        ["0 継続", "15,000", "20,000", "5,000"]
    ]
    assert footers(MOVEMENTS, cycle)["前回からの増減"][2] == ("増額(＋)", "1", "5,000")


def test_a_line_that_only_ends_at_another_time_did_not_move_l04(cycle: Cycle) -> None:
    line = DeductionLineFactory.create(cycle=cycle)
    change_line(line=line, version=1, terms=Terms(line.amount, "203003"), by=CLERK, at=IN_TIME)

    assert screen(edition(MOVEMENTS, cycle))[0][0] == "list__empty"


@pytest.mark.parametrize(
    ("origin", "kind", "movement", "word"),
    [
        ("1", "S", "2", "窓口"),
        ("2", "S", "3", "Web"),
        ("3", "L", "3", "完済"),
        ("3", "S", "3", "満了"),
        ("3", "S", "5", "満了"),
        ("3", "S", "4", "期日"),
        ("3", "L", "2", "期日"),
        ("0", "S", "2", ""),
    ],
)
def test_the_reason_is_told_in_a_word_l04(origin: str, kind: str, movement: str, word: str) -> None:
    found = reason(origin=origin, kind=kind, movement=movement)

    assert (found.label if found else "") == word
