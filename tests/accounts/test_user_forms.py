"""The forms of 契約ユーザー情報照会: USR-2, USR-3, USR-4."""

import pytest
from django.http import QueryDict

from accounts.actions.users import UserChange
from accounts.grant_forms import GrantsForm, offered
from accounts.models import Contract, Grant, User
from accounts.user_forms import MasterChangeForm, UserChangeForm, UserRegistrationForm, change_form
from tests.accounts.administration import (
    ENTRY,
    GRANTS,
    LEDGER,
    LINES,
    NEW_PASSWORD,
    REQUESTS,
    STORED,
    certificates_by_header,
    contract,
    friday_morning,
    general,
    known_functions,
    master,
)
from tests.accounts.factories import PASSWORD, ContractFactory

__all__ = ["certificates_by_header", "contract", "friday_morning", "general", "known_functions", "master"]
pytestmark = pytest.mark.django_db

FULL, VIEW, HIDDEN = Grant.FULL, Grant.VIEW, Grant.HIDDEN
UPDATING, LOOKING = {"ROKIN_DEDUCTION", "WEB_UPDATE"}, {"ROKIN_DEDUCTION"}


def sent(data: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def registration(contract: Contract, **changes: str) -> UserRegistrationForm:
    return UserRegistrationForm(sent({**ENTRY, **GRANTS, **changes}), contract=contract)


def changing(user: User, **changes: str) -> UserChangeForm:
    form = change_form(user, sent({**GRANTS, **changes}))
    assert isinstance(form, UserChangeForm)
    assert form.is_valid(), form.errors
    return form


def test_what_registers_a_user_comes_out_as_typed_usr_2(contract: Contract) -> None:
    form = registration(contract)

    assert form.is_valid(), form.errors
    entry = form.entry()
    assert (entry.user_id, entry.name, entry.mail) == ("ippan01", "組合花子", "hanako@union.example")
    assert entry.password == PASSWORD
    assert form.grants() == {"DED-1": VIEW, "DED-4": FULL, "LED-1": HIDDEN}


def test_the_fields_stand_in_the_manual_s_order_usr_2(contract: Contract) -> None:
    form = UserRegistrationForm(None, contract=contract)

    assert [str(field.label) for field in form.entries] == [
        "ユーザーID",
        "ユーザー名",
        "パスワード",
        "パスワード再入力",
        "メールアドレス",
        "メールアドレス再入力",
    ]
    assert "※ユーザーIDの変更はできませんので、ご注意ください。" in form.fields["user_id"].help_text
    assert "仮のパスワード" in form.fields["password"].help_text


def test_one_form_s_help_does_not_grow_into_the_next_one_s(contract: Contract) -> None:
    helps = {UserRegistrationForm(None, contract=contract).fields["user_id"].help_text for _ in range(2)}

    assert len(helps) == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"user_id": "ippan"}, "user_id", "半角英、数字の2種を使い、6～12桁"),
        ({"name": "Hanako"}, "name", "全角文字"),
        ({"password": "rokin#2026"}, "password", "4種をすべて使って"),
        ({"password_again": NEW_PASSWORD}, "password_again", "パスワードとパスワード再入力が一致しません。"),
        ({"mail": "hanako@docomo.ne.jp"}, "mail", "携帯電話会社"),
        (
            {"mail_again": "taro@union.example"},
            "mail_again",
            "メールアドレスとメールアドレス再入力が一致しません。",
        ),
        (
            {"grant-LED-1": ""},
            "grant-LED-1",
            "賃控元帳明細照会は「表示」・「閲覧のみ」・「非表示」のどれかを選択",
        ),
        (
            {"grant-DED-4": "VIEW"},
            "grant-DED-4",
            "労金控除依頼リスト出力は「表示」・「非表示」のどれかを選択",
        ),
    ],
)
def test_a_wrong_entry_is_pointed_at_in_its_own_words_usr_2(
    contract: Contract, changes: dict[str, str], field: str, words: str
) -> None:
    form = registration(contract, **changes)

    assert list(form.errors) == [field]
    assert words in form.errors[field][0]


def test_show_all_wins_over_the_table_usr_2(contract: Contract) -> None:
    form = registration(contract, show_all="on")

    assert form.is_valid(), form.errors
    assert set(form.grants().values()) == {FULL}


@pytest.mark.parametrize(
    ("function", "capabilities", "present", "choices"),
    [
        (LINES, UPDATING, HIDDEN, [FULL, VIEW, HIDDEN]),
        (LINES, LOOKING, HIDDEN, [FULL, HIDDEN]),  # 照会: nobody changes anything here
        (LINES, LOOKING, VIEW, [FULL, VIEW, HIDDEN]),  # but a grant that stands is not widened unseen
        (REQUESTS, UPDATING, HIDDEN, [FULL, HIDDEN]),
        (REQUESTS, UPDATING, VIEW, [FULL, VIEW, HIDDEN]),
        (LEDGER, set(), FULL, [FULL, VIEW, HIDDEN]),
    ],
)
def test_view_only_is_offered_where_it_takes_something_away_usr_2(
    function: object, capabilities: set[str], present: Grant, choices: list[Grant]
) -> None:
    assert offered(function, capabilities=capabilities, present=present) == choices  # type: ignore[arg-type]  # a Function


def test_the_table_has_the_contract_s_functions_under_their_menus_usr_2(contract: Contract) -> None:
    form = GrantsForm(None, contract=contract, present=STORED)

    table = [(group.menu, [row.label for row in group.rows]) for group in form.grant_groups]

    assert table == [
        ("労金控除事務", ["労金控除明細照会", "労金控除依頼リスト出力"]),
        ("賃控元帳事務", ["賃控元帳明細照会"]),
    ]
    assert form.grant_heads == ["表示", "閲覧のみ", "非表示"]


def test_each_function_s_present_grant_is_chosen_and_what_is_not_offered_is_a_gap_usr_3(
    contract: Contract,
) -> None:
    form = GrantsForm(None, contract=contract, present=STORED)

    chosen = {
        row.label: [None if choice is None else "checked" in choice.tag() for choice in row.choices]
        for group in form.grant_groups
        for row in group.rows
    }

    assert chosen == {
        "労金控除明細照会": [False, True, False],
        "労金控除依頼リスト出力": [True, None, False],
        "賃控元帳明細照会": [False, False, True],
    }


def test_a_new_user_sees_nothing_until_the_master_shows_it_usr_2(contract: Contract) -> None:
    form = UserRegistrationForm(None, contract=contract)

    assert {form.fields[name].initial for name in GRANTS} == {"HIDDEN"}


def test_a_contract_with_nothing_to_restrict_has_no_table_usr_2() -> None:
    contract = ContractFactory.create(rokin_collection="", rokin_access="", has_ledger=False)

    form = UserRegistrationForm(sent(ENTRY), contract=contract)

    assert form.grant_groups == []
    assert form.is_valid(), form.errors
    assert form.grants() == {}
    assert "show_all" not in form.fields


def test_nothing_filled_in_changes_nothing_usr_3(general: User) -> None:
    assert changing(general).change() == UserChange()


def test_only_what_is_filled_in_changes_usr_3(general: User) -> None:
    form = changing(general, name="新組合花子", **{"grant-DED-1": "FULL"})

    assert form.change() == UserChange(name="新組合花子", grants={"DED-1": FULL})


def test_a_password_and_an_address_change_when_entered_twice_usr_3(general: User) -> None:
    twice = {
        "password": NEW_PASSWORD,
        "password_again": NEW_PASSWORD,
        "mail": "a@b.jp",
        "mail_again": "a@b.jp",
    }

    assert changing(general, **twice).change() == UserChange(mail="a@b.jp", password=NEW_PASSWORD)


@pytest.mark.parametrize("name", ["password", "mail"])
@pytest.mark.parametrize("once", ["first", "again"])
def test_a_pair_that_is_entered_once_is_refused_usr_3(general: User, name: str, once: str) -> None:
    value = {"password": NEW_PASSWORD, "mail": "a@b.jp"}[name]
    field = name if once == "first" else f"{name}_again"

    form = change_form(general, sent({**GRANTS, field: value}))

    assert list(form.errors) == [f"{name}_again"]


def test_show_all_changes_only_what_was_narrower_usr_3(general: User) -> None:
    form = changing(general, show_all="on")

    assert form.change() == UserChange(grants={"DED-1": FULL, "LED-1": FULL})


@pytest.mark.parametrize("sent_id", ["", "ippan99"])
def test_the_id_is_shown_and_never_changes_whatever_is_sent_usr_3(general: User, sent_id: str) -> None:
    form = changing(general, user_id=sent_id)

    assert form["user_id"].value() == "ippan01"
    assert form.fields["user_id"].disabled
    assert form.change() == UserChange()


def test_a_master_changes_its_name_and_mail_and_nothing_else_usr_4(master: User) -> None:
    form = change_form(
        master,
        sent(
            {"name": "労金次郎", "mail": "j@union.example", "mail_again": "j@union.example", "password": "x"}
        ),
    )

    assert isinstance(form, MasterChangeForm)
    assert form.is_valid(), form.errors
    assert form.change() == UserChange(name="労金次郎", mail="j@union.example")
    assert [str(field.label) for field in form.entries] == [
        "ユーザーID",
        "ユーザー名",
        "メールアドレス",
        "メールアドレス再入力",
    ]
