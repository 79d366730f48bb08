"""`manage.py transmit --kind 50`: each sent request goes out exactly once (BNK-5; issue 6, 3)."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from chingin.kernel import audit
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, Transmission, TransmittedSet
from chingin.kernel.months import Month
from deductions.company.exchange import UpdateLine
from deductions.rokin.actions import deposits, stops
from deductions.rokin.actions.lines import change_line
from deductions.rokin.models import DepositRequest, DepositRequestLine, LineKind, TransmittedRequest
from deductions.rokin.rules import Terms
from tests.accounts.factories import BankFactory
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pay_day")]
FIRST = "50_9999_0000000001.dat"


@pytest.fixture
def pay_day() -> object:
    with time_machine.travel(PAY_DAY + timedelta(hours=1), tick=False) as traveller:
        yield traveller


def send(out: Path, *more: str) -> str:
    return typed("transmit", "--kind", "50", "--out", out, *more)[0]


def stopped_and_changed() -> DepositRequest:
    """20,000 stopped; 30,000 a loan; 40,000 changed to 45,000; 5,000 ended by the bank."""
    cycle = cycle_of(contract_of())
    first = DeductionLineFactory.create(cycle=cycle, employee_number="001001")
    DeductionLineFactory.create(cycle=cycle, requested=30_000, kind=LineKind.LOAN, subject="51")
    third = DeductionLineFactory.create(cycle=cycle, requested=40_000, requested_end_month="203003")
    change_line(line=third, version=1, terms=Terms(45_000, "203003"), by=CLERK, at=IN_TIME)
    stops.stop_deposits(cycle=cycle, lines=[first.pk], reason="02", by=CLERK, at=PAY_DAY)
    return sent(cycle, at=PAY_DAY + timedelta(minutes=5))


def test_what_was_sent_stands_in_a_file_that_our_own_reader_takes(tmp_path: Path) -> None:
    request = stopped_and_changed()

    out = send(tmp_path)

    data = files(tmp_path)[FIRST]
    report, rows = read_back(data)
    assert call_command("check_file", str(tmp_path / FIRST)) is None
    assert report.line_end == "CRLF"
    assert report.sets[0].totals == {
        "依頼合計": request.requested_total,
        "入金合計": request.deposit_total,
        "中止件数": request.stopped_count,
        "中止合計": request.stopped_total,
    }
    assert report.sets[0].count == DepositRequestLine.objects.count() == 3
    assert [(row.requested, row.deposited, row.update, row.stop_reason) for row in rows] == [
        (20_000, 0, "4", "02"),
        (30_000, 30_000, "0", ""),
        (45_000, 45_000, "2", ""),
    ]
    assert f"{FIRST}: 1組 3件、依頼合計 95,000、入金合計 75,000" in out
    assert f"SHA-256 {hashlib.sha256(data).hexdigest()}" in out
    assert (tmp_path / FIRST).stat().st_mode & 0o777 == 0o600


def test_each_line_says_who_did_what_when_and_the_trailer_which_request_it_is(tmp_path: Path) -> None:
    request = stopped_and_changed()

    send(tmp_path)

    data = files(tmp_path)[FIRST]
    _, (first, second, third) = read_back(data)
    line = request.cycle.lines.get(employee_number="001001")
    assert first == UpdateLine(
        line_key=line.line_key,
        employee_number="001001",
        name_kana="ﾛｳｷﾝ ﾊﾅｺ",
        branch="101",
        subject="20",
        account_number=line.account_number,
        requested=20_000,
        deposited=0,
        update="4",
        stop_reason="02",
        start_month=Month(2021, 4),
        end_month=None,
        done_at=PAY_DAY,
        user_id="tsukino01",
    )
    assert (second.done_at, second.user_id) == (None, "")
    assert (third.done_at, third.user_id, third.end_month) == (IN_TIME, "tsukino01", Month(2030, 3))
    trailer = data.split(b"\r\n")[-3].decode("cp932")
    assert trailer[49:67] == f"{request.number:16}01"


def test_a_stop_by_a_clock_that_runs_ahead_is_told_like_any_other(tmp_path: Path) -> None:
    """Two processes never agree to the millisecond; what 確定 has frozen goes out as it is."""
    cycle, ahead = cycle_of(contract_of()), PAY_DAY + timedelta(milliseconds=300)
    line = DeductionLineFactory.create(cycle=cycle)
    stops.stop_deposits(cycle=cycle, lines=[line.pk], reason="02", by=CLERK, at=ahead)
    sent(cycle, at=PAY_DAY)

    send(tmp_path)

    _, (row,) = read_back(files(tmp_path)[FIRST])
    assert (row.update, row.done_at, row.user_id) == ("4", ahead.replace(microsecond=0), CLERK.user_id)


def test_the_header_names_contract_cycle_and_the_day_of_sending(tmp_path: Path) -> None:
    request = stopped_and_changed()
    contract = request.cycle.group.contract

    send(tmp_path)

    report, _ = read_back(files(tmp_path)[FIRST])
    header = report.sets[0].header
    assert header is not None
    assert header == TransmittedSet.objects.get().header
    assert (header.bank_code, header.branch) == ("9999", contract.branch.code)
    assert (header.contract_number, header.contract_kana) == (contract.number, "ｼｹﾝﾛｳﾄﾞｳｸﾐｱｲ")
    assert (header.group_number, header.month) == (request.cycle.group.number, Month(2026, 11))
    assert (header.created_on, header.pay_date) == (date(2026, 11, 25), date(2026, 11, 25))
    assert (header.deposit_date, header.update_closes_on) == (date(2026, 11, 26), date(2026, 11, 10))
    assert header.serial == "0000000001"


def test_a_second_run_sends_nothing_twice(tmp_path: Path) -> None:
    sent(cycle_of(contract_of()))
    send(tmp_path)
    before = files(tmp_path)

    out = send(tmp_path)

    assert out == "送信するものはありません(50 まとめ入金依頼)。\n"
    assert files(tmp_path) == before
    assert str(TransmittedRequest.objects.get()).endswith(" 9999-50-0000000001")


def test_what_was_confirmed_but_not_sent_or_undone_stays_here(tmp_path: Path) -> None:
    confirmed_only, undone = cycle_of(contract_of()), cycle_of(contract_of())
    DeductionLineFactory.create(cycle=confirmed_only)
    confirmed(confirmed_only)
    sent(undone)
    deposits.undo_confirmation(cycle=undone, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)

    assert "送信するものはありません" in send(tmp_path)

    assert files(tmp_path) == {}
    assert not Transmission.objects.exists()


def test_undone_after_it_went_out_the_next_version_goes_out_in_its_turn(tmp_path: Path) -> None:
    cycle = cycle_of(contract_of())
    sent(cycle)
    send(tmp_path)
    deposits.undo_confirmation(cycle=cycle, version=1, reason="中止漏れ", by=CLERK, at=PAY_DAY)
    sent(cycle)

    send(tmp_path)

    trailers = [data.split(b"\r\n")[-3][65:67] for _, data in sorted(files(tmp_path).items())]
    assert sorted(files(tmp_path)) == [FIRST, "50_9999_0000000002.dat"]
    assert trailers == [b"01", b"02"]


def test_every_bank_gets_a_file_of_its_own_and_one_may_be_asked_for(tmp_path: Path) -> None:
    for code in ("9999", "9998", "9999"):
        sent(cycle_of(contract_of(code)))

    send(tmp_path, "--bank", "9998")
    assert list(files(tmp_path)) == ["50_9998_0000000001.dat"]
    send(tmp_path)
    sent(cycle_of(contract_of("9999")))
    send(tmp_path)

    assert sorted(files(tmp_path)) == ["50_9998_0000000001.dat", FIRST, "50_9999_0000000003.dat"]
    serials = TransmittedSet.objects.filter(bank_code="9999").order_by("pk").values_list("serial", flat=True)
    assert list(serials) == ["0000000001", "0000000002", "0000000003"]
    assert read_back(files(tmp_path)[FIRST])[0].ok


def test_the_bank_s_operation_log_tells_of_each_file(tmp_path: Path) -> None:
    sent(cycle_of(contract_of()))

    send(tmp_path)

    told = OperationLog.objects.filter(chain=audit.bank_chain("9999")).order_by("pk")
    assert [entry.event_label for entry in told] == ["送信ファイル作成", "送信ファイル書き出し"]
    assert {entry.target for entry in told} == {FIRST}
    assert told[0].detail["sha256"] == hashlib.sha256(files(tmp_path)[FIRST]).hexdigest()


def test_a_request_that_fits_no_file_is_named_and_the_others_go_out(tmp_path: Path) -> None:
    """A name with ﾞ where none may stand, which the table takes: it knows the characters alone."""
    sent(cycle_of(contract_of()))
    wrong = sent(cycle_of(contract_of(name_kana="ｱﾞﾛｳｸﾐ")))
    sent(cycle_of(contract_of()))

    out, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert f"{FIRST}: 2組 2件" in out
    assert f"契約 {wrong.cycle.group.contract.number}" in err
    assert "契約名カナ" in err
    assert not hasattr(DepositRequest.objects.get(pk=wrong.pk), "transmitted")
    serials = TransmittedSet.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == ["0000000001", "0000000002"]


def test_where_nothing_fits_nothing_is_recorded(tmp_path: Path) -> None:
    sent(cycle_of(contract_of(name_kana="ｱﾞﾛｳｸﾐ")))

    failed("transmit", "--kind", "50", "--out", tmp_path)

    assert files(tmp_path) == {}
    assert not Transmission.objects.exists()


def test_a_request_whose_lines_do_not_add_up_to_it_is_never_sent(tmp_path: Path) -> None:
    """Invariant 1: the trailer's totals are those of the request."""
    sent(cycle_of(contract_of()))
    tampered("rokin_depositrequest", "requested_total = 19000, deposit_total = 19000")

    _, err = failed("transmit", "--kind", "50", "--out", tmp_path)

    assert "明細から計算した依頼合計は20,000、依頼書の依頼合計は19,000です。" in err
    assert "E3078" in err
    assert files(tmp_path) == {}


def test_a_long_file_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chingin.kernel.management.console.STEP", 0.0)
    sent(cycle_of(contract_of()))

    _, err = typed("transmit", "--kind", "50", "--out", tmp_path)

    assert "50 まとめ入金依頼 9999: 1件まで進みました。" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "50", "--out", "/nowhere"], "/nowhere というフォルダーはありません。"),
        (
            ["--kind", "50", "--out", ".", "--bank", "9989"],
            "金融機関コード 9989 の労働金庫は登録されていません",
        ),
        (["--kind", "10", "--out", "."], "--kind"),
        (["--kind", "50"], "--out"),
    ],
)
def test_what_is_typed_wrongly_is_told(arguments: list[str], words: str) -> None:
    BankFactory.create(code="9999")

    assert words in failed("transmit", *arguments)[1]


def test_at_midnight_in_japan_the_file_is_of_the_new_day(tmp_path: Path) -> None:
    sent(cycle_of(contract_of()))

    with time_machine.travel(datetime(2026, 11, 26, 0, 0, tzinfo=JST), tick=False):
        send(tmp_path)

    assert TransmittedSet.objects.get().created_on == date(2026, 11, 26)
