"""控除依頼 (kind 10) received: whole or not at all, once, and told to the users (DED-1, invariant 5)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Access, Contract
from chingin.kernel.models import OperationLog, OutgoingMail, ReceivedFile, Reception
from chingin.kernel.months import Month
from chingin.kernel.receptions import receiving
from chingin.kernel.receptions.receiving import FileRefused, NothingToTake, ReceptionEvent
from chingin.kernel.receptions.storage import path_of
from deductions.groups.models import Cycle, Employee
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import GeneralUserFactory, MasterFactory
from tests.deductions.factories import DEADLINE, IN_TIME, ReceivedFileFactory
from tests.deductions.received import (
    LUMP_DEPOSIT,
    WAGE_EXCHANGE,
    contract_of_the_exchange,
    contract_of_the_samples,
    file_of,
    header,
    received,
    request,
)

pytestmark = pytest.mark.django_db
SECOND_GROUP = {"group_number": "10000002", "serial": "0000000002"}


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> Path:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"
    return tmp_path / "received"


@pytest.fixture
def contract() -> Contract:
    return contract_of_the_samples()


def amounts(data: bytes, group: str) -> list[tuple[str, int, int]]:
    """Key, amount, amount before of each line of a group, read by hand from the records of a file."""
    found, own = [], False
    for record in (data[at : at + 200] for at in range(0, len(data), 202)):
        if record[:1] == b"1":
            own = record[19:27].decode() == group
        elif record[:1] == b"2" and own:
            found.append((record[167:183].decode().strip(), int(record[104:114]), int(record[114:124])))
    return found


@pytest.mark.parametrize(
    ("group", "count", "total"), [("10000001", 280, 5_425_538), ("10000002", 105, 2_197_139)]
)
def test_each_line_of_the_sample_stands_with_its_amounts(
    contract: Contract, group: str, count: int, total: int
) -> None:
    data = LUMP_DEPOSIT.read_bytes()

    received(data)

    lines = DeductionLine.objects.filter(cycle__group__number=group)
    assert list(lines.order_by("pk").values_list("line_key", "amount", "previous")) == amounts(data, group)
    assert (len(lines), sum(line.amount for line in lines)) == (count, total)
    reception = Reception.objects.get(group_number=group)
    assert (reception.count, reception.totals["控除金額合計"]) == (count, total)


def test_a_cycle_opens_with_the_dates_of_the_header(contract: Contract) -> None:
    received(LUMP_DEPOSIT.read_bytes())

    cycle = Cycle.objects.get(group__number="10000001")
    assert (cycle.month, cycle.pay_kind, cycle.sequence) == ("202611", "1", 1)
    assert (cycle.pay_date, cycle.deposit_date) == (date(2026, 11, 25), date(2026, 11, 26))
    assert (cycle.update_deadline, cycle.opened_at) == (DEADLINE, IN_TIME)
    assert (cycle.contract_name, cycle.group_name) == (contract.name, cycle.group.name)
    assert cycle.reception.serial == "0000000001"


def test_without_a_closing_day_the_group_s_rule_gives_the_deadline(contract: Contract) -> None:
    """更新締切日 00000000: N − 11 business days, 20:00."""
    received(file_of((header(update_closes_on=None), [request()])))

    assert Cycle.objects.get().update_deadline == DEADLINE


def test_files_without_line_ends_are_taken_too() -> None:
    contract_of_the_exchange()

    outcome = received(WAGE_EXCHANGE.read_bytes())

    assert [reception.group_number for reception in outcome.taken] == ["20000001"]


def test_employees_come_with_their_lines_and_change_with_the_next_file(contract: Contract) -> None:
    received(file_of((header(), [request(), request(line_key="K2", account_number="1000001")])))
    later = header(
        month=Month(2026, 12),
        serial="0000000009",
        created_on=date(2026, 12, 1),
        pay_date=date(2026, 12, 25),
        deposit_date=date(2026, 12, 28),
        update_closes_on=None,
    )

    received(file_of((later, [request(name="佐藤　恵", name_kana="ｻﾄｳ ﾒｸﾞﾐ")])))

    employee = Employee.objects.get()
    assert (employee.number, employee.name, employee.name_kana) == ("001000", "佐藤　恵", "ｻﾄｳ ﾒｸﾞﾐ")
    assert set(DeductionLine.objects.filter(cycle__month="202611").values_list("name", flat=True)) == {
        "伊藤　恵"
    }


@pytest.mark.parametrize("error", ["E01", "E02", "E08", "E11"])
def test_a_number_that_the_bank_calls_nobody_s_makes_no_employee_ded_2(
    contract: Contract, error: str
) -> None:
    of_another_account = {"employee_number": "001001", "account_number": "1000001"}
    wrong = [
        request(error=error, line_key="K1", name_kana="ﾍﾞﾂ ｼﾞﾝ"),
        request(error=error, line_key="K2", **of_another_account),
        request(error="E04", line_key="K3", account_number="1000002"),
    ]

    received(file_of((header(), wrong)))

    (employee,) = Employee.objects.all()
    assert (employee.number, employee.name_kana) == ("001000", "ｲﾄｳ ﾒｸﾞﾐ")


def test_who_is_registered_keeps_name_and_place_whatever_a_wrong_line_says(contract: Contract) -> None:
    received(file_of((header(), [request()])))
    later = header(
        month=Month(2026, 12),
        serial="0000000009",
        created_on=date(2026, 12, 1),
        pay_date=date(2026, 12, 25),
        deposit_date=date(2026, 12, 28),
        update_closes_on=None,
    )

    received(file_of((later, [request(error="E11", name_kana="ﾍﾞﾂ ｼﾞﾝ", name="別　人")])))

    assert Employee.objects.get().name == "伊藤　恵"


def test_what_was_received_is_kept_byte_by_byte_for_its_owner_alone(
    contract: Contract, received_files: Path
) -> None:
    data = LUMP_DEPOSIT.read_bytes()

    received(data, name="202611.dat")

    file = ReceivedFile.objects.get()
    assert (file.name, file.size, file.records, file.received_by) == (
        "202611.dat",
        len(data),
        390,
        "console (operator)",
    )
    assert path_of(file.sha256).read_bytes() == data
    assert [path.stat().st_mode & 0o077 for path in received_files.rglob("*")] == [0, 0]


def test_the_same_file_again_is_recognised(contract: Contract) -> None:
    first = received(LUMP_DEPOSIT.read_bytes())

    again = received(LUMP_DEPOSIT.read_bytes())

    assert again.taken == ()
    assert [reception for _, reception in again.check.received_before] == list(first.taken)
    assert (Cycle.objects.count(), ReceivedFile.objects.count()) == (2, 1)


def test_the_same_serial_with_other_content_is_refused(contract: Contract) -> None:
    received(file_of((header(), [request()])))

    with pytest.raises(FileRefused) as refused:
        received(file_of((header(), [request(amount=21_000, movement="2")])))

    (finding,) = refused.value.check.report.findings
    assert (finding.code, finding.record, finding.first, finding.last, finding.value) == (
        "E3031",
        1,
        69,
        78,
        "0000000001",
    )
    assert DeductionLine.objects.get().amount == 20_000


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"contract_number": "99999999"}, "E3041", "契約番号"),
        ({"bank_code": "9998"}, "E3041", "契約番号"),
        ({"branch": "102"}, "E3042", "店番号"),
        ({"group_number": "77777777"}, "E3045", "入金グループ番号"),
        ({"group_number": "20000001"}, "E3045", "入金グループ番号"),
        ({"deposit_date": date(2026, 11, 28), "update_closes_on": None}, "E3048", "入金予定日"),
        ({"deposit_date": date(2028, 1, 6), "update_closes_on": None}, "E3047", "入金予定日"),
        ({"update_closes_on": date(2026, 11, 26)}, "E3049", "更新締切日"),
    ],
)
def test_a_header_that_does_not_agree_with_what_is_registered_is_refused(
    contract: Contract, changes: dict[str, object], code: str, field: str
) -> None:
    contract_of_the_exchange()

    with pytest.raises(FileRefused) as refused:
        received(file_of((header(**changes), [request()])))

    findings = refused.value.check.report.findings
    assert (code, field, 1) in [(found.code, found.field, found.record) for found in findings]
    assert not Reception.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda contract: {"ended_at": IN_TIME - timedelta(days=1)}, "E3043"),
        (lambda contract: {"rokin_collection": "", "rokin_access": "", "has_ledger": True}, "E3044"),
    ],
)
def test_a_contract_that_is_over_or_without_the_service_gets_nothing(
    contract: Contract, spoil: Callable[[Contract], dict[str, object]], code: str
) -> None:
    Contract.objects.filter(pk=contract.pk).update(**spoil(contract))

    with pytest.raises(FileRefused) as refused:
        received(file_of((header(), [request()])))

    assert [found.code for found in refused.value.check.report.findings] == [code]


def test_a_cycle_is_received_once(contract: Contract) -> None:
    received(file_of((header(), [request()])))

    with pytest.raises(FileRefused) as refused:
        received(file_of((header(serial="0000000002"), [request()])))

    assert [found.code for found in refused.value.check.report.findings] == ["E3046"]


@pytest.mark.parametrize(
    "second", [{"group_number": "10000002"}, {"serial": "0000000002"}], ids=["same serial", "same cycle"]
)
def test_nor_may_two_sets_of_one_file_say_the_same(contract: Contract, second: dict[str, object]) -> None:
    with pytest.raises(FileRefused) as refused:
        received(file_of((header(), [request()]), (header(**second), [request()])))

    assert {finding.record for finding in refused.value.check.report.findings} == {4}
    assert not Reception.objects.exists()


def test_one_wrong_set_keeps_the_whole_file_out_and_is_remembered(
    contract: Contract, received_files: Path
) -> None:
    data = file_of((header(), [request()]), (header(**SECOND_GROUP, branch="102"), [request()]))

    with pytest.raises(FileRefused):
        received(data)

    assert not Cycle.objects.exists()
    assert list(received_files.rglob("*.dat")) == []
    entry = OperationLog.objects.get()
    assert (entry.event, entry.result, entry.detail["findings"]) == (ReceptionEvent.REFUSED, "REFUSED", 1)


def test_the_right_sets_alone_are_taken_when_asked_for(contract: Contract) -> None:
    data = file_of((header(branch="102"), [request()]), (header(**SECOND_GROUP), [request()]))

    outcome = received(data, valid_sets_only=True)

    assert [reception.group_number for reception in outcome.taken] == ["10000002"]
    assert outcome.check.count == 1
    assert DeductionLine.objects.get().cycle.group.number == "10000002"


def test_where_no_set_is_right_nothing_is_taken(contract: Contract) -> None:
    with pytest.raises(NothingToTake):
        received(file_of((header(branch="102"), [request()])), valid_sets_only=True)


def test_a_kind_that_nobody_takes_is_refused() -> None:
    data = file_of((header(), [request()])).replace(b"1100", b"1120", 1)

    with pytest.raises(FileRefused) as refused:
        received(data)

    assert "E3032" in {found.code for found in refused.value.check.report.findings}


def test_each_user_is_told_once_that_the_lists_are_ready(contract: Contract) -> None:
    users = [MasterFactory.create(contract=contract), GeneralUserFactory.create(contract=contract)]
    MasterFactory.create()

    received(file_of((header(), [request()])))

    mails = OutgoingMail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == [user.mail for user in users]
    assert "2026年11月 月例" in mails[0].body
    assert "2026年11月10日 20時00分" in mails[0].body


def test_who_can_change_nothing_is_told_no_deadline_con_4(contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(rokin_access=Access.INQUIRY)
    MasterFactory.create(contract=contract)

    received(file_of((header(), [request()])))

    body = OutgoingMail.objects.get().body
    assert "入金予定日" in body
    assert "更新締切" not in body


def test_the_contract_s_log_tells_of_the_reception(contract: Contract) -> None:
    received(file_of((header(), [request()])))

    entry = OperationLog.objects.get(chain=contract.log_chain)
    assert (entry.event, entry.at, entry.user_id) == (ReceptionEvent.RECEIVED, IN_TIME, "console")
    assert entry.detail["totals"]["控除金額合計"] == 20_000


def test_the_queries_do_not_grow_with_the_lines(
    contract: Contract, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [request(line_key=f"K{n}", account_number=f"{n:07}") for n in range(2_500)]

    with django_assert_max_num_queries(40):
        received(file_of((header(), lines)))

    assert DeductionLine.objects.count() == 2_500


def test_what_the_database_refuses_for_another_reason_is_not_called_received_meanwhile(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise IntegrityError("another reason")

    monkeypatch.setattr(receiving, "_take", broken)

    with pytest.raises(IntegrityError, match="another reason"):
        received(file_of((header(), [request()])))


def test_a_received_file_is_named_as_it_came() -> None:
    assert str(ReceivedFileFactory.build(name="202611.dat")) == "202611.dat"
