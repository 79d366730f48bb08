"""入金中止 by employee, with a pasted list of their numbers (DED-8)."""

import re

import pytest
from django.test import Client

from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.accounts.browsers import error_at, words
from tests.deductions.rokin.pay_day import (
    EXECUTE,
    STOPS,
    client,
    cycle,
    doors,
    line,
    lines,
    master,
    pay_day,
    standing,
    stopped,
    stops_url,
    told,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]

# By employee


@pytest.mark.parametrize(
    "typed", ["001001\r\n001002", "1001,1002", "１００１、１００２", " 1001 \t1002\r\n\r\n1001;"]
)
def test_a_pasted_list_of_numbers_takes_all_lines_of_the_employees(
    client: Client, cycle: Cycle, lines: list[DeductionLine], typed: str
) -> None:
    page = words(client.post(stops_url(cycle, "employees"), {"numbers": typed, "act": "stop"}))

    told(page, "入金中止設定の確認", "次の3件 60,000円")
    told(page, f'value="{lines[0].pk},{lines[1].pk},{lines[2].pk}"')


def test_a_list_of_numbers_lifts_too(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped(lines[0])

    page = words(client.post(stops_url(cycle, "employees"), {"numbers": "1001", "act": "lift"}))

    told(page, "入金中止解除の確認", "次の1件 20,000円")


def test_unknown_numbers_are_named_and_nothing_goes_on_until_they_are_corrected(
    client: Client, cycle: Cycle
) -> None:
    answer = client.post(stops_url(cycle, "employees"), {"numbers": "1001\n9999\nA-1", "act": "stop"})

    assert "(明細のない職員番号: 009999、A-1)" in error_at("numbers", answer)
    told(words(answer), "1001\n9999\nA-1</textarea>")


def test_of_many_unknown_numbers_the_first_twenty_are_named(client: Client, cycle: Cycle) -> None:
    typed = "\n".join(str(9000 + place) for place in range(25))

    error = error_at("numbers", client.post(stops_url(cycle, "employees"), {"numbers": typed, "act": "stop"}))

    assert error.endswith("009019 ほか5件)")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"numbers": "", "act": "stop"}, "numbers"),
        ({"numbers": "\n".join(map(str, range(5001))), "act": "stop"}, "numbers"),
        ({"numbers": "1001"}, "act"),
    ],
)
def test_a_wrong_list_is_told_at_its_field(
    client: Client, cycle: Cycle, typed: dict[str, str], field: str
) -> None:
    assert f'id="id_{field}_error"' in words(client.post(stops_url(cycle, "employees"), typed))


def test_a_line_leads_to_all_lines_of_its_employee(client: Client, cycle: Cycle) -> None:
    [way, *_] = re.findall(r'<a href="([^"]+)">全明細', words(client.get(STOPS)))

    told(words(client.get(way)), "001001</textarea>")


def test_of_hundreds_of_lines_fifty_are_shown_and_all_are_stopped(client: Client, cycle: Cycle) -> None:
    many = [line(cycle, "002000", f"1{place:06}") for place in range(120)]

    page = words(client.post(stops_url(cycle, "employees"), {"numbers": "2000", "act": "stop"}))
    told(page, "次の120件 2,400,000円", "ほか70件の明細も対象です。")
    [joined] = re.findall(r'name="lines" value="([^"]+)"', page)
    done = client.post(stops_url(cycle, "set"), {"lines": joined, "reason": "01", **EXECUTE}, follow=True)

    told(words(done), "120件 2,400,000円の入金中止設定", "ほか70件の明細にも、同じ操作を行いました。")
    assert len(standing()) == len(many)
