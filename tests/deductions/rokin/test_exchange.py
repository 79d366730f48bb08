"""Kind 10 (控除依頼): what the fields of a line say against each other."""

import pytest

from chingin.kernel.corefile.movements import MOVEMENTS, Movement, amount_expected
from tests.kernel.corefile.samples import REQUESTS, edited, expectations, found

# Record 2 is savings and continues 20,000 yen; record 4 repays a loan.
SAVINGS, LOAN = 2, 4
DISAGREES = "E3013"


def amounts(now: int, before: int) -> dict[str, str]:
    return {"amount": f"{now:010}", "previous": f"{before:010}"}


def disagreements(number: int, /, **fields: bytes | str) -> list[str]:
    """The fields of this record that disagree; totals of the trailer are another matter."""
    return [label for record, label, code in found(edited_line(number, **fields)) if code == DISAGREES]


def edited_line(number: int, /, **fields: bytes | str) -> bytes:
    return edited(REQUESTS, number, **fields)


@pytest.mark.parametrize(
    ("movement", "now", "before", "agrees"),
    [
        ("0", 20_000, 20_000, True),
        ("0", 20_001, 20_000, False),
        ("1", 20_000, 0, True),
        ("1", 20_000, 1, False),
        ("2", 20_000, 19_999, True),
        ("2", 20_000, 20_000, False),
        ("3", 0, 20_000, True),
        ("3", 1, 20_000, False),
        ("4", 20_000, 0, True),
        ("4", 20_000, 20_000, False),
        ("5", 0, 20_000, True),
        ("5", 20_000, 20_000, False),
    ],
)
def test_amounts_follow_the_movement(movement: str, now: int, before: int, agrees: bool) -> None:
    origin = "0" if movement == "0" else "2"

    wrong = disagreements(SAVINGS, movement=movement, origin=origin, **amounts(now, before))

    assert wrong == ([] if agrees else ["控除金額"])


def test_every_movement_has_a_name() -> None:
    assert list(MOVEMENTS) == list(Movement)


@pytest.mark.parametrize("movement", Movement)
def test_what_was_expected_names_the_movement(movement: Movement) -> None:
    expected = amount_expected(movement, now=1 if movement != "2" else 2, before=2)

    assert expected
    assert f"{MOVEMENTS[movement]}({movement})" in expected


@pytest.mark.parametrize(
    ("number", "subject", "kind", "agrees"),
    [
        (SAVINGS, "10", "S", True),
        (SAVINGS, "30", "S", True),
        (SAVINGS, "50", "S", False),
        (SAVINGS, "10", "L", False),
        (LOAN, "59", "L", True),
        (LOAN, "21", "L", False),
        (LOAN, "51", "S", False),
    ],
)
def test_savings_and_loans_go_by_their_subject(number: int, subject: str, kind: str, agrees: bool) -> None:
    assert disagreements(number, subject=subject, kind=kind) == ([] if agrees else ["種別"])


def test_the_kind_is_explained_by_the_subject() -> None:
    assert "L(返済)。科目50はカードローン" in expectations(edited_line(SAVINGS, subject="50"))


@pytest.mark.parametrize(
    ("end_month", "agrees"), [("000000", True), ("202104", True), ("202103", False), ("203903", True)]
)
def test_a_line_ends_no_earlier_than_it_starts(end_month: str, agrees: bool) -> None:
    assert disagreements(SAVINGS, end_month=end_month) == ([] if agrees else ["終了年月"])


@pytest.mark.parametrize(
    ("origin", "counter_date", "counter_branch", "wrong"),
    [
        ("1", "20261020", "101", []),
        ("1", "00000000", "101", ["窓口受付日"]),
        ("1", "20261020", "000", ["窓口受付店"]),
        ("2", "20261020", "101", ["窓口受付日", "窓口受付店"]),
        ("3", "00000000", "101", ["窓口受付店"]),
        ("0", "20261020", "000", ["窓口受付日"]),
        ("0", "00000000", "000", []),
    ],
)
def test_the_counter_is_named_only_and_always_for_what_came_from_it(
    origin: str, counter_date: str, counter_branch: str, wrong: list[str]
) -> None:
    fields = {"origin": origin, "counter_date": counter_date, "counter_branch": counter_branch}

    assert disagreements(SAVINGS, movement="1", **amounts(20_000, 0), **fields) == wrong


def test_what_continues_came_from_nowhere() -> None:
    assert disagreements(SAVINGS, origin="2") == ["異動元"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"department": "00 1      "}, ("所属コード", "E3007")),
        ({"employee_number": " 001000   "}, ("職員番号", "E3007")),
        ({"name_kana": "ｲﾄｳ ﾒｯﾐ".ljust(30)}, ("カナ氏名", "E3008")),
        ({"name": b"\xf0\x40" + b" " * 38}, ("漢字氏名", "E3009")),
        ({"branch": "1 1"}, ("店番号", "E3006")),
        ({"subject": "11"}, ("科目", "E3011")),
        ({"account_number": "100000A"}, ("口座番号", "E3006")),
        ({"kind": "Z"}, ("種別", "E3011")),
        ({"amount": "     20000"}, ("控除金額", "E3006")),
        ({"previous": "-000020000"}, ("前回控除金額", "E3006")),
        ({"balance": " " * 12}, ("残高", "E3006")),
        ({"start_month": "000000"}, ("開始年月", "E3010")),
        ({"end_month": "202613"}, ("終了年月", "E3010")),
        ({"remaining": "1 0"}, ("残回数", "E3006")),
        ({"movement": "6"}, ("異動区分", "E3011")),
        ({"origin": "4"}, ("異動元", "E3011")),
        ({"counter_date": "20261032"}, ("窓口受付日", "E3010")),
        ({"counter_branch": "1A1"}, ("窓口受付店", "E3006")),
        ({"error": "E12"}, ("エラーコード", "E3011")),
        ({"line_key": " " * 16}, ("明細キー", "E3007")),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_every_field_of_a_line_is_checked(fields: dict[str, bytes | str], named: tuple[str, str]) -> None:
    assert [one for one in found(edited_line(SAVINGS, **fields)) if one[0] == SAVINGS] == [(SAVINGS, *named)]
