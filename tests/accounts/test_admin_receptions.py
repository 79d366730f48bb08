"""Receptions (受信) in the staff's admin, to read: the list, its search, a reception's page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract, Role
from chingin.kernel.models import Reception
from tests.accounts.browsers import words
from tests.accounts.handing_in import LIST
from tests.accounts.staff_browsing import (
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)
from tests.deductions.factories import ReceptionFactory
from tests.deductions.received import contract_of_the_samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def contract() -> Contract:
    return contract_of_the_samples()


@pytest.fixture
def clerk(contract: Contract) -> Client:
    """Of the head office of bank 9999."""
    return staff_logged_in(member_of_staff(Role.BANK_STAFF, contract.branch))


@pytest.fixture
def federation() -> Client:
    return staff_logged_in(member_of_staff(Role.FEDERATION))


def rows_of(client: Client, **asked: str) -> list[str]:
    """The serials that the list shows."""
    return re.findall(r'class="field-serial">(\d+)<', words(client.get(LIST, asked)))


@pytest.fixture
def received(contract: Contract) -> list[Reception]:
    totals = {"返済合計": 0, "控除金額合計": 20_000, "前回金額合計": 15_000, "貯蓄合計": 20_000}
    return [
        ReceptionFactory.create(serial="0000000001", count=1_280, totals=totals),
        ReceptionFactory.create(serial="0000000002", kind="12", month="202610", group_number="50000002"),
        ReceptionFactory.create(serial="0000000003", contract_number="99999999", bank_code="9998"),
    ]


def test_the_list_says_what_came_for_whom_and_how_much(clerk: Client, received: list[Reception]) -> None:
    page = words(clerk.get(LIST))

    for told in (
        "10 控除依頼",
        "12345678",
        "50000001",
        "2026年11月 月例 第1回",
        "1,280件",
        "控除金額合計 20,000円",
    ):
        assert told in page, told
    assert rows_of(clerk) == ["0000000002", "0000000001"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "12345678"}, ["0000000002", "0000000001"]),
        ({"q": "50000002"}, ["0000000002"]),
        ({"q": "202611"}, ["0000000001"]),
        ({"q": "0000000001"}, ["0000000001"]),
        ({"q": "99999999"}, []),
        ({"kind": "10"}, ["0000000001"]),
    ],
)
def test_it_is_searched_and_filtered(
    clerk: Client, received: list[Reception], asked: dict[str, str], found: list[str]
) -> None:
    assert rows_of(clerk, **asked) == found


def test_its_page_tells_all_totals_in_the_order_of_the_trailer(
    clerk: Client, received: list[Reception], contract: Contract
) -> None:
    file = received[0].file

    page = words(clerk.get(f"{LIST}{received[0].pk}/change/"))

    wanted = ["控除金額合計 20,000円", "前回金額合計 15,000円", "貯蓄合計 20,000円", "返済合計 0円"]
    assert re.findall(r"<div>(\S+ [\d,]+円)</div>", page) == wanted
    for told in (file.name, f"{file.size:,}バイト", file.sha256, received[0].sha256, contract.name):
        assert told in page, told
    assert 'type="submit"' not in page.partition('id="content"')[2]


def test_an_employer_s_file_names_no_group_and_alarms_have_no_total(federation: Client) -> None:
    reception = ReceptionFactory.create(kind="99", group_number="00000000", contract_number="99999999")

    page = words(federation.get(f"{LIST}{reception.pk}/change/"))

    assert ">00000000<" not in page
    assert words(federation.get(LIST)).count('<td class="field-total">-</td>') == 1
    assert "99999999" in page


def test_the_list_costs_the_same_however_long_it_is(clerk: Client, received: list[Reception]) -> None:
    with CaptureQueriesContext(connection) as few:
        clerk.get(LIST)
    for n in range(20):
        ReceptionFactory.create(serial=f"{n + 100:010}")

    with CaptureQueriesContext(connection) as many:
        page = rows_of(clerk)

    assert (len(many), len(page)) == (len(few), 22)
