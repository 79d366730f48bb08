"""A NUL (%00) in any field of まとめ入金 is answered as any tampered value: never by an error of ours."""

from typing import Any

import pytest
from django.test import Client

from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, DepositRequest, DepositStop, RequestUndoing
from tests.accounts.browsers import error_at, words
from tests.deductions.rokin.pay_day import (
    DEPOSITS,
    EXECUTE,
    STOPS,
    client,
    confirm_url,
    confirmed,
    cycle,
    doors,
    lines,
    master,
    pay_day,
    standing,
    stopped,
    stops_url,
    told,
    version,
)

__all__ = ["client", "cycle", "doors", "lines", "master", "pay_day"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]
NUL = "\0"


@pytest.mark.parametrize("field", ["number", "name", "subject", "kind", "standing"])
def test_a_search_for_it_points_at_the_field(client: Client, field: str) -> None:
    answer = client.get(STOPS, {field: NUL})

    assert answer.status_code == 200
    assert error_at(field, answer)


@pytest.mark.parametrize("url", [DEPOSITS, STOPS])
def test_it_names_no_cycle(client: Client, url: str) -> None:
    assert client.get(url, {"cycle": NUL}).status_code == 404


@pytest.mark.parametrize("act", ["set", "lift"])
@pytest.mark.parametrize("chosen", [NUL, "1\0", ["1", NUL]])
@pytest.mark.parametrize("step", [{}, EXECUTE, {"step": NUL}])
def test_it_chooses_no_line(
    client: Client, cycle: Cycle, act: str, chosen: Any, step: dict[str, str]
) -> None:
    answer = client.post(stops_url(cycle, act), {"lines": chosen, "reason": "01", **step}, follow=True)

    assert answer.status_code == 200
    told(words(answer), "明細が選択されていません。")
    assert not DepositStop.objects.exists()


def test_it_is_no_reason(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> None:
    form = {"lines": lines[0].pk, "reason": NUL, **EXECUTE}

    assert error_at("reason", client.post(stops_url(cycle, "set"), form))
    assert standing() == {}


@pytest.mark.parametrize("field", ["numbers", "act"])
def test_it_is_no_list_of_numbers_and_no_act(client: Client, cycle: Cycle, field: str) -> None:
    form = {"numbers": "001001", "act": "stop", field: NUL}

    assert error_at(field, client.post(stops_url(cycle, "employees"), form))
    assert client.get(stops_url(cycle, "employees"), {"numbers": NUL}).status_code == 200


@pytest.mark.parametrize("checked", [NUL, "1-0-3-60000-0-0\0"])
def test_it_is_nothing_that_was_checked(client: Client, cycle: Cycle, checked: str) -> None:
    answer = client.post(confirm_url(cycle), {"checked": checked})

    assert answer.status_code == 409
    told(words(answer), "E2024")
    assert not DepositRequest.objects.exists()


def test_it_is_no_reason_to_undo(client: Client, cycle: Cycle) -> None:
    confirmed(cycle)

    assert error_at("reason", client.post(version(cycle, 1, "undo"), {"reason": f"中止漏れ{NUL}"}))
    assert not RequestUndoing.objects.exists()


@pytest.mark.parametrize("name", ["request", "updates"])
def test_it_is_no_medium_and_no_page_of_a_paper(
    client: Client, cycle: Cycle, lines: list[DeductionLine], name: str
) -> None:
    stopped(lines[0])
    confirmed(cycle)

    assert client.get(version(cycle, 1, name), {"output": NUL}).status_code == 404
    assert client.get(version(cycle, 1, name), {"page": NUL}).status_code == 200
    assert client.get(version(cycle, 1, name), {"output": "pdf", "order": NUL}).status_code in {200, 404}


@pytest.mark.parametrize("page", ["people", "lines"])
@pytest.mark.parametrize(
    ("field", "status"), [("figure", 404), ("kind", 404), ("subject", 404), ("employee", 404), ("page", 200)]
)
def test_it_narrows_no_reconciliation(
    client: Client, cycle: Cycle, page: str, field: str, status: int
) -> None:
    assert client.get(f"{DEPOSITS}{cycle.pk}/{page}/", {field: NUL}).status_code == status
