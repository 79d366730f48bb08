"""Kinds 20–23 and 51 of 財形: codes, sums by kind, balances, what the employer deposits."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest

from chingin.kernel.clock import JST
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.writing import OutgoingSet, write
from chingin.kernel.months import Month
from tests.kernel.corefile.samples import (
    ALARMS,
    BALANCES,
    INCENTIVES,
    STATEMENTS,
    edited,
    expectations,
    found,
    records,
)
from zaikei.exchange import DEPOSITS, DepositRow

DISAGREES = "E3013"


@pytest.mark.parametrize(
    ("movement", "now", "before", "agrees"),
    [("0", 1000, 1000, True), ("0", 1000, 2000, False), ("2", 1000, 1000, False), ("3", 0, 1000, True)],
)
def test_the_amount_follows_the_movement(movement: str, now: int, before: int, agrees: bool) -> None:
    fields = {"movement": movement, "amount": f"{now:010}", "previous": f"{before:010}"}

    wrong = [one[1] for one in found(edited(STATEMENTS, 2, **fields)) if one[2] == DISAGREES]

    assert wrong == ([] if agrees else ["積立額"])


@pytest.mark.parametrize(
    ("name", "fields", "named"),
    [
        (STATEMENTS, {"born_on": "19650431"}, ("生年月日", "E3010")),
        (STATEMENTS, {"state": "5"}, ("状態", "E3011")),
        (STATEMENTS, {"end_month": "201903"}, ("終了年月", DISAGREES)),
        (STATEMENTS, {"last_month": "202600"}, ("最終積立年月", "E3010")),
        (ALARMS, {"kind": "4"}, ("種類", "E3011")),
        (ALARMS, {"alarm": "A16"}, ("アラームコード", "E3011")),
        (ALARMS, {"due_on": "00000000"}, ("期日", "E3010")),
        (BALANCES, {"as_of": "20261131"}, ("基準日", "E3010")),
        (INCENTIVES, {"rate": "1.500"}, ("率", "E3006")),
    ],
)
def test_a_faulty_field_is_named(name: str, fields: dict[str, str], named: tuple[str, str]) -> None:
    assert found(edited(name, 2, **fields)) == [(2, *named)]


def test_optional_months_may_be_left_out() -> None:
    assert found(edited(STATEMENTS, 2, end_month="000000", last_month="000000")) == []


@pytest.mark.parametrize("field", ["general", "pension", "housing"])
def test_a_statement_is_summed_by_kind(field: str) -> None:
    labels = {"general": "一般", "pension": "年金", "housing": "住宅"}

    assert found(edited(STATEMENTS, 62, **{field: "000000000001"})) == [(62, labels[field], "E4002")]


def test_principal_and_interest_make_the_balance() -> None:
    broken = edited(BALANCES, 2, balance="000000000001")

    assert (2, "残高", DISAGREES) in found(broken)
    assert expectations(broken)[0].endswith("(元金 + 利子)")


@pytest.mark.parametrize(("name", "place"), [(STATEMENTS, slice(100, 110)), (BALANCES, slice(92, 102))])
def test_an_account_stands_in_a_set_once(name: str, place: slice) -> None:
    account = records(name)[1][place]

    broken = edited(name, 3, branch=account[:3], account_number=account[3:])

    assert found(broken) == [(3, "口座番号", "E3014")]


HEADER = Header(
    kind="51",
    bank_code="9999",
    branch="101",
    contract_number="34567890",
    group_number="00000000",
    month=Month(2026, 11),
    pay_kind="1",
    sequence=1,
    created_on=date(2026, 11, 19),
    pay_date=date(2026, 11, 25),
    deposit_date=date(2026, 11, 26),
    update_closes_on=None,
    serial="0000000001",
    contract_kana="ﾐﾎﾝ ｺｳｷﾞﾖｳ",
)
ROW = DepositRow(
    employee_number="001000",
    name_kana="ｻﾄｳ ｹﾝ",
    kind="1",
    branch="102",
    account_number="3000000",
    amount=10_000,
    deposited=10_000,
    update="0",
    done_at=None,
    user_id="",
)
DONE: dict[str, Any] = {"done_at": datetime(2026, 11, 19, 9, tzinfo=JST), "user_id": "master01"}


def written(row: DepositRow) -> bytes:
    stream = BytesIO()
    write(DEPOSITS, [OutgoingSet(HEADER, [row])], stream)
    return stream.getvalue()


@pytest.mark.parametrize("change", [{}, {"update": "2", **DONE}, {"update": "4", "deposited": 0, **DONE}])
def test_a_deposit_of_one_piece_is_written_and_read(change: dict[str, Any]) -> None:
    assert found(written(ROW._replace(**change))) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"update": "4", **DONE}, "deposited"),
        ({"update": "2", "user_id": "master01"}, "done_at"),
        ({"update": "2", **DONE, "user_id": ""}, "user_id"),
    ],
)
def test_a_deposit_that_contradicts_itself_is_not_written(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=rf"\({field}\)"):
        written(ROW._replace(**change))
