"""The rules of entry (【入力項目説明】) at each field, in the manuals' words (CON-1, REG-5 … REG-8)."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts import rules
from accounts.fields import (
    MAIL_RULES,
    PASSWORD_RULES,
    ContractNumberField,
    EntryField,
    MailField,
    NameField,
    NewPasswordField,
    PasswordField,
    UserIdField,
)

NUMBER = "契約番号は半角数字8桁で入力してください。"
USER_ID = (
    "ユーザーIDは半角英、数字の2種を使い、6～12桁で入力してください。(英字は大文字と小文字を区別します。)"
)
LENGTH = "パスワードは8～12桁で入力してください。"
HALF_WIDTH = "パスワードは半角英大・小文字、数字、記号だけで入力してください。"
FOUR_KINDS = "パスワードは半角英大文字・英小文字・数字・記号の4種をすべて使って入力してください。"
FULL_WIDTH = "ユーザー名は全角文字(漢字・かな・カナ・英数字・スペース)で入力してください。"
MAIL_SHAPE = "メールアドレスは「名前@ドメイン」の形式で、半角英数記号だけで入力してください。"
FAR_TOO_LONG = "100文字以下で入力してください。"


def error_of(field: forms.Field, typed: Any) -> str:
    """The sentence at the field; "" when the entry is right."""
    try:
        field.clean(typed)
    except ValidationError as error:
        return "".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (ContractNumberField(), "12345678", "12345678"),
        (ContractNumberField(), " 12345678 ", "12345678"),
        (UserIdField(), "rokin01", "rokin01"),
        (UserIdField(), "ＲＯＫＩＮ０１", "ROKIN01"),
        (UserIdField(), "a23456789012", "a23456789012"),
        (PasswordField(), " any thing ", " any thing "),
        (NewPasswordField(), "Rokin#26", "Rokin#26"),
        (NewPasswordField(), "Rokin#202612", "Rokin#202612"),
        (NewPasswordField(required=False), "", ""),
        (NameField(), "　労金　太郎　", "労金　太郎"),
        (NameField(), "あ" * 20, "あ" * 20),
        (NameField(required=False), "", ""),
        (MailField(), "taro@union.example", "taro@union.example"),
        (MailField(), "ｔａｒｏ＠union.example", "taro@union.example"),
        (MailField(required=False), "", ""),
    ],
)
def test_what_keeps_the_rules_is_taken(field: forms.Field, typed: str, value: str) -> None:
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        (ContractNumberField(), "1234567", NUMBER),
        (ContractNumberField(), "123456789", NUMBER),
        (ContractNumberField(), "1234567x", NUMBER),
        (ContractNumberField(), "１２３４５６７", NUMBER),
        (ContractNumberField(), "١٢٣٤٥٦٧٨", NUMBER),
        (UserIdField(), "abc12", USER_ID),
        (UserIdField(), "abcdefg123456", USER_ID),
        (UserIdField(), "abcdef", USER_ID),
        (UserIdField(), "123456", USER_ID),
        (UserIdField(), "rokin-01", USER_ID),
        (NewPasswordField(), "Roki#26", LENGTH),
        (NewPasswordField(), "Rokin#2026123", LENGTH),
        (NewPasswordField(), "Ｒokin#2026", HALF_WIDTH),
        (NewPasswordField(), "Rokin #2026", HALF_WIDTH),
        (NewPasswordField(), "Rokin2026", FOUR_KINDS),
        (NewPasswordField(), "rokin#2026", FOUR_KINDS),
        (NameField(), "Taro", FULL_WIDTH),
        (NameField(), "労金 太郎", FULL_WIDTH),
        (NameField(), "ﾛｳｷﾝ", FULL_WIDTH),
        (NameField(), "あ" * 21, "ユーザー名は全角20文字以下で入力してください。"),
        (MailField(), "taro", MAIL_SHAPE),
        (MailField(), "太郎@union.example", MAIL_SHAPE),
        (MailField(), "t" * 40 + "@union.example", "メールアドレスは半角50桁以下で入力してください。"),
        (
            MailField(),
            "taro@docomo.ne.jp",
            "メールアドレスに携帯電話会社のメールアドレスは登録できません。",
        ),
        (PasswordField(), "x" * 101, "パスワードは" + FAR_TOO_LONG),
        (NameField(), "あ" * 101, "ユーザー名は" + FAR_TOO_LONG),
    ],
)
def test_what_breaks_a_rule_is_told_in_the_manuals_words(field: forms.Field, typed: str, error: str) -> None:
    assert error_of(field, typed) == error


@pytest.mark.parametrize("empty", ["", None, "   ", "　"])
@pytest.mark.parametrize("field", [ContractNumberField(), UserIdField(), NameField(), MailField()])
def test_an_empty_field_is_named(field: EntryField, empty: str | None) -> None:
    assert error_of(field, empty) == f"{field.label}を入力してください。"


@pytest.mark.parametrize(
    ("field", "help_text"),
    [
        (ContractNumberField(), "半角数字8桁で入力します。"),
        (
            UserIdField(),
            "6～12桁で入力します。半角英、数字の2種必須です。(英字は大文字と小文字を区別します。)",
        ),
        (
            NewPasswordField(),
            "8～12桁で入力します。半角英大・小文字、数字、記号の4種必須です。(英字は大文字と小文字を区別します。)",
        ),
        (NameField(), "全角20文字以下で入力します。(カナ、漢字含む)"),
        (MailField(), "半角英数50桁以下で入力します。\n※携帯電話のアドレスは不可"),
    ],
)
def test_the_rule_of_entry_stands_beside_the_field(field: forms.Field, help_text: str) -> None:
    """REG: 【入力項目説明】."""
    assert field.help_text == help_text


def test_every_fault_has_its_words() -> None:
    assert set(PASSWORD_RULES) == set(rules.PasswordFault)
    assert set(MAIL_RULES) == set(rules.MailFault) - {rules.MailFault.MOBILE_CARRIER}


def test_a_password_is_shown_as_dots_and_never_written_back() -> None:
    widget = PasswordField().widget

    html = widget.render("password", "Rokin#2026")

    assert 'type="password"' in html
    assert "Rokin#2026" not in html
    assert 'autocomplete="off"' in html


@pytest.mark.parametrize(
    ("field", "token"),
    [(UserIdField, "username"), (NameField, "name"), (MailField, "email")],
)
def test_a_browser_may_fill_in_what_people_enter_about_themselves_and_nothing_of_others(
    field: type[UserIdField | NameField | MailField], token: str
) -> None:
    """WCAG 1.3.5."""
    assert f'autocomplete="{token}"' in field(own=True).widget.render("x", "")
    assert "autocomplete" not in field().widget.render("x", "")


@given(st.text(max_size=120))
def test_a_field_takes_what_the_rules_take_and_nothing_else(typed: str) -> None:
    """REG-6: the field adds nothing of its own but the bound on what is hashed."""
    is_right = not typed or rules.login_password_fault(typed) is None

    assert (error_of(NewPasswordField(required=False), typed) == "") == is_right


@given(st.text(max_size=120))
def test_no_text_breaks_a_field(typed: str) -> None:
    for field in (ContractNumberField(), UserIdField(), NameField(), MailField(), PasswordField()):
        error_of(field, typed)
