"""The file of old contracts (CON-3): every fault by line, column, value, expectation; never a password."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions.contract_import import NewContract, Source, import_contracts
from accounts.imports import COLUMNS, Finding, plan, read_contracts, with_hashes
from accounts.models import Branch, Contract
from chingin.kernel.actors import SYSTEM
from tests.accounts.factories import BankFactory, BranchFactory, ContractFactory
from tests.accounts.staff_browsing import AT

pytestmark = pytest.mark.django_db

HEADING = ",".join(COLUMNS)
MEMBER = {
    "金融機関コード": "9999",
    "店番号": "101",
    "契約番号": "12345678",
    "契約種別": "会員",
    "契約名": "髙﨑労働組合",
    "契約名カナ": "タカサキロウドウクミアイ",
    "労金控除": "まとめ入金",
    "利用区分": "Web更新",
    "賃控元帳": "有",
    "一斉積立": "無",
    "財形": "",
    "残高一覧": "",
    "奨励金": "",
    "初期パスワード": "ROKYO1",
}
EMPLOYER = MEMBER | {
    "契約番号": "22345678",
    "契約種別": "事業主",
    "契約名": "試験工業株式会社",
    "労金控除": "",
    "利用区分": "明細送信",
    "賃控元帳": "",
    "一斉積立": "",
    "財形": "有",
    "残高一覧": "有",
    "奨励金": "無",
    "初期パスワード": "Abcd#123",
}


@pytest.fixture(autouse=True)
def branch() -> Branch:
    return BranchFactory.create(bank=BankFactory.create(code="9999"), code="101")


def csv(*rows: dict[str, str], heading: str = HEADING, encoding: str = "utf-8") -> bytes:
    lines = [heading, *(",".join(row[column] for column in COLUMNS) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def faults(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(found.line, found.column, found.found) for found in read_contracts(csv(*rows)).findings]


def take_in(*rows: dict[str, str]) -> None:
    planned = plan(read_contracts(csv(*rows)).lines)
    new = [NewContract(line.entry, "hash" if line.password else "") for line in planned.new]
    import_contracts(contracts=new, source=Source("old.csv", "0" * 64), by=SYSTEM, at=AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_file_is_read_in_utf_8_and_cp932(encoding: str) -> None:
    reading = read_contracts(csv(MEMBER, EMPLOYER, encoding=encoding))

    assert reading.findings == ()
    member, employer = reading.lines
    assert (member.line, member.entry.name, member.entry.name_kana) == (2, "髙﨑労働組合", "ﾀｶｻｷﾛｳﾄﾞｳｸﾐｱｲ")
    assert member.entry.subscription.rokin_access == "WEB_UPDATE"
    assert employer.entry.subscription.zaikei_access == "SEND_DETAILS"
    assert employer.entry.subscription.has_zaikei_balances


def test_six_old_characters_get_their_two_more() -> None:
    """CON-3."""
    lines = read_contracts(csv(MEMBER, EMPLOYER)).lines

    assert [(line.password, line.is_legacy) for line in lines] == [("ROKYO1r@", True), ("Abcd#123", False)]


@pytest.mark.parametrize("old", ["ROKYO1", "rokyo1", "123456", "######"])
def test_an_old_password_is_valid_as_it_was_delivered(old: str) -> None:
    """CON-3: whatever four kinds it lacks."""
    assert read_contracts(csv(MEMBER | {"初期パスワード": old})).lines[0].password == old + "r@"


def test_a_contract_may_come_without_an_initial_password() -> None:
    assert read_contracts(csv(MEMBER | {"初期パスワード": ""})).lines[0].password == ""


FAULTS: list[tuple[dict[str, str], str]] = [
    ({"金融機関コード": "9998"}, "金融機関コード・店番号"),
    ({"店番号": "102"}, "金融機関コード・店番号"),
    ({"契約番号": "1234567"}, "契約番号"),
    ({"契約番号": ""}, "契約番号"),
    ({"契約種別": "組合"}, "契約種別"),
    ({"契約種別": ""}, "契約種別"),
    ({"契約名": "ﾊﾝｶｸ組合"}, "契約名"),
    ({"契約名": ""}, "契約名"),
    ({"契約名": "あ" * 61}, "契約名"),
    ({"契約名カナ": "漢字"}, "契約名カナ"),
    ({"契約名カナ": "ガ" * 21}, "契約名カナ"),
    ({"労金控除": "入金"}, "労金控除"),
    ({"利用区分": "明細送信"}, "利用区分"),
    ({"利用区分": "更新"}, "利用区分"),
    ({"利用区分": ""}, "利用区分"),
    ({"労金控除": ""}, "労金控除"),
    ({"賃控元帳": "1"}, "賃控元帳"),
    ({"財形": "有"}, "財形"),
    ({"残高一覧": "有"}, "残高一覧"),
    ({"奨励金": "有"}, "奨励金"),
]
EMPLOYER_FAULTS: list[tuple[dict[str, str], str]] = [
    ({"財形": "無"}, "財形"),
    ({"財形": ""}, "財形"),
    ({"利用区分": ""}, "利用区分"),
    ({"利用区分": "Web更新"}, "利用区分"),
    ({"労金控除": "賃金控除"}, "労金控除"),
    ({"賃控元帳": "有"}, "賃控元帳"),
    ({"一斉積立": "有"}, "一斉積立"),
]


@pytest.mark.parametrize(
    ("row", "column"),
    [(MEMBER | fault, column) for fault, column in FAULTS]
    + [(EMPLOYER | fault, column) for fault, column in EMPLOYER_FAULTS],
)
def test_a_fault_names_its_line_and_column(row: dict[str, str], column: str) -> None:
    right = MEMBER | {"契約番号": "99999999"}
    findings = read_contracts(csv(right, row)).findings

    assert [(found.line, found.column) for found in findings] == [(3, column)]
    assert findings[0].expected
    assert "None" not in str(findings[0])


def test_a_finding_reads_as_place_value_and_expectation() -> None:
    assert str(read_contracts(csv(MEMBER | {"契約番号": "12"})).findings[0]) == (
        "2行目 契約番号: 「12」 → 契約番号は半角数字8桁で入力してください。"
    )
    assert str(Finding(0, "形式", "x", "y")) == "ファイル 形式: 「x」 → y"


def test_all_faults_of_a_line_are_told_at_once() -> None:
    wrong = {"契約番号": "1", "契約種別": "?", "店番号": "9"}

    assert [column for _, column, _ in faults(MEMBER | wrong)] == [
        "契約番号",
        "契約種別",
        "金融機関コード・店番号",
    ]


@pytest.mark.parametrize("password", ["Geheim1", "geheim12", "Geheim#12", "ＧＥＨＥＩＭ", "Geheim 1"])
def test_a_wrong_initial_password_is_never_shown(password: str) -> None:
    findings = read_contracts(csv(MEMBER | {"初期パスワード": password})).findings

    assert [found.column for found in findings] == ["初期パスワード"]
    assert password not in str(findings)


def test_a_number_stands_once_in_the_file() -> None:
    findings = read_contracts(csv(MEMBER, EMPLOYER, MEMBER | {"契約名": "別の組合"})).findings

    assert [(found.line, found.column, found.found) for found in findings] == [(4, "契約番号", "12345678")]
    assert "2行目" in findings[0].expected


@pytest.mark.parametrize(
    ("data", "column"),
    [
        (b"", "見出し"),
        (csv(MEMBER, heading="a,b"), "見出し"),
        ((",".join(MEMBER.values()) + "\n").encode(), "見出し"),
        (b"\x81", "形式"),
        ((HEADING + '\n9999,"101"x').encode(), "形式"),
    ],
)
def test_a_file_that_is_none_is_told_so_without_its_content(data: bytes, column: str) -> None:
    reading = read_contracts(data)

    assert [found.column for found in reading.findings] == [column]
    assert "ROKYO1" not in str(reading)


def test_a_line_of_another_length_shows_only_how_long_it_is() -> None:
    reading = read_contracts(csv(MEMBER) + b"9999,101,Geheim#1\r\n\r\n")

    assert [(found.line, found.column, found.found) for found in reading.findings] == [(3, "行全体", "3項目")]


def test_new_contracts_are_inserted_with_their_hashes() -> None:
    take_in(MEMBER, EMPLOYER | {"初期パスワード": ""})

    stored = Contract.objects.order_by("number").values_list("number", "initial_password", "registered_at")
    assert list(stored) == [("12345678", "hash", AT), ("22345678", "", AT)]


def test_an_identical_contract_is_left_as_it_is() -> None:
    """Its initial password too, whatever the file says."""
    take_in(MEMBER, EMPLOYER)

    again = plan(read_contracts(csv(MEMBER, EMPLOYER | {"初期パスワード": "Neues#26"})).lines)

    assert (again.new, again.unchanged, again.findings) == ((), 2, ())


@pytest.mark.parametrize(
    ("change", "label", "stored"),
    [
        ({"契約名": "別組合"}, "契約名", "髙﨑労働組合"),
        ({"利用区分": "照会"}, "労金控除 利用区分", "Web更新"),
        ({"賃控元帳": "無"}, "賃控元帳", "有"),
    ],
)
def test_a_registered_number_with_other_content_names_the_difference(
    change: dict[str, str], label: str, stored: str
) -> None:
    take_in(MEMBER)

    planned = plan(read_contracts(csv(MEMBER | change)).lines)

    assert [(found.line, found.column) for found in planned.findings] == [(2, label)]
    assert f"「{stored}」" in planned.findings[0].expected


def test_an_initial_password_is_not_slipped_under_a_registered_contract() -> None:
    take_in(MEMBER | {"初期パスワード": ""})

    planned = plan(read_contracts(csv(MEMBER)).lines)

    assert [found.column for found in planned.findings] == ["初期パスワード"]
    assert "ROKYO1" not in str(planned.findings)


def test_an_ended_contract_does_not_come_back() -> None:
    take_in(MEMBER)
    Contract.objects.update(ended_at=AT)

    assert [found.column for found in plan(read_contracts(csv(MEMBER)).lines).findings] == ["契約番号"]


def test_passwords_become_hashes_in_the_order_of_the_lines() -> None:
    lines = read_contracts(csv(MEMBER, EMPLOYER | {"初期パスワード": ""})).lines
    told: list[int] = []

    made = list(with_hashes(lines, progress=told.append))

    assert [new.entry.number for new in made] == ["12345678", "22345678"]
    assert made[0].initial_password.startswith("argon2")
    assert made[1].initial_password == ""
    assert told == [1, 2]


def test_nothing_secret_shows_in_a_representation() -> None:
    line = read_contracts(csv(MEMBER)).lines[0]

    assert "ROKYO1" not in repr(line)
    assert "hash" not in repr(NewContract(line.entry, "hash"))


CELLS = st.text(alphabet=st.characters(exclude_characters='",\r\n\0', codec="utf-8"), max_size=12)


@given(change=st.dictionaries(st.sampled_from(COLUMNS[2:]), CELLS, min_size=1, max_size=3))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_line_it_is_a_contract_or_a_fault(change: dict[str, Any]) -> None:
    reading = read_contracts(csv(MEMBER | change))

    assert (len(reading.lines) == 1) != bool(reading.findings)


def test_existing_factory_contracts_do_not_disturb() -> None:
    ContractFactory.create()

    assert len(plan(read_contracts(csv(MEMBER)).lines).new) == 1
