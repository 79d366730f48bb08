"""The paper of one list: how large its letters are, how wide its columns, which figures must shrink."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic

from .definition import Column, ListDefinition, Paper, Row

# Points between the side margins of 10 mm on A4.
_BREADTH: Final[Mapping[Paper, float]] = {Paper.LANDSCAPE: 785.2, Paper.PORTRAIT: 538.6}
_PADDING: Final = 4.0  # points on each side of a cell
_LARGEST: Final = 8.5
_SMALLEST: Final = 5.5


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """All letters of BIZ UDGothic are half an em or one em wide, so room is counted, not measured."""

    definition: ListDefinition[Row]

    @cached_property
    def points(self) -> float:
        """The largest size at which every column has its room."""
        return max(_SMALLEST, min(_LARGEST, 2 * self._for_letters / self._halves))

    @cached_property
    def stretch(self) -> float:
        """Room that a column really has, for one asked for; narrow lists fill the paper."""
        return 2 * self._for_letters / (self._halves * self.points)

    @property
    def css_size(self) -> str:
        return f"{self.points:.2f}pt"

    @property
    def css_widths(self) -> tuple[str, ...]:
        return tuple(f"{self._share(column):.3f}%" for column in self.definition.columns)

    def dress(self, column: Column[Row], text: str) -> str:
        """The kind's class and, for a figure longer than its column, how far it shrinks (fit-90 … fit-50)."""
        room = column.room * self.stretch
        if not column.kind.is_indivisible or len(text) <= room:
            return column.kind.css
        return f"{column.kind.css} fit-{max(5, int(10 * room / len(text)))}0"

    def _share(self, column: Column[Row]) -> float:
        points = column.room * self.stretch * self.points / 2 + 2 * _PADDING
        return 100 * points / _BREADTH[self.definition.paper]

    @property
    def _for_letters(self) -> float:
        return _BREADTH[self.definition.paper] - 2 * _PADDING * len(self.definition.columns)

    @property
    def _halves(self) -> int:
        return sum(column.room for column in self.definition.columns)
