"""Fields of people's names: kana that must arrive canonical, kanji of two whole bytes each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chingin.kernel.japanese import cp932
from chingin.kernel.japanese.characters import is_private_use
from chingin.kernel.japanese.kana_table import CANONICAL, TAKES_MARK

from . import messages
from .fields import Field, Text, unfilled
from .findings import printable_character

_KANA_BYTE: Final = b"[" + re.escape(CANONICAL.encode("cp932")) + b"]"
_MARKS: Final = {
    mark.encode("cp932"): "".join(sorted(TAKES_MARK[mark])).encode("cp932") for mark in TAKES_MARK
}
# Written so that the engine of regular expressions can jump from mark to mark.
_STRAY_MARK: Final = re.compile(
    b"[%b]" % b"".join(_MARKS) + b"".join(b"(?<![%b]%b)" % (kana, mark) for mark, kana in _MARKS.items())
)
# Half-width characters, controls, private use, bytes that are no character.
_NOT_FULL_WIDTH: Final = re.compile(r"[\x00-\x09\x0b-\x1f!-\x80\uff61-\uff9f\ue000-\uf8ff\udc80-\udcff]")
# A half-width space in or before a name, whatever fill stands between; full-width fill before it.
_GAP: Final = re.compile(r" (?=\u3000*[^ \u3000\n])")
_INDENT: Final = re.compile(r"\n\u3000+(?=[^ \u3000\n])")


@dataclass(frozen=True)
class Kana(Text):
    """A name in half-width kana; small kana, ｰ, a stray ﾞ or ﾟ are wrong."""

    message = messages.KANA

    @property
    def shape(self) -> bytes:
        given = b"(?! )" + _KANA_BYTE + b"{%d}" % self.length
        return b"(?:%b| {%d})" % (given, self.length) if self.optional else given

    def is_suspect(self, column: Sequence[bytes]) -> bool:
        return _STRAY_MARK.search(b"\n".join(column)) is not None

    def expected(self, raw: bytes) -> str:
        text = raw.decode("cp932", errors="surrogateescape")
        if not text.strip(" ") or text.startswith(" "):
            return "半角カナ、左詰め・空白埋め(省略不可)"
        wrong = next((char for at, char in enumerate(text) if not _is_canonical(text[at - 1 : at], char)), "")
        return f"使用できない文字「{printable_character(wrong)}」を含まない半角カナ(大文字)"


def _is_canonical(before: str, char: str) -> bool:
    return char in CANONICAL and (char not in TAKES_MARK or before in TAKES_MARK[char])


@dataclass(frozen=True)
class Kanji(Field):
    """K: two-byte characters of Windows-31J, filled with spaces of either width; may be left blank."""

    message = messages.KANJI

    @property
    def shape(self) -> bytes:
        return rb"[^\x00-\x1f]{%d}" % self.length

    def is_suspect(self, column: Sequence[bytes]) -> bool:
        try:
            text = cp932.decode(b"\n".join((b"", *column, b"")))
        except UnicodeDecodeError:
            return True
        return any(wrong.search(text) for wrong in (_NOT_FULL_WIDTH, _GAP, _INDENT))

    def expected(self, raw: bytes) -> str:
        text = raw.decode("cp932", errors="surrogateescape")
        wrong = _NOT_FULL_WIDTH.search(text)
        if wrong is None:
            return "全角文字、左詰め・空白埋め"
        if is_private_use(wrong[0]):
            return f"外字({printable_character(wrong[0])})を含まない全角文字"
        return f"全角でない「{printable_character(wrong[0])}」を含まない全角文字"

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return unfilled(column)

    def written(self, value: object) -> str:
        return self.text_of(value)
