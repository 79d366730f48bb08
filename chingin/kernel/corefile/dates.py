"""Fields of days, months and moments: only such as exist, and none (zeros) only where that is allowed."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from chingin.kernel.clock import JST
from chingin.kernel.months import Month

from . import messages
from .fields import Field, decoded

_YEAR: Final = rb"(?!0000)[0-9]{4}"
_LEAP_YEAR: Final = rb"(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_MONTH: Final = _YEAR + rb"(?:0[1-9]|1[0-2])"
_DAY: Final = (
    rb"(?:" + _YEAR + rb"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    rb"|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))|" + _LEAP_YEAR + rb"0229)"
)
_TIME: Final = rb"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"


@dataclass(frozen=True)
class _When(Field):
    optional: bool = False

    message = messages.DAY

    @property
    def shape(self) -> bytes:
        return b"(?:0{%d}|%b)" % (self.length, self.exists) if self.optional else self.exists

    @property
    @abstractmethod
    def exists(self) -> bytes:
        """The shape of one that is given."""

    def _or_none(self, words: str) -> str:
        return f"{words}、または{'0' * self.length}" if self.optional else words

    def _zeros(self, value: object) -> str:
        if value is None and self.optional:
            return "0" * self.length
        raise self.misfit(value)


@dataclass(frozen=True)
class Day(_When):
    """YYYYMMDD."""

    length: int = 8

    @property
    def exists(self) -> bytes:
        return _DAY

    def expected(self, raw: bytes) -> str:
        return self._or_none("存在する日付(YYYYMMDD)")

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return list(map(_day_text, column))

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        return list(map(_day, column))

    def written(self, value: object) -> str:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat().replace("-", "")
        return self._zeros(value)


@dataclass(frozen=True)
class YearMonth(_When):
    """YYYYMM; no month is the text ""."""

    length: int = 6

    @property
    def exists(self) -> bytes:
        return _MONTH

    def expected(self, raw: bytes) -> str:
        return self._or_none("存在する年月(YYYYMM)")

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return ["" if text == "000000" else text for text in decoded(column)]

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        return list(map(_month, column))

    def written(self, value: object) -> str:
        return value.code if isinstance(value, Month) else self._zeros(value)


@dataclass(frozen=True)
class Moment(_When):
    """YYYYMMDDHHMMSS on a clock in Japan."""

    length: int = 14

    @property
    def exists(self) -> bytes:
        return _DAY + _TIME

    def expected(self, raw: bytes) -> str:
        return self._or_none("存在する日時(YYYYMMDDHHMMSS)")

    def texts(self, column: Sequence[bytes]) -> Sequence[str | None]:
        return [at.isoformat() if at else None for at in map(_moment, column)]

    def values(self, column: Sequence[bytes]) -> Sequence[object]:
        return list(map(_moment, column))

    def written(self, value: object) -> str:
        if not isinstance(value, datetime):
            return self._zeros(value)
        if value.utcoffset() is None:
            raise self.misfit(value)
        clock = value.astimezone(JST)
        return f"{clock.year:04}{clock:%m%d%H%M%S}"


@lru_cache(maxsize=4096)
def _day(raw: bytes) -> date | None:
    year, month, day = int(raw[:4]), int(raw[4:6]), int(raw[6:])
    return date(year, month, day) if year else None


@lru_cache(maxsize=4096)
def _day_text(raw: bytes) -> str | None:
    day = _day(raw)
    return day.isoformat() if day else None


@lru_cache(maxsize=4096)
def _month(raw: bytes) -> Month | None:
    return Month(int(raw[:4]), int(raw[4:])) if int(raw) else None


@lru_cache(maxsize=4096)
def _moment(raw: bytes) -> datetime | None:
    day = _day(raw[:8])
    hour, minute, second = int(raw[8:10]), int(raw[10:12]), int(raw[12:])
    return datetime.combine(day, time(hour, minute, second), tzinfo=JST) if day else None
