"""Rows of every kind for hypothesis: made from the layouts, then mended so that they keep the rules."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any, Final

from hypothesis import strategies as st

from chingin.kernel.clock import JST
from chingin.kernel.corefile.dates import Day, Moment, YearMonth
from chingin.kernel.corefile.fields import Choice, Digits, Field, Identifier, Rate, Text, Whole
from chingin.kernel.corefile.header import HEADER, NO_GROUP, Header
from chingin.kernel.corefile.kinds import FileKind
from chingin.kernel.corefile.layout import Layout
from chingin.kernel.corefile.names import Kana, Kanji
from chingin.kernel.months import Month
from deductions.groups.codes import SAVINGS_SUBJECTS

Values = dict[str, Any]
Strategy = st.SearchStrategy[Any]

_KANA: Final = [*"ｱｶﾊﾝ0Z()-. ", "ｶﾞ", "ﾊﾟ", "ｳﾞ"]
_KANJI: Final = "伊藤髙﨑①㈱～－〓あア　"
_HALF: Final = "".join(map(chr, range(0x20, 0x7F))) + "ｦｧｰｱﾞﾟ"


def _trimmed(strategy: st.SearchStrategy[str], *, size: int, optional: bool) -> Strategy:
    """Texts that fit and lose nothing when fill is taken off their ends."""
    texts = strategy.map(lambda text: text[:size].strip(" \u3000"))
    return texts if optional else texts.filter(bool)


@singledispatch
def values_of(field: Field) -> Strategy:
    raise NotImplementedError(type(field))


@values_of.register
def _(field: Digits) -> Strategy:
    digits = st.integers(1, 10**field.length - 1).map(lambda number: f"{number:0{field.length}}")
    return digits | st.just("" if field.optional else "0" * field.length)


@values_of.register
def _(field: Whole) -> Strategy:
    return st.integers(field.least, 10 ** min(field.length, 11) - 1)


@values_of.register
def _(field: Rate) -> Strategy:
    return st.integers(0, 10**field.length - 1).map(lambda number: Decimal(number).scaleb(-3))


@values_of.register
def _(field: Text) -> Strategy:
    return _trimmed(st.text(_HALF, max_size=field.length), size=field.length, optional=field.optional)


@values_of.register
def _(field: Identifier) -> Strategy:
    return st.text("0123456789AZ-", min_size=0 if field.optional else 1, max_size=field.length)


@values_of.register
def _(field: Kana) -> Strategy:
    pieces = st.lists(st.sampled_from(_KANA), max_size=field.length // 2).map("".join)
    return _trimmed(pieces, size=field.length, optional=field.optional)


@values_of.register
def _(field: Kanji) -> Strategy:
    return _trimmed(st.text(_KANJI, max_size=field.length // 2), size=field.length // 2, optional=True)


@values_of.register
def _(field: Choice) -> Strategy:
    return st.sampled_from([*field.codes, *([""] if field.none else [])])


@values_of.register
def _(field: Day) -> Strategy:
    return st.dates(date(1000, 1, 1)) | (st.none() if field.optional else st.nothing())


@values_of.register
def _(field: YearMonth) -> Strategy:
    months = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
    return months | (st.none() if field.optional else st.nothing())


@values_of.register
def _(field: Moment) -> Strategy:
    times = st.datetimes(datetime(1000, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=JST))  # noqa: DTZ001
    return times | (st.none() if field.optional else st.nothing())


def values(layout: Layout) -> st.SearchStrategy[Values]:
    """Values that fit the fields of a layout, each for itself."""
    return st.fixed_dictionaries({name: values_of(layout.place(name).field) for name in layout.names})


def rows(kind: FileKind) -> Strategy:
    """Lists of rows that keep the rules of their kind, with keys that are unique."""
    mend = _MENDERS.get(kind.code, _as_it_is)
    row = values(kind.data).map(lambda drawn: kind.data.row(**mend(drawn)))
    return st.lists(row, min_size=1, max_size=4, unique_by=lambda row: _key(kind, row))


def headers(kind: FileKind, *, serial: str) -> st.SearchStrategy[Header]:
    """Headers for this kind."""

    def mended(drawn: Values) -> Header:
        pay, deposit = sorted([drawn["pay_date"], drawn["deposit_date"]])
        closes = drawn["update_closes_on"]
        dates = {
            "pay_date": pay,
            "deposit_date": deposit,
            "update_closes_on": closes and min(closes, deposit),
        }
        group = f"1{serial[-7:]}" if kind.for_groups else NO_GROUP
        number = {"contract_number": serial[-8:], "group_number": group, "serial": serial}
        return Header(**{**drawn, **dates, **number, "kind": kind.code})

    return values(HEADER).map(mended)


def _key(kind: FileKind, row: Any) -> object:
    key = tuple(getattr(row, name) for name in kind.key)
    return key if any(key) else id(row)


def _as_it_is(row: Values) -> Values:
    return row


def _moved(row: Values, now: str = "amount", before: str = "previous") -> Values:
    movement = row["movement"]
    if movement == "0":
        return {**row, now: row[before]}
    if movement == "2":
        return {**row, now: row[before] + (1 if row[before] < 9 else -1)}
    return {**row, before if movement in "14" else now: 0}


def _lasting(row: Values) -> Values:
    end = row["end_month"]
    return {**row, "end_month": end and max(end, row["start_month"])}


def _request(row: Values) -> Values:
    row = _lasting(_moved(row))
    row["kind"] = "S" if row["subject"] in SAVINGS_SUBJECTS else "L"
    row["origin"] = "0" if row["movement"] == "0" else row["origin"]
    at_counter = row["origin"] == "1"
    row["counter_date"] = (row["counter_date"] or date(2026, 10, 20)) if at_counter else None
    row["counter_branch"] = (row["counter_branch"] or "101") if at_counter else ""
    return row


def _result(row: Values) -> Values:
    requested, outcome, in_ledger = row["requested"] + 2, row["outcome"], row["target"] == "L"
    in_part = outcome == "2"
    return {
        **row,
        "requested": min(requested, 9_999_999_999),
        "collected": {"1": min(requested, 9_999_999_999), "2": 1}.get(outcome, 0),
        "reason": "" if outcome == "1" else row["reason"] or ("01" if in_part or outcome == "3" else ""),
        "posted_on": (row["posted_on"] or date(2026, 11, 26)) if outcome in "12" else None,
        "subject": row["subject"] or ("" if in_ledger else "20"),
        "item": (row["item"] or "001") if in_ledger else "",
    }


def _update(row: Values) -> Values:
    update = row["update"]
    row = _lasting(_done(row))
    row["line_key"] = {"1": "", "4": row["line_key"]}.get(update, row["line_key"] or "K1")
    row["stop_reason"] = (row["stop_reason"] or "01") if update == "4" else ""
    row["deposited"] = 0 if update == "4" else row["requested"]
    return row


def _done(row: Values) -> Values:
    if row["update"] == "0":
        return row
    at = row["done_at"] or datetime(2026, 11, 5, 9, tzinfo=JST)
    return {**row, "done_at": at, "user_id": row["user_id"] or "master01"}


def _savings(row: Values) -> Values:
    monthly = _moved(row, "monthly", "previous_monthly")
    return _moved({**monthly, "movement": row["movement"]}, "bonus", "previous_bonus")


def _balance(row: Values) -> Values:
    return {**row, "balance": row["principal"] + row["interest"]}


def _deposit(row: Values) -> Values:
    return {**_done(row), "deposited": 0 if row["update"] == "4" else row["deposited"]}


_MENDERS: Final[dict[str, Callable[[Values], Values]]] = {
    "10": _request,
    "11": _result,
    "12": _savings,
    "20": lambda row: _lasting(_moved(row)),
    "22": _balance,
    "50": _update,
    "51": _deposit,
    "52": _update,
}
