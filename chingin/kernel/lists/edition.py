"""A list as one viewer asked for it: what each of the three media is made from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from .definition import ListDefinition, Row, SummaryLine, SummaryTable
from .heading import Heading
from .kinds import shown
from .walk import Item, Section, Total, walk


@dataclass(frozen=True, slots=True)
class Edition(Generic[Row]):
    """`arguments`: viewer, the URL's arguments, the criteria. Each reading asks the definition anew."""

    definition: ListDefinition[Row]
    heading: Heading
    arguments: Mapping[str, object]

    def rows(self) -> Iterable[Row]:
        return self.definition.rows(**self.arguments)

    def items(self) -> Iterator[Item]:
        return walk(self.definition, self.rows())

    def summaries(self, total: Total) -> tuple[SummaryTable, ...]:
        """What stands under the total: the extra groupings, then the definition's own footer."""
        return (*self._groupings(total), *self.definition.footer(**self.arguments))

    def _groupings(self, total: Total) -> Iterator[SummaryTable]:
        labels = tuple(column.label for column in self.definition.totalled)
        for column, sections in zip(self.definition.totals_by, total.by, strict=True):
            lines = tuple(_line(shown(column.kind, section.key), section) for section in sections)
            if lines:
                yield SummaryTable(f"{column.label}別合計", (column.label, "件数", *labels), lines)


def _line(label: str, section: Section) -> SummaryLine:
    return SummaryLine(label, (section.sum.count, *section.sum.totals))


def edition_of(definition: ListDefinition[Row], *, at: datetime, **arguments: object) -> Edition[Row]:
    """The list for these arguments (viewer=… among them), printed at this instant."""
    return Edition(definition, definition.heading(at=at, **arguments), arguments)
