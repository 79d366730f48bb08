"""まとめ入金: stops, confirmation, undoing, sending, acceptance (DED-8, DED-9, invariant 4)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Sum

from chingin.kernel.actors import Actor
from chingin.kernel.models import OperationLog
from deductions.groups.models import Cycle
from deductions.groups.rules import CycleState
from deductions.rokin.actions import deposits, stops
from deductions.rokin.deposits.standing import standing_request, stopped_twice, to_confirm, totals
from deductions.rokin.models import (
    DeductionLine,
    DepositRequest,
    DepositRequestLine,
    DepositStop,
    LineKind,
    Movement,
    Update,
)
from deductions.rokin.rules import DepositTotals
from deductions.rokin.rules import Sum as Amount
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory

pytestmark = pytest.mark.django_db
CLERK = Actor("tsukino01", "月野　進")
BRANCH = Actor("honten01", "本店　守")
# Pay day Wed 2026-11-25, 10:00: stops and confirmation until 15:00.
PAY_DAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 24, 14, 59, 59, tzinfo=UTC)
CLOSED = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


@pytest.fixture
def lines(cycle: Cycle) -> list[DeductionLine]:
    """20,000, 30,000, and one that the bank ended."""
    return [
        DeductionLineFactory.create(cycle=cycle),
        DeductionLineFactory.create(cycle=cycle, requested=30_000, kind=LineKind.LOAN, subject="51"),
        DeductionLineFactory.create(
            cycle=cycle,
            requested=0,
            previous=5_000,
            received_movement=Movement.CANCELLED,
            received_origin="3",
        ),
    ]


def stop(*lines: DeductionLine, reason: str = "01", at: datetime = PAY_DAY) -> stops.Stopped:
    return stops.stop_deposits(
        cycle=lines[0].cycle, lines=[line.pk for line in lines], reason=reason, by=CLERK, at=at
    )


def confirm(cycle: Cycle, *, at: datetime = PAY_DAY) -> DepositRequest:
    return deposits.confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=CLERK, at=at)


def told() -> list[str]:
    return list(OperationLog.objects.order_by("pk").values_list("event_label", flat=True))


def test_a_stopped_line_is_requested_but_not_deposited(cycle: Cycle, lines: list[DeductionLine]) -> None:
    stopped = stop(lines[0])

    assert stopped == stops.Stopped(1, 20_000, 0)
    assert totals(cycle) == DepositTotals(requested=Amount(2, 50_000), stopped=Amount(1, 20_000))
    assert totals(cycle).deposit == Amount(1, 30_000)
    assert told() == ["入金中止設定"]


def test_what_is_stopped_already_or_carries_nothing_is_left(cycle: Cycle, lines: list[DeductionLine]) -> None:
    stop(lines[0])

    assert stop(*lines) == stops.Stopped(1, 30_000, 2)
    with pytest.raises(stops.NothingToStop):
        stop(*lines)


def test_another_cycle_s_line_is_never_stopped(cycle: Cycle, lines: list[DeductionLine]) -> None:
    stranger = DeductionLineFactory.create()

    with pytest.raises(stops.NothingToStop):
        stops.stop_deposits(cycle=cycle, lines=[stranger.pk], reason="01", by=CLERK, at=PAY_DAY)


def test_a_lifted_stop_stays_in_the_history_and_may_be_set_again(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    stop(lines[0])

    lifted = stops.lift_stops(cycle=cycle, lines=[lines[0].pk], by=BRANCH, at=PAY_DAY)
    stop(lines[0], reason="02")

    assert lifted == stops.Stopped(1, 20_000, 0)
    assert [row.reason for row in DepositStop.objects.order_by("pk")] == ["01", "02"]
    assert DepositStop.objects.standing().get().reason == "02"
    with pytest.raises(stops.NothingToStop):
        stops.lift_stops(cycle=cycle, lines=[lines[1].pk], by=CLERK, at=PAY_DAY)


@pytest.mark.parametrize(("at", "refusal"), [(BEFORE, stops.WindowNotOpen), (CLOSED, stops.WindowClosed)])
def test_outside_the_window_nothing_is_stopped_lifted_or_confirmed(
    cycle: Cycle, lines: list[DeductionLine], at: datetime, refusal: type[Exception]
) -> None:
    stop(lines[1])

    with pytest.raises(refusal):
        stop(lines[0], at=at)
    with pytest.raises(refusal):
        stops.lift_stops(cycle=cycle, lines=[lines[1].pk], by=CLERK, at=at)
    with pytest.raises(refusal):
        confirm(cycle, at=at)


def test_the_confirmed_request_says_what_stood_and_never_changes(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    """Invariant 4."""
    stop(lines[0])

    request = confirm(cycle)

    assert (request.version, request.number) == (1, f"{cycle.group.number}2611101")
    assert (request.requested_count, request.requested_total) == (2, 50_000)
    assert (request.stopped_count, request.stopped_total) == (1, 20_000)
    assert (request.deposit_count, request.deposit_total) == (1, 30_000)
    frozen = DepositRequestLine.objects.filter(request=request).order_by("line")
    assert [(row.amount, row.deposit, row.update, row.stop_reason) for row in frozen] == [
        (20_000, 0, "4", "01"),
        (30_000, 30_000, "0", ""),
        (0, 0, "0", ""),
    ]
    assert frozen.aggregate(total=Sum("deposit"))["total"] == request.deposit_total
    assert cycle.state(at=PAY_DAY) is CycleState.CONFIRMED


def test_the_control_hash_is_of_the_lines_and_of_nothing_else(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    first = confirm(cycle)
    deposits.undo_confirmation(cycle=cycle, version=1, reason="金額の確認", by=CLERK, at=PAY_DAY)
    same = confirm(cycle, at=PAY_DAY + timedelta(minutes=1))
    deposits.undo_confirmation(cycle=cycle, version=2, reason="入金中止の追加", by=CLERK, at=PAY_DAY)
    stop(lines[0])
    other = confirm(cycle)

    assert (first.version, same.version, other.version) == (1, 2, 3)
    assert first.control_hash == same.control_hash != other.control_hash


def test_a_line_made_and_cancelled_on_the_web_is_not_in_the_request(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    DeductionLineFactory.create(
        cycle=cycle,
        line_key="",
        requested=0,
        amount=0,
        received_movement=Movement.NEW,
        update=Update.CANCEL,
        movement=Movement.CANCELLED,
        version=2,
    )

    assert confirm(cycle).lines.count() == 3


def test_what_changed_since_it_was_checked_is_not_confirmed(cycle: Cycle, lines: list[DeductionLine]) -> None:
    checked = to_confirm(cycle)
    stop(lines[0])

    with pytest.raises(deposits.ChangedSinceCheck):
        deposits.confirm_deposit(cycle=cycle, checked=checked, by=CLERK, at=PAY_DAY)

    assert not DepositRequest.objects.exists()


def test_a_confirmed_cycle_is_not_confirmed_again_and_takes_no_stops(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    confirm(cycle)

    with pytest.raises(stops.AlreadyConfirmed, match="すでに確定"):
        confirm(cycle)
    with pytest.raises(stops.AlreadyConfirmed):
        stop(lines[0])

    assert DepositRequest.objects.count() == 1


def test_a_confirmation_is_sent_once_and_undone_until_it_is_accepted(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    request = confirm(cycle)
    deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=PAY_DAY)
    with pytest.raises(deposits.AlreadySent):
        deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=PAY_DAY)
    assert cycle.state(at=PAY_DAY) is CycleState.SENT

    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)

    assert standing_request(cycle) is None
    with pytest.raises(deposits.UndoneBeforeAcceptance):
        deposits.accept_deposit(request=request, by=BRANCH, at=PAY_DAY)
    with pytest.raises(deposits.VersionUndone):
        deposits.undo_confirmation(cycle=cycle, version=1, reason="もう一度", by=CLERK, at=PAY_DAY)
    assert told()[-1] == "まとめ入金確定解除"


def test_once_accepted_nothing_is_undone(cycle: Cycle, lines: list[DeductionLine]) -> None:
    request = confirm(cycle)
    with pytest.raises(deposits.NotSent):
        deposits.accept_deposit(request=request, by=BRANCH, at=PAY_DAY)
    deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=PAY_DAY)

    deposits.accept_deposit(request=request, by=BRANCH, at=PAY_DAY)

    assert cycle.state(at=PAY_DAY) is CycleState.ACCEPTED
    with pytest.raises(deposits.AlreadyAccepted):
        deposits.undo_confirmation(cycle=cycle, version=1, reason="遅い", by=CLERK, at=PAY_DAY)
    with pytest.raises(deposits.AlreadyAccepted):
        deposits.accept_deposit(request=request, by=BRANCH, at=PAY_DAY)


def test_without_a_confirmation_nothing_is_sent_and_late_nothing_either(
    cycle: Cycle, lines: list[DeductionLine]
) -> None:
    with pytest.raises(deposits.NotConfirmed):
        deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=PAY_DAY)
    confirm(cycle)
    with pytest.raises(stops.WindowClosed):
        deposits.send_deposit(cycle=cycle, version=1, by=CLERK, at=CLOSED)


def test_a_loan_stopped_in_the_month_before_is_pointed_out(cycle: Cycle, lines: list[DeductionLine]) -> None:
    """Two stops in a row of a loan line warn."""
    october = CycleFactory.create(
        group=cycle.group,
        month="202610",
        pay_date=datetime(2026, 10, 23, tzinfo=UTC).date(),
        deposit_date=datetime(2026, 10, 26, tzinfo=UTC).date(),
        results_on=datetime(2026, 10, 27, tzinfo=UTC).date(),
    )
    for line in lines[:2]:
        before = DeductionLineFactory.create(
            cycle=october, subject=line.subject, account_number=line.account_number, kind=line.kind
        )
        DepositStop.objects.create(line=before, reason="02", set_at=IN_TIME, set_by="x", set_by_name="x")

    assert list(stopped_twice(cycle)) == [lines[1]]
