"""「変更」 and 「解除」 through the browser (DED-1): check, done, told, and nothing lost."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Grant, User
from chingin.kernel.actors import Actor
from deductions.groups.models import Cycle
from deductions.rokin.actions.lines import cancel_line, change_line
from deductions.rokin.models import DeductionLine, LineKind, LineUpdate, Update
from deductions.rokin.rules import Terms
from tests.accounts.browsers import error_at, logged_in, words
from tests.accounts.factories import GeneralUserFactory
from tests.deductions.factories import IN_TIME, TOO_LATE, DeductionLineFactory
from tests.deductions.rokin.browsing import client, cycle, doors, in_time, line, master, page, terms

__all__ = ["client", "cycle", "doors", "in_time", "line", "master"]
pytestmark = pytest.mark.django_db

OTHER = Actor("ippan01", "組合花子", "192.0.2.8")


def stored(line: DeductionLine) -> tuple[int, str, str, int]:
    line.refresh_from_db()
    return line.amount, line.end_month, line.update, line.version


def changed_by_another(line: DeductionLine, amount: int = 30_000) -> None:
    change_line(line=line, version=line.version, terms=Terms(amount, ""), by=OTHER, at=IN_TIME)


# 「変更」


def test_the_form_stands_with_what_is_stored(client: Client, cycle: Cycle) -> None:
    line = DeductionLineFactory.create(cycle=cycle, requested_end_month="202703")

    html = words(client.get(page(line, "change")))

    assert 'value="20,000"' in html
    assert 'value="2027/03"' in html
    assert "2026年11月10日(火) 20:00" in html
    assert ">確認へ</button>" in html


def test_a_change_is_checked_before_it_is_made_ded_1(client: Client, line: DeductionLine) -> None:
    html = words(client.post(page(line, "change"), terms(line, amount="２５，０００", end_month="2027年3月")))

    for text in (
        "<h1>労金控除明細変更の確認</h1>",
        "2026年11月 月例の控除から、次のとおり変更します。",
        "<td>20,000円</td><td>25,000円</td>",
        "<td>終了の指定なし</td><td>2027年3月</td>",
        "+5,000円",
        'value="execute">更新</button>',
    ):
        assert text in html, text
    assert stored(line) == (20_000, "", Update.NONE, 1)


@pytest.mark.parametrize("step", ["", "other", "EXECUTE"])
def test_a_button_that_does_not_exist_only_checks(client: Client, line: DeductionLine, step: str) -> None:
    html = words(client.post(page(line, "change"), terms(line, step=step)))

    assert "<h1>労金控除明細変更の確認</h1>" in html
    assert stored(line)[3] == 1


def test_a_checked_change_is_made_and_its_result_can_be_read_again_ded_1(
    client: Client, line: DeductionLine
) -> None:
    answer = client.post(page(line, "change"), terms(line, end_month="202703", step="execute"))

    update = LineUpdate.objects.get()
    result = page(line, "updates/2")
    assert (answer.status_code, answer["Location"]) == (302, result)
    assert stored(line) == (25_000, "202703", Update.CHANGE, 2)
    html = words(client.get(result))
    for text in (
        "変更を受け付けました",
        update.receipt,
        "2026年11月5日 10:00:00",
        "master01(労金太郎)",
        "+5,000円",
    ):
        assert text in html, text
    detail = words(client.get(page(line)))
    assert "この明細の更新履歴" in detail
    assert '<td class="list__yen">20,000円</td>\n<td class="list__yen">25,000円</td>' in detail


def test_back_from_the_check_nothing_typed_is_lost(client: Client, line: DeductionLine) -> None:
    html = words(client.post(page(line, "change"), terms(line, amount="２５０００", step="back")))

    assert 'value="２５０００"' in html
    assert "<h1>労金控除明細変更</h1>" in html
    assert stored(line)[3] == 1


@pytest.mark.parametrize("step", ["check", "execute", "", "other"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "100,000,000"}, "amount"),
        ({"amount": "1,23"}, "amount"),
        ({"end_month": "202610"}, "end_month"),
        ({"end_month": "いつか"}, "end_month"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_changes_nothing(
    client: Client, line: DeductionLine, typed: dict[str, str], field: str, step: str
) -> None:
    answer = client.post(page(line, "change"), terms(line, **typed, step=step))

    assert error_at(field, answer)
    assert f'value="{typed[field]}"' in words(answer) or typed[field] in {"", "202610"}
    assert stored(line) == (20_000, "", Update.NONE, 1)


@pytest.mark.parametrize("step", ["check", "execute"])
def test_what_is_stored_already_is_no_change(client: Client, line: DeductionLine, step: str) -> None:
    answer = client.post(page(line, "change"), terms(line, amount="20000", step=step))

    assert "控除金額と終了年月が、登録されている内容と同じです。" in words(answer)
    assert stored(line)[3] == 1


def test_pressed_twice_a_change_is_made_once(client: Client, line: DeductionLine) -> None:
    typed = terms(line, step="execute")

    answers = [client.post(page(line, "change"), typed)["Location"] for _ in range(2)]

    assert answers == [page(line, "updates/2")] * 2
    assert LineUpdate.objects.count() == 1


def test_pressed_again_after_the_deadline_the_change_that_was_made_is_shown(
    client: Client, master: User, line: DeductionLine, in_time: time_machine.Traveller
) -> None:
    typed = terms(line, step="execute")
    client.post(page(line, "change"), typed)
    in_time.move_to(TOO_LATE)

    answer = logged_in(master).post(page(line, "change"), typed)

    assert answer["Location"] == page(line, "updates/2")


@pytest.mark.parametrize("step", ["check", "execute"])
def test_the_second_of_two_is_told_who_was_faster_and_sees_both_ded_1(
    client: Client, line: DeductionLine, step: str
) -> None:
    typed = terms(line, step=step)
    changed_by_another(line)

    answer = client.post(page(line, "change"), typed)

    html = words(answer)
    assert answer.status_code == 409
    for text in (
        "この明細は、ほかのユーザーが更新しました。今回の入力は登録していません。",
        "ippan01(組合花子)が更新しました(2026年11月5日 10時00分)",
        "<td>30,000円</td><td>25,000円</td>",
        'value="25,000"',
        'name="version" value="2"',
        "エラーコード <strong>E2014</strong>",
    ):
        assert text in html, text
    assert stored(line)[0] == 30_000


def test_once_told_the_entry_may_be_sent_again(client: Client, line: DeductionLine) -> None:
    changed_by_another(line)
    line.refresh_from_db()

    client.post(page(line, "change"), terms(line, step="execute"))

    assert stored(line) == (25_000, "", Update.CHANGE, 3)


def test_the_same_change_by_another_is_not_taken_for_a_second_press(
    client: Client, line: DeductionLine
) -> None:
    typed = terms(line, step="execute")
    changed_by_another(line, 25_000)

    assert client.post(page(line, "change"), typed).status_code == 409


def test_a_line_that_begins_later_does_not_end_before_it_begins(client: Client, cycle: Cycle) -> None:
    """Files 50 and 52 know no such line."""
    line = DeductionLineFactory.create(cycle=cycle, start_month="202702")

    answer = client.post(page(line, "change"), terms(line, end_month="2027/01", step="execute"))

    assert error_at("end_month", answer).startswith(
        "終了年月は2027年2月(この明細の開始年月)以後の年月を入力してください。この控除回の対象年月は2026年11月"
    )
    assert stored(line)[3] == 1
    client.post(page(line, "change"), terms(line, end_month="2027/02", step="execute"))
    assert stored(line) == (25_000, "202702", Update.CHANGE, 2)


@pytest.mark.parametrize("step", ["check", "execute", "back", "\0"])
@pytest.mark.parametrize("field", ["version", "amount", "end_month", "step"])
def test_a_field_that_holds_a_nul_changes_nothing_and_breaks_nothing(
    client: Client, line: DeductionLine, field: str, step: str
) -> None:
    answer = client.post(page(line, "change"), {**terms(line, step=step), field: "1\0"})

    assert answer.status_code in {200, 409}
    assert stored(line) == (20_000, "", Update.NONE, 1)


def test_a_version_that_holds_a_nul_counts_as_an_old_one(client: Client, line: DeductionLine) -> None:
    for name in ("change", "cancel"):
        answer = client.post(page(line, name), terms(line, version="1\0", step="execute"))

        assert answer.status_code == 409
        assert "E2014" in words(answer)
        assert 'name="version" value="1"' in words(answer)
    assert stored(line)[3] == 1


@pytest.mark.parametrize("version", ["", "x", "０", "-1", "9" * 30])
def test_a_version_that_is_none_counts_as_an_old_one(
    client: Client, line: DeductionLine, version: str
) -> None:
    answer = client.post(page(line, "change"), terms(line, version=version, step="execute"))

    assert answer.status_code == 409
    assert stored(line)[3] == 1


@pytest.mark.parametrize("step", ["check", "execute"])
def test_when_the_deadline_passes_meanwhile_the_entry_stays_on_the_page(
    client: Client, master: User, line: DeductionLine, in_time: time_machine.Traveller, step: str
) -> None:
    in_time.move_to(TOO_LATE)

    answer = logged_in(master).post(page(line, "change"), terms(line, end_month="202703", step=step))

    html = words(answer)
    assert answer.status_code == 409
    for text in ("更新締切を過ぎたため", "2026年11月10日 20時00分", "25,000円", "2027年3月", "E2012"):
        assert text in html, text
    assert stored(line)[3] == 1


@pytest.mark.parametrize("name", ["change", "cancel"])
def test_what_is_read_only_is_told_before_anything_is_typed_ded_1(
    client: Client, master: User, cycle: Cycle, in_time: time_machine.Traveller, name: str
) -> None:
    loan = DeductionLineFactory.create(cycle=cycle, kind=LineKind.LOAN, subject="51")
    savings = DeductionLineFactory.create(cycle=cycle)
    answer = client.get(page(loan, name))
    assert answer.status_code == 409
    assert "返済(貸付)の明細は、Webでは変更できません。" in words(answer)
    in_time.move_to(TOO_LATE)

    answer = logged_in(master).get(page(savings, name))

    assert answer.status_code == 409
    assert "E2012" in words(answer)


def test_a_loan_is_not_changed_by_url_either(client: Client, cycle: Cycle) -> None:
    loan = DeductionLineFactory.create(cycle=cycle, kind=LineKind.LOAN, subject="51")

    for name in ("change", "cancel"):
        answer = client.post(page(loan, name), terms(loan, step="execute"))
        assert (answer.status_code, "E2011" in words(answer)) == (409, True)
    assert stored(loan) == (20_000, "", Update.NONE, 1)


# 「解除」


def test_a_cancellation_says_what_will_happen_and_is_confirmed_ded_1(
    client: Client, line: DeductionLine
) -> None:
    html = words(client.get(page(line, "cancel")))
    for text in (
        "2026年11月 月例の控除から、次の明細を解除します。",
        "<td>20,000円</td><td>0円</td>",
        "-20,000円",
        "更新締切(2026年11月10日(火) 20:00)までは、「変更」で元に戻せます。",
        "口座は解約されません。",
    ):
        assert text in html, text
    assert stored(line)[3] == 1

    answer = client.post(page(line, "cancel"), {"version": 1})

    assert answer["Location"] == page(line, "updates/2")
    assert stored(line) == (0, "", Update.CANCEL, 2)
    assert "解除を受け付けました" in words(client.get(answer["Location"]))


def test_pressed_twice_a_line_is_cancelled_once(client: Client, line: DeductionLine) -> None:
    answers = [client.post(page(line, "cancel"), {"version": 1})["Location"] for _ in range(2)]

    assert answers == [page(line, "updates/2")] * 2
    assert LineUpdate.objects.count() == 1


def test_a_cancelled_line_offers_to_come_back_and_does(client: Client, line: DeductionLine) -> None:
    cancel_line(line=line, version=1, by=OTHER, at=IN_TIME)
    line.refresh_from_db()

    html = words(client.get(page(line)))
    assert "この明細は解除されています" in html
    assert page(line, "cancel") not in html
    assert 'value="20,000"' in words(client.get(page(line, "change")))
    client.post(page(line, "change"), terms(line, amount="20000", step="execute"))

    assert stored(line) == (20_000, "", Update.NONE, 3)


def test_a_cancelled_line_is_not_cancelled_again(client: Client, line: DeductionLine) -> None:
    cancel_line(line=line, version=1, by=OTHER, at=IN_TIME)

    for answer in (client.get(page(line, "cancel")), client.post(page(line, "cancel"), {"version": 2})):
        assert answer.status_code == 409
        assert "この明細は、すでに解除されています。" in words(answer)


@pytest.mark.parametrize("version", [{"version": 1}, {}])
def test_who_cancels_what_another_changed_meanwhile_sees_it_first(
    client: Client, line: DeductionLine, version: dict[str, Any]
) -> None:
    changed_by_another(line)

    answer = client.post(page(line, "cancel"), version)

    html = words(answer)
    assert answer.status_code == 409
    assert "ippan01(組合花子)が更新しました" in html
    assert "<td>30,000円</td><td>0円</td>" in html
    assert 'name="version" value="2"' in html
    assert stored(line)[0] == 30_000


def test_results_that_never_were_are_404(client: Client, line: DeductionLine) -> None:
    assert client.get(page(line, "updates/2")).status_code == 404


def test_who_may_only_look_sees_results_and_no_buttons_usr_8(line: DeductionLine) -> None:
    changed_by_another(line)
    client = logged_in(
        GeneralUserFactory.create(contract=line.cycle.group.contract, grants={"DED-1": Grant.VIEW})
    )

    assert client.get(page(line, "updates/2")).status_code == 200
    assert client.post(page(line, "change"), terms(line, step="execute")).status_code == 403
    assert client.post(page(line, "cancel"), {"version": 2}).status_code == 403
    assert stored(line)[0] == 30_000
