"""A file in the making: what fits is numbered without a gap, what does not is named."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.writing import OutgoingSet
from chingin.kernel.months import Month
from chingin.kernel.transmissions.drafting import Draft, draft
from chingin.kernel.transmissions.senders import Parcel
from deductions.company.exchange import LUMP_DEPOSITS, UpdateLine
from tests.deductions.received import header


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


def test_a_misfit_says_whose_it_is_and_what_is_wrong() -> None:
    made, _ = drafted(parcel(1), parcel(2, contract_kana="★"))

    (misfit,) = made.misfits
    assert str(misfit).startswith("契約 12345678 入金グループ 00000002 2026年11月 第1回は、")
    assert "ファイルに書けないため送信していません(契約名カナ (contract_kana)" in str(misfit)


def test_what_only_our_reader_finds_is_left_out_too() -> None:
    """The same cycle twice in a file."""
    made, _ = drafted(parcel(1), parcel(1), parcel(2))

    assert [misfit.why for misfit in made.misfits] == ["1 findings"]
    assert serials(made) == ["0000000001", "0000000002"]


def test_a_set_without_lines_is_left_out() -> None:
    made, _ = drafted(parcel(1, lines=0))

    assert made.report is None
    assert len(made.misfits) == 1


def test_totals_that_are_not_what_was_promised_leave_a_set_out() -> None:
    made, _ = drafted(replace(parcel(1), totals={"入金合計": 19_999}), parcel(2))

    assert [misfit.why for misfit in made.misfits] == ["入金合計 20,000 ≠ 19,999"]
    assert [one.header.group_number for one in made.parcels] == ["00000002"]


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
