"""One field of a record: how its bytes look, what they mean, what is wrong with them.

A field is checked in two ways that say the same. Fast: `shape` is part of the one regular expression of the
whole record, and `is_suspect` looks at a whole column for what a shape cannot say quickly. Slow, only when
the fast way finds something: `fault` explains one value.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import ClassVar, Final

from chingin.kernel.japanese import cp932
from chingin.kernel.messages import Message

from . import messages
from .findings import Fault
from .unwritable import Unwritable

_GAP: Final = re.compile(rb" (?=[^ \n])")
HALF_WIDTH_BYTE: Final = rb"[\x20-\x7e\xa1-\xdf]"


@dataclass(frozen=True)
class Field(ABC):
    """A named place of `length` bytes. A field without a name (予備, fixed values) is checked, never kept."""

    name: str
    label: str
    length: int

    message: ClassVar[Message]

    @property
    @abstractmethod
    def shape(self) -> bytes:
        """A regular expression for exactly `length` bytes, none of them a control character."""

    @abstractmethod
    def expected(self, raw: bytes) -> str:
        """What should have stood where these wrong bytes stand, in Japanese."""

    @abstractmethod
    def written(self, value: object) -> str:
        """The value as text, still without fill; Unwritable when it is no value of this field."""

    def is_suspect(self, column: Sequence[bytes]) -> bool:
        """Whether one of these values of the right shape is wrong all the same."""
        return False

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        """Sound values as a database takes them, without fill; None for a date that is not given."""
        return decoded(column)

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        """Sound values in their own types."""
        return self.texts(column)

    def fault(self, raw: bytes) -> Fault | None:
        """What is wrong with these bytes, None when they are sound."""
        if compiled(self.shape).fullmatch(raw) and not self.is_suspect([raw]):
            return None
        return Fault(self.name, self.message, self.expected(raw))

    def raw(self, value: object) -> bytes:
        """The bytes of a value; Unwritable naming the field when it does not fit."""
        written = cp932.encode(self.written(value))
        raw = written.data.ljust(self.length)
        if written.replaced or len(raw) > self.length or self.fault(raw):
            raise self.misfit(value)
        return raw

    def misfit(self, value: object) -> Unwritable:
        return Unwritable(name=self.name, label=self.label, value=value, expected=self._fitting(value))

    def _fitting(self, value: object) -> str:
        """What could be written instead of a value that does not fit, in Japanese."""
        if not isinstance(value, str):
            return self.expected(b" " * self.length)
        if value != value.strip(" \u3000"):
            return "前後に空白のない値"
        encoded = cp932.encode(value)
        if encoded.replaced:
            return "Windows-31Jにある文字だけの値"
        if len(encoded.data) > self.length:
            return f"半角{self.length}桁(全角{self.length // 2}文字)以内の値"
        return self.expected(encoded.data.ljust(self.length))

    def text_of(self, value: object) -> str:
        """A text that reading brings back as it is: fill at its ends would be lost."""
        if not isinstance(value, str) or value != value.strip(" \u3000"):
            raise self.misfit(value)
        return str(value)


@cache
def compiled(shape: bytes) -> re.Pattern[bytes]:
    return re.compile(shape, re.DOTALL)


def decoded(column: Sequence[bytes]) -> list[str]:
    """The texts of a column, decoded all at once, for speed."""
    return cp932.decode(b"\n".join(column)).split("\n")


def unfilled(column: Sequence[bytes]) -> list[str]:
    """The texts of a column without the fill at their ends."""
    return [text.rstrip(" \u3000") for text in decoded(column)]


@dataclass(frozen=True)
class Fixed(Field):
    """Always the same bytes (データ区分, コード区分, 予備); nothing to keep."""

    value: bytes

    message = messages.FIXED

    @property
    def shape(self) -> bytes:
        return re.escape(self.value)

    def expected(self, raw: bytes) -> str:
        return "空白" if self.value.isspace() else self.value.decode("ascii")

    def written(self, value: object) -> str:
        return self.value.decode("ascii")


def fixed(label: str, value: bytes) -> Fixed:
    """A place that always holds these bytes."""
    return Fixed("", label, len(value), value)


def filler(length: int) -> Fixed:
    """予備: nothing but spaces."""
    return fixed("予備", b" " * length)


@dataclass(frozen=True)
class Digits(Field):
    """N that is a number of a thing, not a quantity: str with its leading zeros.

    Where it is `optional`, zeros alone are nothing given, the text "".
    """

    optional: bool = False

    message = messages.NUMBER

    @property
    def shape(self) -> bytes:
        return b"[0-9]{%d}" % self.length

    def expected(self, raw: bytes) -> str:
        return f"半角数字{self.length}桁"

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        texts = decoded(column)
        nothing = "0" * self.length
        return ["" if text == nothing else text for text in texts] if self.optional else texts

    def written(self, value: object) -> str:
        text = self.text_of(value)
        return "0" * self.length if self.optional and not text else text


@dataclass(frozen=True)
class Whole(Field):
    """N that is a quantity: yen, a count."""

    least: int = 0

    message = messages.NUMBER

    @property
    def shape(self) -> bytes:
        return (b"(?!0{%d})" % self.length if self.least else b"") + b"[0-9]{%d}" % self.length

    def expected(self, raw: bytes) -> str:
        return f"半角数字{self.length}桁、右詰め・前ゼロ" + (f"、{self.least}以上" if self.least else "")

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        return list(map(int, column))

    def written(self, value: object) -> str:
        if not isinstance(value, int):
            raise self.misfit(value)
        return f"{value:0{self.length}d}"


@dataclass(frozen=True)
class Rate(Field):
    """A rate in percent with three decimals: 01500 is 1.500 %."""

    message = messages.NUMBER

    @property
    def shape(self) -> bytes:
        return b"[0-9]{%d}" % self.length

    def expected(self, raw: bytes) -> str:
        return f"半角数字{self.length}桁(小数点以下3桁)"

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return [f"{text[:-3]}.{text[-3:]}" for text in decoded(column)]

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        return [Decimal(int(raw)).scaleb(-3) for raw in column]

    def written(self, value: object) -> str:
        if not isinstance(value, Decimal) or value != round(value, 3):
            raise self.misfit(value)
        return f"{int(value.scaleb(3)):0{self.length}d}"


@dataclass(frozen=True)
class Text(Field):
    """C: JIS X 0201, left-justified."""

    optional: bool = False

    message = messages.HALF_WIDTH

    @property
    def shape(self) -> bytes:
        given = b"(?! )" + HALF_WIDTH_BYTE + b"{%d}" % self.length
        return b"(?:%b| {%d})" % (given, self.length) if self.optional else given

    def expected(self, raw: bytes) -> str:
        return f"半角文字{self.length}桁、左詰め・空白埋め" + ("" if self.optional else "(省略不可)")

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return unfilled(column)

    def written(self, value: object) -> str:
        return self.text_of(value)


@dataclass(frozen=True)
class Identifier(Text):
    """C of digits, A–Z and `-` (職員番号, 所属), without a gap."""

    @property
    def shape(self) -> bytes:
        return (b"" if self.optional else b"(?! )") + b"[0-9A-Z\\- ]{%d}" % self.length

    def is_suspect(self, column: Sequence[bytes]) -> bool:
        return _GAP.search(b"\n".join(column)) is not None

    def expected(self, raw: bytes) -> str:
        return f"半角の数字・英大文字・-(ハイフン)で{self.length}桁以内、左詰め・空白埋め" + (
            "" if self.optional else "(省略不可)"
        )


@dataclass(frozen=True)
class Choice(Field):
    """A code of a table; `none` is what a file writes for no code (00, spaces), read as ""."""

    codes: Mapping[str, str] = field(hash=False)
    none: str = ""

    message = messages.CODE

    @property
    def shape(self) -> bytes:
        allowed = [*self.codes, *([self.none] if self.none else [])]
        return b"(?:" + b"|".join(re.escape(code).encode("ascii") for code in allowed) + b")"

    def expected(self, raw: bytes) -> str:
        named = [f"{code}({label})" for code, label in self.codes.items()]
        blank = "空白" if self.none.isspace() else f"{self.none}(なし)"
        return "、".join(named + ([blank] if self.none else [])) + "のいずれか"

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        texts = decoded(column)
        return ["" if text == self.none else text for text in texts] if self.none else texts

    def written(self, value: object) -> str:
        return self.text_of(value) or self.none
