"""What the remedies of 明細エラー say can be done, and what was done is said no more (L03, DED-1, DED-2)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import Access, Collection, User
from chingin.kernel.actors import Actor
from deductions.company.lists import ALL
from deductions.groups.actions.employees import EmployeeEntry, register_employee
from deductions.groups.codes import LINE_ERRORS as LINE_ERROR_CODES
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.deposits.reconciliation import reconciliation
from deductions.rokin.deposits.standing import totals
from deductions.rokin.line_errors import line_error
from deductions.rokin.lists import COUNTER_CHANGES, LINE_ERRORS, MOVEMENTS, WEB_UPDATES
from deductions.rokin.models import DeductionLine, LineKind, Movement, Update
from deductions.rokin.models.line import IN_ERROR
from deductions.rokin.rules import Terms, WhyReadOnly
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import MasterFactory
from tests.deductions.factories import DEADLINE, IN_TIME, TOO_LATE, DeductionLineFactory
from tests.deductions.media import edition, footers, screen, spreadsheet
from tests.deductions.received import LUMP_DEPOSIT, contract_of_the_samples, received
from tests.deductions.rokin.browsing import (
    ENTRY,
    LINES,
    client,
    cycle,
    doors,
    in_time,
    line,
    master,
    new,
    page,
    terms,
)
from tests.deductions.rokin.transmitted import files, read_back, sent, typed

__all__ = ["client", "cycle", "doors", "in_time", "line", "master"]
pytestmark = pytest.mark.django_db
STAFF = Actor("branch01", "取引店")
CLERK = Actor("master01", "労金太郎", "192.0.2.7")
KEY = "K0000000100"
KEY_ROW = ["001007", "ｺﾊﾞﾔｼ ﾊﾅｺ", "102", "20", "エース預金", "1000010", "20000"]


# The whole way of E02, on the sample file


@pytest.fixture
def sample(in_time: time_machine.Traveller, settings: Settings, tmp_path: Path) -> Cycle:
    """November of group 10000001, whose line K0000000100 has E02; the branch knows the right number."""
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"
    contract = contract_of_the_samples()
    contract.rokin_access, contract.name_kana = Access.WEB_UPDATE, "ﾐﾎﾝ ﾛｳｸﾐ"
    contract.save()
    received(LUMP_DEPOSIT.read_bytes())
    cycle = Cycle.objects.get(group__number="10000001")
    entry = EmployeeEntry(name_kana="ｺﾊﾞﾔｼ ﾊﾅｺ", name="小林　花子", department="001")
    register_employee(group=cycle.group, number="010007", entry=entry, by=STAFF, at=IN_TIME)
    return cycle


def remedied(cycle: Cycle) -> tuple[DeductionLine, DeductionLine]:
    """解除, then 新規登録 with the right number, as L03 says; both lines."""
    client = logged_in(MasterFactory.create(contract=cycle.group.contract))
    client.post("/groups/", {"group": cycle.group.number})
    wrong = DeductionLine.objects.get(cycle=cycle, line_key=KEY)
    assert wrong.error == "E02"
    again = {
        **ENTRY,
        "employee_number": "010007",
        "branch": wrong.branch,
        "subject": wrong.subject,
        "account_number": wrong.account_number,
        "amount": "20,000",
    }
    too_soon = words(client.post(new(cycle), {**again, "step": "execute"}))
    assert "E2015" in too_soon
    assert "先にその明細を解除" in too_soon
    client.post(page(wrong, "cancel"), {"version": 1})
    answer = client.post(new(cycle), {**again, "step": "execute"})
    right = DeductionLine.objects.get(cycle=cycle, line_key="")
    assert answer["Location"] == page(right, "registered")
    wrong.refresh_from_db()
    return wrong, right


def test_what_the_remedy_of_e02_says_can_be_done_and_every_sum_stays_as_it_was(sample: Cycle) -> None:
    before, counter = totals(sample), spreadsheet(edition(COUNTER_CHANGES, sample))
    assert KEY_ROW in [row[:7] for row in spreadsheet(edition(LINE_ERRORS, sample))]

    wrong, right = remedied(sample)

    assert (wrong.update, wrong.amount) == (Update.CANCEL, 0)
    assert (right.update, right.amount, right.account) == (Update.NEW, 20_000, wrong.account)
    assert totals(sample) == before
    assert KEY_ROW not in [row[:7] for row in spreadsheet(edition(LINE_ERRORS, sample))]
    assert spreadsheet(edition(COUNTER_CHANGES, sample)) == counter


def test_the_lists_tell_of_the_remedy_of_e02_and_the_bridge_balances(sample: Cycle) -> None:
    remedied(sample)

    moved = {
        row[0]: row[7:12]
        for row in spreadsheet(edition(MOVEMENTS, sample))
        if row[3:7] == ["102", "20", "エース預金", "1000010"]
    }
    assert moved == {
        "001007": ["3", "解除", "20000", "0", "-20000"],
        "010007": ["1", "新規", "0", "20000", "20000"],
    }
    (bridge,) = footers(MOVEMENTS, sample).values()
    assert bridge[-1] == ("今回合計", "", "5,425,538")
    done = spreadsheet(edition(WEB_UPDATES, sample))
    assert [(row[0], row[6:10]) for row in done] == [
        ("001007", ["3", "解除", "20000", "0"]),
        ("010007", ["1", "新規", "0", "20000"]),
    ]
    asked = {row[0]: row for row in spreadsheet(edition(ALL, sample))}
    assert (asked["001007"][4], asked["010007"][4]) == ("30000", "20000")


def test_the_deposit_of_the_remedied_cycle_is_reconciled_and_goes_to_the_bank(
    sample: Cycle, tmp_path: Path, in_time: time_machine.Traveller
) -> None:
    wrong, _ = remedied(sample)
    in_time.move_to(sample.confirmation_opens_at + timedelta(hours=10))

    request = sent(sample)

    found = reconciliation(sample)
    assert found.agrees
    assert (found.chain["cancelled"].yen, found.chain["new"].yen) == (20_000, 20_000)
    assert (request.deposit_total, request.requested_count) == (5_425_538, totals(sample).requested.count)
    (data,) = transmitted("50", tmp_path / "out")
    assert told_of(data, wrong) == [("3", KEY, "001007", 0), ("1", "", "010007", 20_000)]


def test_file_52_says_the_cancellation_before_the_new_line_of_the_same_account(
    sample: Cycle, tmp_path: Path, in_time: time_machine.Traveller
) -> None:
    contract = sample.group.contract
    contract.rokin_collection = Collection.WAGE_EXCHANGE
    contract.save()
    wrong, _ = remedied(sample)
    in_time.move_to(DEADLINE + timedelta(minutes=5))

    (data,) = transmitted("52", tmp_path / "out")

    assert told_of(data, wrong) == [("3", KEY, "001007", 0), ("1", "", "010007", 20_000)]


def transmitted(kind: str, out: Path) -> list[bytes]:
    out.mkdir()
    typed("transmit", "--kind", kind, "--out", out)
    return list(files(out).values())


def told_of(data: bytes, line: DeductionLine) -> list[tuple[str, str, str, int]]:
    """更新区分, key, number and yen of the records about the line's account."""
    report, rows = read_back(data)
    assert report.ok
    account = (line.branch, line.subject, line.account_number)
    return [
        (row.update, row.line_key, row.employee_number, row.requested)
        for row in rows
        if (row.branch, row.subject, row.account_number) == account
    ]


# What L03, the count and the page say


@pytest.mark.parametrize("code", ["E01", "E02"])
def test_the_remedy_cancels_first_and_registers_then_l03(code: str) -> None:
    error = line_error(code)
    assert error

    told = error.remedy(why=None)

    assert told.index("この明細を解除してください。") < told.index("「労金控除明細新規登録」")


@pytest.mark.parametrize("code", LINE_ERROR_CODES)
@pytest.mark.parametrize("why", WhyReadOnly)
def test_nobody_is_told_to_do_on_the_web_what_cannot_be_done_there_l03(code: str, why: WhyReadOnly) -> None:
    error = line_error(code)
    assert error

    told = error.remedy(why=why)

    assert "お取引店" in told
    for act in ("解除してください", "変更してください", "新規登録"):
        assert act not in told


@pytest.mark.parametrize("code", ["E01", "E02", "E04", "E05", "E06", "E07", "E10", "E11"])
def test_a_remedy_on_the_web_says_where_to_go_when_it_is_too_late_l03(code: str) -> None:
    error = line_error(code)
    assert error

    assert "更新締切後や、Webで更新できないご契約の場合は、お取引店へ" in error.remedy(why=None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "この明細を解除してください。"),
        ({"kind": LineKind.LOAN, "subject": "51"}, "返済(貸付)の明細は、Webでは変更できません。お取引店へ"),
        ({"received_movement": Movement.SUSPENDED, "requested": 0}, "労金が解除または中止した明細です。"),
    ],
)
def test_list_and_page_tell_the_remedy_that_the_line_admits_l03(
    client: Client, cycle: Cycle, values: dict[str, Any], sentence: str
) -> None:
    line = DeductionLineFactory.create(cycle=cycle, error="E04", **values)

    (row,) = spreadsheet(edition(LINE_ERRORS, cycle))

    assert row[-1].startswith(sentence)
    assert f"対処: {sentence}" in words(client.get(page(line)))


def test_past_the_deadline_the_page_leads_to_the_next_cycle_or_to_the_branch(
    master: User, cycle: Cycle, in_time: time_machine.Traveller
) -> None:
    line = DeductionLineFactory.create(cycle=cycle, error="E05")
    in_time.move_to(TOO_LATE)

    html = words(logged_in(master).get(page(line)))

    assert "対処: 更新締切を過ぎました。次の控除回で対処してください。お急ぎの場合は、お取引店へ" in html
    assert "終了年月を変更してください" not in html


def mended(cycle: Cycle) -> list[DeductionLine]:
    """Cancelled, changed where that is the remedy; and one that is changed and still wrong."""
    codes = ("E02", "E05", "E06", "E04")
    lines = [
        DeductionLineFactory.create(cycle=cycle, employee_number=f"00000{n}", error=code)
        for n, code in enumerate(codes)
    ]
    cancel_line(line=lines[0], version=1, by=CLERK, at=IN_TIME)
    for wrong in lines[1:]:
        change_line(line=wrong, version=1, terms=Terms(30_000, ""), by=CLERK, at=IN_TIME)
    return lines


def test_what_was_mended_on_the_web_is_no_error_to_mend_l03(client: Client, cycle: Cycle) -> None:
    *_, wrong = mended(cycle)

    assert [row[0] for row in spreadsheet(edition(LINE_ERRORS, cycle))] == [wrong.employee_number]
    assert screen(edition(LINE_ERRORS, cycle))[-1][1][:2] == ["合計 1件", "30,000"]
    html = words(client.get(LINES))
    assert "<dt>うちエラー</dt><dd>1件 30,000円</dd>" in html
    assert html.count("(対処済み)</strong>") == 3
    only = words(client.get(LINES, {"error": "on"}))
    assert "<dt>検索結果の合計</dt><dd>1件 30,000円</dd>" in only


def test_query_and_line_agree_on_what_is_mended(cycle: Cycle) -> None:
    mended(cycle)

    for found in DeductionLine.objects.of_cycle(cycle):
        listed = DeductionLine.objects.filter(IN_ERROR, pk=found.pk).exists()
        assert listed is not found.is_error_mended
    DeductionLineFactory.create(cycle=cycle)
    assert DeductionLine.objects.filter(IN_ERROR).count() == 1


def test_an_amount_in_error_is_not_mended_by_another_last_month_l03(cycle: Cycle) -> None:
    wrong = DeductionLineFactory.create(cycle=cycle, error="E06")

    change_line(line=wrong, version=1, terms=Terms(wrong.amount, "202712"), by=CLERK, at=IN_TIME)

    line = DeductionLine.objects.filter(IN_ERROR).get()
    assert (line.pk, line.is_error_mended) == (wrong.pk, False)


def test_the_page_of_a_mended_line_says_so_and_what_may_follow(client: Client, cycle: Cycle) -> None:
    cancelled, changed, *_ = mended(cycle)

    html = words(client.get(page(cancelled)))
    assert "明細エラー E02 職員番号桁数相違(対処済み)" in html
    assert "Webで解除したため、この明細についてのお手続きは不要です。" in html
    assert "続いて、正しい桁数の職員番号で「労金控除明細新規登録」を行ってください。" in html
    assert "対処: " not in html
    html = words(client.get(page(changed)))
    assert "Webで変更したため、この明細についてのお手続きは不要です。</p>" in html


# There and back again


def test_a_cancelled_line_whose_account_was_registered_anew_has_no_way_back_e07(
    client: Client, cycle: Cycle, line: DeductionLine
) -> None:
    cancelled = cancel_line(line=line, version=1, by=CLERK, at=IN_TIME)
    client.post(new(cycle), {**ENTRY, "account_number": line.account_number, "step": "execute"})

    html = words(client.get(page(line)))
    assert "解除したこの明細は元に戻せません。" in html
    assert "先に「労金控除明細照会」で職員番号001001の明細を解除してください。" in html
    assert page(line, "change") not in html
    asked = client.get(page(line, "change"))
    assert (asked.status_code, "E2020" in words(asked)) == (409, True)
    for step in ("check", "execute"):
        sent_again = client.post(page(line, "change"), terms(cancelled, step=step))
        assert "E2020" in words(sent_again)
    line.refresh_from_db()
    assert (line.update, line.version) == (Update.CANCEL, 2)
