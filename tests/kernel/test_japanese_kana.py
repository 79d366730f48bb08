"""kernel.japanese.kana: the half-width canonical form of kana names."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.japanese.kana import KANA_PATTERN, KanaError, canonical_kana, cut_kana, is_canonical
from chingin.kernel.japanese.kana_table import CONVERSION

ALLOWED = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ()-."


def named(text: str) -> tuple[str, int] | None:
    """The character and place at which this text is refused; None when it is converted."""
    try:
        canonical_kana(text)
    except KanaError as error:
        return error.character, error.position
    return None


# Each mark with a kana that takes it: a free mixture would seldom be a name.
PIECES = [char for char in CONVERSION if named(char) is None] + ["ｶﾞ", "か゛", "ハ\u309a", "ｳ\u3099", "ホ゜"]
NAMES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("やまだ たろう", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ジョージ", "ｼﾞﾖ-ｼﾞ"),
        ("ハットリ", "ﾊﾂﾄﾘ"),
        ("ｼﾞｮｰｼﾞ", "ｼﾞﾖ-ｼﾞ"),
        ("ァィゥェォッャュョヮヵヶ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ"),
        ("ぁぃぅぇぉっゃゅょゎゕゖ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ"),
        ("ｧｨｩｪｫｯｬｭｮ", "ｱｲｳｴｵﾂﾔﾕﾖ"),
        ("ㇰㇱㇷ゜ㇿ", "ｸｼﾌﾟﾛ"),
        ("ヲヰヱ", "ｵｲｴ"),
        ("をゐゑ", "ｵｲｴ"),
        ("ｦ", "ｵ"),
        ("ヴィオラ", "ｳﾞｲｵﾗ"),
        ("ゔ", "ｳﾞ"),
        ("ガギグゲゴザジズゼゾダヂヅデド", "ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞ"),
        ("バビブベボパピプペポ", "ﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ"),
        ("か\u3099は\u309aカ゛ハ゜ｶ\u3099", "ｶﾞﾊﾟｶﾞﾊﾟｶﾞ"),
        ("abcＸＹＺｘｙｚ", "ABCXYZXYZ"),
        ("０１２789", "012789"),
        ("（ＡＢ）．－", "(AB).-"),
        ("　ヤマダ\u00a0タロウ ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ヤマダ　 タロウ", "ﾔﾏﾀﾞ  ﾀﾛｳ"),
        ("", ""),
    ],
)
def test_a_name_is_brought_into_the_canonical_form(typed: str, canonical: str) -> None:
    assert canonical_kana(typed) == canonical


def test_the_database_s_pattern_takes_the_characters_of_the_canonical_form_alone() -> None:
    """Between a kana that takes both marks and another: each character of the plane at its own place."""
    every = [f"ﾊ{chr(code)}ｱ" for code in range(0x10000)]

    assert [text for text in every if re.search(KANA_PATTERN, text)] == list(filter(is_canonical, every))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        *(("ｱ", True), ("ｱ ｲ", True), ("ﾐﾅﾄ (ｶ-1.", True)),
        *(("", False), (" ", False), (" ｱ", False), ("ｱ ", False), ("ｱ\n", False), ("\nｱ", False)),
    ],
)
def test_the_database_s_pattern_wants_a_name_without_spaces_around(text: str, *, fits: bool) -> None:
    assert bool(re.search(KANA_PATTERN, text)) is fits


@pytest.mark.parametrize("dash", "ーｰ－﹣‐‑‒–—―−〜～─━-")
def test_every_look_alike_of_the_long_vowel_becomes_a_hyphen(dash: str) -> None:
    assert canonical_kana(f"ス{dash}パ{dash}") == "ｽ-ﾊﾟ-"


def test_hiragana_and_katakana_are_one() -> None:
    for code in range(0x3041, 0x3097):
        assert canonical_kana(chr(code)) == canonical_kana(chr(code + 0x60)), chr(code)


@pytest.mark.parametrize(
    ("typed", "shown", "position"),
    [
        ("ヤマダ太郎", "太", 4),
        ("スズキ・イチロウ", "・", 4),
        ("すゞき", "ゞ", 2),
        ("ア&イ", "&", 2),
        ("ヷ", "ヷ", 1),
        ("一", "一", 1),
        ("タロウ、", "、", 4),
        ("ﾀﾛｳ｡", "｡", 4),
        ("ヤマダ\tタロウ", "U+0009", 4),
        ("ヤマダ\n", "U+000A", 4),
        ("ア\ue000", "U+E000", 2),
        ("𠮷ダ", "𠮷", 1),
        ("が\u3099", "゛", 1),
        ("か\u3099あ\u3099", "゛", 2),
        ("は\u309aか\u309a", "゜", 2),
        ("ﾞｱ", "ﾞ", 1),
        (" ﾟｱ", "ﾟ", 2),
        ("ｱﾞ", "ﾞ", 2),
        ("ｶﾟ", "ﾟ", 2),
        ("ﾝﾞ", "ﾞ", 2),
        ("ｶﾞﾞ", "ﾞ", 3),
        ("ﾊﾟﾞ", "ﾞ", 3),
        ("ワ゛", "゛", 2),
        ("ヲ\u3099", "゛", 1),
        ("~", "~", 1),
        ("ABC_", "_", 4),
    ],
)
def test_any_other_character_is_named_with_its_place(typed: str, shown: str, position: int) -> None:
    with pytest.raises(KanaError) as refused:
        canonical_kana(typed)

    assert refused.value.position == position
    assert refused.value.text == f"カナ氏名の{position}文字目の「{shown}」は使用できません。"
    assert refused.value.code == "E1080"


def test_the_error_carries_the_character_as_it_was_typed() -> None:
    with pytest.raises(KanaError) as refused:
        canonical_kana("あ\u3099")

    assert refused.value.character == "\u3099"


def test_only_the_characters_of_the_specification_are_canonical() -> None:
    blocks = (*range(0x3400), *range(0xFE00, 0x10000))  # of letters; between them lie only ideographs

    by_itself = {chr(code) for code in blocks if is_canonical(chr(code))}

    assert by_itself == set(ALLOWED) - set(" ﾞﾟ")


def test_a_mark_follows_only_the_kana_that_take_it() -> None:
    kana = ALLOWED[37:-6]

    assert "".join(one for one in kana if is_canonical(one + "ﾞ")) == "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"
    assert "".join(one for one in kana if is_canonical(one + "ﾟ")) == "ﾊﾋﾌﾍﾎ"


@pytest.mark.parametrize("text", ["ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ  ﾀﾛｳ", "ABC(1)-.", ""])
def test_a_field_in_canonical_form_is_recognised(text: str) -> None:
    assert is_canonical(text)


@pytest.mark.parametrize("text", ["ﾔﾏﾀﾞ ", " ﾔﾏﾀﾞ", "ｼﾞｮﾝ", "ｽｰ", "ｱﾞ", "ｦ", "ヤマダ", "abc", "山"])
def test_a_field_that_is_not_canonical_is_recognised(text: str) -> None:
    assert not is_canonical(text)


@given(NAMES)
def test_the_canonical_form_is_reached_in_one_step(name: str) -> None:
    canonical = canonical_kana(name)

    assert canonical_kana(canonical) == canonical
    assert is_canonical(canonical)
    assert set(canonical) <= set(ALLOWED)
    assert len(canonical.encode("cp932")) == len(canonical)


@given(NAMES)
def test_composed_and_decomposed_names_are_one(name: str) -> None:
    assert canonical_kana(unicodedata.normalize("NFD", name)) == canonical_kana(name)


@given(st.text(), st.sampled_from("山・ゝヷ&_\t\ue000é"), st.text())
def test_text_with_a_strange_character_is_refused_there_or_before(
    before: str, strange: str, after: str
) -> None:
    refused = named(before + strange + after)

    assert refused is not None
    character, position = refused
    assert character in before + strange
    assert 1 <= position <= len(before) + 1


@pytest.mark.parametrize(
    ("text", "size", "cut"),
    [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 30, "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 8, "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 7, "ﾔﾏﾀﾞ ﾀﾛ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 5, "ﾔﾏﾀﾞ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 4, "ﾔﾏﾀﾞ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", 3, "ﾔﾏ"),
        ("ﾊﾟﾝ", 1, ""),
        ("ﾊﾟﾝ", 0, ""),
    ],
)
def test_a_name_is_cut_without_parting_a_kana_from_its_mark(text: str, size: int, cut: str) -> None:
    assert cut_kana(text, size) == cut


def test_a_field_of_negative_size_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        cut_kana("ｱ", -1)


@given(NAMES.map(canonical_kana), st.integers(0, 40))
def test_what_is_cut_is_canonical_fits_and_begins_the_name(name: str, size: int) -> None:
    cut = cut_kana(name, size)

    assert is_canonical(cut)
    assert len(cut) <= size
    assert name.startswith(cut)
    assert len(cut) >= min(len(name), size - 1) or name[len(cut)] == " "
