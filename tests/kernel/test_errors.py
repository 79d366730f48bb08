"""A refusal tells what, why and what to do."""

import pytest

from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message


class AlreadyRegistered(Refusal):
    message = Message(
        "E1003",
        "入力された{name}はすでに登録済です。",
        cause="{name}は重ねて登録できません。",
        remedy="別の{name}を入力してください。",
    )


def test_a_refusal_fills_its_message() -> None:
    refusal = AlreadyRegistered(name="ユーザーID")

    assert refusal.code == "E1003"
    assert refusal.text == str(refusal) == "入力されたユーザーIDはすでに登録済です。"
    assert refusal.cause == "ユーザーIDは重ねて登録できません。"
    assert refusal.remedy == "別のユーザーIDを入力してください。"


def test_what_a_user_typed_is_not_read_as_a_field() -> None:
    assert "{name.__class__}" in AlreadyRegistered(name="{name.__class__}").text


def test_a_forgotten_value_is_a_mistake_at_once() -> None:
    with pytest.raises(KeyError, match="name"):
        AlreadyRegistered()
