"""The master user's initial registration through the browser (REG-2 … REG-10)."""

from datetime import datetime, timedelta
from typing import Final

import pytest
import time_machine
from django.test import Client

from accounts.models import Contract, Role, User
from chingin.kernel.clock import JST
from chingin.kernel.messages import by_code
from chingin.kernel.origins import Origin
from tests.accounts.browsers import browser, error_at, session_of, words
from tests.accounts.doors import doors  # noqa: F401  used by every test
from tests.accounts.factories import INITIAL_PASSWORD, PASSWORD, ContractFactory, MasterFactory, hashed
from tests.accounts.story import mailed, told

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
LOGIN, ENTRY, RESULT = "/registration/login/", "/registration/master/", "/registration/result/"
TYPED = {
    "user_id": "rokin01",
    "password": "Hajime#2026",
    "password_again": "Hajime#2026",
    "name": "労金太郎",
    "mail": "taro@union.example",
    "mail_again": "taro@union.example",
}
REFUSED = by_code("E1101")


@pytest.fixture
def contract() -> Contract:
    return ContractFactory.create(number="12345678", name="見本労働組合")


@pytest.fixture
def person() -> Client:
    return browser(Origin.PUBLIC)


def past_login(person: Client, contract: Contract) -> Client:
    typed = {"number": contract.number, "password": INITIAL_PASSWORD}
    assert person.post(LOGIN, typed)["Location"] == ENTRY
    return person


def masters() -> list[User]:
    return list(User.objects.filter(role=Role.MASTER).order_by("pk"))


@time_machine.travel(AT, tick=False)
def test_a_master_registers_from_the_first_page_to_the_result(person: Client, contract: Contract) -> None:
    """REG-2, REG-3, REG-10."""
    assert "<h1>マスターユーザー初期登録ログイン</h1>" in words(person.get(LOGIN))
    past_login(person, contract)
    assert "12345678 見本労働組合" in words(person.get(ENTRY))

    answer = person.post(ENTRY, TYPED)

    assert answer["Location"] == RESULT
    page = words(person.get(RESULT))
    for shown in ("<h1>登録結果</h1>", "rokin01", "労金太郎", "taro@union.example", "ログイン画面へ"):
        assert shown in page
    (master,) = masters()
    assert (master.contract, master.registered_at) == (contract, AT)
    assert master.check_password("Hajime#2026")
    assert told() == [("master_registered", "rokin01 労金太郎", "SUCCESS")]
    assert mailed() == [("registered", "taro@union.example")]


@pytest.mark.parametrize(
    ("path", "step"),
    [(LOGIN, "③初期登録ログイン"), (ENTRY, "④登録内容入力"), (RESULT, "⑥登録結果")],
)
def test_each_page_marks_its_step(person: Client, contract: Contract, path: str, step: str) -> None:
    if path != LOGIN:
        past_login(person, contract)
    if path == RESULT:
        person.post(ENTRY, TYPED)

    page = words(person.get(path))

    assert f'aria-current="step">{step}<' in page


@pytest.mark.parametrize(
    ("path", "labels", "button"),
    [
        (LOGIN, ["契約番号", "初期パスワード"], "次へ"),
        (
            ENTRY,
            [
                "ユーザーID",
                "パスワード",
                "パスワード再入力",
                "ユーザー名",
                "メールアドレス",
                "メールアドレス再入力",
            ],
            "登録",
        ),
    ],
)
def test_the_pages_ask_what_the_manual_says(
    person: Client, contract: Contract, path: str, labels: list[str], button: str
) -> None:
    """REG-2, REG-3: fields in the manual's order, 「キャンセル」 back to the top page."""
    past_login(person, contract)

    page = words(person.get(path))

    found = [part.partition("<")[0] for part in page.split('class="field__label" for="')[1:]]
    assert [part.partition(">")[2] for part in found] == labels
    assert f'type="submit">{button}</button>' in page
    assert '<a class="button" href="/">キャンセル</a>' in page


STATES: Final[dict[str, dict[str, object]]] = {
    "unknown number": {"number": "99999999"},
    "wrong password": {"initial_password": hashed("Chigau#1")},
    "locked": {"locks": 1, "locked_until": datetime(2100, 1, 1, tzinfo=JST)},
    "blocked": {"locks": 3, "blocked_at": AT},
    "no initial password": {"initial_password": "", "initial_password_set_at": None},
    "ended": {"ended_at": AT},
}


@pytest.mark.parametrize("state", STATES)
def test_whatever_is_wrong_the_answer_is_the_same(person: Client, contract: Contract, state: str) -> None:
    """LOCK-6: in words and in status."""
    Contract.objects.filter(pk=contract.pk).update(**STATES[state])

    answer = person.post(LOGIN, {"number": contract.number, "password": INITIAL_PASSWORD})

    page = words(answer)
    usual = words(browser(Origin.PUBLIC).post(LOGIN, {"number": "00000000", "password": "x"}))
    assert answer.status_code == 200
    assert page == usual.replace("00000000", contract.number)
    assert f"<li>{REFUSED.text}</li>" in page
    assert REFUSED.cause in page
    assert REFUSED.remedy in page


def test_the_seventh_guess_finds_the_contract_locked(person: Client, contract: Contract) -> None:
    """LOCK-1, LOCK-3."""
    for _ in range(6):
        person.post(LOGIN, {"number": contract.number, "password": "Chigau#1"})

    answer = person.post(LOGIN, {"number": contract.number, "password": INITIAL_PASSWORD})

    assert REFUSED.text in words(answer)
    contract.refresh_from_db()
    assert contract.locks == 1


def test_a_refused_login_keeps_the_number_and_forgets_the_password(
    person: Client, contract: Contract
) -> None:
    page = words(person.post(LOGIN, {"number": contract.number, "password": "Chigau#1"}))

    assert 'value="12345678"' in page
    assert "Chigau#1" not in page


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"number": ""}, "number", "契約番号を入力してください。"),
        ({"number": "1234567"}, "number", "契約番号は半角数字8桁で入力してください。"),
        ({"number": "1234567a"}, "number", "契約番号は半角数字8桁で入力してください。"),
        ({"password": ""}, "password", "初期パスワードを入力してください。"),
    ],
)
def test_a_mistyped_login_is_told_at_the_field(
    person: Client, contract: Contract, typed: dict[str, str], field: str, error: str
) -> None:
    answer = person.post(LOGIN, {"number": contract.number, "password": INITIAL_PASSWORD, **typed})

    assert error_at(field, answer) == error
    contract.refresh_from_db()
    assert contract.wrong_passwords == 0


def test_a_contract_whose_master_is_registered_says_so(person: Client, contract: Contract) -> None:
    """REG-4."""
    MasterFactory.create(contract=contract)
    past_login(person, contract)

    page = words(person.get(ENTRY))

    assert f"<h1>{by_code('E1106').text}</h1>" in page
    assert person.get(ENTRY)["Location"] == LOGIN


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        (
            {"user_id": "abcdef"},
            "user_id",
            "ユーザーIDは半角英、数字の2種を使い、6～12桁で入力してください。",
        ),
        ({"password": "Short#1"}, "password", "パスワードは8～12桁で入力してください。"),
        ({"password_again": "Hajime#2027"}, "password_again", "パスワードとパスワード再入力が一致しません。"),
        ({"name": "Taro"}, "name", "ユーザー名は全角文字"),
        (
            {"mail": "taro@docomo.ne.jp"},
            "mail",
            "メールアドレスに携帯電話会社のメールアドレスは登録できません。",
        ),
        (
            {"mail_again": "jiro@union.example"},
            "mail_again",
            "メールアドレスとメールアドレス再入力が一致しません。",
        ),
    ],
)
def test_an_entry_against_the_rules_is_told_at_the_field_and_all_else_is_kept(
    person: Client, contract: Contract, typed: dict[str, str], field: str, error: str
) -> None:
    """REG-5 … REG-8."""
    past_login(person, contract)

    answer = person.post(ENTRY, TYPED | typed)

    assert error_at(field, answer).startswith(error)
    assert "<title>エラー: マスターユーザー初期登録 |" in words(answer)
    assert masters() == []
    for name, value in (TYPED | typed).items():
        assert (f'value="{value}"' in words(answer)) == (not name.startswith("password"))


def test_a_taken_user_id_asks_for_another_and_keeps_what_was_typed(
    person: Client, contract: Contract
) -> None:
    """REG-9."""
    MasterFactory.create(user_id="rokin01")
    past_login(person, contract)

    answer = person.post(ENTRY, TYPED)

    assert error_at("user_id", answer) == "入力されたユーザーIDはすでに登録済です。"
    page = words(answer)
    assert "別のユーザーIDを入力してください。" in page
    assert 'value="労金太郎"' in page
    assert TYPED["password"] not in page
    assert person.post(ENTRY, TYPED | {"user_id": "rokin02"})["Location"] == RESULT


def test_pressed_twice_registers_once_and_both_see_the_result(person: Client, contract: Contract) -> None:
    past_login(person, contract)

    first, second = person.post(ENTRY, TYPED), person.post(ENTRY, TYPED)

    assert first["Location"] == second["Location"] == RESULT
    assert len(masters()) == 1
    assert len(mailed()) == 1


def test_a_press_that_lost_the_race_against_its_twin_sees_the_result(
    person: Client, contract: Contract
) -> None:
    """The session of the second press was read before the first one ended."""
    past_login(person, contract)
    MasterFactory.create(contract=contract, user_id=TYPED["user_id"], name=TYPED["name"], mail=TYPED["mail"])

    answer = person.post(ENTRY, TYPED)

    assert answer["Location"] == RESULT
    assert len(masters()) == 1


def test_another_persons_registration_that_came_first_is_told(person: Client, contract: Contract) -> None:
    """REG-4."""
    past_login(person, contract)
    MasterFactory.create(contract=contract)

    page = words(person.post(ENTRY, TYPED))

    assert f"<h1>{by_code('E1106').text}</h1>" in page
    assert len(masters()) == 1


@pytest.mark.parametrize(("minutes", "open_still"), [(30, True), (31, False)])
def test_the_entry_page_waits_30_minutes(
    person: Client, contract: Contract, minutes: int, *, open_still: bool
) -> None:
    with time_machine.travel(AT, tick=False):
        past_login(person, contract)
    with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
        answer = person.post(ENTRY, TYPED)

    assert answer["Location"] == (RESULT if open_still else LOGIN)
    assert len(masters()) == int(open_still)


def test_who_comes_too_late_is_told_on_the_login_page(person: Client) -> None:
    """Also who never logged in."""
    assert person.get(ENTRY)["Location"] == LOGIN

    assert "30分が過ぎたため、登録画面を表示できません。" in words(person.get(LOGIN))


def test_a_contract_that_ended_meanwhile_registers_nobody(person: Client, contract: Contract) -> None:
    past_login(person, contract)
    Contract.objects.filter(pk=contract.pk).update(ended_at=AT)

    assert person.post(ENTRY, TYPED)["Location"] == LOGIN
    assert masters() == []


def test_the_result_is_for_the_one_who_registered_and_not_for_long(
    person: Client, contract: Contract
) -> None:
    with time_machine.travel(AT, tick=False):
        past_login(person, contract)
        person.post(ENTRY, TYPED)
    with time_machine.travel(AT + timedelta(minutes=31), tick=False):
        assert person.get(RESULT)["Location"] == "/"
    assert browser(Origin.PUBLIC).get(RESULT)["Location"] == "/"


def test_the_right_initial_password_changes_the_key_of_the_session(
    person: Client, contract: Contract
) -> None:
    """A key that somebody planted before is worth nothing."""
    past_login(person, contract)
    before = session_of(person, Origin.PUBLIC).session_key
    past_login(person, contract)

    assert session_of(person, Origin.PUBLIC).session_key != before


def test_at_the_end_the_session_holds_no_contract(person: Client, contract: Contract) -> None:
    past_login(person, contract)
    assert "registration_contract" in session_of(person, Origin.PUBLIC)

    person.post(ENTRY, TYPED)

    assert "registration_contract" not in session_of(person, Origin.PUBLIC)


def test_the_log_names_the_browser_and_never_the_password(
    person: Client, contract: Contract, caplog: pytest.LogCaptureFixture
) -> None:
    person.post(LOGIN, {"number": contract.number, "password": "Chigau#1"})

    assert told() == [("initial_login_refused", str(contract), "REFUSED")]
    assert "Chigau#1" not in caplog.text


def test_a_login_without_the_token_of_the_form_is_refused(contract: Contract) -> None:
    person = browser(Origin.PUBLIC, enforce_csrf_checks=True)

    answer = person.post(LOGIN, {"number": contract.number, "password": INITIAL_PASSWORD})

    assert answer.status_code == 403


def test_passwords_of_other_people_are_of_no_use_here(person: Client, contract: Contract) -> None:
    """A user's login password is not the contract's initial password."""
    MasterFactory.create(contract=contract)

    answer = person.post(LOGIN, {"number": contract.number, "password": PASSWORD})

    assert REFUSED.text in words(answer)
