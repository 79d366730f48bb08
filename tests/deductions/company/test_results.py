"""控除結果 (kind 11) received: each result finds its line by its key alone; a correction is a new version."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Collection, Contract
from chingin.kernel.corefile.findings import Finding
from chingin.kernel.models import OperationLog, OutgoingMail, Reception
from chingin.kernel.receptions.receiving import FileRefused, ReceptionEvent
from deductions.company.models import CycleResults, Outcome
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine, Update
from tests.accounts.factories import GeneralUserFactory, MasterFactory
from tests.deductions.answered import (
    RESULTS_DAY,
    SAMPLE,
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.factories import DEADLINE, CycleFactory, DeductionLineFactory
from tests.deductions.received import WAGE_EXCHANGE, contract_of_the_exchange, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def cycle() -> Cycle:
    return exchange_cycle()


@pytest.fixture
def line(cycle: Cycle) -> DeductionLine:
    return DeductionLineFactory.create(cycle=cycle, line_key="K1", requested=20_000)


def findings(data: bytes, **how: object) -> list[Finding]:
    with pytest.raises(FileRefused) as refused:
        answered(data, **how)  # type: ignore[arg-type]  # by the names of answered
    assert not CycleResults.objects.exclude(version=1).exists()
    return list(refused.value.check.report.findings)


def records(data: bytes) -> list[tuple[str, int, int, str, str]]:
    """Key, requested, collected, 結果区分, 不能事由 of each record, read by hand."""
    rows = [data[at : at + 200] for at in range(0, len(data), 202)]
    return [
        (r[41:57].decode().strip(), int(r[69:79]), int(r[79:89]), r[89:90].decode(), r[90:92].decode())
        for r in rows
        if r[:1] == b"2"
    ]


def test_each_result_of_the_sample_stands_at_its_line() -> None:
    contract_of_the_exchange()
    received(WAGE_EXCHANGE.read_bytes())
    data = SAMPLE.read_bytes()

    answered(data)

    told = records(data)
    stored = Outcome.objects.order_by("pk").values_list(
        "line__line_key", "requested", "collected", "outcome", "reason"
    )
    assert [(*rest, reason or "00") for *rest, reason in stored] == told
    assert len(told) == 97
    reception = CycleResults.objects.get().reception
    assert reception.totals["依頼金額合計"] == sum(asked for _, asked, *_ in told) == 1_999_534
    assert reception.totals["控除金額合計"] == sum(got for _, _, got, *_ in told) == 1_939_534


def test_a_result_stands_with_all_it_says(cycle: Cycle, line: DeductionLine) -> None:
    row = answer(line, collected=5_000, outcome="2", reason="01", balance=123, name_kana="ﾛｳｷﾝ ﾊﾅ")

    answered(result_file((result_header(cycle), [row])))

    outcome = Outcome.objects.get()
    assert (outcome.line, outcome.results.cycle, outcome.results.version) == (line, cycle, 1)
    assert (outcome.requested, outcome.collected, outcome.shortfall) == (20_000, 5_000, 15_000)
    assert (outcome.outcome, outcome.reason, outcome.previous_reason) == ("2", "01", "")
    assert (outcome.posted_on, outcome.balance) == (date(2026, 11, 26), 123)
    assert (outcome.answered_kana, outcome.get_agreement_display()) == ("ﾛｳｷﾝ ﾊﾅ", "不一致")
    assert outcome.results.published_at == RESULTS_DAY
    assert (str(outcome.results), str(outcome)) == (f"{cycle} 控除結果 第1版", f"{line} 一部")


@pytest.mark.parametrize(
    ("answered_kana", "agreement"),
    [
        ("ﾛｳｷﾝ ﾊﾅｺ", "一致"),
        ("ﾛｳｷﾝﾊﾅｺ", "空白・長音差(一致とみなす)"),
        ("ﾛｳｷﾞﾝ ﾊﾅｺ", "濁点差"),
        ("ｽｽﾞｷ ﾊﾅｺ", "姓のみ相違"),
        ("ｽｽﾞｷ ｲﾁﾛｳ", "不一致"),
    ],
)
def test_the_name_answered_is_compared_and_never_decides(
    cycle: Cycle, line: DeductionLine, answered_kana: str, agreement: str
) -> None:
    """Invariant 8: the key finds the line, whatever the name is."""
    DeductionLineFactory.create(cycle=cycle, line_key="K2", name_kana="ｽｽﾞｷ ｲﾁﾛｳ", requested=0)

    answered(result_file((result_header(cycle), [answer(line, name_kana=answered_kana)])))

    outcome = Outcome.objects.get()
    assert (outcome.line, outcome.get_agreement_display()) == (line, agreement)


def test_a_name_that_a_narrower_field_cut_is_recognised(cycle: Cycle) -> None:
    line = DeductionLineFactory.create(cycle=cycle, name_kana="ｱﾚｸｻﾝﾄﾞﾗ ﾏﾘｱ ﾃﾞﾗｸﾙｽ")

    answered(result_file((result_header(cycle), [answer(line, name_kana="ｱﾚｸｻﾝﾄﾞﾗ ﾏﾘｱ ﾃﾞﾗ")])))

    assert Outcome.objects.get().get_agreement_display() == "切捨て"


def test_a_result_of_an_unknown_key_is_a_finding(cycle: Cycle, line: DeductionLine) -> None:
    """Not even where account, name and amount are those of a line (invariant 8)."""
    rows = [answer(line), answer(line, line_key="K9")]

    (found,) = findings(result_file((result_header(cycle), rows)))

    assert (found.code, found.record, found.first, found.last) == ("E3054", 3, 42, 57)
    assert (found.field, found.value, found.file) == ("明細キー", "K9", "11.dat")
    assert not Reception.objects.filter(kind="11").exists()


def test_a_line_of_another_cycle_is_unknown_here(cycle: Cycle, line: DeductionLine) -> None:
    other = DeductionLineFactory.create(cycle=CycleFactory.create(group=cycle.group, sequence=2))

    found = findings(result_file((result_header(cycle), [answer(line), answer(other)])))

    assert [one.code for one in found] == ["E3054"]


def test_a_line_made_on_the_web_has_no_key_and_no_result(cycle: Cycle, line: DeductionLine) -> None:
    own = DeductionLineFactory.create(
        cycle=cycle, line_key="", requested=0, amount=3_000, update=Update.NEW, received_movement="1"
    )

    found = findings(result_file((result_header(cycle), [answer(line), answer(own, line_key="W1")])))

    assert [(one.code, one.value) for one in found] == [("E3054", "W1")]


def test_two_results_of_one_line_in_a_file_are_a_finding(cycle: Cycle, line: DeductionLine) -> None:
    data = result_file((result_header(cycle), [answer(line), failed(line, "01", line_key="K2")]))

    found = findings(data.replace(b"K2 ", b"K1 "))

    assert [(one.field, one.record, one.expected) for one in found] == [("明細キー", 3, "組の中で一意の値")]


@pytest.mark.parametrize(
    ("changes", "code", "place", "expected"),
    [
        ({"requested": 19_999, "collected": 19_999}, "E3055", ("依頼金額", 70, 79), "20000"),
        ({"account_number": "7654321"}, "E3056", ("口座番号", 63, 69), "101-20-1234567"),
        ({"branch": "102"}, "E3056", ("口座番号", 63, 69), "101-20-1234567"),
        ({"subject": "21"}, "E3056", ("口座番号", 63, 69), "101-20-1234567"),
        ({"target": "L", "item": "001"}, "E3057", ("対象", 113, 113), "R(労金控除)"),
    ],
)
def test_a_result_that_does_not_fit_its_line_is_a_finding(
    cycle: Cycle, changes: dict[str, object], code: str, place: tuple[str, int, int], expected: str
) -> None:
    line = DeductionLineFactory.create(cycle=cycle, account_number="1234567")

    (found,) = findings(result_file((result_header(cycle), [answer(line, **changes)])))

    assert (found.code, found.field, found.first, found.last) == (code, *place)
    assert (found.record, found.expected) == (2, expected)
    assert not Outcome.objects.exists()


def test_what_the_web_made_of_a_line_is_what_was_asked_for(cycle: Cycle) -> None:
    line = DeductionLineFactory.create(cycle=cycle, requested=20_000, amount=8_000, update=Update.CHANGE)

    answered(result_file((result_header(cycle), [answer(line)])))

    assert Outcome.objects.get().requested == 8_000


def test_every_line_that_asked_for_something_wants_a_result(cycle: Cycle, line: DeductionLine) -> None:
    for number in range(2, 7):
        DeductionLineFactory.create(cycle=cycle, line_key=f"K{number}")
    DeductionLineFactory.create(cycle=cycle, line_key="K7", requested=0)
    DeductionLineFactory.create(
        cycle=cycle, line_key="", requested=0, amount=3_000, update=Update.NEW, received_movement="1"
    )

    (found,) = findings(result_file((result_header(cycle), [answer(line)])))

    assert (found.code, found.record, found.first, found.last) == ("E3058", 3, 2, 7)
    assert (found.value, found.expected) == ("5件不足", "K2、K3、K4 ほか2件の結果も含む件数")


def test_few_lines_without_a_result_are_all_named(cycle: Cycle, line: DeductionLine) -> None:
    DeductionLineFactory.create(cycle=cycle, line_key="K2")

    (found,) = findings(result_file((result_header(cycle), [answer(line)])))

    assert found.expected == "K2の結果も含む件数"


def test_all_that_is_wrong_is_said_at_once_and_the_first_in_words(cycle: Cycle, line: DeductionLine) -> None:
    rows = [answer(line, requested=1, collected=1, branch="555"), answer(line, line_key="K9")]

    with pytest.raises(FileRefused) as refused:
        answered(result_file((result_header(cycle), rows)))

    report = refused.value.check.report
    assert [(one.code, one.record) for one in report.findings] == [("E3055", 2), ("E3056", 2), ("E3054", 3)]
    assert (report.file, report.records) == ("11.dat", 5)
    assert "誤りが3件" in refused.value.in_words


def test_nothing_of_a_refused_file_stays_even_where_the_fault_comes_late(cycle: Cycle) -> None:
    lines = [DeductionLineFactory.create(cycle=cycle) for _ in range(1_001)]
    rows = [answer(line) for line in lines]
    rows[-1] = answer(lines[-1], requested=1, collected=1)

    findings(result_file((result_header(cycle), rows)))

    assert not Outcome.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"contract_number": "99999999"}, "E3041", "契約番号"),
        ({"group_number": "77777777"}, "E3045", "入金グループ番号"),
        ({"sequence": 2}, "E3051", "回"),
        ({"pay_kind": "2"}, "E3051", "回"),
    ],
)
def test_a_header_of_nothing_that_is_here_is_refused(
    cycle: Cycle, line: DeductionLine, changes: dict[str, object], code: str, field: str
) -> None:
    found = findings(result_file((result_header(cycle, **changes), [answer(line)])))

    assert (code, field, 1) in [(one.code, one.field, one.record) for one in found]


def test_a_lump_deposit_has_no_results(cycle: Cycle, line: DeductionLine) -> None:
    Contract.objects.update(rokin_collection=Collection.LUMP_DEPOSIT)

    assert [one.code for one in findings(result_file((result_header(cycle), [answer(line)])))] == ["E3044"]


def test_there_are_no_results_while_lines_may_still_change(cycle: Cycle, line: DeductionLine) -> None:
    data = result_file((result_header(cycle), [answer(line)]))

    early = findings(data, at=DEADLINE - timedelta(minutes=1))
    answered(data, at=DEADLINE)

    assert [one.code for one in early] == ["E3052"]
    assert Outcome.objects.count() == 1


def test_a_correction_becomes_the_current_version_and_keeps_the_one_before(
    cycle: Cycle, line: DeductionLine
) -> None:
    answered(result_file((result_header(cycle), [answer(line)])))

    answered(result_file((result_header(cycle, serial="1100000002"), [failed(line, "12")])))

    assert [(o.results.version, o.collected) for o in Outcome.objects.order_by("pk")] == [(1, 20_000), (2, 0)]
    assert Outcome.objects.of_cycle(cycle).get().reason == "12"
    assert Outcome.objects.of_cycle(cycle, version=1).get().collected == 20_000
    assert [one.version for one in CycleResults.objects.of_cycle(cycle)] == [2, 1]


def test_a_correction_too_answers_every_line(cycle: Cycle, line: DeductionLine) -> None:
    second = DeductionLineFactory.create(cycle=cycle, line_key="K2")
    answered(result_file((result_header(cycle), [answer(line), answer(second)])))

    found = findings(result_file((result_header(cycle, serial="1100000002"), [failed(line, "12")])))

    assert [one.code for one in found] == ["E3058"]
    assert Outcome.objects.of_cycle(cycle).count() == 2


def test_what_was_made_before_the_current_version_is_no_correction(cycle: Cycle, line: DeductionLine) -> None:
    answered(result_file((result_header(cycle), [answer(line)])))
    older = result_header(cycle, serial="1100000002", created_on=date(2026, 11, 26))

    found = findings(result_file((older, [answer(line)])))

    assert [(one.code, one.expected) for one in found] == [("E3053", "2026-11-27以後の日付")]


def test_the_same_file_again_is_recognised(cycle: Cycle, line: DeductionLine) -> None:
    data = result_file((result_header(cycle), [answer(line)]))
    first = answered(data)

    again = answered(data)

    assert again.taken == ()
    assert [reception for _, reception in again.check.received_before] == list(first.taken)
    assert Outcome.objects.count() == 1


def test_a_result_remembers_why_the_account_fell_short_the_last_time(cycle: Cycle) -> None:
    before = CycleFactory.create(
        group=cycle.group,
        month="202610",
        pay_date=date(2026, 10, 23),
        deposit_date=date(2026, 10, 26),
        results_on=date(2026, 10, 27),
    )
    numbers = ("0000001", "0000002", "0000003", "0000004")
    last = [DeductionLineFactory.create(cycle=before, account_number=number) for number in numbers]
    now = [DeductionLineFactory.create(cycle=cycle, account_number=number) for number in numbers]
    rows = [
        failed(last[0], "11"),
        in_part(last[1], 1, "01"),
        failed(last[2], "", outcome="4"),
        answer(last[3]),
    ]
    answered(result_file((result_header(before), rows)))

    answered(result_file((result_header(cycle, serial="1100000002"), [answer(line) for line in now])))

    reasons = Outcome.objects.of_cycle(cycle).order_by("pk").values_list("previous_reason", flat=True)
    assert list(reasons) == ["11", "01", "00", ""]


def test_each_user_is_told_that_the_results_are_out_and_that_they_were_corrected(
    cycle: Cycle, line: DeductionLine
) -> None:
    users = [MasterFactory.create(contract=cycle.group.contract)]
    users += [GeneralUserFactory.create(contract=cycle.group.contract)]
    MasterFactory.create()

    answered(result_file((result_header(cycle), [failed(line, "01")])))
    answered(result_file((result_header(cycle, serial="1100000002"), [answer(line)])))

    mails = list(OutgoingMail.objects.order_by("pk"))
    assert [mail.recipient for mail in mails] == [user.mail for user in users] * 2
    assert [mail.subject.endswith("控除結果公開のお知らせ") for mail in mails] == [True, True, False, False]
    assert mails[2].subject.endswith("(訂正 第2版)")
    assert "2026年11月 月例" in mails[0].body
    assert "20,000" not in mails[0].body
    assert line.name_kana not in mails[0].body


def test_the_contract_s_log_tells_of_the_reception(cycle: Cycle, line: DeductionLine) -> None:
    answered(result_file((result_header(cycle), [failed(line, "01")])))

    entry = OperationLog.objects.get(chain=cycle.group.contract.log_chain)
    assert (entry.event, entry.at) == (ReceptionEvent.RECEIVED, RESULTS_DAY)
    assert (entry.detail["totals"]["依頼金額合計"], entry.detail["totals"]["控除金額合計"]) == (20_000, 0)


def test_the_queries_grow_by_the_thousand_not_by_the_result(
    cycle: Cycle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = DeductionLine.objects.bulk_create(DeductionLineFactory.build(cycle=cycle) for _ in range(2_500))
    data = result_file((result_header(cycle), [answer(line) for line in lines]))

    with django_assert_max_num_queries(45):
        answered(data)

    assert Outcome.objects.count() == 2_500
