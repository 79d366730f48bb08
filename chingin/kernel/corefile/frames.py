"""From bytes to records of 200: line ends, the end mark, and what has the wrong length."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from chingin.kernel.messages import Message

from . import messages
from .layout import RECORD_LENGTH

RECORDS_AT_ONCE: Final = 1_000
LINE_ENDS: Final = {b"": "なし", b"\n": "LF", b"\r": "CR", b"\r\n": "CRLF"}
END_MARK: Final = b"\x1a"

_HEAD: Final = 8_192
_LONGEST_LINE: Final = 65_536
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")


class Block(NamedTuple):
    """Records of 200 bytes one after the other, without line ends; `first` is the number of the first."""

    first: int
    data: bytes


class Misfit(NamedTuple):
    """A record that is none. When only its line end is wrong, the record itself follows in a Block."""

    number: int
    data: bytes
    message: Message
    expected: str


class Frames:
    """The records of a stream. Size, hash and number of records are true when all have been taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0
        self.records = 0
        self.line_end = b""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[Block | Misfit]:
        """Whole blocks while every line end is in its place, line by line from where one is not."""
        pending = self._read(_HEAD)
        self.line_end = _line_end_of(pending)
        stride = RECORD_LENGTH + len(self.line_end)
        wanted = stride * RECORDS_AT_ONCE
        while len(chunk := pending + self._read(wanted - len(pending))) == wanted:
            if not _ends_in_place(chunk, self.line_end):
                break
            yield self._block(_without_ends(chunk, stride))
            pending = b""
        yield from self._by_line(chunk) if self.line_end else self._by_length(chunk)

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    def _block(self, data: bytes) -> Block:
        first = self.records + 1
        self.records += len(data) // RECORD_LENGTH
        return Block(first, data)

    def _misfit(self, data: bytes) -> Misfit:
        self.records += 1
        return Misfit(
            self.records, data, messages.RECORD_LENGTH, f"200バイトのレコード(実際は{len(data):,}バイト)"
        )

    def _by_length(self, chunk: bytes) -> Iterator[Block | Misfit]:
        """The end of a file without line ends."""
        chunk = chunk.removesuffix(END_MARK) if len(chunk) % RECORD_LENGTH == 1 else chunk
        whole = len(chunk) // RECORD_LENGTH * RECORD_LENGTH
        if whole:
            yield self._block(chunk[:whole])
        if rest := chunk[whole:]:
            yield self._misfit(rest)

    def _by_line(self, chunk: bytes) -> Iterator[Block | Misfit]:
        """The end of a file with line ends, or all of it from the first one that is missing."""
        sound: list[bytes] = []
        for line, end in self._lines(chunk):
            if len(line) == RECORD_LENGTH and end == self.line_end:
                sound.append(line)
                if len(sound) == RECORDS_AT_ONCE:
                    yield from self._flushed(sound)
            else:
                yield from self._flushed(sound)
                yield from self._line(line, end)
        yield from self._flushed(sound)

    def _flushed(self, sound: list[bytes]) -> Iterator[Block]:
        if sound:
            yield self._block(b"".join(sound))
            sound.clear()

    def _line(self, line: bytes, end: bytes) -> Iterator[Block | Misfit]:
        if len(line) != RECORD_LENGTH:
            yield self._misfit(line)
            return
        # Nothing is missing when only the very last line has no end.
        if end not in {self.line_end, b""}:
            expected = f"改行コード{LINE_ENDS[self.line_end]}(実際は{LINE_ENDS[end]})"
            yield Misfit(self.records + 1, line, messages.LINE_END, expected)
        yield self._block(line)

    def _lines(self, pending: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Each line with its end; the end mark is taken off. A line beyond all measure is the last."""
        ended = False
        while not ended and len(pending) <= _LONGEST_LINE + RECORDS_AT_ONCE * RECORD_LENGTH:
            more = self._read(RECORDS_AT_ONCE * RECORD_LENGTH)
            ended, pending = not more, pending + more
            start = 0
            for match in _complete_ends(pending, ended=ended):
                yield pending[start : match.start()], match[0]
                start = match.end()
            pending = pending[start:]
        if last := pending.removesuffix(END_MARK):
            yield last, b""
        self._drain()

    def _drain(self) -> None:
        while self._read(RECORDS_AT_ONCE * RECORD_LENGTH):
            pass


def _complete_ends(data: bytes, *, ended: bool) -> Iterable[re.Match[bytes]]:
    """Line ends; a CR that may be the first half of a CRLF waits for what follows."""
    for match in _LINE_END.finditer(data):
        if not ended and match[0] == b"\r" and match.end() == len(data):
            return
        yield match


def _line_end_of(head: bytes) -> bytes:
    """The line end of the first record; where that has none, any, for the record may have a wrong length."""
    following = head[RECORD_LENGTH : RECORD_LENGTH + 1]
    if following and following in b"1289" + END_MARK:
        return b""
    match = _LINE_END.match(head, RECORD_LENGTH) or _LINE_END.search(head)
    return match[0] if match else b""


def _ends_in_place(chunk: bytes, line_end: bytes) -> bool:
    stride = RECORD_LENGTH + len(line_end)
    return all(
        chunk[RECORD_LENGTH + at :: stride] == line_end[at : at + 1] * (len(chunk) // stride)
        for at in range(len(line_end))
    )


def _without_ends(chunk: bytes, stride: int) -> bytes:
    if stride == RECORD_LENGTH:
        return chunk
    return b"".join(chunk[at : at + RECORD_LENGTH] for at in range(0, len(chunk), stride))
