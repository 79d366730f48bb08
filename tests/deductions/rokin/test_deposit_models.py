"""Stops and requests: what the database refuses, what only grows, who sees which (invariants 4, 6)."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from chingin.kernel.append_only import AppendOnly, AppendOnlyViolation
from deductions.groups.models import Cycle
from deductions.rokin import rules
from deductions.rokin.models import (
    ConfirmedUpdate,
    DeductionLine,
    DepositRequest,
    DepositRequestLine,
    DepositStop,
    RequestAcceptance,
    RequestSubmission,
    RequestUndoing,
)
from tests.accounts.factories import BranchStaffFactory, FederationFactory, MasterFactory
from tests.deductions.factories import CycleFactory, DeductionLineFactory
from tests.deductions.rokin.pay_day import PAY_DAY

pytestmark = pytest.mark.django_db

WHO = {"at": PAY_DAY, "user_id": "master01", "user_name": "労金太郎"}
LIFTED = {"lifted_at": PAY_DAY, "lifted_by": "master01", "lifted_by_name": "労金太郎"}


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


@pytest.fixture
def line(cycle: Cycle) -> DeductionLine:
    return DeductionLineFactory.create(cycle=cycle)


def stop_of(line: DeductionLine, **values: Any) -> DepositStop:
    usual = {"reason": "01", "set_at": PAY_DAY, "set_by": "master01", "set_by_name": "労金太郎"}
    return DepositStop.objects.create(line=line, **{**usual, **values})


def request_of(cycle: Cycle, **values: Any) -> DepositRequest:
    usual = {
        "version": 1,
        "number": "500000012611101",
        "requested_count": 2,
        "requested_total": 50_000,
        "stopped_count": 1,
        "stopped_total": 20_000,
        "deposit_count": 1,
        "deposit_total": 30_000,
        "control_hash": "a" * 64,
        "confirmed_at": PAY_DAY,
        "user_id": "master01",
        "user_name": "労金太郎",
    }
    return DepositRequest.objects.create(cycle=cycle, **{**usual, **values})


def frozen(request: DepositRequest, line: DeductionLine, **values: Any) -> DepositRequestLine:
    usual = {"amount": 20_000, "deposit": 20_000, "update": "0", "stop_reason": "", "end_month": ""}
    return DepositRequestLine.objects.create(request=request, line=line, **{**usual, **values})


def kept(request: DepositRequest, line: DeductionLine, **values: Any) -> ConfirmedUpdate:
    usual = {"kind": "2", "amount_before": 20_000, "amount_after": 25_000, "reason": ""}
    who = {"at": PAY_DAY, "user_id": "master01"}
    return ConfirmedUpdate.objects.create(request=request, line=line, **{**usual, **who, **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("reason_is_known", {"reason": "08"}),
        ("reason_is_known", {"reason": ""}),
        ("says_by_whom", {"set_by": ""}),
        ("says_by_whom", {**LIFTED, "lifted_at": None}),
        ("says_by_whom", {**LIFTED, "lifted_by": ""}),
        ("says_by_whom", {"lifted_by_name": "労金太郎"}),
    ],
)
def test_what_can_never_be_true_of_a_stop_is_refused(
    line: DeductionLine, constraint: str, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=f"rokin_depositstop_{constraint}"), transaction.atomic():
        stop_of(line, **values)


def test_of_the_stops_of_a_line_one_stands(line: DeductionLine) -> None:
    stop_of(line, **LIFTED)
    stop_of(line, **LIFTED)
    stop_of(line)

    with (
        pytest.raises(IntegrityError, match=r"rokin_depositstop_one_stands|line_id"),
        transaction.atomic(),
    ):
        stop_of(line)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("version_has_two_digits", {"version": 0}),
        ("version_has_two_digits", {"version": 100}),
        ("deposit_is_requested_less_stopped", {"deposit_total": 30_001}),
        ("deposit_is_requested_less_stopped", {"deposit_count": 2}),
        ("deposit_is_requested_less_stopped", {"stopped_total": 50_001, "deposit_total": -1}),
        ("deposit_is_requested_less_stopped", {"stopped_total": -1, "deposit_total": 50_001}),
        ("hash_is_sha256", {"control_hash": "a" * 63}),
        ("hash_is_sha256", {"control_hash": "A" * 64}),
        ("says_by_whom", {"user_id": ""}),
        ("says_by_whom", {"number": ""}),
    ],
)
def test_what_can_never_be_true_of_a_request_is_refused(
    cycle: Cycle, constraint: str, values: dict[str, Any]
) -> None:
    """Invariant 4 among them."""
    with pytest.raises(IntegrityError, match=f"rokin_depositrequest_{constraint}"), transaction.atomic():
        request_of(cycle, **values)


def test_a_version_of_a_cycle_exists_once(cycle: Cycle) -> None:
    request_of(cycle)
    request_of(cycle, version=2)
    request_of(CycleFactory.create())

    with (
        pytest.raises(IntegrityError, match=r"rokin_depositrequest_version_once|version"),
        transaction.atomic(),
    ):
        request_of(cycle, version=2)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("stopped_or_whole", {"deposit": 19_999}),
        ("stopped_or_whole", {"amount": -1, "deposit": -1}),
        ("stopped_or_whole", {"amount": rules.MAX_AMOUNT + 1, "deposit": rules.MAX_AMOUNT + 1}),
        ("stopped_or_whole", {"stop_reason": "01", "update": "4"}),
        ("stopped_or_whole", {"stop_reason": "01", "deposit": 0}),
        ("stopped_or_whole", {"stop_reason": "08", "deposit": 0, "update": "4"}),
        ("stopped_or_whole", {"stop_reason": "01", "amount": 0, "deposit": 0, "update": "4"}),
        ("stopped_or_whole", {"update": "4"}),
        ("update_is_known", {"update": "5"}),
    ],
)
def test_what_can_never_be_true_of_a_confirmed_line_is_refused(
    cycle: Cycle, line: DeductionLine, constraint: str, values: dict[str, Any]
) -> None:
    request = request_of(cycle)

    with pytest.raises(IntegrityError, match=f"rokin_depositrequestline_{constraint}"), transaction.atomic():
        frozen(request, line, **values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("says_what_and_who", {"kind": "0"}),
        ("says_what_and_who", {"user_id": ""}),
        ("stops_have_a_reason", {"reason": "01"}),
        ("stops_have_a_reason", {"kind": "4"}),
        ("stops_have_a_reason", {"kind": "5"}),
        ("stops_have_a_reason", {"kind": "5", "reason": "08"}),
    ],
)
def test_what_can_never_be_true_of_a_kept_update_is_refused(
    cycle: Cycle, line: DeductionLine, constraint: str, values: dict[str, Any]
) -> None:
    request = request_of(cycle)
    kept(request, line)
    kept(request, line, kind="5", reason="01")

    with pytest.raises(IntegrityError, match=f"rokin_confirmedupdate_{constraint}"), transaction.atomic():
        kept(request, line, **values)


def test_a_line_stands_once_in_a_request(cycle: Cycle, line: DeductionLine) -> None:
    request = request_of(cycle)
    frozen(request, line)
    frozen(request_of(cycle, version=2), line, deposit=0, update="4", stop_reason="99")

    with (
        pytest.raises(IntegrityError, match=r"rokin_depositrequestline_line_once|line_id"),
        transaction.atomic(),
    ):
        frozen(request, line)


@pytest.mark.parametrize(
    ("model", "constraint", "values"),
    [
        (RequestUndoing, "rokin_requestundoing_says_why_and_by_whom", {**WHO, "reason": ""}),
        (RequestUndoing, "rokin_requestundoing_says_why_and_by_whom", {**WHO, "reason": "x", "user_id": ""}),
        (RequestSubmission, "rokin_requestsubmission_says_by_whom", {**WHO, "user_id": ""}),
        (RequestAcceptance, "rokin_requestacceptance_says_by_whom", {**WHO, "user_id": ""}),
    ],
)
def test_what_becomes_of_a_request_says_by_whom(
    cycle: Cycle, model: type[models.Model], constraint: str, values: dict[str, Any]
) -> None:
    request = request_of(cycle)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model._default_manager.create(request=request, **values)


def everything(cycle: Cycle, line: DeductionLine) -> list[AppendOnly]:
    request = request_of(cycle)
    return [
        request,
        frozen(request, line),
        kept(request, line),
        RequestUndoing.objects.create(request=request, reason="中止漏れ", **WHO),
        RequestSubmission.objects.create(request=request, **WHO),
        RequestAcceptance.objects.create(request=request, **WHO),
    ]


@pytest.mark.parametrize(
    ("model", "more"),
    [(RequestUndoing, {"reason": "もう一度"}), (RequestSubmission, {}), (RequestAcceptance, {})],
)
def test_of_each_thing_that_becomes_of_a_request_there_is_one(
    cycle: Cycle, line: DeductionLine, model: type[models.Model], more: dict[str, str]
) -> None:
    request = everything(cycle, line)[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(request=request, **WHO, **more)


def test_what_was_confirmed_never_changes_and_never_goes(cycle: Cycle, line: DeductionLine) -> None:
    """Invariants 4 and 6."""
    for row in everything(cycle, line):
        with pytest.raises(AppendOnlyViolation):
            row.save()
        with pytest.raises(AppendOnlyViolation):
            row.delete()


@pytest.mark.postgresql
def test_the_database_itself_refuses_to_change_what_was_confirmed(cycle: Cycle, line: DeductionLine) -> None:
    """Invariants 4 and 6: also behind Django's back."""
    for row in everything(cycle, line):
        table = row._meta.db_table
        for sql in (f"UPDATE {table} SET id = id WHERE id = %s", f"DELETE FROM {table} WHERE id = %s"):  # noqa: S608  names of ours
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql, [row.pk])


def test_requests_and_stops_are_seen_by_their_own_contract_and_branch_only(
    cycle: Cycle, line: DeductionLine
) -> None:
    """CON-5."""
    request, stop = request_of(cycle), stop_of(line)
    update = kept(request, line)
    contract = cycle.group.contract
    for viewer, sees in (
        (MasterFactory.create(contract=contract), True),
        (BranchStaffFactory.create(branch=contract.branch), True),
        (FederationFactory.create(), True),
        (MasterFactory.create(), False),
        (BranchStaffFactory.create(), False),
    ):
        assert list(DepositRequest.objects.visible_to(viewer)) == [request] * sees
        assert list(ConfirmedUpdate.objects.visible_to(viewer)) == [update] * sees
        assert list(DepositStop.objects.visible_to(viewer)) == [stop] * sees


def test_each_is_named_as_people_name_it(cycle: Cycle, line: DeductionLine) -> None:
    request, row, update, undoing, submission, acceptance = everything(cycle, line)

    assert str(request) == "500000012611101 第1版"
    assert str(row) == f"{request.pk} {line.pk}"
    assert str(update) == f"{request.pk} {line.pk} 変更"
    assert [str(each) for each in (undoing, submission, acceptance)] == [
        "500000012611101 第1版 確定解除",
        "500000012611101 第1版 まとめ入金送信",
        "500000012611101 第1版 まとめ入金受付",
    ]
    assert str(stop_of(line)) == f"{line} 支給なし(休職・欠勤)"
