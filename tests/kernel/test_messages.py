"""The catalogue of messages: one meaning per code, always with cause and remedy."""

import re

import pytest

from chingin.kernel import messages
from chingin.kernel.messages import CatalogueError, Message, all_messages, by_code, register


@pytest.mark.parametrize("code", ["E901", "E90100", "F9001", "E1301", "e9001", "E9010\n", ""])
def test_a_code_outside_the_ranges_is_refused(code: str) -> None:
    with pytest.raises(CatalogueError, match="is no message code"):
        Message(code, "文", cause="原因", remedy="対処")


@pytest.mark.parametrize("missing", ["text", "cause", "remedy"])
def test_a_message_without_text_cause_or_remedy_is_refused(missing: str) -> None:
    words = {"text": "文", "cause": "原因", "remedy": "対処", missing: " "}

    with pytest.raises(CatalogueError, match=f"has no {missing}"):
        Message("E9010", words["text"], cause=words["cause"], remedy=words["remedy"])


def test_a_code_declared_twice_is_refused() -> None:
    known = by_code("E9010")

    with pytest.raises(CatalogueError, match="E9010 is declared twice"):
        register(known)


def test_a_registered_message_is_found_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_catalogue", {})
    late = Message("E2001", "締切を過ぎています。", cause="原因", remedy="対処")
    early = Message("E1003", "登録済です。", cause="原因", remedy="対処")

    register(late, early)

    assert by_code("E2001") is late
    assert all_messages() == (early, late)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        by_code("E0000")


def test_the_place_on_the_help_page_follows_from_the_code() -> None:
    assert by_code("E9010").anchor == "e9010"


@pytest.mark.parametrize("message", all_messages(), ids=lambda message: message.code)
def test_every_message_is_plain_japanese_with_cause_and_remedy(message: Message) -> None:
    assert re.search(r"[ぁ-ん]", message.text)
    for words in (message.cause, message.remedy):
        assert re.search(r"[ぁ-ん]", words)
        assert words.endswith("。")
