"""照合表: sums of lines by 種別 and 科目 and by person, and two sides that must say the same to the yen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, Protocol, Self, TypeVar

from django.db.models import Aggregate, Max, QuerySet

from deductions.groups.codes import LINE_KINDS
from deductions.rokin import wording


class Figures(Protocol):
    """What a 照合表 says of some lines; figures of lines and of others make those of both."""

    def __add__(self, other: Self, /) -> Self: ...


FiguresT = TypeVar("FiguresT", bound=Figures)


@dataclass(frozen=True)
class Part(Generic[FiguresT]):
    """One row: a 科目, the sum of a 種別, or the total. `query` leads to the people behind it."""

    label: str
    figures: FiguresT
    query: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What the one side tells and what stands here; `difference` 0: they agree."""

    label: str
    told: int
    stored: int
    unit: str = "円"

    @property
    def difference(self) -> int:
        """Told − stored."""
        return self.told - self.stored


@dataclass(frozen=True, kw_only=True)
class Measures(Generic[FiguresT]):
    """What is summed up over lines, by the database; `make` takes the sums in their order."""

    sums: Mapping[str, Aggregate]
    make: Callable[..., FiguresT]

    def figures(self, found: Mapping[str, Any]) -> FiguresT:
        """Of one row that the database summed up."""
        return self.make(*(int(found[name]) for name in self.sums))

    def total(self, lines: QuerySet[Any, Any]) -> FiguresT:
        """Of all lines together. One query."""
        return self.figures(lines.aggregate(**self.sums))

    def people(self, lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """One row for each employee, by 職員番号."""
        by_employee = lines.order_by().values("employee_number")
        named = by_employee.annotate(kana=Max("name_kana"), kanji=Max("name"), **self.sums)
        ordered: QuerySet[Any, Any] = named.order_by("employee_number")
        return ordered

    def parts(self, lines: QuerySet[Any, Any]) -> tuple[Part[FiguresT], ...]:
        """The 科目 of each 種別 and then its sum, savings first; 合計 is the last. One query."""
        found = lines.order_by().values("kind", "subject").annotate(**self.sums)
        return tuple(self._with_sums(found.order_by("-kind", "subject")))

    def _with_sums(self, found: QuerySet[Any, Any]) -> Iterator[Part[FiguresT]]:
        total = nothing = self.make(*(0 for _ in self.sums))
        for kind, rows in groupby(found, lambda row: str(row["kind"])):
            of_kind = nothing
            for row in rows:
                part = self._of_subject(row)
                of_kind += part.figures
                yield part
            total += of_kind
            yield Part(f"{LINE_KINDS[kind]}計", of_kind, f"kind={kind}", is_sum=True)
        yield Part("合計", total, "", is_sum=True)

    def _of_subject(self, row: Mapping[str, Any]) -> Part[FiguresT]:
        subject = str(row["subject"])
        return Part(wording.subject(subject), self.figures(row), f"subject={subject}")


def employees(lines: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The 職員番号 of the lines, each once, in their order."""
    found: QuerySet[Any, Any] = lines.order_by("employee_number").values("employee_number").distinct()
    return found
