"""kernel.japanese.cp932: Windows-31J over all its codes, and what has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.japanese.characters import is_private_use
from chingin.kernel.japanese.cp932 import Encoded, Replaced, code_of, decode, encode

LEADS = [*range(0x81, 0xA0), *range(0xE0, 0xFD)]
TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFD)]
ALL_CODES = [bytes([byte]) for byte in range(256)] + [
    bytes([lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x100)
]

# Codes that Windows reads but writes otherwise, outside the NEC selected rows ED and EE: NEC's row 13 gives
# way to JIS, IBM's extension to JIS and to NEC's row 13 (Microsoft KB170559).
DUPLICATES = {
    "8790": "81e0",  # ≒
    "8791": "81df",  # ≡
    "8792": "81e7",  # ∫
    "8795": "81e3",  # √
    "8796": "81db",  # ⊥
    "8797": "81da",  # ∠
    "879a": "81e6",  # ∵
    "879b": "81bf",  # ∩
    "879c": "81be",  # ∪
    **{f"fa{0x4A + n:02x}": f"87{0x54 + n:02x}" for n in range(10)},  # Ⅰ–Ⅹ
    "fa54": "81ca",  # ￢
    "fa58": "878a",  # ㈱
    "fa59": "8782",  # №
    "fa5a": "8784",  # ℡
    "fa5b": "81e6",  # ∵
}

JIS_NAMES = {
    "‾": ("8150", "￣"),
    "—": ("815c", "―"),
    "〜": ("8160", "～"),
    "‖": ("8161", "∥"),
    "−": ("817c", "－"),
    "¥": ("818f", "￥"),
    "¢": ("8191", "￠"),
    "£": ("8192", "￡"),
    "¬": ("81ca", "￢"),
}


def decoded(code: bytes) -> str | None:
    """The one character of this code; None when it is no code, or two codes in a row."""
    try:
        text = decode(code)
    except UnicodeDecodeError:
        return None
    return text if len(text) == 1 else None


def written(char: str) -> str | None:
    code = code_of(char)
    return None if code is None else code.hex()


def python_s(char: str) -> str | None:
    try:
        return char.encode("cp932").hex()
    except UnicodeEncodeError:
        return None


CHARACTERS = {code: char for code in ALL_CODES if (char := decoded(code))}
USER_DEFINED = {code for code, char in CHARACTERS.items() if is_private_use(char)}
REAL = {code: char for code, char in CHARACTERS.items() if code not in USER_DEFINED}


def test_there_are_as_many_codes_as_in_the_published_table() -> None:
    assert sum(len(code) == 1 for code in REAL) == 128 + 63
    assert sum(len(code) == 2 for code in REAL) == 7724
    assert sum(len(code) == 2 for code in USER_DEFINED) == 10 * 188


def test_every_code_is_written_back_as_itself_or_as_its_listed_twin() -> None:
    differing = {
        code.hex(): encode(char).data.hex() for code, char in REAL.items() if encode(char).data != code
    }
    nec_selected = {code: twin for code, twin in differing.items() if code[:2] in {"ed", "ee"}}

    assert {code: twin for code, twin in differing.items() if code not in nec_selected} == DUPLICATES
    assert set(nec_selected) == {code.hex() for code in REAL if code[0] in {0xED, 0xEE}}
    assert {code: twin for code, twin in nec_selected.items() if twin[:2] not in {"fa", "fb", "fc"}} == {
        "eef9": "81ca"
    }
    assert len(nec_selected) == 374


def test_no_real_character_is_reported_as_replaced() -> None:
    assert not any(encode(char).replaced for char in REAL.values())


@pytest.mark.parametrize(
    ("char", "code", "python_code"),
    [
        ("髙", "fbfc", "eee0"),
        ("﨑", "fab1", "ed95"),
        ("ⅰ", "fa40", "eeef"),
        ("ⅹ", "fa49", "eef8"),
        ("￤", "fa55", "eefa"),
        ("＇", "fa56", "eefb"),
        ("＂", "fa57", "eefc"),
        ("纊", "fa5c", "ed40"),
        ("黑", "fc4b", "eeec"),
    ],
)
def test_the_ibm_extension_is_written_where_python_writes_nec_s_selection(
    char: str, code: str, python_code: str
) -> None:
    assert encode(char).data.hex() == code
    assert char.encode("cp932").hex() == python_code
    assert decode(bytes.fromhex(code)) == decode(bytes.fromhex(python_code)) == char


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("㈱", "878a"),
        ("①", "8740"),
        ("Ⅰ", "8754"),
        ("№", "8782"),
        ("℡", "8784"),
        ("∵", "81e6"),
        ("￢", "81ca"),
    ],
)
def test_of_duplicate_codes_the_one_of_windows_is_written(char: str, code: str) -> None:
    assert encode(char).data.hex() == code


@pytest.mark.parametrize("jis", JIS_NAMES)
def test_both_names_of_a_character_are_written_and_that_of_windows_comes_back(jis: str) -> None:
    code, windows = JIS_NAMES[jis]

    assert encode(jis) == encode(windows) == Encoded(bytes.fromhex(code))
    assert decode(bytes.fromhex(code)) == windows


def test_windows_names_are_those_of_the_full_width_block() -> None:
    assert decode(bytes.fromhex("81608161817c815c")) == "\uff5e\u2225\uff0d\u2015"


def test_python_s_codec_differs_in_nothing_else() -> None:
    """A new Python that changes its table fails here, not in a file at the bank."""
    differing = {char for char in map(chr, range(0x110000)) if python_s(char) != written(char)}

    private_use = {char for char in differing if is_private_use(char)}
    nec_selected = {char for char in differing if (python_s(char) or "")[:2] in {"ed", "ee"}}
    assert {python_s(char) for char in private_use} == {code.hex() for code in USER_DEFINED} | {
        "a0",
        "fd",
        "fe",
        "ff",
    }
    assert len(nec_selected) == 373
    assert differing - private_use - nec_selected == {"\x80", "‾", "—", "¥"}


@given(st.text(st.sampled_from(sorted(REAL.values()))))
def test_text_of_windows_characters_comes_back_equal(text: str) -> None:
    encoded = encode(text)

    assert decode(encoded.data) == text
    assert encoded.replaced == ()
    assert encoded.data == b"".join(bytes.fromhex(written(char) or "") for char in text)


@given(st.text())
def test_any_text_is_written_and_every_loss_is_reported(text: str) -> None:
    encoded = encode(text)

    assert decode(encoded.data).count("〓") - text.count("〓") == sum(
        one.written == "〓" for one in encoded.replaced
    )


def test_what_has_no_code_becomes_a_geta_and_is_reported_with_its_place() -> None:
    encoded = encode("𠮷野屋\ue000と😀")

    assert decode(encoded.data) == "〓野屋〓と〓"
    assert encoded.replaced == (
        Replaced(1, "𠮷", "〓"),
        Replaced(4, "\ue000", "〓"),
        Replaced(6, "😀", "〓"),
    )


@pytest.mark.parametrize("char", ["\ue000", "\ue757", "\uf8f0", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_a_private_use_character_is_never_written(char: str) -> None:
    assert encode(char) == Encoded("〓".encode("cp932"), (Replaced(1, char, "〓"),))


@pytest.mark.parametrize("char", ["\x80", "\xa0", "é", "ゔ", "\ud800", "か\u309a", "e\u0301"])
def test_letters_and_half_characters_without_a_code_are_replaced_once(char: str) -> None:
    assert encode(f"ア{char}イ") == Encoded("ア〓イ".encode("cp932"), (Replaced(2, char, "〓"),))


@pytest.mark.parametrize("text", ["\u3099", "ア\u3099", "A" + "\u3099" * 3])
def test_a_mark_that_makes_no_character_of_windows_31j_is_one_loss(text: str) -> None:
    assert encode(text) == Encoded("〓".encode("cp932"), (Replaced(1, text, "〓"),))


def test_decomposed_kana_are_written_as_the_one_character_they_are() -> None:
    assert encode("か\u3099ハ\u309a") == Encoded("がパ".encode("cp932"))


def test_a_kanji_loses_its_variation_selector_and_that_is_reported() -> None:
    encoded = encode("葛\U000e0100城")

    assert encoded == Encoded("葛城".encode("cp932"), (Replaced(1, "葛\U000e0100", "葛"),))


def test_a_kanji_without_a_code_is_one_geta_with_or_without_a_selector() -> None:
    assert encode("𠮷\U000e0100").replaced == (Replaced(1, "𠮷\U000e0100", "〓"),)


def test_compatibility_ideographs_stay_what_they_are() -> None:
    """Invariant 9: NFC would make another person's name of these."""
    for name in ("神\ufa19", "晴\ufa12", "\uf929", "塚\ufa10"):
        assert decode(encode(name).data) == name


def test_line_ends_and_tabs_pass() -> None:
    assert encode("あ\r\n\tい") == Encoded(b"\x82\xa0\r\n\t\x82\xa2")


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"\x80", 0),
        (b"ab\xa0", 2),
        (b"\x82\xa0\xfd", 2),
        (b"\xfe", 0),
        (b"\xff", 0),
        (b"a\x82", 1),
        (b"\x82 ", 0),
        (b"\x81\xad", 0),
    ],
)
def test_bytes_that_are_no_character_are_refused_with_their_place(data: bytes, start: int) -> None:
    with pytest.raises(UnicodeDecodeError) as refused:
        decode(data)

    assert refused.value.start == start


def test_user_defined_codes_come_back_as_private_use_characters() -> None:
    assert decode(b"\xf0\x40\xf9\xfc") == "\ue000\ue757"
