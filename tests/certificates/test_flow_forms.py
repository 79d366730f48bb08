"""What may be typed as a code (認証コード), and how its mailbox is shown."""

import pytest

from certificates.actions.flow import WrongCode
from certificates.forms import CodeForm
from certificates.masking import masked


@pytest.mark.parametrize("typed", ["012345", "０１２３４５", " 012 345 ", "012　345", "0 1 2 3 4 5"])
def test_six_digits_however_they_are_typed_are_the_code_cert_2(typed: str) -> None:
    form = CodeForm({"code": typed})

    assert form.is_valid()
    assert form.cleaned_data["code"] == "012345"


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a", "一二三四五六", "-12345", "١٢٣٤٥٦"])
def test_anything_else_is_told_at_the_field(typed: str) -> None:
    form = CodeForm({"code": typed})

    assert form.errors["code"] == ["認証コードは半角数字6桁で入力してください。"]


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_nothing_is_told_as_nothing(typed: str) -> None:
    assert CodeForm({"code": typed}).errors["code"] == ["認証コードを入力してください。"]


def test_a_phone_or_browser_knows_that_it_is_a_one_time_code() -> None:
    field = str(CodeForm()["code"])

    assert 'autocomplete="one-time-code"' in field
    assert 'inputmode="numeric"' in field


def test_what_was_refused_before_stands_at_the_field_of_a_fresh_form() -> None:
    form = CodeForm()

    form.recall(WrongCode(left=3))

    assert form.errors["code"] == ["認証コードが正しくありません。入力できる回数は、あと3回です。"]
    assert "value=" not in str(form["code"])


@pytest.mark.parametrize(
    ("mail", "shown"),
    [
        ("taro@union.example", "t***@union.example"),
        ("t@union.example", "t***@union.example"),
        ("hanako.minato@a.b.example", "h***@a.b.example"),
    ],
)
def test_a_mailbox_is_recognised_and_not_told(mail: str, shown: str) -> None:
    assert masked(mail) == shown
