"""kernel.japanese.kana: カナ不一致, the comparison of a requested name with the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.japanese.kana import KanaAgreement, KanaError, compare_kana

NAMES = st.text("ｱｶﾊ -", max_size=20)
LONG = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄ"


@pytest.mark.parametrize(
    ("requested", "answered", "agreement"),
    [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ", "一致"),
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "一致"),
        ("ｼﾞｮｰｼﾞ", "ｼﾞﾖ-ｼﾞ", "一致"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞﾀﾛｳ", "空白・長音差"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ  ﾀﾛｳ", "空白・長音差"),
        ("ﾕ-ｷ", "ﾕｷ", "空白・長音差"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀ ﾀﾛｳ", "濁点差"),
        ("ﾊﾟﾝ", "ﾊﾞﾝ", "濁点差"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾀﾛｳ", "濁点差"),
        (LONG, LONG[:15], "切捨て"),
        (LONG[:15], LONG, "切捨て"),
        (LONG[:10] + " " + LONG[10:], LONG[:10] + " " + LONG[10:14], "切捨て"),
        (LONG, LONG[:10] + " " + LONG[10:14], "切捨て"),
        (LONG, LONG[:14], "不一致"),
        (LONG, LONG[1:17], "不一致"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ｽｽﾞｷ ﾊﾅｺ", "姓のみ相違"),
        ("ﾔﾏﾀﾞ  ﾊﾅｺ", "ｽｽﾞｷ ﾊﾅｺ", "姓のみ相違"),
        ("ﾔﾏﾀﾞ ｱﾝ ﾏﾘｱ", "ｽｽﾞｷ ｱﾝﾏﾘｱ", "姓のみ相違"),
        ("ﾔﾏﾀﾞﾊﾅｺ", "ｽｽﾞｷ ﾊﾅｺ", "不一致"),
        ("ﾔﾏﾀﾞﾊﾅｺ", "ｽｽﾞｷﾊﾅｺ", "不一致"),
        ("ﾔﾏﾀﾞ -", "ｽｽﾞｷ -", "不一致"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ﾔﾏﾀﾞ ﾊﾅｴ", "不一致"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "", "不一致"),
        ("", "", "不一致"),
        ("-", "", "不一致"),
    ],
)
def test_the_first_reason_that_holds_is_given(requested: str, answered: str, agreement: str) -> None:
    assert compare_kana(requested, answered) == agreement


def test_only_an_equal_name_or_one_that_differs_in_spaces_and_long_vowels_agrees() -> None:
    passing = {agreement for agreement in KanaAgreement if agreement.agrees}

    assert passing == {KanaAgreement.AGREES, KanaAgreement.AGREES_WITH_NOTE}


@given(NAMES, NAMES)
def test_it_does_not_matter_which_of_the_two_was_requested(one: str, other: str) -> None:
    assert compare_kana(one, other) is compare_kana(other, one)


@given(NAMES, NAMES)
def test_names_agree_exactly_when_they_are_equal_but_for_spaces_and_hyphens(one: str, other: str) -> None:
    bare, other_bare = (name.replace(" ", "").replace("-", "") for name in (one, other))

    assert compare_kana(one, other).agrees == (bare == other_bare != "")


def test_a_name_that_is_no_kana_name_is_not_compared() -> None:
    with pytest.raises(KanaError):
        compare_kana("ﾔﾏﾀﾞ ﾀﾛｳ", "山田 太郎")
