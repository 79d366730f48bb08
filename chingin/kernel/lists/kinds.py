"""Kinds of columns: how a value reads to people, and how it is written for machines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from chingin.kernel.clock import JST
from chingin.kernel.months import Month
from chingin.kernel.yen import format_yen

from .inert import make_inert


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code and its label (10 普通預金). Where people know only the label, the column is a TEXT."""

    code: str
    label: str

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


Value: TypeAlias = str | int | Decimal | date | datetime | Month | Code | None
T = TypeVar("T")


class Kind(StrEnum):
    TEXT = "T"
    KANA = "K"
    KANJI = "J"
    YEN = "Y"
    NUMBER = "N"
    RATE = "R"
    DATE = "D"
    MONTH = "M"
    DATETIME = "DT"
    CODE = "C"

    @property
    def css(self) -> str:
        """The class of its cells: list__yen, list__kana …"""
        return f"list__{self.name.lower()}"

    @property
    def may_be_totalled(self) -> bool:
        return self in {Kind.YEN, Kind.NUMBER}

    @property
    def is_indivisible(self) -> bool:
        """A figure or a date broken over two lines reads as another one."""
        return self in {Kind.YEN, Kind.NUMBER, Kind.RATE, Kind.DATE, Kind.MONTH, Kind.DATETIME}

    @property
    def room(self) -> int:
        """Half-width characters that a column of this kind gets on paper unless it says otherwise."""
        return _ROOM[self]


def shown(kind: Kind, value: Value) -> str:
    """What people read on screen and paper; nothing for None. A value of another kind is a TypeError."""
    return "" if value is None else _SHOWN[kind](value)


def raw(kind: Kind, value: Value) -> tuple[str, ...]:
    """What stands in the CSV: plain digits, inert text; a code takes two cells, code and label."""
    if value is None:
        return ("", "") if kind is Kind.CODE else ("",)
    return _RAW[kind](value)


def _the(kind: type[T], value: Value) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, not {value!r}")
    return value


def _text(value: Value) -> str:
    return _the(str, value)


def _yen(value: Value) -> str:
    return format_yen(_the(int, value))


def _number(value: Value) -> str:
    return f"{_the(int, value):,}"


def _rate(value: Value) -> str:
    return f"{_the(Decimal, value):.3f}"


def _date(value: Value) -> str:
    return f"{_the(date, value):%Y/%m/%d}"


def _month(value: Value) -> str:
    month = _the(Month, value)
    return f"{month.year}/{month.month:02}"


def _datetime(value: Value) -> str:
    return f"{_the(datetime, value).astimezone(JST):%Y/%m/%d %H:%M:%S}"


def _code(value: Value) -> str:
    return str(_the(Code, value))


def _raw_text(value: Value) -> tuple[str, ...]:
    return (make_inert(_the(str, value)),)


def _raw_code(value: Value) -> tuple[str, ...]:
    code = _the(Code, value)
    return make_inert(code.code), make_inert(code.label)


def _raw_digits(value: Value) -> tuple[str, ...]:
    return (str(_the(int, value)),)


def _raw_month(value: Value) -> tuple[str, ...]:
    return (_the(Month, value).code,)


def _as_shown(show: Callable[[Value], str]) -> Callable[[Value], tuple[str, ...]]:
    return lambda value: (show(value),)


_SHOWN: Final[Mapping[Kind, Callable[[Value], str]]] = {
    Kind.TEXT: _text,
    Kind.KANA: _text,
    Kind.KANJI: _text,
    Kind.YEN: _yen,
    Kind.NUMBER: _number,
    Kind.RATE: _rate,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.DATETIME: _datetime,
    Kind.CODE: _code,
}
_RAW: Final[Mapping[Kind, Callable[[Value], tuple[str, ...]]]] = {
    Kind.TEXT: _raw_text,
    Kind.KANA: _raw_text,
    Kind.KANJI: _raw_text,
    Kind.YEN: _raw_digits,
    Kind.NUMBER: _raw_digits,
    Kind.RATE: _as_shown(_rate),
    Kind.DATE: _as_shown(_date),
    Kind.MONTH: _raw_month,
    Kind.DATETIME: _as_shown(_datetime),
    Kind.CODE: _raw_code,
}
_ROOM: Final[Mapping[Kind, int]] = {
    Kind.TEXT: 10,
    Kind.KANA: 16,
    Kind.KANJI: 14,
    Kind.YEN: 13,
    Kind.NUMBER: 6,
    Kind.RATE: 7,
    Kind.DATE: 10,
    Kind.MONTH: 7,
    Kind.DATETIME: 19,
    Kind.CODE: 14,
}
