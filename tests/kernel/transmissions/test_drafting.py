"""A file in the making: what fits is numbered without a gap, what does not is named."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.writing import OutgoingSet
from chingin.kernel.months import Month
from chingin.kernel.transmissions.drafting import Draft, draft
from chingin.kernel.transmissions.senders import Parcel
from chingin.kernel.transmissions.unsendable import TotalsDiffer, Unsendable
from deductions.company.exchange import LUMP_DEPOSITS, UpdateLine
from tests.deductions.received import header

CLOSING = {"request_number": "000000022611101", "version": 1}


def line(number: int) -> UpdateLine:
    return UpdateLine(
        line_key=f"K{number}",
        employee_number="001000",
        name_kana="ｲﾄｳ ﾒｸﾞﾐ",
        branch="101",
        subject="20",
        account_number=f"{number:07}",
        requested=20_000,
        deposited=20_000,
        update="0",
        stop_reason="",
        start_month=Month(2021, 4),
        end_month=None,
        done_at=None,
        user_id="",
    )


def parcel(group: int, *, lines: int = 1, **changes: Any) -> Parcel:
    """One group's request of so many lines of 20,000 yen."""

    def content(head: Header) -> OutgoingSet:
        closing = {"request_number": f"{group:08}2611101", "version": 1}
        return OutgoingSet(head, (line(number) for number in range(lines)), closing)

    head = header(kind="50", group_number=f"{group:08}", created_on=date(2026, 11, 25), serial="", **changes)
    return Parcel(
        header=head, content=content, remember=lambda sent: None, totals={"依頼合計": lines * 20_000}
    )


def drafted(*parcels: Parcel, last_serial: int = 0) -> tuple[Draft, bytes]:
    stream = BytesIO()
    rows: list[int] = []
    made = draft(LUMP_DEPOSITS, parcels, last_serial=last_serial, stream=stream, progress=rows.append)
    return made, stream.getvalue()


def serials(made: Draft) -> list[str]:
    return [one.header.serial for one in made.parcels]


@given(last=st.integers(0, 9_999_999_000), fits=st.lists(st.booleans(), max_size=8))
def test_what_fits_is_numbered_without_a_gap_whatever_does_not(last: int, fits: list[bool]) -> None:
    parcels = [parcel(n, contract_kana="ﾛｳｸﾐ" if fit else "★") for n, fit in enumerate(fits, start=1)]

    made, data = drafted(*parcels, last_serial=last)

    assert serials(made) == [f"{last + n:010}" for n in range(1, sum(fits) + 1)]
    assert len(made.misfits) == fits.count(False)
    if any(fits):
        assert check(BytesIO(data), name="50") == made.report
        assert made.report is not None
        assert made.report.ok
    else:
        assert made.report is None


def told(misfit: Parcel, *others: Parcel) -> str:
    """What is said of a parcel that is left out; the others stay."""
    made, _ = drafted(*others, misfit)
    (why,) = made.misfits
    assert len(made.parcels) == len(others)
    return why.in_words


WHOSE = "契約 12345678 入金グループ 00000002 2026年11月 第1回は、"


@pytest.mark.parametrize(
    ("kana", "told_of", "expected"),
    [
        ("", "空白", "半角カナ、左詰め・空白埋め(省略不可)"),
        (" ﾛｳｸﾐ", "「 ﾛｳｸﾐ」", "前後に空白のない値"),
        ("ﾛｳｸﾐ𠮷", "「ﾛｳｸﾐ𠮷」", "Windows-31Jにある文字だけの値"),
        ("ﾛｳｸﾐｯ", "「ﾛｳｸﾐｯ」", "使用できない文字「ｯ」を含まない半角カナ(大文字)"),
        ("ﾛ\x07", r"「ﾛ\u0007」", r"使用できない文字「\x07」を含まない半角カナ(大文字)"),
        ("ﾛ" * 41, f"「{'ﾛ' * 40}…」", "半角40桁(全角20文字)以内の値"),
    ],
)
def test_a_header_that_cannot_be_written_is_told_with_cause_and_remedy_e3074(
    kana: str, told_of: str, expected: str
) -> None:
    assert told(parcel(2, contract_kana=kana), parcel(1)) == (
        f"{WHOSE}ファイルに書けないため送信していません。"
        f"ヘッダーの契約名カナが{told_of}です。ファイルに書けるのは、{expected}です。"
        "管理画面で契約または入金グループの登録を訂正してから、同じコマンドをもう一度実行してください。(E3074)"
    )


def test_a_line_that_cannot_be_written_is_told_with_its_place_and_its_keys_e3075() -> None:
    wrong = [line(0), line(1)._replace(employee_number="")]

    assert told(replace(parcel(2), content=lambda head: OutgoingSet(head, wrong, CLOSING)), parcel(1)) == (
        f"{WHOSE}ファイルに書けないため送信していません。"
        "明細 2件目(職員番号 空白、明細キー K1)の職員番号が空白です。"
        "ファイルに書けるのは、半角の数字・英大文字・-(ハイフン)で10桁以内、左詰め・空白埋め(省略不可)です。"
        "この明細の内容を、お取引店を通じて会員に確認してください。まとめ入金依頼は、会員が確定を解除し、明細を訂正"
        "して確定・送信すると、次の実行で送信します。"
        "会員が訂正できない明細のときは、システムの責任者へ連絡してください。(E3075)"
    )


def test_a_line_without_a_day_is_told_too() -> None:
    wrong = [line(0)._replace(start_month=None)]  # type: ignore[arg-type]  # which is what is refused

    words = told(replace(parcel(2), content=lambda head: OutgoingSet(head, wrong, CLOSING)))

    assert "開始年月が空白です。ファイルに書けるのは、存在する年月(YYYYMM)です。" in words


def test_a_set_without_lines_is_left_out_e3076() -> None:
    assert told(parcel(2, lines=0), parcel(1)) == (
        f"{WHOSE}ファイルに書けないため送信していません。明細の件数が「0」です。ファイルに書けるのは、1件以上です。"
        "登録された明細の件数と金額を確認し、システムの責任者へ連絡してください。(E3076)"
    )


def test_what_only_our_reader_finds_is_left_out_too_e3077() -> None:
    """The same cycle twice in a file; the finding of another set is not told of this one."""
    assert told(parcel(2), parcel(2), parcel(3)) == (
        f"{WHOSE}作成した内容に誤りがあるため送信していません。同じ内容の組が重複しています。(E3015)"
        "項目は回、値は「01」、期待する値はこのファイルの前の組と異なる値です。"
        "同じコマンドをもう一度実行し、続けて表示される場合は、このメッセージを添えてシステムの責任者へ連絡してください。"
        "(E3077)"
    )


def test_only_what_stands_against_a_set_is_caught() -> None:
    """A mistake of ours must not look like a mistake in the data."""

    def mistaken(_head: Header) -> OutgoingSet:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        drafted(replace(parcel(2), content=mistaken))


class Forbidden(Unsendable):
    message = TotalsDiffer.message


def test_what_a_sender_keeps_back_is_left_out_in_its_own_words() -> None:
    why = Forbidden(parcel="甲", label="依頼合計", found=1, promised=2)

    def kept_back(_head: Header) -> OutgoingSet:
        raise why

    made, _ = drafted(replace(parcel(2), content=kept_back), parcel(1))

    assert made.misfits == [why]
    assert serials(made) == ["0000000001"]


def test_totals_that_are_not_what_was_promised_leave_a_set_out_e3078() -> None:
    made, _ = drafted(replace(parcel(2), totals={"入金合計": 19_999}), parcel(3))

    (why,) = made.misfits
    assert why.in_words == (
        f"{WHOSE}明細の合計が依頼書と異なるため送信していません。"
        "明細から計算した入金合計は20,000、依頼書の入金合計は19,999です。"
        "確定のあとに、データベースの内容が書き換えられたおそれがあります。操作ログを検証し(verify_operation_log)、"
        "システムの責任者へ連絡してください。(E3078)"
    )
    assert [one.header.group_number for one in made.parcels] == ["00000003"]


def test_progress_counts_rows_over_all_sets() -> None:
    rows: list[int] = []

    draft(
        LUMP_DEPOSITS,
        [parcel(1, lines=2), parcel(2, lines=3)],
        last_serial=0,
        stream=BytesIO(),
        progress=rows.append,
    )

    assert rows == [1, 2, 3, 4, 5]
