"""Lump deposits in the staff's admin: seen, accepted by the branch, changed by nobody (issue 6, 3)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Role
from chingin.kernel.models import OperationLog
from deductions.rokin.actions import deposits
from deductions.rokin.models import DepositRequest, RequestAcceptance
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.factories import DeductionLineFactory
from tests.deductions.rokin.transmitted import (
    CLERK,
    PAY_DAY,
    confirmed,
    contract_of,
    cycle_of,
    sent,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
LIST = "/admin/rokin/depositrequest/"
ACCEPT = "/accept/"


@pytest.fixture
def request_() -> DepositRequest:
    return sent(cycle_of(contract_of()))


@pytest.fixture
def client(request_: DepositRequest) -> Client:
    return staff_logged_in(member_of_staff(Role.BRANCH_STAFF, request_.cycle.group.contract.branch))


def page(client: Client, request: DepositRequest) -> str:
    return client.get(f"{LIST}{request.pk}/change/").content.decode()


def test_the_branch_accepts_what_was_sent(client: Client, request_: DepositRequest) -> None:
    asked = client.get(f"{LIST}{request_.pk}{ACCEPT}").content.decode()

    answer = client.post(f"{LIST}{request_.pk}{ACCEPT}", follow=True)

    assert "元には戻せません。" in asked
    assert "まとめ入金依頼を受け付けました。" in answer.content.decode()
    acceptance = RequestAcceptance.objects.get()
    entry = OperationLog.objects.get(event="rokin.deposit_accepted")
    assert acceptance.request == request_
    assert entry.user_id == acceptance.user_id != CLERK.user_id
    with pytest.raises(deposits.AlreadyAccepted):
        deposits.undo_confirmation(cycle=request_.cycle, version=1, reason="遅い", by=CLERK, at=PAY_DAY)


def test_pressed_twice_it_is_accepted_once(client: Client, request_: DepositRequest) -> None:
    for _ in range(2):
        assert client.post(f"{LIST}{request_.pk}{ACCEPT}").status_code == 302

    assert RequestAcceptance.objects.count() == 1
    assert OperationLog.objects.filter(event="rokin.deposit_accepted").count() == 1


def test_the_button_is_there_only_while_the_bank_s_answer_is_awaited(
    client: Client, request_: DepositRequest
) -> None:
    button = f"{LIST}{request_.pk}{ACCEPT}"
    assert button in page(client, request_)

    deposits.accept_deposit(request=request_, by=CLERK, at=PAY_DAY)

    assert button not in page(client, request_)


def test_what_was_undone_or_not_sent_is_refused_in_words_e2031_e2028(
    client: Client, request_: DepositRequest
) -> None:
    deposits.undo_confirmation(cycle=request_.cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)
    second = confirmed(request_.cycle)

    for request, code in ((request_, "E2031"), (second, "E2028")):
        assert f"{LIST}{request.pk}{ACCEPT}" not in page(client, request)
        assert code in client.post(f"{LIST}{request.pk}{ACCEPT}").content.decode()

    assert not RequestAcceptance.objects.exists()


def test_the_page_tells_the_whole_story(client: Client, request_: DepositRequest, tmp_path: Path) -> None:
    before = page(client, request_)
    typed("transmit", "--kind", "50", "--out", tmp_path)
    deposits.undo_confirmation(cycle=request_.cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)

    text = page(client, request_)

    assert "1件 20,000円" in text
    assert request_.control_hash in text
    assert "2026年11月25日 10時00分 tsukino01(月野　進)" in text
    assert "50_9999_0000000001.dat(ファイル通番 0000000001)" in text
    assert "50_9999_0000000001.dat" not in before
    assert "tsukino01(月野　進) 中止漏れ" in text


def test_nothing_can_be_typed_there(client: Client, request_: DepositRequest) -> None:
    assert '<input type="text"' not in page(client, request_)
    assert client.post(f"{LIST}{request_.pk}/change/", {"number": "1"}).status_code == 403


def test_the_list_can_be_narrowed_to_what_waits_for_the_branch(
    client: Client, request_: DepositRequest
) -> None:
    contract = request_.cycle.group.contract
    states: dict[str, DepositRequest] = {"送信済": request_}
    states["受付済"] = sent(cycle_of(contract))
    deposits.accept_deposit(request=states["受付済"], by=CLERK, at=PAY_DAY)
    states["確定解除"] = sent(cycle_of(contract))
    deposits.undo_confirmation(cycle=states["確定解除"].cycle, version=1, reason="誤り", by=CLERK, at=PAY_DAY)
    cycle = cycle_of(contract)
    DeductionLineFactory.create(cycle=cycle)
    states["確定"] = confirmed(cycle, at=PAY_DAY + timedelta(minutes=1))

    everything = client.get(LIST).content.decode()
    for state, request in states.items():
        shown = client.get(LIST, {"state": state}).content.decode()
        links = {each for each in states.values() if f"{LIST}{each.pk}/change/" in shown}
        assert links == {request}, state
        assert f"{LIST}{request.pk}/change/" in everything
    assert '<td class="field-state">送信済</td>' in everything


@pytest.mark.parametrize("query", [{"q": "\0"}, {"state": "\0"}, {"p": "\0"}])
def test_a_nul_in_a_search_is_answered_like_any_other_text(
    client: Client, request_: DepositRequest, query: dict[str, str]
) -> None:
    assert client.get(LIST, query).status_code in {200, 302}
    assert client.get(f"{LIST}%00/change/").status_code == 404
    assert client.post(f"{LIST}%00{ACCEPT}").status_code == 404
