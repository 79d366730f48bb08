"""kernel.japanese.width and characters: full width, half width, what a person counts (REG-7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.japanese.characters import characters, composed, private_use
from chingin.kernel.japanese.width import (
    character_count,
    first_not_full_width,
    is_full_width,
    is_half_width,
    normalise_code,
)

IVS = "\U000e0100"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "山田　太郎",
        "やまだタロウ",
        "髙橋﨑",
        "𠮷田",
        "佐々木",
        "ＡＢＣ１２３",
        "ー・「」",
        "㈱労金",
        "葛" + IVS + "城",
        "𠮷" + IVS,
        "葛\ufe00",
        "か\u3099き",
        "神\ufa19",
        "\u3402\U00031350",
        "〜−",
    ],
)
def test_reg_7_full_width_text_is_recognised(text: str) -> None:
    assert is_full_width(text)


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        ("山田 太郎", " "),
        ("山田A", "A"),
        ("ﾔﾏﾀﾞ", "ﾔ"),
        ("山田\n", "\n"),
        ("山\x7f", "\x7f"),
        ("山\ue000", "\ue000"),
        ("山\U000f0000", "\U000f0000"),
        ("山\x80", "\x80"),
        ("ゔ", "ゔ"),
        ("か\u309a", "か\u309a"),
        ("田😀", "😀"),
        ("é", "é"),
        ("葛" + IVS + IVS, "葛" + IVS + IVS),
        ("葛\u0301", "葛\u0301"),
        ("あ" + IVS, "あ" + IVS),
        (IVS + "葛", IVS),
        ("　\u3099", "\u3099"),
        ("\u2f00", "\u2f00"),  # a radical of the Kangxi dictionary, not the kanji 一
        ("山\u200b田", "\u200b"),
        ("山\ud842", "\ud842"),
    ],
)
def test_reg_7_the_character_that_is_not_full_width_is_pointed_at(text: str, culprit: str) -> None:
    assert not is_full_width(text)
    assert first_not_full_width(text) == culprit


@pytest.mark.parametrize("text", ["", "abc XYZ 019", "~!\\", "ﾔﾏﾀﾞ｡｢｣･"])
def test_half_width_text_is_recognised(text: str) -> None:
    assert is_half_width(text)


@pytest.mark.parametrize("text", ["Ａ", "山", "a\n", "\x7f", "\x80", "\xa0", "é", "¥", "\ue000", "\uf8f0"])
def test_text_that_is_not_half_width_is_recognised(text: str) -> None:
    assert not is_half_width(text)


@given(st.characters())
def test_no_character_is_both_full_and_half_width(char: str) -> None:
    assert not (is_full_width(char) and is_half_width(char))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("山田　太郎", 5),
        ("𠮷田", 2),
        ("葛" + IVS + "城", 2),
        ("か\u3099", 1),
        ("ｶﾞ", 2),
        ("\u3099\u3099", 1),
        (" \u3099", 2),
        ("\n\u3099", 2),
        ("あ" * 20, 20),
    ],
)
def test_reg_7_characters_are_counted_as_a_person_counts_them(text: str, count: int) -> None:
    assert character_count(text) == count


@given(st.text())
def test_counting_loses_nothing(text: str) -> None:
    assert "".join(characters(text)) == text


@given(st.text("山𠮷か葛" + IVS + "\u3099", max_size=20).filter(is_full_width))
def test_a_character_of_full_width_text_is_at_most_two_code_points(text: str) -> None:
    assert len(text) <= 2 * character_count(text)


def test_composing_touches_kana_only() -> None:
    assert composed("か\u3099") == "が"
    assert composed("e\u0301") == "e\u0301"
    assert composed("\ufa19") == "\ufa19"
    assert composed("\ufa19\u3099") == "\ufa19\u3099"


def test_private_use_characters_are_named_once_each() -> None:
    assert private_use("山\ue000田\uf8ff\ue000\U0010fffd") == ("\ue000", "\uf8ff", "\U0010fffd")
    assert private_use("髙﨑𠮷") == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("１２３", "123"), ("ＡＢ－０１", "AB-01"), (" 0012　", "0012"), ("ｱ", "ア"), ("", "")],
)
def test_a_code_is_made_half_width_and_trimmed(typed: str, code: str) -> None:
    assert normalise_code(typed) == code
