"""Results printed again say what they said, whatever was renamed or corrected since (invariant 10)."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from chingin.kernel.actors import Actor
from deductions.company.models import CycleResults
from deductions.company.result_lists import result_heading
from deductions.groups.models import Cycle, DepositGroup, Employee
from deductions.rokin.actions.lines import (
    DeadlinePassed,
    NewLine,
    cancel_line,
    change_line,
    register_line,
)
from deductions.rokin.models import DeductionLine, LineKind
from deductions.rokin.rules import Terms
from tests.accounts.administration import downloaded
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import MasterFactory
from tests.deductions.answered import (
    RESULTS_DAY,
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory, EmployeeFactory
from tests.deductions.media import squeezed
from tests.portal.doors import doors

__all__ = ["doors"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]

CLERK = Actor("master01", "労金太郎", "192.0.2.1")
LISTS = ("result_list", "shortfalls", "kana_names")
TABLES = ("reconciliation", "people", "lines")
OCTOBER = {
    "month": "202610",
    "pay_date": date(2026, 10, 23),
    "deposit_date": date(2026, 10, 26),
    "results_on": date(2026, 10, 27),
}
DECEMBER = {
    "month": "202612",
    "pay_date": date(2026, 12, 25),
    "deposit_date": date(2026, 12, 28),
    "results_on": date(2026, 12, 29),
}


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    """November after October: collected, in part, not at all, stopped; one fell short in October too."""
    cycle = exchange_cycle()
    october = CycleFactory.create(group=cycle.group, **OCTOBER)
    last = lines_of(october)
    answered(result_file((result_header(october), [answer(last[0]), failed(last[1], "14")])))
    lines = [*lines_of(cycle), *DeductionLineFactory.create_batch(2, cycle=cycle, name_kana="ｽｽﾞｷ ｲﾁﾛｳ")]
    rows = [
        answer(lines[0]),
        in_part(lines[1], 5_000, "01"),
        failed(lines[2], "12", name_kana="ｽｽﾞｷ ｼﾞﾛｳ"),
        failed(lines[3], "", outcome="4"),
    ]
    answered(result_file((result_header(cycle, serial="1100000002"), rows)))
    EmployeeFactory.create(group=cycle.group, number="001001")
    return cycle


def lines_of(cycle: Cycle, **names: str) -> list[DeductionLine]:
    """Savings and a loan of one person, on the same accounts in each cycle."""
    whose = {"cycle": cycle, "employee_number": "001001", **names}
    return [
        DeductionLineFactory.create(**whose, account_number="0000001"),
        DeductionLineFactory.create(
            **whose, account_number="0000002", subject="51", kind=LineKind.LOAN, requested=30_000
        ),
    ]


@pytest.fixture
def client(cycle: Cycle) -> Client:
    return logged_in(MasterFactory.create(contract=cycle.group.contract))


def papers(client: Client, cycle: Cycle, version: int) -> dict[str, object]:
    """L10 to L12 on every medium, printed at the same instant; paper to the byte and in words."""
    printed: dict[str, object] = {}
    for name in LISTS:
        url = f"/company/results/{cycle.pk}/{version}/{name}/"
        paper = downloaded(client, f"{url}?output=pdf")
        printed |= {
            f"{name} screen": said(words(client.get(url))),
            f"{name} csv": downloaded(client, f"{url}?output=csv"),
            f"{name} pdf": paper,
            f"{name} pdf in words": [
                squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages
            ],
        }
    return printed


def tables(client: Client, cycle: Cycle, version: int) -> dict[str, object]:
    """照合表 and what lies behind it."""
    place = f"/company/results/{cycle.pk}/{version}"
    return {name: said(words(client.get(f"{place}/{name}/"))) for name in TABLES}


def said(page: str) -> str:
    """The list and its heading; the frame around it tells who is logged in, and for whom."""
    main: str
    [main] = re.findall(r"<main.*?</main>", page, re.DOTALL)
    return main


def everything_changes(cycle: Cycle) -> None:
    """Whatever can happen once results are out."""
    rename_everybody(cycle)
    october = Cycle.objects.get(month="202610")
    correction = [failed(line, "03") for line in october.lines.order_by("pk")]
    answered(result_file((result_header(october, serial="1100000003"), correction)))
    answered(
        result_file((result_header(cycle, serial="1100000004"), map(answer, cycle.lines.order_by("pk"))))
    )
    december = CycleFactory.create(group=cycle.group, **DECEMBER)
    lines = lines_of(december, name="別　花子", name_kana="ﾍﾞﾂ ﾊﾅｺ", department="999")
    answered(
        result_file((result_header(december, serial="1100000005"), [failed(one, "11") for one in lines]))
    )


def rename_everybody(cycle: Cycle) -> None:
    group = cycle.group
    contract = group.contract
    for row in (group, contract, contract.branch, contract.branch.bank):
        row.name = "別の名前"
        row.save(update_fields=["name"])
    User.objects.update(name="別　太郎")
    Employee.objects.update(name="別　花子", name_kana="ﾍﾞﾂ ﾊﾅｺ", department="999")


def test_version_1_is_printed_again_as_it_was_after_version_2(client: Client, cycle: Cycle) -> None:
    before, behind = papers(client, cycle, 1), tables(client, cycle, 1)

    everything_changes(cycle)

    after = papers(client, cycle, 1)
    for medium, content in before.items():
        assert after[medium] == content, medium
    assert tables(client, cycle, 1) == behind
    assert papers(client, cycle, 2).items().isdisjoint(before.items())


def test_version_1_said_something_of_everything_that_changes(client: Client, cycle: Cycle) -> None:
    """A test of the test above: an empty list is printed again without art."""
    data = {name: str(papers(client, cycle, 1)[f"{name} pdf in words"]) for name in LISTS}

    assert "14控除順位劣後" in data["shortfalls"]
    assert "ｼﾞﾛｳ" in data["kana_names"]
    for sheet in data.values():
        assert squeezed(f"契約{cycle.group.contract}") in sheet
        assert squeezed(f"入金グループ{cycle.group}") in sheet
        assert "第1版" in sheet


def test_a_correction_comes_with_the_names_of_its_own_day(client: Client, cycle: Cycle) -> None:
    everything_changes(cycle)

    kept = CycleResults.objects.of_cycle(cycle).values_list("version", "contract_name", "group_name")
    assert [(version, names == ["別の名前"] * 2) for version, *names in kept] == [(2, True), (1, False)]
    assert str(papers(client, cycle, 2)["result_list pdf in words"]).count("別の名前") == 2


def test_where_no_version_is_named_the_current_one_gives_its_names(cycle: Cycle) -> None:
    everything_changes(cycle)
    DepositGroup.objects.update(name="さらに別の名前")

    heading = result_heading(at=RESULTS_DAY, cycle=Cycle.objects.get(pk=cycle.pk))

    assert heading.group_name == "別の名前"


def test_no_line_is_written_by_what_comes_after_its_results(cycle: Cycle) -> None:
    """L10 to L12 name people, accounts and 科目 by the line, as it was received."""
    columns = [field.attname for field in DeductionLine._meta.concrete_fields]
    before = list(cycle.lines.order_by("pk").values(*columns))

    with CaptureQueriesContext(connection) as queries:
        everything_changes(cycle)

    assert list(cycle.lines.order_by("pk").values(*columns)) == before
    assert not [one for one in queries if re.match(r'(UPDATE|DELETE FROM) "rokin_deductionline"', one["sql"])]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=400)])
def test_once_results_are_out_nobody_changes_what_was_asked_for(cycle: Cycle, later: timedelta) -> None:
    """照合表 holds the lines against the results: they come after the deadline (E3052), changes before it."""
    line = cycle.lines.filter(kind=LineKind.SAVINGS).order_by("pk")[0]
    entry = NewLine(
        employee_number="001001",
        branch="101",
        subject="20",
        account_number="7654321",
        start_month="202611",
        terms=Terms(5_000, ""),
    )
    at = RESULTS_DAY + later

    with pytest.raises(DeadlinePassed):
        change_line(line=line, version=1, terms=Terms(1, ""), by=CLERK, at=at)
    with pytest.raises(DeadlinePassed):
        cancel_line(line=line, version=1, by=CLERK, at=at)
    with pytest.raises(DeadlinePassed):
        register_line(cycle=cycle, entry=entry, by=CLERK, at=at)


def test_even_a_clock_that_was_put_back_changes_no_list_and_the_reconciliation_tells(
    client: Client, cycle: Cycle
) -> None:
    before = papers(client, cycle, 1)
    line = cycle.lines.filter(kind=LineKind.SAVINGS).order_by("pk")[0]

    change_line(line=line, version=1, terms=Terms(line.amount + 1, ""), by=CLERK, at=IN_TIME)

    assert papers(client, cycle, 1) == before
    assert "一致していません" in str(tables(client, cycle, 1)["reconciliation"])
