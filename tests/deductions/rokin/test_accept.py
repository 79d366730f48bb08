"""`manage.py accept`: the bank's acceptance (受付), typed rightly and wrongly."""

import pytest

from chingin.kernel.models import OperationLog
from deductions.rokin.actions import deposits
from deductions.rokin.models import DepositRequest, RequestAcceptance
from tests.deductions.factories import DeductionLineFactory
from tests.deductions.rokin.transmitted import (
    CLERK,
    PAY_DAY,
    confirmed,
    contract_of,
    cycle_of,
    failed,
    sent,
    typed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> DepositRequest:
    return sent(cycle_of(contract_of()))


def test_what_was_sent_is_accepted(request_: DepositRequest) -> None:
    out, err = typed("accept", "--request", request_.number)

    assert out == f"{request_.number} 第1版 を受け付けました。入金 1件 20,000円\n"
    assert err == ""
    acceptance = RequestAcceptance.objects.get()
    assert (acceptance.request, acceptance.user_id) == (request_, "console")
    assert OperationLog.objects.filter(event="rokin.deposit_accepted").count() == 1


def test_typed_again_it_says_that_it_was_done(request_: DepositRequest) -> None:
    typed("accept", "--request", request_.number)

    out, _ = typed("accept", "--request", request_.number)

    assert "第1版 は、すでに受け付けています。" in out
    assert "労金がこの依頼を受け付けました。" in out
    assert RequestAcceptance.objects.count() == 1
    assert OperationLog.objects.filter(event="rokin.deposit_accepted").count() == 1


def test_without_a_version_it_is_the_latest(request_: DepositRequest) -> None:
    deposits.undo_confirmation(cycle=request_.cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)
    second = sent(request_.cycle)

    typed("accept", "--request", request_.number)

    assert RequestAcceptance.objects.get().request == second


def test_an_undone_version_is_not_accepted(request_: DepositRequest) -> None:
    deposits.undo_confirmation(cycle=request_.cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)
    sent(request_.cycle)

    _, err = failed("accept", "--request", request_.number, "--version", "1")

    assert "E2031" in err
    assert "第1版は、会員が確定を解除したため、受け付けられません。" in err
    assert "(理由: 中止漏れ)。現在は第2版が確定しています。" in err
    assert not RequestAcceptance.objects.exists()
    assert "第2版 を受け付けました" in typed("accept", "--request", request_.number, "--version", "2")[0]


def test_what_was_only_confirmed_is_not_accepted() -> None:
    cycle = cycle_of(contract_of())
    DeductionLineFactory.create(cycle=cycle)
    request = confirmed(cycle)

    _, err = failed("accept", "--request", request.number)

    assert "送信されていないまとめ入金は、受け付けられません。" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--request", "5000000126111019"], "依頼書番号 5000000126111019 のまとめ入金依頼はありません。"),
        (["--request", "{number}", "--version", "3"], "第3版はありません。最新は第1版です。"),
        (["--request", "{number}", "--version", "x"], "--version"),
        ([], "--request"),
    ],
)
def test_what_is_typed_wrongly_is_told(request_: DepositRequest, arguments: list[str], words: str) -> None:
    _, err = failed("accept", *(argument.format(number=request_.number) for argument in arguments))

    assert words in err
    assert not RequestAcceptance.objects.exists()
