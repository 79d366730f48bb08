"""契約ユーザー情報照会 through the browser: USR-1 … USR-4."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract, Role, User
from accounts.rules import Lockout
from tests.accounts.administration import (
    AT,
    ENTRY,
    GRANTS,
    NEW,
    NEW_PASSWORD,
    STORED,
    USERS,
    after,
    certificates_by_header,
    client,
    contract,
    friday_morning,
    general,
    known_functions,
    master,
    page,
)
from tests.accounts.browsers import error_at, logged_in, words
from tests.accounts.factories import PASSWORD, GeneralUserFactory
from tests.accounts.story import mailed, told

__all__ = [
    "certificates_by_header",
    "client",
    "contract",
    "friday_morning",
    "general",
    "known_functions",
    "master",
]
pytestmark = pytest.mark.django_db

LOCKED = Lockout(locks=1, locked_until=AT + timedelta(minutes=30))
BLOCKED = Lockout(locks=3, blocked_at=AT)


def seat(contract: Contract, users: int) -> None:
    for n in range(users):
        GeneralUserFactory.create(user_id=f"seated{n}", contract=contract)


def granted(user: User) -> dict[str, str]:
    return dict(user.grants.values_list("function_id", "grant"))


def form_id(client: Client) -> str:
    """The name of one showing of the form."""
    return words(client.get(NEW)).partition('name="form_id" value="')[2].partition('"')[0]


def registered_id() -> User:
    user: User = User.objects.registered().get(user_id="ippan01")
    return user


# The list


def test_the_list_has_the_manual_s_buttons_usr_1(client: Client, general: User) -> None:
    html = words(client.get(USERS))

    assert "<h1>契約ユーザー情報照会</h1>" in html
    for label, url in [("登録へ", NEW), ("印刷(PDF)", "/users/list/?output=pdf")]:
        assert f'href="{url}">{label}</a>' in html
    assert html.count(">更新へ<") == 2
    assert html.count(">削除<") == 1
    assert "登録済みの一般ユーザーは1名です。(10名まで登録できます。)" in html


@pytest.mark.parametrize(
    ("lockout", "button"), [(Lockout(), ""), (LOCKED, "ロック解除"), (BLOCKED, "閉塞解除")]
)
def test_the_list_frees_whom_it_shows_as_shut_usr_5(
    client: Client, general: User, lockout: Lockout, button: str
) -> None:
    general.save_lockout(lockout)

    html = words(client.get(USERS))

    assert (f'action="{page("lift", general)}"' in html) == bool(button)
    assert not button or f'type="submit">{button}<' in html


def test_the_list_of_eleven_takes_as_many_queries_as_of_one_usr_1(client: Client, contract: Contract) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(USERS)
        return len(captured)

    alone = queries()
    seat(contract, 10)

    assert queries() == alone


@pytest.mark.parametrize("output", ["", "?output=screen", "?output=exe"])
def test_the_printed_list_has_no_screen_of_its_own_l29(client: Client, output: str) -> None:
    assert client.get(f"/users/list/{output}").status_code == 404


# 「登録へ」


def test_a_user_is_registered_and_the_result_says_what_comes_next_usr_2(client: Client) -> None:
    answer = client.post(NEW, {**ENTRY, **GRANTS})

    user = registered_id()
    assert (answer.status_code, answer["Location"]) == (302, page("registered", user))
    assert (user.role, user.name, user.mail) == (Role.GENERAL, "組合花子", "hanako@union.example")
    assert user.password_is_provisional
    assert granted(user) == {"DED-1": "VIEW", "DED-4": "FULL", "LED-1": "HIDDEN"}
    assert told()[-1] == ("user_registered", "ippan01 組合花子", "SUCCESS")
    assert mailed() == [("registered", "hanako@union.example")]
    html = words(client.get(answer["Location"]))
    for text in (
        "登録結果",
        "一般ユーザーを登録しました",
        "ippan01",
        "組合花子",
        "仮パスワード",
        "一般ユーザーの初期登録",
    ):
        assert text in html
    assert PASSWORD not in html


def test_the_form_asks_in_the_manual_s_words_usr_2(client: Client) -> None:
    html = words(client.get(NEW))

    for text in (
        "ユーザー別機能制限",
        "表示(メニューに表示され制限なしで利用可能)",
        "非表示(メニューに表示されず利用不可)",
        "閲覧のみ(メニューに表示され閲覧機能のみ利用可能)",
        "一般ユーザーの仮のパスワードを入力します。",
        "登録するメールアドレスの確認用です。",
        ">登録</button>",
    ):
        assert text in html


def test_wrong_entries_stand_at_their_fields_and_nothing_typed_is_lost_but_passwords_usr_2(
    client: Client,
) -> None:
    wrong = {"user_id": "ippan", "mail_again": "x@union.example", "grant-LED-1": ""}

    answer = client.post(NEW, {**ENTRY, **GRANTS, **wrong})

    assert "半角英、数字の2種" in error_at("user_id", answer)
    assert "一致しません" in error_at("mail_again", answer)
    html = words(answer)
    assert "<title>エラー: 契約ユーザー情報登録" in html
    assert 'value="組合花子"' in html
    assert 'value="hanako@union.example"' in html
    assert PASSWORD not in html
    assert 'href="#id_grant-LED-1"' in html
    assert '<tr id="id_grant-LED-1" tabindex="-1">' in html
    assert not User.objects.filter(user_id="ippan01").exists()


def test_a_taken_id_is_refused_at_its_field_reg_9(client: Client) -> None:
    GeneralUserFactory.create(user_id="ippan01")

    answer = client.post(NEW, {**ENTRY, **GRANTS})

    assert error_at("user_id", answer) == "入力されたユーザーIDはすでに登録済です。"
    assert "別のユーザーIDを入力してください。" in words(answer)
    assert 'value="組合花子"' in words(answer)


@pytest.mark.parametrize("seats", [0, 9])
def test_a_button_pressed_twice_registers_once_usr_2(client: Client, contract: Contract, seats: int) -> None:
    seat(contract, seats)
    typed = {**ENTRY, **GRANTS, "form_id": form_id(client)}
    answers = [client.post(NEW, typed) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {page("registered", registered_id())}
    assert mailed() == [("registered", "hanako@union.example")]


@pytest.mark.parametrize("changes", [{"name": "別人"}, {"form_id": "f" * 32}, {"form_id": ""}])
def test_the_same_id_with_anything_else_is_no_second_press_reg_9(
    client: Client, changes: dict[str, str]
) -> None:
    """Another form with the same entries too: whether a password agrees is not told here (LOCK-1, LOCK-7)."""
    typed = {**ENTRY, **GRANTS, "form_id": form_id(client)}
    client.post(NEW, typed)

    answer = client.post(NEW, typed | changes)

    assert "すでに登録済" in error_at("user_id", answer)


def test_registering_a_taken_id_compares_no_password_lock_1_lock_7(
    client: Client, hash_runs: list[str]
) -> None:
    typed = {**ENTRY, **GRANTS, "form_id": form_id(client)}
    client.post(NEW, typed)
    hash_runs.clear()

    for again in (typed, {**ENTRY, **GRANTS}):
        client.post(NEW, again)

    assert set(hash_runs) == {"new"}


def test_a_form_shown_again_with_errors_is_still_the_same_form_usr_2(client: Client) -> None:
    one, other = form_id(client), form_id(client)

    shown = words(client.post(NEW, {**ENTRY, **GRANTS, "form_id": one, "mail_again": ""}))

    assert one != other
    assert f'name="form_id" value="{one}"' in shown


def test_a_master_s_own_entries_are_no_second_press_reg_9(client: Client, master: User) -> None:
    own = {"user_id": "roukin01", "name": "労金太郎", "mail": master.mail, "mail_again": master.mail}

    answer = client.post(NEW, {**ENTRY, **GRANTS, **own})

    assert "すでに登録済" in error_at("user_id", answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_eleventh_user_is_refused_in_words_before_and_after_typing_usr_2(
    client: Client, contract: Contract, method: str
) -> None:
    seat(contract, 10)

    answer = getattr(client, method)(NEW, {**ENTRY, **GRANTS})

    assert answer.status_code == 409
    for text in (
        "一般ユーザーは10名まで登録できます。",
        "利用しなくなった一般ユーザーを削除してから",
        "E1008",
    ):
        assert text in words(answer)
    assert not User.objects.filter(user_id="ippan01").exists()


def test_a_full_list_says_so_in_place_of_the_button_usr_2(client: Client, contract: Contract) -> None:
    seat(contract, 10)

    html = words(client.get(USERS))

    assert "一般ユーザーは10名まで登録できます。" in html
    assert "登録へ" not in html


# 「更新へ」


def test_the_inquiry_shows_what_is_stored_and_the_grants_chosen_usr_3(client: Client, general: User) -> None:
    html = words(client.get(page("change", general)))

    for text in (
        "照会結果",
        "ippan01",
        "old@union.example",
        "会員(一般)",
        "利用可",
        "編集不可",
        ">更新</button>",
    ):
        assert text in html
    assert 'value="VIEW" id="id_grant-DED-1_1" checked' in html
    assert "変更しない項目は入力不要です。" in html


def test_only_what_is_entered_changes_usr_3(client: Client, general: User) -> None:
    answer = client.post(page("change", general), {**GRANTS, "name": "新組合花子", "grant-LED-1": "FULL"})

    assert (answer.status_code, answer["Location"]) == (302, USERS)
    general.refresh_from_db()
    assert (general.name, general.mail) == ("新組合花子", "old@union.example")
    assert granted(general) == {**STORED, "LED-1": "FULL"}
    assert check_password(PASSWORD, general.password)
    assert "ippan01(組合花子)の情報を更新しました。" in after(client)


def test_a_new_provisional_password_must_be_changed_at_the_next_login_usr_3(
    client: Client, general: User
) -> None:
    twice = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}

    client.post(page("change", general), {**GRANTS, **twice})

    general.refresh_from_db()
    assert general.password_is_provisional
    assert logged_in(general, NEW_PASSWORD).get("/password/")["Location"] == "/password/provisional/"


@pytest.mark.parametrize("data", [GRANTS, {**GRANTS, "name": "組合花子", "mail": "", "mail_again": ""}])
def test_nothing_changed_is_told_usr_3(client: Client, general: User, data: dict[str, str]) -> None:
    answer = client.post(page("change", general), data)

    html = words(answer)
    for text in ("変更する項目が入力されていません。", "変更しない場合は「戻る」を押してください。", "E1007"):
        assert text in html
    assert answer.status_code == 200
    assert ("user_changed", "ippan01 組合花子", "SUCCESS") not in told()


def test_a_wrong_change_stands_at_its_field_usr_3(client: Client, general: User) -> None:
    answer = client.post(page("change", general), {**GRANTS, "mail": "a@docomo.ne.jp"})

    assert "携帯電話会社" in error_at("mail", answer)


def test_a_master_changes_its_own_name_and_mail_there_usr_4(client: Client, master: User) -> None:
    html = words(client.get(page("change", master)))
    client.post(page("change", master), {"mail": "jiro@union.example", "mail_again": "jiro@union.example"})

    master.refresh_from_db()
    assert master.mail == "jiro@union.example"
    assert mailed() == [("mail_changed", "taro@union.example"), ("mail_changed", "jiro@union.example")]
    assert 'href="/password/">パスワード変更</a>' in html
    assert 'name="password"' not in html
    assert "ユーザー別機能制限" not in html
