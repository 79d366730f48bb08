"""Kinds 11 (控除結果), 50 (まとめ入金依頼) and 52 (更新依頼): fields that contradict each other."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest

from chingin.kernel.clock import JST
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.kinds import FileKind
from chingin.kernel.corefile.writing import OutgoingSet, write
from chingin.kernel.months import Month
from deductions.company.exchange import LUMP_DEPOSITS, UPDATES_AFTER_DEADLINE, UpdateLine
from tests.kernel.corefile.samples import RESULTS, edited, found, records, report_on

DISAGREES = "E3013"


@pytest.mark.parametrize(
    ("outcome", "collected", "reason", "posted_on", "wrong"),
    [
        ("1", 5000, "00", "20261126", []),
        ("1", 4999, "00", "20261126", ["控除金額"]),
        ("1", 5000, "01", "20261126", ["不能事由"]),
        ("1", 5000, "00", "00000000", ["記帳日"]),
        ("2", 4999, "01", "20261126", []),
        ("2", 5000, "01", "20261126", ["控除金額"]),
        ("2", 0, "01", "20261126", ["控除金額"]),
        ("2", 4999, "00", "00000000", ["不能事由", "記帳日"]),
        ("3", 0, "11", "00000000", []),
        ("3", 1, "00", "20261126", ["控除金額", "不能事由", "記帳日"]),
        ("4", 0, "00", "00000000", []),
        ("4", 0, "08", "00000000", []),
        ("4", 5000, "00", "20261126", ["控除金額", "記帳日"]),
    ],
)
def test_a_result_is_of_one_piece(
    outcome: str, collected: int, reason: str, posted_on: str, wrong: list[str]
) -> None:
    fields = {
        "outcome": outcome,
        "requested": "0000005000",
        "collected": f"{collected:010}",
        "reason": reason,
        "posted_on": posted_on,
    }

    assert [one[1] for one in found(edited(RESULTS, 2, **fields)) if one[2] == DISAGREES] == wrong


@pytest.mark.parametrize(
    ("target", "item", "subject", "posted_on", "wrong"),
    [
        ("R", "   ", "20", "20261126", []),
        ("R", "001", "20", "20261126", ["種目コード"]),
        ("R", "   ", "00", "20261126", ["科目"]),
        ("L", "001", "00", "20261126", []),
        ("L", "001", "20", "00000000", []),
        ("L", "   ", "00", "20261126", ["種目コード"]),
    ],
)
def test_a_result_of_the_union_s_own_ledger_names_its_item_instead_of_an_account(
    target: str, item: str, subject: str, posted_on: str, wrong: list[str]
) -> None:
    fields = {"target": target, "item": item, "subject": subject, "posted_on": posted_on}

    assert [one[1] for one in found(edited(RESULTS, 2, **fields))] == wrong


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"outcome": "5"}, ("結果区分", "E3011")),
        ({"reason": "05"}, ("不能事由", "E3011")),
        ({"target": "X"}, ("対象", "E3011")),
        ({"subject": "99"}, ("科目", "E3011")),
        ({"item": "a  "}, ("種目コード", "E3007")),
        ({"posted_on": "20261100"}, ("記帳日", "E3010")),
    ],
)
def test_a_faulty_field_is_named(fields: dict[str, str], named: tuple[str, str]) -> None:
    assert [one for one in found(edited(RESULTS, 2, **fields)) if one[0] == 2] == [(2, *named)]


def test_the_trailer_counts_what_was_collected_and_what_was_not() -> None:
    broken = edited(RESULTS, 99, collected_count="000094", not_collected_count="000003")

    assert found(broken) == [(99, "済件数", "E4002"), (99, "不能件数", "E4002")]


def test_a_key_stands_once_for_each_target() -> None:
    key = records(RESULTS)[1][41:57]

    assert found(edited(RESULTS, 3, line_key=key)) == [(3, "明細キー", "E3014")]
    assert found(edited(RESULTS, 3, line_key=key, target="L", item="001")) == []


HEADER = Header(
    kind="50",
    bank_code="9999",
    branch="101",
    contract_number="12345678",
    group_number="10000001",
    month=Month(2026, 11),
    pay_kind="1",
    sequence=1,
    created_on=date(2026, 11, 25),
    pay_date=date(2026, 11, 25),
    deposit_date=date(2026, 11, 26),
    update_closes_on=None,
    serial="0000000001",
    contract_kana="ﾐﾎﾝ ﾛｳｸﾐ",
)
LINE = UpdateLine(
    line_key="K1",
    employee_number="001000",
    name_kana="ｲﾄｳ ﾒｸﾞﾐ",
    branch="101",
    subject="20",
    account_number="1000000",
    requested=20_000,
    deposited=20_000,
    update="0",
    stop_reason="",
    start_month=Month(2021, 4),
    end_month=None,
    done_at=None,
    user_id="",
)
DONE: dict[str, Any] = {"done_at": datetime(2026, 11, 5, 9, tzinfo=JST), "user_id": "master01"}
CLOSING: dict[str, object] = {"request_number": "R-1", "version": 1}


def written(*lines: UpdateLine, kind: FileKind = LUMP_DEPOSITS) -> bytes:
    stream = BytesIO()
    write(kind, [OutgoingSet(HEADER._replace(kind=kind.code), lines, CLOSING)], stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"update": "1", "line_key": "", **DONE},
        {"update": "2", **DONE},
        {"update": "3", "requested": 0, "deposited": 0, **DONE},
        {"update": "4", "deposited": 0, "stop_reason": "01", **DONE},
        {"update": "4", "deposited": 0, "stop_reason": "99", "line_key": "", **DONE},
        {"end_month": Month(2021, 4)},
    ],
)
def test_a_line_of_one_piece_is_written_and_read(change: dict[str, Any]) -> None:
    assert found(written(LINE._replace(**change))) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"update": "1", **DONE}, "line_key"),
        ({"update": "2", "line_key": "", **DONE}, "line_key"),
        ({"line_key": ""}, "line_key"),
        ({"update": "2", "user_id": "master01"}, "done_at"),
        ({"update": "2", **DONE, "user_id": ""}, "user_id"),
        ({"update": "4", "deposited": 0, **DONE}, "stop_reason"),
        ({"stop_reason": "01"}, "stop_reason"),
        ({"update": "4", "stop_reason": "01", **DONE}, "deposited"),
        ({"deposited": 19_999}, "deposited"),
        ({"end_month": Month(2021, 3)}, "end_month"),
    ],
)
def test_a_line_that_contradicts_itself_is_not_written(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=rf"\({field}\)"):
        written(LINE._replace(**change))


def test_updates_after_the_deadline_deposit_nothing_yet() -> None:
    assert found(written(LINE._replace(deposited=0), kind=UPDATES_AFTER_DEADLINE)) == []


def test_the_trailer_of_a_request_tells_what_was_stopped() -> None:
    stopped = LINE._replace(update="4", deposited=0, stop_reason="01", line_key="K2", **DONE)

    (one,) = report_on(written(LINE, stopped, LINE._replace(line_key="K3"))).sets

    assert one.totals == {"依頼合計": 60_000, "入金合計": 40_000, "中止件数": 1, "中止合計": 20_000}


def test_new_lines_without_a_key_may_be_many() -> None:
    new = LINE._replace(update="1", line_key="", **DONE)

    assert found(written(new, new)) == []
