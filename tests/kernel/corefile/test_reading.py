"""The order of records, headers, keys and totals; what is reported, and what a receiver is given."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest

from chingin.kernel.corefile import messages
from chingin.kernel.corefile.findings import MOST_FINDINGS, Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch, Reading, check
from chingin.kernel.messages import Message
from chingin.kernel.months import Month
from deductions.rokin.exchange import RequestLine

from .samples import (
    REQUESTS,
    SAVINGS,
    STATEMENTS,
    edited,
    expectations,
    found,
    joined,
    records,
    report_on,
    sample,
)

ORDER = "E3004"
DISAGREES = "E3013"
TYPE = "データ区分"
# Records of REQUESTS: 1 header, 2–281 data, 282 trailer; 283 header, 284–388 data, 389 trailer; 390 end.


def without(number: int) -> bytes:
    parts = records(REQUESTS)
    del parts[number - 1]
    return joined(parts)


@pytest.mark.parametrize(
    ("gone", "named", "expected"),
    [
        (1, [(1, TYPE, ORDER), (281, TYPE, ORDER)], "ヘッダー(1)"),
        (282, [(282, TYPE, ORDER)], "トレーラー(8)"),
        (283, [(283, TYPE, ORDER), (388, TYPE, ORDER)], "ヘッダー(1)"),
        (389, [(389, TYPE, ORDER)], "トレーラー(8)"),
        (390, [(390, TYPE, ORDER)], "エンド(9)"),
    ],
)
def test_a_missing_record_of_the_frame_is_named(
    gone: int, named: list[tuple[int, str, str]], expected: str
) -> None:
    assert found(without(gone)) == named
    assert expectations(without(gone))[0] == expected


@pytest.mark.parametrize(
    ("data", "record", "expected"),
    [
        (b"", 1, "ヘッダー(1)"),
        (b"\x1a", 1, "ヘッダー(1)"),
        (b"9" + b" " * 199, 1, "ヘッダー(1)"),
        (joined(records(REQUESTS)[:100]), 101, "トレーラー(8)"),
        (joined([*records(REQUESTS), *records(SAVINGS)]), 391, "エンド(9)の後にはデータなし"),
    ],
    ids=["empty", "only 0x1A", "only the end", "cut", "two files"],
)
def test_what_is_no_file_is_named(data: bytes, record: int, expected: str) -> None:
    first = report_on(data).findings[0]

    assert (first.record, first.code, first.expected) == (record, ORDER, expected)


def test_a_set_without_data_is_a_finding_even_when_its_trailer_says_so() -> None:
    parts = [records(REQUESTS)[0], b"8" + b"0" * 54 + b" " * 145, records(REQUESTS)[-1]]

    assert found(joined(parts)) == [(2, TYPE, ORDER)]
    assert expectations(joined(parts)) == ["明細(2)"]


def test_what_follows_the_end_is_named_once_for_each_run_and_not_read() -> None:
    parts = [*records(REQUESTS), *records(REQUESTS)[1:50]]

    report = report_on(joined(parts))

    assert [(one.record, one.expected) for one in report.findings] == [(391, "エンド(9)の後にはデータなし")]
    assert report.records == len(parts)


@pytest.mark.parametrize("letter", ["1", "8", "9", "x"])
def test_thousands_of_the_same_frame_in_a_row_are_reported(letter: str) -> None:
    record = letter.encode("ascii") + b" " * 199

    report = report_on(record * 3_000)

    assert report.records == 3_000
    assert report.findings


def test_a_second_end_is_a_finding() -> None:
    parts = records(REQUESTS)

    assert found(joined([*parts, parts[-1], parts[-1]])) == [(391, TYPE, ORDER)]


def test_a_record_of_an_unknown_type_is_named() -> None:
    parts = records(REQUESTS)
    parts[9] = b"3" + parts[9][1:]

    assert found(joined(parts)) == [
        (10, TYPE, ORDER),
        (282, "件数", "E4001"),
        (282, "控除金額合計", "E4002"),
        (282, "前回金額合計", "E4002"),
        (282, "貯蓄合計", "E4002"),
    ]


@pytest.mark.parametrize("letter", [b"1", b"2", b"8", b"9"])
def test_a_frame_of_another_length_still_counts_as_what_it_was(letter: bytes) -> None:
    parts = records(REQUESTS)
    number = {b"1": 283, b"2": 300, b"8": 389, b"9": 390}[letter]
    parts[number - 1] = parts[number - 1][:-1]

    assert found(joined(parts)) == [(number, "レコード", "E3002")]
    assert [one.ok for one in report_on(joined(parts)).sets] == [True, letter == b"9"]


def test_a_short_record_before_any_header_is_only_named() -> None:
    assert found(joined([b"2", *records(REQUESTS)])) == [(1, "レコード", "E3002")]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "99"}, ("ファイル種別", "E3005")),
        ({"kind": "1x"}, ("ファイル種別", "E3006")),
        ({"bank_code": "99x9"}, ("金融機関コード", "E3006")),
        ({"month": "202613"}, ("年月", "E3010")),
        ({"pay_kind": "3"}, ("区分", "E3011")),
        ({"sequence": "00"}, ("回", "E3006")),
        ({"created_on": "20261131"}, ("作成日", "E3010")),
        ({"pay_date": "00000000"}, ("支給日", "E3010")),
        ({"deposit_date": "20261124"}, ("入金予定日", DISAGREES)),
        ({"update_closes_on": "20261127"}, ("更新締切日", DISAGREES)),
        ({"group_number": "00000000"}, ("入金グループ番号", DISAGREES)),
        ({"contract_kana": "ﾐﾎﾝｰ".ljust(40)}, ("契約名カナ", "E3008")),
    ],
)
def test_a_fault_of_a_header_is_named(fields: dict[str, str], named: tuple[str, str]) -> None:
    broken = edited(REQUESTS, 1, **fields)

    assert (1, *named) in found(broken)
    assert {one[0] for one in found(broken)} == {1}
    assert [one.ok for one in report_on(broken).sets] == [False, True]


def test_the_fixed_places_of_header_and_end_are_checked() -> None:
    parts = records(REQUESTS)
    parts[0] = parts[0][:3] + b"1" + parts[0][4:199] + b"x"
    parts[-1] = parts[-1][:-1] + b"x"

    assert found(joined(parts)) == [
        (1, "コード区分", "E3012"),
        (1, "予備", "E3012"),
        (390, "予備", "E3012"),
    ]
    assert [one.ok for one in report_on(joined(parts)).sets] == [False, True]


def test_the_last_day_for_updates_may_be_left_to_the_rule() -> None:
    assert found(edited(REQUESTS, 1, update_closes_on="00000000")) == []


def test_an_employer_s_file_names_no_group() -> None:
    assert found(edited(STATEMENTS, 1, group_number="10000001")) == [(1, "入金グループ番号", DISAGREES)]


def test_one_file_is_of_one_kind() -> None:
    parts = [*records(REQUESTS)[:-1], *records(SAVINGS)]

    assert (390, "ファイル種別", "E3005") in found(joined(parts))
    assert "10 控除依頼" in expectations(joined(parts))


@pytest.mark.parametrize(
    ("fields", "label"),
    [({"serial": "0000000001"}, "ファイル通番"), ({"group_number": "10000001"}, "回")],
)
def test_no_set_comes_twice_in_a_file(fields: dict[str, str], label: str) -> None:
    assert found(edited(REQUESTS, 283, **fields)) == [(283, label, "E3015")]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("records", "000281", ("件数", "E4001")),
        ("amount", "000005425539", ("控除金額合計", "E4002")),
        ("previous", "000005321537", ("前回金額合計", "E4002")),
        ("savings", "000003429001", ("貯蓄合計", "E4002")),
        ("loans", "000001996537", ("返済合計", "E4002")),
        ("loans", "00000199653x", ("返済合計", "E3006")),
        ("records", "00028x", ("件数", "E3006")),
    ],
)
def test_a_trailer_that_disagrees_is_named(field: str, value: str, named: tuple[str, str]) -> None:
    broken = edited(REQUESTS, 282, **{field: value})

    assert found(broken) == [(282, *named)]
    assert [one.ok for one in report_on(broken).sets] == [False, True]


def test_a_total_is_told_as_it_should_have_been() -> None:
    (finding,) = report_on(edited(REQUESTS, 282, amount="000000000001")).findings

    assert (finding.first, finding.last, finding.value) == (8, 19, "000000000001")
    assert finding.expected == "5425538(明細の合計)"
    assert finding.file == "x.dat"


def test_a_total_that_a_faulty_field_hides_is_no_finding_of_its_own() -> None:
    report = report_on(edited(REQUESTS, 2, amount="00000000x0"))

    assert [(one.record, one.field) for one in report.findings] == [(2, "控除金額")]
    assert set(report.sets[0].totals) == {"前回金額合計"}


@pytest.mark.parametrize("number", [3, 281])
def test_a_key_that_comes_twice_is_named_at_its_second_place(number: int) -> None:
    key = records(REQUESTS)[1][167:183]

    assert found(edited(REQUESTS, number, line_key=key)) == [(number, "明細キー", "E3014")]


def test_a_key_may_come_again_in_another_set() -> None:
    first, second = records(REQUESTS)[1], records(REQUESTS)[283]

    assert first[167:183] == second[167:183]
    assert found(sample(REQUESTS)) == []


def test_all_findings_of_a_record_are_reported_at_once() -> None:
    broken = edited(REQUESTS, 5, branch="1x1", name_kana="ｺﾊﾞﾔｼｰ".ljust(30), origin="1")

    assert found(broken) == [
        (5, "カナ氏名", "E3008"),
        (5, "店番号", "E3006"),
        (5, "異動元", DISAGREES),
        (5, "窓口受付日", DISAGREES),
        (5, "窓口受付店", DISAGREES),
    ]


def test_a_thousand_findings_are_reported_and_the_rest_counted() -> None:
    parts = records(REQUESTS)
    faulty = [part.replace(b"S", b"X", 1) if part[:1] == b"2" else part for part in parts[1:281]]
    data = joined([parts[0], *(faulty * 5), *parts[281:]])

    report = report_on(data)

    assert len(report.findings) == MOST_FINDINGS
    assert report.left_out > 0
    assert sum(one.findings for one in report.sets) == MOST_FINDINGS + report.left_out


def batches(data: bytes) -> Iterator[Batch]:
    return Reading(BytesIO(data), name="x.dat").batches()


def test_batches_carry_the_records_with_their_numbers() -> None:
    first, second = batches(sample(REQUESTS))

    assert (first.set_number, second.set_number) == (1, 2)
    assert (first.kind.code, list(first.numbers)) == ("10", list(range(2, 282)))
    assert first.header
    assert first.header.month == Month(2026, 11)
    assert first.header.update_closes_on == date(2026, 11, 10)
    assert list(second.numbers) == list(range(284, 389))


def test_a_batch_gives_texts_for_copy_and_typed_rows() -> None:
    batch = next(batches(sample(REQUESTS)))
    names = ["employee_number", "name", "amount", "end_month", "counter_date", "counter_branch", "error"]

    first = next(batch.texts(names))
    rows = list(batch.rows(RequestLine))
    counter = next(row for row in rows if row.origin == "1")

    assert first == ("001000", "伊藤　恵", "0000020000", "", None, "", "")
    assert batch.values("amount")[0] == 20_000
    assert rows[0] == RequestLine(
        department="001",
        employee_number="001000",
        name_kana="ｲﾄｳ ﾒｸﾞﾐ",
        name="伊藤　恵",
        branch="101",
        subject="20",
        account_number="1000000",
        kind="S",
        amount=20_000,
        previous=20_000,
        balance=340_000,
        start_month=Month(2021, 4),
        end_month=None,
        remaining=0,
        movement="0",
        origin="0",
        counter_date=None,
        counter_branch="",
        error="",
        line_key="K0000000000",
    )
    assert counter.counter_date == date(2026, 10, 20)


def test_sound_records_beside_a_faulty_one_are_given_all_the_same() -> None:
    first, _ = batches(edited(REQUESTS, 10, kind="X"))

    assert list(first.numbers) == [*range(2, 10), *range(11, 282)]


def test_no_batch_comes_of_records_that_are_all_faulty() -> None:
    parts = [part.replace(b" ", b"\x00", 1) if part[:1] == b"2" else part for part in records(REQUESTS)]

    assert list(batches(joined(parts))) == []


def test_no_batch_comes_of_a_set_of_an_unknown_kind() -> None:
    assert len(list(batches(edited(REQUESTS, 1, kind="99")))) == 1


CONTRACT = Fault("contract_number", messages.CODE, "登録済の契約番号")


def test_a_caller_adds_what_it_knows_of_a_header() -> None:
    def unknown(header: Header) -> list[Fault]:
        return [CONTRACT] if header.group_number == "10000002" else []

    report = check(BytesIO(sample(REQUESTS)), name="x.dat", on_header=unknown)

    assert [(one.record, one.first, one.last, one.value, one.expected) for one in report.findings] == [
        (283, 12, 19, "12345678", "登録済の契約番号")
    ]
    assert [one.ok for one in report.sets] == [True, False]


def test_a_caller_is_not_asked_about_a_header_with_faults() -> None:
    asked: list[str] = []

    def ask(header: Header) -> list[Fault]:
        asked.append(header.serial)
        return []

    check(BytesIO(edited(REQUESTS, 1, month="202613")), name="x.dat", on_header=ask)

    assert asked == ["0000000002"]


def blamed(set_number: int, message: Message = messages.CODE) -> Reading:
    reading = Reading(BytesIO(edited(REQUESTS, 1, kind="99")), name="x.dat")
    list(reading.batches())
    reading.blame(
        set_number=set_number, record=284, fault=Fault("branch", message, "登録済の店番号"), value="101"
    )
    return reading


def test_a_caller_adds_what_it_knows_of_a_record() -> None:
    report = blamed(2).report()

    last = report.findings[-1]
    assert (last.record, last.field, last.first, last.last, last.value) == (284, "店番号", 92, 94, "101")
    assert [one.ok for one in report.sets] == [False, False]


def test_a_record_of_an_unknown_kind_cannot_be_blamed() -> None:
    with pytest.raises(ValueError, match="of no known kind"):
        blamed(1)
