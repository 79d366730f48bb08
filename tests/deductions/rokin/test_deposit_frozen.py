"""照合値: of the frozen rows and of nothing else; whoever changes one behind our back is found out."""

import hashlib
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Role
from chingin.kernel.models import Transmission
from deductions.groups.models import Cycle
from deductions.rokin.actions import deposits, stops
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.deposits.frozen import is_as_confirmed
from deductions.rokin.models import DeductionLine, DepositRequest, DepositRequestLine
from deductions.rokin.rules import Terms
from tests.accounts.staff_browsing import friday, member_of_staff, staff_logged_in  # noqa: F401  friday: fixture
from tests.deductions.factories import IN_TIME, DeductionLineFactory
from tests.deductions.rokin.tampering import tampered
from tests.deductions.rokin.transmitted import (
    CLERK,
    PAY_DAY,
    confirmed,
    contract_of,
    cycle_of,
    failed,
    files,
    read_back,
    sent,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def cycle() -> Cycle:
    """One line stopped after it was changed, one changed, one cancelled, one as received."""
    cycle = cycle_of(contract_of())
    stopped, changed, cancelled, _ = (DeductionLineFactory.create(cycle=cycle) for _ in range(4))
    for line in (stopped, changed):
        change_line(line=line, version=1, terms=Terms(25_000, "202712"), by=CLERK, at=IN_TIME)
    cancel_line(line=cancelled, version=1, by=CLERK, at=IN_TIME)
    stops.stop_deposits(cycle=cycle, lines=[stopped.pk], reason="02", by=CLERK, at=PAY_DAY)
    return cycle


def one_tampered(assignment: str) -> None:
    """Of the line that is stopped."""
    tampered("rokin_depositrequestline", assignment, where="stop_reason <> ''")


def test_the_value_is_made_anew_from_the_frozen_rows_alone(cycle: Cycle) -> None:
    request = confirmed(cycle)

    content = "".join(
        f"{row.line.employee_number}\t{row.line.branch}\t{row.line.subject}\t{row.line.account_number}"
        f"\t{row.line.line_key}\t{row.amount}\t{row.deposit}\t{row.update}\t{row.stop_reason}\t{row.end_month}\n"
        for row in DepositRequestLine.objects.filter(request=request).order_by("line")
    )

    assert request.control_hash == hashlib.sha256(content.encode()).hexdigest()
    assert content.count("\t25000\t0\t4\t02\t202712\n") == content.count("\t25000\t25000\t2\t\t202712\n") == 1
    assert content.count("\t0\t0\t3\t\t") == content.count("\t20000\t20000\t0\t\t") == 1


def test_file_50_alone_gives_the_same_value(cycle: Cycle, tmp_path: Path) -> None:
    """What the bank holds is enough to tell what was confirmed."""
    request = sent(cycle)
    typed("transmit", "--kind", "50", "--out", tmp_path)

    [data] = files(tmp_path).values()
    content = "".join(
        "\t".join(
            str(value)
            for value in (
                row.employee_number,
                row.branch,
                row.subject,
                row.account_number,
                row.line_key,
                row.requested,
                row.deposited,
                row.update,
                row.stop_reason,
                row.end_month.code if row.end_month else "",
            )
        )
        + "\n"
        for row in read_back(data)[1]
    )

    assert request.control_hash == hashlib.sha256(content.encode()).hexdigest()


def test_what_changes_after_confirmation_leaves_the_value_as_it_was(cycle: Cycle) -> None:
    first = confirmed(cycle)
    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)
    stops.lift_stops(cycle=cycle, lines=list(stopped_lines(cycle)), by=CLERK, at=PAY_DAY)
    second = confirmed(cycle)

    assert first.control_hash != second.control_hash
    assert is_as_confirmed(first)
    assert is_as_confirmed(second)


def stopped_lines(cycle: Cycle) -> list[int]:
    return list(cycle.lines.filter(stops__isnull=False).values_list("pk", flat=True))


TAMPERINGS = {
    "amount": "amount = 26000",
    "both amounts": "amount = 26000, deposit = 26000, stop_reason = '', \"update\" = '2'",
    "update": "\"update\" = '1', deposit = amount, stop_reason = ''",
    "reason": "stop_reason = '03'",
    "last month": "end_month = '202711'",
}


@pytest.mark.parametrize("assignment", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_request_whose_frozen_row_was_changed_is_not_sent_and_the_others_are(
    cycle: Cycle, tmp_path: Path, assignment: str
) -> None:
    request = sent(cycle)
    sent(cycle_of(contract_of()))
    one_tampered(assignment)

    out, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "1組 1件" in out
    assert f"依頼書 {request}の照合値が、確定した明細から計算した値と一致しません" in err
    assert f"契約 {cycle.group.contract.number}" in err
    assert "(E3059)" in err
    assert not hasattr(DepositRequest.objects.get(pk=request.pk), "transmitted")
    assert Transmission.objects.get().set_count == 1


@pytest.mark.parametrize("column", ["employee_number", "account_number", "line_key"])
def test_a_line_that_became_another_s_is_found_out(cycle: Cycle, tmp_path: Path, column: str) -> None:
    sent(cycle)
    DeductionLine.objects.filter(pk=stopped_lines(cycle)[0]).update(**{column: "9999999"})

    _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "照合値が" in err
    assert files(tmp_path) == {}


# The bank's page


def page_of(request: DepositRequest) -> str:
    client: Client = staff_logged_in(member_of_staff(Role.BRANCH_STAFF, request.cycle.group.contract.branch))
    return client.get(f"/admin/rokin/depositrequest/{request.pk}/change/").content.decode()


def test_the_branch_sees_the_value_as_the_paper_has_it_and_that_it_agrees(cycle: Cycle) -> None:
    request = sent(cycle)

    page = page_of(request)

    value = request.control_hash
    assert f"{value[:4]} {value[4:8]} {value[8:12]} {value[12:16]}<" in page
    assert value in page
    assert "一致(確定した明細から計算した値と同じです)" in page
    assert "不一致" not in page


def test_the_branch_is_warned_of_a_request_that_was_changed(cycle: Cycle) -> None:
    request = sent(cycle)
    one_tampered("amount = 26000")

    page = page_of(request)

    assert "不一致(確定した明細から計算した値と異なります" in page
    assert "受け付けずに、システムの責任者へ連絡してください" in page
