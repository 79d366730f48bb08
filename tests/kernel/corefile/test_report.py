"""A report in words and as JSON; values for people's eyes."""

import json

import pytest

from chingin.kernel.corefile import messages
from chingin.kernel.corefile.findings import Finding, Findings, printable
from chingin.kernel.corefile.report import as_json, in_words

from .samples import EXCHANGE, REQUESTS, changed, edited, joined, records, report_on, sample


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"", ""),
        (b"0000 20000", "0000 20000"),
        ("髙橋　ｶﾞ".encode("cp932"), "髙橋　ｶﾞ"),
        (b"\x00\r\n\x7f", "\\x00\\x0D\\x0A\\x7F"),
        (b"\x88\x9f\x88", "亜\\x88"),
        (b"\xf0\x40", "\\xF0\\x40"),
        (b"\x80\xa0", "\\x80\\xA0"),
        (b"0" * 41, "0" * 40 + "…"),
        ("亜".encode("cp932") * 40, "亜" * 40),
        ("亜".encode("cp932") * 200, "亜" * 40 + "…"),
    ],
)
def test_bytes_are_shown_as_text_where_they_are_text(data: bytes, shown: str) -> None:
    assert printable(data) == shown


def test_findings_beyond_a_thousand_are_counted() -> None:
    findings = Findings()

    for number in range(1_002):
        findings.add(Finding("E3006", "x.dat", number, 1, 3, "店番号", "1x1", "半角数字3桁"))

    assert (len(findings.kept), findings.total, findings.left_out) == (1_000, 1_002, 2)


def test_a_sound_file_in_words() -> None:
    whose = "金融機関 9998 契約 23456789 入金グループ 20000001 2026年11月 月例 第1回 通番 0000000001"

    assert list(in_words(report_on(sample(EXCHANGE)))) == [
        "x.dat: 正常(108レコード、改行コード なし)",
        f"  1組目 10 控除依頼 {whose}: 正常、明細 105件",
        "    控除金額合計 1,999,534、前回金額合計 2,059,884、貯蓄合計 1,257,000、返済合計 742,534",
    ]


def test_findings_in_words_stand_in_columns() -> None:
    lines = list(in_words(report_on(edited(EXCHANGE, 2, branch="1x1", name_kana="ｲﾄｳ ﾐｯｷ".ljust(30)))))

    assert lines[0] == "x.dat: 誤り 2件(108レコード、改行コード CRLF)"
    kana = "「" + "ｲﾄｳ ﾐｯｷ".ljust(30) + "」"
    assert lines[3:] == [
        "  コード  レコード  バイト  項目      値" + " " * 34 + "期待する値",
        f"  E3008   2         22-51   カナ氏名  {kana}  使用できない文字「ｯ」を含まない半角カナ(大文字)",
        "  E3006   2         92-94   店番号    「1x1」" + " " * 29 + "半角数字3桁",
        "  E3006 数字項目に誤りがあります。",
        "    原因: 数字項目は、右詰め・前ゼロ埋めの半角数字だけで記録されます。",
        "    対処: ファイルを作成したシステムで、正しいファイルを作成し直してください。",
        f"  E3008 {messages.KANA.text}",
        f"    原因: {messages.KANA.cause}",
        f"    対処: {messages.KANA.remedy}",
    ]


def test_what_a_code_means_is_told_once_however_often_it_was_found() -> None:
    parts = records(EXCHANGE)
    parts[1:3] = [changed(part, kind="10", fields={"branch": "1x1"}) for part in parts[1:3]]

    lines = list(in_words(report_on(joined(parts))))

    assert [line[:9] for line in lines if "E3006" in line] == ["  E3006  "] * 2 + ["  E3006 数"]


def test_what_is_left_out_is_counted_in_words() -> None:
    parts = records(EXCHANGE)
    # The same line 1,005 times: 1,005 unknown codes, 1,004 repeated keys, no trailer.
    data = parts[0] + parts[1].replace(b"S", b"X", 1) * 1_005

    assert "  ほか 1,010件" in list(in_words(report_on(data)))


def test_a_set_of_unknown_kind_in_words() -> None:
    (line,) = [one for one in in_words(report_on(edited(REQUESTS, 1, kind="99"))) if "1組目" in one]

    assert line.startswith("  1組目 種別不明 金融機関 9999 契約 12345678 入金グループ 10000001 2026年11月")
    assert line.endswith("通番 0000000001: 誤り 1件、明細 280件")


def test_a_set_with_a_faulty_header_in_words() -> None:
    assert list(in_words(report_on(edited(EXCHANGE, 1, month="202613"))))[1] == (
        "  1組目 10 控除依頼: 誤り 1件、明細 105件"
    )


def test_the_shape_in_json() -> None:
    shape = json.loads(json.dumps(as_json(report_on(edited(EXCHANGE, 2, branch="1x1")))))

    (one,) = shape.pop("sets")
    assert one.pop("sha256")
    assert shape.pop("sha256")
    assert shape == {
        "file": "x.dat",
        "ok": False,
        "size": 108 * 202,
        "line_end": "CRLF",
        "records": 108,
        "findings": [
            {
                "code": "E3006",
                "file": "x.dat",
                "record": 2,
                "first": 92,
                "last": 94,
                "field": "店番号",
                "value": "1x1",
                "expected": "半角数字3桁",
            }
        ],
        "findings_left_out": 0,
    }
    assert one["header"]["month"] == "202611"
    assert one["header"]["pay_date"] == "2026-11-25"
    assert {name: one[name] for name in ("number", "ok", "kind", "first_record", "last_record", "count")} == {
        "number": 1,
        "ok": False,
        "kind": "10",
        "first_record": 1,
        "last_record": 107,
        "count": 105,
    }
    assert one["totals"] == {
        "控除金額合計": 1_999_534,
        "前回金額合計": 2_059_884,
        "貯蓄合計": 1_257_000,
        "返済合計": 742_534,
    }


def test_no_date_for_updates_is_null_in_json() -> None:
    shape = json.dumps(as_json(report_on(edited(EXCHANGE, 1, update_closes_on="00000000"))))

    assert json.loads(shape)["sets"][0]["header"]["update_closes_on"] is None
