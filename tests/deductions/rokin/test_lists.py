"""L01, L02, L03 and L09: screen, CSV and paper against rows and sums that are made here."""

import io
from itertools import groupby

import pytest

from chingin.kernel.actors import Actor
from chingin.kernel.lists.csv_export import write_csv
from chingin.kernel.lists.paging import ROWS_A_PAGE, page_of, pages_of
from chingin.kernel.lists.walk import Sum, walk
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.line_errors import line_error
from deductions.rokin.lists import COUNTER_CHANGES, LINE_ERRORS, MOVEMENTS, REQUESTS, WEB_UPDATES
from deductions.rokin.models import DeductionLine, LineUpdate
from deductions.rokin.rules import Terms, WhyReadOnly
from tests.deductions.crowds import ERRORS, KINDS, LARGEST, SUBJECTS, by_department, crowd
from tests.deductions.crowds import MOVEMENTS as WORDS
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.media import (
    Cell,
    assert_the_media_agree,
    code,
    edition,
    footers,
    month,
    paper,
    screen,
    spreadsheet,
    squeezed,
    subtotals,
    text,
    yen,
)

pytestmark = pytest.mark.django_db
CLERK = Actor("master01", "労金太郎", "192.0.2.7")
REASONS = {"1": "窓口", "2": "Web", "3": "期日"}


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


def account(line: DeductionLine) -> list[Cell]:
    return [text(line.branch), code(line.subject, SUBJECTS[line.subject]), text(line.account_number)]


def asked_for(lines: list[DeductionLine]) -> int:
    return sum(line.amount for line in lines)


def ended_word(line: DeductionLine) -> str:
    """異動理由 as the note says it."""
    if line.origin == "3" and line.movement in {"3", "5"}:
        return "完済" if line.kind == "L" else "満了"
    return REASONS.get(line.origin, "")


def request_row(line: DeductionLine) -> list[Cell]:
    note = " ".join(word for word in (ERRORS.get(line.error, ""), ended_word(line)) if word)
    left = ("", "") if line.kind == "S" and not line.remaining else yen(line.remaining)
    return [
        *map(text, (line.department, line.employee_number, line.name_kana, line.name)),
        *account(line),
        code(line.kind, KINDS[line.kind]),
        yen(line.amount),
        month(line.start_month),
        month(line.end_month),
        left,
        yen(line.balance),
        code(line.movement, WORDS[line.movement]),
        text(note),
    ]


@pytest.mark.parametrize("count", [3, 60])
def test_the_media_of_the_requests_agree_l01(cycle: Cycle, count: int) -> None:
    lines = crowd(cycle, count)
    crowd(CycleFactory.create(group=cycle.group, sequence=2), 5)

    assert_the_media_agree(
        REQUESTS,
        cycle,
        rows=[request_row(line) for line in lines],
        total=[f"合計 {count}件", f"{asked_for(lines):,}", *[""] * 6],
    )
    assert subtotals(REQUESTS, cycle) == [
        [f"小計 {department} {len(some)}件", f"{asked_for(some):,}", *[""] * 6]
        for department, some in ((key, list(group)) for key, group in groupby(lines, lambda x: x.department))
    ]


def test_three_hundred_requests_come_to_paper_without_one_lost_l01(cycle: Cycle) -> None:
    lines = crowd(cycle, 300)

    printed = paper(edition(REQUESTS, cycle))

    rows = [squeezed("".join(cell[0] for cell in request_row(line))) for line in lines]
    at = -1
    for row in rows:
        at = printed.index(row, at + 1)
    assert f"合計300件{asked_for(lines):,}" in printed


def test_the_requests_are_summed_by_subject_and_by_kind_l01(cycle: Cycle) -> None:
    lines = crowd(cycle, 60)

    tables = footers(REQUESTS, cycle)

    for title, names, key in (
        ("科目別合計", SUBJECTS, [line.subject for line in lines]),
        ("種別別合計", KINDS, [line.kind for line in lines]),
    ):
        expected = []
        for value in sorted(set(key)):
            some = [line for line, of in zip(lines, key, strict=True) if of == value]
            expected.append((f"{value} {names[value]}", f"{len(some):,}", f"{asked_for(some):,}"))
        assert tables[title] == expected


def test_what_was_done_on_the_web_stands_in_the_note_l01(cycle: Cycle) -> None:
    changed, cancelled = DeductionLineFactory.create_batch(2, cycle=cycle)
    change_line(line=changed, version=1, terms=Terms(20_000, "203003"), by=CLERK, at=IN_TIME)
    cancel_line(line=cancelled, version=1, by=CLERK, at=IN_TIME)
    DeductionLineFactory.create(cycle=cycle, line_key="", requested=0, amount=7_000, update="1", movement="1")
    gone = {"line_key": "", "requested": 0, "amount": 0, "update": "3", "movement": "3"}
    DeductionLineFactory.create(cycle=cycle, **gone)

    rows = [cells for css, cells in screen(edition(REQUESTS, cycle)) if css == "list__row"]

    assert [(row[8], row[13], row[14]) for row in rows] == [
        ("20,000", "0 継続", "Web変更"),
        ("0", "3 解除", "Web解除"),
        ("7,000", "1 新規", "Web新規"),
    ]


def test_codes_that_nobody_has_named_yet_stand_alone(cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, subject="99", error="E99")

    (request,) = spreadsheet(edition(REQUESTS, cycle))
    (error,) = spreadsheet(edition(LINE_ERRORS, cycle))

    assert (request[5:7], request[-1]) == (["99", ""], "E99")
    assert error[7:9] == ["E99", ""]
    assert "お取引店へ" in error[10]


def test_a_name_beyond_cp932_is_kept_on_screen_and_in_utf_8(cycle: Cycle) -> None:
    DeductionLineFactory.create(cycle=cycle, name="𠮷﨑　髙")
    asked = edition(REQUESTS, cycle)

    assert screen(asked)[0][1][3] == spreadsheet(asked)[0][3] == "𠮷﨑　髙"
    assert write_csv(asked, io.BytesIO()).warning.count("「𠮷」→「〓」") == 1


@pytest.mark.parametrize("count", [3, 60])
def test_the_media_of_the_counter_s_changes_agree_l02(cycle: Cycle, count: int) -> None:
    lines = [line for line in crowd(cycle, count) if line.received_origin == "1"]
    lines.sort(key=lambda line: (line.counter_date, line.employee_number, by_department(line)))
    before, after = sum(line.previous for line in lines), sum(line.requested for line in lines)

    rows = []
    for line in lines:
        assert line.counter_date
        day = f"{line.counter_date:%Y/%m/%d}"
        rows.append(
            [
                text(line.employee_number),
                text(line.name_kana),
                *account(line),
                code(line.received_movement, WORDS[line.received_movement]),
                yen(line.previous),
                yen(line.requested),
                month("202611"),
                text(day),
                text("205"),
            ]
        )
    if rows:
        assert_the_media_agree(
            COUNTER_CHANGES,
            cycle,
            rows=rows,
            total=[f"合計 {len(lines)}件", f"{before:,}", f"{after:,}", "", "", ""],
        )
    assert bool(rows) is (count > 3)


def test_what_begins_later_applies_later_l02(cycle: Cycle) -> None:
    counter = {"received_origin": "1", "counter_date": "2026-10-20", "counter_branch": "205"}
    DeductionLineFactory.create(cycle=cycle, start_month="202701", **counter)

    assert spreadsheet(edition(COUNTER_CHANGES, cycle))[0][10] == "202701"


def test_what_the_web_made_of_it_later_does_not_change_the_counter_s_list_l02(cycle: Cycle) -> None:
    counter = {"received_origin": "1", "counter_date": "2026-10-20", "counter_branch": "205"}
    line = DeductionLineFactory.create(cycle=cycle, received_movement="2", previous=5_000, **counter)
    asked = edition(COUNTER_CHANGES, cycle)
    before, shown = spreadsheet(asked), screen(asked)

    cancel_line(line=line, version=1, by=CLERK, at=IN_TIME)

    assert spreadsheet(asked) == before
    assert screen(asked) == shown
    assert shown[-1][1][:3] == ["合計 1件", "5,000", "20,000"]
    assert before[0][7:11] == ["変更", "5000", "20000", "202611"]


def _why(line: DeductionLine) -> WhyReadOnly | None:
    if line.kind == "L":
        return WhyReadOnly.LOAN
    return WhyReadOnly.ENDED if line.received_movement in "35" else None


@pytest.mark.parametrize("count", [3, 60])
def test_the_media_of_the_errors_agree_l03(cycle: Cycle, count: int) -> None:
    lines = [line for line in crowd(cycle, count, seed=2) if line.error]
    lines.sort(key=lambda line: (line.error, line.employee_number, by_department(line)))

    rows = []
    for line in lines:
        error = line_error(line.error)
        assert error
        rows.append(
            [
                text(line.employee_number),
                text(line.name_kana),
                *account(line),
                yen(line.amount),
                code(line.error, ERRORS[line.error]),
                text(error.cause),
                text(error.remedy(why=_why(line))),
            ]
        )
    total = [f"合計 {len(lines)}件", f"{asked_for(lines):,}", "", "", ""]
    assert lines
    assert_the_media_agree(LINE_ERRORS, cycle, rows=rows, total=total)


def test_the_media_of_the_web_s_changes_agree_l09(cycle: Cycle) -> None:
    for place, line in enumerate(crowd(cycle, 20)):
        if line.kind == "S" and line.received_movement in "024":
            terms = Terms(LARGEST - 1 - place, line.end_month)
            changed = change_line(line=line, version=1, terms=terms, by=CLERK, at=IN_TIME)
            if place % 2:
                cancel_line(line=changed, version=2, by=CLERK, at=IN_TIME)
    updates = list(LineUpdate.objects.select_related("line").order_by("at", "pk"))

    rows: list[list[Cell]] = [
        [
            text(update.line.employee_number),
            text(update.line.name_kana),
            *account(update.line),
            code(update.kind, WORDS[update.kind]),
            yen(update.amount_before),
            yen(update.amount_after),
            ("", "", ""),
            text("2026/11/05 10:00:00"),
            text("master01"),
        ]
        for update in updates
    ]
    before = sum(update.amount_before for update in updates)
    after = sum(update.amount_after for update in updates)
    total = [f"合計 {len(rows)}件", f"{before:,}", f"{after:,}", "", "", ""]
    assert len(rows) > 5
    assert_the_media_agree(WEB_UPDATES, cycle, rows=rows, total=total)


@pytest.mark.parametrize("definition", [REQUESTS, COUNTER_CHANGES, LINE_ERRORS, MOVEMENTS, WEB_UPDATES])
def test_an_empty_list_says_so(cycle: Cycle, definition: object) -> None:
    asked = edition(definition, cycle)  # type: ignore[arg-type]  # a ListDefinition of any row

    (empty, *_), (total, cells) = screen(asked)
    assert empty == "list__empty"
    assert (total, cells[0]) == ("list__total", "合計 0件")
    assert spreadsheet(asked) == []
    assert paper(asked).startswith("該当する明細はありません合計0件")


@pytest.mark.parametrize("definition", [REQUESTS, COUNTER_CHANGES, LINE_ERRORS, MOVEMENTS])
@pytest.mark.parametrize("seed", [3, 4])
def test_a_page_of_the_database_is_the_page_of_the_walk(cycle: Cycle, definition: object, seed: int) -> None:
    """What is sliced and summed by SQL is what a walk over all rows finds."""
    crowd(cycle, 3 * ROWS_A_PAGE + seed, seed=seed)
    asked = edition(definition, cycle)  # type: ignore[arg-type]  # a ListDefinition of any row

    pages = [page_of(asked, number) for number in range(1, pages_of(page_of(asked, 1).total.sum.count) + 1)]

    assert [item for page in pages for item in page.items] + [pages[0].total] == list(
        walk(asked.definition, list(asked.rows()))
    )


def test_the_database_counts_nothing_as_nothing(cycle: Cycle) -> None:
    assert page_of(edition(REQUESTS, cycle), 1).total.sum == Sum(0, (0,))


def test_printed_again_later_it_says_the_same(cycle: Cycle) -> None:
    """Invariant 10: the names are those of the cycle."""
    line = DeductionLineFactory.create(cycle=cycle, employee_number="001001", name="旧姓　花子")
    before = paper(edition(REQUESTS, cycle))
    cycle.group.employees.create(
        number="001001", name_kana="ｼﾝｾｲ ﾊﾅｺ", name="新姓　花子", department="999", changed_at=IN_TIME
    )
    DeductionLineFactory.create(
        cycle=CycleFactory.create(group=cycle.group, month="202612"),
        employee_number=line.employee_number,
        name="新姓　花子",
    )

    assert paper(edition(REQUESTS, cycle)) == before
    assert "旧姓花子" in before
