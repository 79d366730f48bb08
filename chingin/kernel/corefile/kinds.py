"""A kind of file: layouts, totals, keys, rules; and the registry in which the header's two digits find it."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final, cast

from . import messages
from .findings import Fault
from .layout import Columns, Layout


class KindError(ValueError):
    """A kind of file that contradicts itself or another; the start fails."""


@dataclass(frozen=True, slots=True)
class Total:
    """A field of the trailer that follows from the data: a sum, or a count where `of` names no field."""

    of: str = ""
    when: tuple[str, str] | None = None  # only records whose field holds this code

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that have to be sound for it."""
        return tuple(name for name in (self.of, self.when and self.when[0]) if name)

    def over(self, columns: Columns) -> int:
        """The sum over these records. Not for a count of all records, which wrong ones belong to as well."""
        counted = self._chosen(columns)
        if not self.of:
            return sum(counted)
        return sum(compress(cast("Sequence[int]", columns.values(self.of)), counted))

    def _chosen(self, columns: Columns) -> Sequence[bool]:
        if self.when is None:
            return [True] * len(columns.raw(self.of))
        name, code = self.when
        return [value == code for value in columns.values(name)]


COUNT: Final = Total()


@dataclass(frozen=True, slots=True)
class Rule:
    """What the fields of one record say of each other.

    `says` takes typed values by the names of its parameters, which are names of fields, and tells what was
    expected at the field `at`, or None when all is well.
    """

    at: str
    says: Callable[..., str | None]
    needs: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", tuple(inspect.signature(self.says).parameters))

    def is_broken(self, columns: Columns) -> bool:
        """Whether one of these records breaks it."""
        return any(map(self.says, *map(columns.values, self.needs)))

    def fault(self, columns: Columns) -> Fault | None:
        """What one record has against it; None too when a fault of a field hides the answer."""
        if not columns.has(self.needs):
            return None
        expected = self.says(*(columns.values(name)[0] for name in self.needs))
        return Fault(self.at, messages.DISAGREEMENT, expected) if expected else None


@dataclass(frozen=True, eq=False)
class FileKind:
    """One kind of file. The trailer's fields without a Total are said by the writer and believed."""

    code: str
    title: str
    data: Layout
    trailer: Layout
    totals: Mapping[str, Total]
    rules: tuple[Rule, ...] = ()
    key: tuple[str, ...] = ()  # fields that together are unique in a set; blank is no key
    for_groups: bool = True  # False: of an employer (事業主), whose files name no deposit group

    def __post_init__(self) -> None:
        needed = {name for rule in self.rules for name in (rule.at, *rule.needs)} | set(self.key)
        needed |= {name for total in self.totals.values() for name in total.needs}
        strange = (needed - set(self.data.names)) | (set(self.totals) - set(self.trailer.names))
        if strange:
            raise KindError(f"{self.code} has no fields {sorted(strange)}")

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}"

    def breaks_a_rule(self, columns: Columns) -> bool:
        return any(rule.is_broken(columns) for rule in self.rules)

    def rule_faults(self, columns: Columns) -> Iterator[Fault]:
        """What the fields of one record say against each other."""
        return (fault for rule in self.rules if (fault := rule.fault(columns)))

    def keys(self, columns: Columns) -> Sequence[bytes]:
        """The keys of these records; blank ones are left out, and all where a fault hides them."""
        if not self.key or not columns.has(self.key):
            return ()
        joined = map(b"".join, zip(*map(columns.raw, self.key), strict=True))
        return [key for key in joined if not key.isspace()]


_kinds: dict[str, FileKind] = {}


def register(*kinds: FileKind) -> None:
    """Take kinds of file into the registry. A code has one layout: a second one fails the start."""
    for kind in kinds:
        if kind.code in _kinds:
            raise KindError(f"kind {kind.code} is declared twice")
        _kinds[kind.code] = kind


def kind_by_code(code: str) -> FileKind | None:
    """The kind that two digits of a header name."""
    return _kinds.get(code)


def all_kinds() -> Sequence[FileKind]:
    """Every registered kind in the order of the codes."""
    return tuple(_kinds[code] for code in sorted(_kinds))
