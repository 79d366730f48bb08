"""Each kind of field: what it reads, what it refuses and in which words, what it writes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.clock import JST
from chingin.kernel.corefile.dates import Day, Moment, YearMonth
from chingin.kernel.corefile.fields import Choice, Digits, Field, Identifier, Rate, Text, Whole, filler, fixed
from chingin.kernel.corefile.names import Kana, Kanji
from chingin.kernel.japanese.kana import is_canonical
from chingin.kernel.months import Month

DIGITS = Digits("n", "番号", 3)
MAYBE = Digits("n", "番号", 3, optional=True)
WHOLE = Whole("n", "金額", 3)
COUNTED = Whole("n", "回", 2, least=1)
RATE = Rate("n", "率", 5)
TEXT = Text("n", "キー", 4)
NO_TEXT = Text("n", "キー", 4, optional=True)
NUMBER = Identifier("n", "職員番号", 4)
NO_NUMBER = Identifier("n", "所属", 4, optional=True)
KANA = Kana("n", "カナ", 6)
NO_KANA = Kana("n", "カナ", 6, optional=True)
KANJI = Kanji("n", "漢字", 8)
DAY = Day("n", "日")
NO_DAY = Day("n", "日", optional=True)
MONTH = YearMonth("n", "月")
NO_MONTH = YearMonth("n", "月", optional=True)
MOMENT = Moment("n", "日時")
NO_MOMENT = Moment("n", "日時", optional=True)
CODE = Choice("n", "区分", 1, {"1": "済", "2": "一部"})
REASON = Choice("n", "事由", 2, {"01": "資金不足"}, none="00")
ERROR = Choice("n", "エラー", 3, {"E01": "未登録"}, none="   ")
AT = datetime(2026, 11, 5, 9, 0, 1, tzinfo=JST)

SOUND: list[tuple[Field, bytes | str, object, str | None]] = [
    (DIGITS, "007", "007", "007"),
    (DIGITS, "000", "000", "000"),
    (MAYBE, "000", "", ""),
    (MAYBE, "101", "101", "101"),
    (WHOLE, "007", 7, "007"),
    (COUNTED, "01", 1, "01"),
    (RATE, "01500", Decimal("1.5"), "01.500"),
    (TEXT, "K-1 ", "K-1", "K-1"),
    (TEXT, "ｶ\\~ ", "ｶ\\~", "ｶ\\~"),
    (TEXT, "a b ", "a b", "a b"),
    (NO_TEXT, "    ", "", ""),
    (NUMBER, "A-01", "A-01", "A-01"),
    (NO_NUMBER, "    ", "", ""),
    (KANA, "ｶﾞ ﾊﾟ ", "ｶﾞ ﾊﾟ", "ｶﾞ ﾊﾟ"),
    (NO_KANA, "      ", "", ""),
    (KANJI, "髙　﨑  ", "髙　﨑", "髙　﨑"),
    (KANJI, b"\x88\x9f\x81\x40  \x81\x40", "亜", "亜"),
    (KANJI, "        ", "", ""),
    (KANJI, "　　　　", "", ""),
    (KANJI, "  　 　 ", "", ""),
    (KANJI, "山　 　 ", "山", "山"),
    (DAY, "20240229", date(2024, 2, 29), "2024-02-29"),
    (NO_DAY, "00000000", None, None),
    (MONTH, "202611", Month(2026, 11), "202611"),
    (NO_MONTH, "000000", None, ""),
    (MOMENT, "20261105090001", AT, "2026-11-05T09:00:01+09:00"),
    (NO_MOMENT, "0" * 14, None, None),
    (CODE, "2", "2", "2"),
    (REASON, "00", "", ""),
    (REASON, "01", "01", "01"),
    (ERROR, "   ", "", ""),
    (ERROR, "E01", "E01", "E01"),
]


def raw(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("cp932")


@pytest.mark.parametrize(("field", "written", "value", "text"), SOUND)
def test_a_sound_value_is_read(field: Field, written: bytes | str, value: object, text: str | None) -> None:
    column = [raw(written)]

    assert field.fault(column[0]) is None
    assert list(field.values(column)) == [value]
    assert list(field.texts(column)) == [text]


@pytest.mark.parametrize(("field", "written", "value"), [row[:3] for row in SOUND])
def test_a_value_is_written_so_that_it_is_read_again(field: Field, written: object, value: object) -> None:
    assert list(field.values([field.raw(value)])) == [value]


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        (DIGITS, " 07", "半角数字3桁"),
        (DIGITS, b"\x82\x50 ", "半角数字3桁"),
        (WHOLE, "7  ", "半角数字3桁、右詰め・前ゼロ"),
        (WHOLE, "-07", "半角数字3桁、右詰め・前ゼロ"),
        (COUNTED, "00", "半角数字2桁、右詰め・前ゼロ、1以上"),
        (RATE, "1.500", "半角数字5桁(小数点以下3桁)"),
        (TEXT, "    ", "半角文字4桁、左詰め・空白埋め(省略不可)"),
        (TEXT, " K1 ", "半角文字4桁、左詰め・空白埋め(省略不可)"),
        (NO_TEXT, " K1 ", "半角文字4桁、左詰め・空白埋め"),
        (TEXT, "K\n  ", "半角文字4桁、左詰め・空白埋め(省略不可)"),
        (TEXT, "山  ", "半角文字4桁、左詰め・空白埋め(省略不可)"),
        (NUMBER, "    ", "半角の数字・英大文字・-(ハイフン)で4桁以内、左詰め・空白埋め(省略不可)"),
        (NUMBER, "1 2 ", "半角の数字・英大文字・-(ハイフン)で4桁以内、左詰め・空白埋め(省略不可)"),
        (NO_NUMBER, " 12 ", "半角の数字・英大文字・-(ハイフン)で4桁以内、左詰め・空白埋め"),
        (NUMBER, "a1  ", "半角の数字・英大文字・-(ハイフン)で4桁以内、左詰め・空白埋め(省略不可)"),
        (KANA, "ﾔﾏｯ   ", "使用できない文字「ｯ」を含まない半角カナ(大文字)"),
        (KANA, "ﾖｰｺ   ", "使用できない文字「ｰ」を含まない半角カナ(大文字)"),
        (KANA, "ｱﾞ    ", "使用できない文字「ﾞ」を含まない半角カナ(大文字)"),
        (KANA, "ﾞ     ", "使用できない文字「ﾞ」を含まない半角カナ(大文字)"),
        (KANA, "ｶﾟ    ", "使用できない文字「ﾟ」を含まない半角カナ(大文字)"),
        (KANA, "ｶﾞﾞ   ", "使用できない文字「ﾞ」を含まない半角カナ(大文字)"),
        (KANA, "ｦ     ", "使用できない文字「ｦ」を含まない半角カナ(大文字)"),
        (KANA, "abc   ", "使用できない文字「a」を含まない半角カナ(大文字)"),
        (KANA, "ｶ山   ", "使用できない文字「山」を含まない半角カナ(大文字)"),
        (KANA, b"\xb6\x81   \x00", "使用できない文字「\\x81」を含まない半角カナ(大文字)"),
        (KANA, "      ", "半角カナ、左詰め・空白埋め(省略不可)"),
        (NO_KANA, " ｶ    ", "半角カナ、左詰め・空白埋め(省略不可)"),
        (KANJI, "山A    ", None),
        (KANJI, b"\xf0\x40      ", "外字(\\xF0\\x40)を含まない全角文字"),
        (KANJI, b"\x88\x9f\x88     ", "全角でない「\\x88」を含まない全角文字"),
        (KANJI, b"\x88\x9f     \x88", "全角でない「\\x88」を含まない全角文字"),
        (KANJI, b"\x88\x9f\xb6     ", "全角でない「ｶ」を含まない全角文字"),
        (KANJI, b"\x88\x9f\x80     ", "全角でない「\\x80」を含まない全角文字"),
        (KANJI, b"\x88\x9f\x00     ", "全角でない「\\x00」を含まない全角文字"),
        (KANJI, b"\x88\x9f \x88\x9f   ", "全角文字、左詰め・空白埋め"),
        (KANJI, "　山    ", "全角文字、左詰め・空白埋め"),
        (KANJI, "  山    ", "全角文字、左詰め・空白埋め"),
        (KANJI, " 　山   ", "全角文字、左詰め・空白埋め"),
        (KANJI, "    　山", "全角文字、左詰め・空白埋め"),
        (KANJI, "　 　山 ", "全角文字、左詰め・空白埋め"),
        (KANJI, "山 　田 ", "全角文字、左詰め・空白埋め"),
        (KANJI, "山　 田 ", "全角文字、左詰め・空白埋め"),
        (KANJI, b"\xee\xed\xee\xed\xee\xed\xee\xed", "全角でない「\\xEE」を含まない全角文字"),
        (DAY, "20260229", "存在する日付(YYYYMMDD)"),
        (DAY, "21000229", "存在する日付(YYYYMMDD)"),
        (DAY, "20261131", "存在する日付(YYYYMMDD)"),
        (DAY, "20261301", "存在する日付(YYYYMMDD)"),
        (DAY, "00000101", "存在する日付(YYYYMMDD)"),
        (DAY, "00000000", "存在する日付(YYYYMMDD)"),
        (NO_DAY, "00000001", "存在する日付(YYYYMMDD)、または00000000"),
        (MONTH, "202613", "存在する年月(YYYYMM)"),
        (MONTH, "000000", "存在する年月(YYYYMM)"),
        (NO_MONTH, "202600", "存在する年月(YYYYMM)、または000000"),
        (MOMENT, "20261105240000", "存在する日時(YYYYMMDDHHMMSS)"),
        (NO_MOMENT, "20260229000000", "存在する日時(YYYYMMDDHHMMSS)、または00000000000000"),
        (CODE, "3", "1(済)、2(一部)のいずれか"),
        (REASON, "02", "01(資金不足)、00(なし)のいずれか"),
        (ERROR, "E02", "E01(未登録)、空白のいずれか"),
        (filler(2), "x ", "空白"),
        (fixed("区分", b"0"), "1", "0"),
    ],
)
def test_a_wrong_value_is_explained(field: Field, written: bytes | str, expected: str | None) -> None:
    value = raw(written)[: field.length].ljust(field.length)

    fault = field.fault(value)

    assert fault
    assert fault.message is field.message
    assert expected is None or fault.expected == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DIGITS, 7),
        (DIGITS, "7"),
        (DIGITS, "1234"),
        (WHOLE, 1000),
        (WHOLE, -1),
        (WHOLE, "007"),
        (COUNTED, 0),
        (RATE, 1.5),
        (RATE, Decimal("1.0005")),
        (RATE, Decimal(100)),
        (TEXT, ""),
        (TEXT, "12345"),
        (TEXT, "a "),
        (TEXT, "山"),
        (NUMBER, "1 2"),
        (KANA, "ﾔﾏｯ"),
        (KANA, "ｱ" * 7),
        (NO_KANA, "ｱ" * 7),
        (KANA, None),
        (KANJI, "𠮷"),
        (KANJI, "山A"),
        (KANJI, "山田太郎左"),
        (DAY, None),
        (DAY, AT),
        (DAY, "20261105"),
        (MONTH, None),
        (MONTH, date(2026, 11, 1)),
        (MOMENT, None),
        (NO_MOMENT, datetime(2026, 11, 5)),  # noqa: DTZ001 - a time without zone is what is refused
        (CODE, "3"),
        (CODE, ""),
        (REASON, "02"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(field: Field, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{field.label} \(n\): .* does not fit$"):
        field.raw(value)


def test_a_moment_is_written_as_clocks_in_japan_show_it() -> None:
    assert MOMENT.raw(datetime(2026, 11, 5, 0, 0, 1, tzinfo=UTC)) == b"20261105090001"


def faulty(field: Field, column: Sequence[bytes]) -> list[bool]:
    return [field.fault(value) is not None for value in column]


@given(
    st.lists(
        st.text("ｱｳｶﾄﾅﾊﾎﾞﾟ ｰｯA-", min_size=6, max_size=6).map(lambda text: text.encode("cp932")),
        min_size=1,
        max_size=4,
    )
)
def test_a_kana_name_is_sound_when_it_is_canonical(column: list[bytes]) -> None:
    texts = [value.decode("cp932").rstrip(" ") for value in column]

    assert faulty(KANA, column) == [not (text and is_canonical(text)) for text in texts]


@given(st.integers(0, 99_999_999))
def test_a_day_is_sound_when_there_is_such_a_day(number: int) -> None:
    text = f"{number:08}"
    try:
        datetime.strptime(text, "%Y%m%d").replace(tzinfo=JST)
        exists = True
    except ValueError:
        exists = False

    assert faulty(DAY, [text.encode("ascii")]) == [not exists]


@given(st.binary(min_size=8, max_size=8))
def test_a_kanji_name_of_any_bytes_is_sound_or_explained(value: bytes) -> None:
    fault = KANJI.fault(value)

    assert fault.expected if fault else KANJI.values([value])


@given(st.lists(st.sampled_from([" ", "　", "山"]), max_size=8).map("".join))
def test_a_kanji_name_is_sound_when_before_its_fill_it_is_full_width_and_left_justified(text: str) -> None:
    value = text.encode("cp932")[:8].ljust(8)
    cut = value.decode("cp932", errors="replace")
    given_part = cut.rstrip(" 　")

    assert (KANJI.fault(value) is None) == (
        "\ufffd" not in cut and " " not in given_part and not given_part.startswith("　")
    )
