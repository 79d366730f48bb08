"""Results in the staff's admin: each version with its totals and its file, changed by nobody."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Role
from deductions.company.models import CycleResults
from deductions.groups.models import Cycle
from tests.accounts.browsers import words
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.answered import (
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.company.factories import CycleResultsFactory
from tests.deductions.factories import CycleFactory, DeductionLineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
LIST = "/admin/company/cycleresults/"


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    """20,000 yen of each of three lines: collected, in part, not at all; then corrected, all collected."""
    cycle = exchange_cycle()
    lines = DeductionLineFactory.create_batch(3, cycle=cycle)
    rows = [answer(lines[0]), in_part(lines[1], 5_000, "01"), failed(lines[2], "12")]
    answered(result_file((result_header(cycle), rows)))
    corrected = [answer(line) for line in lines]
    answered(result_file((result_header(cycle, serial="1100000002"), corrected)))
    return cycle


@pytest.fixture
def clerk(cycle: Cycle) -> Client:
    return staff_logged_in(member_of_staff(Role.BRANCH_STAFF, cycle.group.contract.branch))


def page(clerk: Client, results: CycleResults) -> str:
    return words(clerk.get(f"{LIST}{results.pk}/change/"))


def shown(clerk: Client, **asked: str) -> set[int]:
    """Which rows the list links to."""
    links = re.findall(rf'href="{LIST}(\d+)/change/', words(clerk.get(LIST, asked)))
    return set(map(int, links))


def test_the_list_tells_which_version_stands(clerk: Client, cycle: Cycle) -> None:
    text = words(clerk.get(LIST))

    assert re.findall(r'<td class="field-standing">(.*?)</td>', text) == ["現在の版", "訂正済み"]
    assert re.findall(r'<td class="field-collected">(.*?)</td>', text) == ["60,000円", "25,000円"]
    assert (str(cycle.group) in text, cycle.label in text) == (True, True)


def test_a_version_s_page_tells_its_totals_as_told_and_as_stored(clerk: Client, cycle: Cycle) -> None:
    current, first = CycleResults.objects.of_cycle(cycle)

    text = page(clerk, first)

    for told in (
        "訂正済み",
        "依頼金額合計 60,000円",
        "控除金額合計 25,000円",
        "済件数 1件",
        "<div>3件</div>",
        ">35,000円<",
        "済 1件 20,000円 20,000円 0円",
        "一部 1件 20,000円 5,000円 15,000円",
        "不能 1件 20,000円 0円 20,000円",
    ):
        assert told in text, told
    assert "現在の版" in page(clerk, current)
    assert "一部" not in page(clerk, current)


def test_a_version_s_page_tells_of_its_file_and_leads_to_the_others(clerk: Client, cycle: Cycle) -> None:
    current, first = CycleResults.objects.of_cycle(cycle)

    text = page(clerk, first)

    for told in (
        str(cycle.group.contract),
        "11.dat",
        "console (operator)",
        "2026年11月27日(金)",
        f'<a href="/admin/kernel/reception/{first.reception_id}/change/">',
        f'<a href="/admin/groups/cycle/{cycle.pk}/change/">',
        f'<a href="{LIST}{current.pk}/change/">第2版</a>',
    ):
        assert told in text, told


@pytest.mark.parametrize("asked", ["20000001", "23456789", "202611"], ids=["group", "contract", "month"])
def test_results_are_found_by_group_contract_and_month(clerk: Client, cycle: Cycle, asked: str) -> None:
    other = CycleFactory.create(
        group__contract__branch=cycle.group.contract.branch,
        group__contract__wage_exchange=True,
        month="202610",
    )
    CycleResultsFactory.create(cycle=other)

    assert shown(clerk, q=asked) == {one.pk for one in CycleResults.objects.of_cycle(cycle)}
    assert len(shown(clerk)) == 3


def test_nothing_can_be_typed_there(clerk: Client, cycle: Cycle) -> None:
    first = CycleResults.objects.of_cycle(cycle)[0]

    assert '<input type="text"' not in page(clerk, first)
    assert clerk.post(f"{LIST}{first.pk}/change/", {"version": "9"}).status_code == 403
    assert clerk.post(f"{LIST}add/", {"version": "9"}).status_code == 403
    assert CycleResults.objects.count() == 2


def test_a_long_list_asks_no_more_than_a_short_one(clerk: Client, cycle: Cycle) -> None:
    clerk.get(LIST)
    with CaptureQueriesContext(connection) as of_two:
        clerk.get(LIST)
    for version in range(3, 8):
        CycleResultsFactory.create(cycle=cycle, version=version)

    with CaptureQueriesContext(connection) as of_seven:
        assert len(shown(clerk)) == 7

    assert len(of_seven) == len(of_two)
