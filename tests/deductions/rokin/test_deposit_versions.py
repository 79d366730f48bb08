"""A deposit by its version: nobody confirms, sends or undoes what was not seen; 99 is the last (DED-9)."""

from collections.abc import Callable

import pytest

from chingin.kernel.errors import Refusal
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits, stops
from deductions.rokin.deposits.standing import next_version, standing_request, to_confirm
from deductions.rokin.models import (
    ConfirmedUpdate,
    DeductionLine,
    DepositRequest,
    RequestAcceptance,
    RequestSubmission,
    RequestUndoing,
)
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.rokin.pay_day import (
    BRANCH,
    MASTER,
    OTHER,
    PAY_DAY,
    confirmed,
    sent,
    stopped,
    undone,
    used_up,
)

pytestmark = pytest.mark.django_db
EVENTS = (RequestUndoing, RequestSubmission, RequestAcceptance)


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


@pytest.fixture
def lines(cycle: Cycle) -> list[DeductionLine]:
    """Two of the same amount."""
    return DeductionLineFactory.create_batch(2, cycle=cycle)


def send(cycle: Cycle, version: int) -> DepositRequest:
    return deposits.send_deposit(cycle=cycle, version=version, by=MASTER, at=PAY_DAY)


def undo(cycle: Cycle, version: int) -> DepositRequest:
    return deposits.undo_confirmation(cycle=cycle, version=version, reason="誤り", by=MASTER, at=PAY_DAY)


def told(act: Callable[[Cycle, int], object], cycle: Cycle, version: int = 1) -> Refusal:
    """The refusal, which leaves everything as it was, the operation log too."""
    before = everything()
    with pytest.raises(Refusal) as refusal:
        act(cycle, version)
    assert everything() == before
    return refusal.value


def everything() -> list[list[tuple[object, ...]]]:
    tables = (*EVENTS, DepositRequest, ConfirmedUpdate, OperationLog)
    return [list(table._default_manager.order_by("pk").values_list()) for table in tables]


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("act", [send, undo])
def test_of_a_version_that_was_undone_the_next_one_is_neither_sent_nor_undone(
    cycle: Cycle, act: Callable[[Cycle, int], object]
) -> None:
    """In two tabs: 第1版 is looked at while a colleague makes 第2版 of it."""
    confirmed(cycle)
    undone(cycle)
    confirmed(cycle)

    refusal = told(act, cycle)

    assert isinstance(refusal, deposits.VersionUndone)
    assert refusal.in_words == (
        "まとめ入金依頼書の第1版は、確定が解除されています。今回の操作は行っていません。"
        "ippan01(組合花子)が2026年11月25日(水) 10:00に確定を解除しました。現在は第2版が確定しています。"
        "「まとめ入金確定」の画面で現在の内容を確認してから、必要な操作を行ってください。(E2030)"
    )
    act(cycle, 2)


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("act", [send, undo])
def test_where_nothing_stands_now_it_says_so(cycle: Cycle, act: Callable[[Cycle, int], object]) -> None:
    sent(cycle)
    undone(cycle)

    assert "現在、確定している版はありません。" in told(act, cycle).cause


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("act", [send, undo])
def test_a_version_that_never_was_is_refused(cycle: Cycle, act: Callable[[Cycle, int], object]) -> None:
    confirmed(CycleFactory.create())

    assert isinstance(told(act, cycle), deposits.NotConfirmed)
    confirmed(cycle)
    assert isinstance(told(act, cycle, 2), deposits.NotConfirmed)


@pytest.mark.usefixtures("lines")
def test_what_was_undone_is_not_accepted_and_the_bank_is_told_why_and_what_to_do(cycle: Cycle) -> None:
    first = sent(cycle)
    undone(cycle)
    second = sent(cycle)

    def accept(_cycle: Cycle, _version: int) -> None:
        deposits.accept_deposit(request=first, by=BRANCH, at=PAY_DAY)

    assert told(accept, cycle).in_words == (
        "第1版は、会員が確定を解除したため、受け付けられません。"
        "ippan01(組合花子)が2026年11月25日(水) 10:00に確定を解除しました(理由: 入金中止の追加)。"
        "現在は第2版が確定しています。"
        "第1版の依頼書とファイルは処理しないでください。"
        "会員が新しい版を送信したあと、その版を受け付けてください。(E2031)"
    )
    deposits.accept_deposit(request=second, by=BRANCH, at=PAY_DAY)


# What was checked


def test_other_lines_of_equal_totals_are_not_what_was_checked(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    """One stop is lifted, and the other line of the same amount is stopped instead."""
    stopped(lines[0])
    checked = to_confirm(cycle)
    stops.lift_stops(cycle=cycle, lines=[lines[0].pk], by=OTHER, at=PAY_DAY)
    stopped(lines[1])

    assert to_confirm(cycle).totals == checked.totals
    with pytest.raises(deposits.ChangedSinceCheck):
        deposits.confirm_deposit(cycle=cycle, checked=checked, by=MASTER, at=PAY_DAY)


@pytest.mark.usefixtures("lines")
def test_a_check_page_of_version_1_confirms_no_version_2_though_nothing_else_has_changed(
    cycle: Cycle,
) -> None:
    checked = to_confirm(cycle)
    confirmed(cycle)
    undone(cycle)

    with pytest.raises(deposits.ChangedSinceCheck):
        deposits.confirm_deposit(cycle=cycle, checked=checked, by=MASTER, at=PAY_DAY)

    assert confirmed(cycle).version == 2


# 第99版


@pytest.mark.usefixtures("lines")
def test_after_version_99_nothing_is_confirmed_and_the_branch_is_named(cycle: Cycle) -> None:
    used_up(cycle)
    assert DepositRequest.objects.latest("version").version == 99

    def confirm(cycle: Cycle, _version: int) -> None:
        deposits.confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=MASTER, at=PAY_DAY)

    refusal = told(confirm, cycle)

    assert isinstance(refusal, deposits.NoVersionLeft)
    assert refusal.in_words == (
        "この控除回のまとめ入金は、これ以上確定できません。"
        "確定と確定解除を繰り返したため、依頼書の版が上限の第99版に達しました。"
        "お取引店へご連絡ください。この控除回の入金の手続きをご案内します。(E2032)"
    )
    assert (next_version(cycle), standing_request(cycle)) == (100, None)
