"""What the forms of accounts ask, and how they show what an action refused."""

import pytest

from accounts import messages
from accounts.actions.registration import UserEntry
from accounts.actions.sessions import SamePassword
from accounts.forms import (
    AuthenticationForm,
    EntryForm,
    InitialLoginForm,
    LoginForm,
    MasterForm,
    PasswordChangeForm,
    UserForm,
)

ENTRY = {
    "user_id": "rokin01",
    "password": "Rokin#2026",
    "password_again": "Rokin#2026",
    "name": "労金太郎",
    "mail": "taro@union.example",
    "mail_again": "taro@union.example",
}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (InitialLoginForm, {"number": "契約番号", "password": "初期パスワード"}),
        (AuthenticationForm, {"user_id": "ユーザーID", "password": "パスワード"}),
        (LoginForm, {"password": "パスワード"}),
        (
            UserForm,
            {
                "user_id": "ユーザーID",
                "password": "パスワード",
                "password_again": "パスワード再入力",
                "name": "ユーザー名",
                "mail": "メールアドレス",
                "mail_again": "メールアドレス再入力",
            },
        ),
        (
            MasterForm,
            {
                "user_id": "ユーザーID",
                "password": "パスワード",
                "password_again": "パスワード再入力",
                "name": "ユーザー名",
                "mail": "メールアドレス",
                "mail_again": "メールアドレス再入力",
            },
        ),
        (
            PasswordChangeForm,
            {
                "present": "現在のパスワード",
                "new": "新しいパスワード",
                "new_again": "新しいパスワード再入力",
            },
        ),
    ],
)
def test_a_form_asks_what_the_manual_asks_in_its_order(form: type[EntryForm], fields: dict[str, str]) -> None:
    """REG-2, REG-3, LOGIN-1, LOGIN-3, CERT-2: all of it is required."""
    assert [(name, field.label) for name, field in form().fields.items()] == list(fields.items())
    assert all(field.required for field in form().fields.values())


@pytest.mark.parametrize(
    ("form", "tokens"),
    [
        (MasterForm, ["username", "off", "off", "name", "email", "email"]),
        (AuthenticationForm, ["username", "off"]),
        (UserForm, [None, "off", "off", None, None, None]),
    ],
)
def test_a_browser_may_fill_in_who_somebody_is_but_never_a_password(
    form: type[EntryForm], tokens: list[str | None]
) -> None:
    """WCAG 1.3.5; several people may share a PC (ENV-6)."""
    assert [field.widget.attrs.get("autocomplete") for field in form().fields.values()] == tokens


def test_a_registration_becomes_the_entry_of_the_action() -> None:
    form = UserForm(ENTRY)

    assert form.is_valid()
    assert form.entry() == UserEntry(
        user_id="rokin01", name="労金太郎", mail="taro@union.example", password="Rokin#2026"
    )


def test_an_entry_never_shows_its_password() -> None:
    form = UserForm(ENTRY)
    form.full_clean()

    assert "Rokin#2026" not in repr(form.entry())


@pytest.mark.parametrize(
    ("form", "typed", "field", "label"),
    [
        (UserForm, ENTRY | {"password_again": "Rokin#2027"}, "password_again", "パスワード"),
        (UserForm, ENTRY | {"mail_again": "jiro@union.example"}, "mail_again", "メールアドレス"),
        (
            PasswordChangeForm,
            {"present": "x", "new": "Rokin#2026", "new_again": "Rokin#2027"},
            "new_again",
            "新しいパスワード",
        ),
    ],
)
def test_a_pair_that_disagrees_is_told_at_its_second_half(
    form: type[EntryForm], typed: dict[str, str], field: str, label: str
) -> None:
    assert form(typed).errors == {field: [f"{label}と{label}再入力が一致しません。"]}


def test_addresses_that_differ_in_width_alone_agree() -> None:
    assert UserForm(ENTRY | {"mail_again": "ｔａｒｏ@union.example"}).is_valid()


@pytest.mark.parametrize("half", ["password", "password_again"])
def test_a_half_that_is_wrong_by_itself_is_not_compared(half: str) -> None:
    assert list(UserForm(ENTRY | {half: ""}).errors) == [half]


def test_a_refusal_is_told_at_its_field_with_cause_and_remedy() -> None:
    form = LoginForm({"password": "x"})
    assert form.told is None

    form.tell(messages.PASSWORD_WRONG, field="password")

    assert form.errors == {"password": [messages.PASSWORD_WRONG.text]}
    assert form.told == messages.PASSWORD_WRONG


def test_a_refusal_of_the_whole_form_is_told_above_it() -> None:
    form = LoginForm({"password": "x"})
    refusal = SamePassword()

    form.tell(refusal)

    assert form.non_field_errors() == [refusal.text]
    assert form.told is refusal
