"""One definition, three media: what a list (帳票) holds, said once for screen, CSV and PDF.

    SHORTFALL_LIST: ListDefinition[ShortfallRow] = ListDefinition(
        slug="L11", title="控除不能リスト", function_id="DED-8",
        rows=shortfall_rows, heading=cycle_heading, criteria=MonthForm,
        columns=(
            Column("職員番号", lambda row: row.employee_number),
            Column("不能額", lambda row: row.shortfall, Kind.YEN, totalled=True),
        ),
    )
    path("shortfall/", guard(list_view(SHORTFALL_LIST)), name="shortfall")

The type stands on the left (`X: ListDefinition[Row] = …`): Python 3.11 cannot call a subscripted slots class.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from django import forms

from .heading import Heading
from .kinds import Kind, Value
from .orders import arguments

Row = TypeVar("Row")


class Paper(StrEnum):
    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class CriteriaForm(forms.Form):
    """What a person may filter by. Always bound to the query string, so no field may be required."""

    def __init__(self, data: object, *, viewer: object) -> None:
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict
        self.viewer = viewer


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `width`: half-width characters on paper; the kind's own unless given."""

    label: str
    value: Callable[[Row], Value]
    kind: Kind = Kind.TEXT
    totalled: bool = field(default=False, kw_only=True)
    width: int | None = field(default=None, kw_only=True)

    @property
    def csv_labels(self) -> tuple[str, ...]:
        """A code is two columns in the CSV (科目, 科目名), so that a spreadsheet filters by either."""
        return (self.label, f"{self.label}名") if self.kind is Kind.CODE else (self.label,)

    @property
    def room(self) -> int:
        """Half-width characters on paper; a label breaks into two lines at most."""
        return max(self.width or self.kind.room, len(self.label))


@dataclass(frozen=True, slots=True)
class SummaryLine:
    label: str
    numbers: tuple[int | None, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """A small table under a list: totals by code, or the bridge from the last month's total to this one's."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[SummaryLine, ...]


def no_footer(**_arguments: object) -> tuple[SummaryTable, ...]:
    """Most lists end with their total."""
    return ()


@dataclass(frozen=True, slots=True)
class Cover:
    """A first sheet (表紙), A4 portrait, on paper only. `template` gets what `context` makes of total=…, the
    Sum that the sheets behind it print, and of what `rows` gets.
    """

    template: str
    context: Callable[..., Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDefinition(Generic[Row]):
    """One list. `rows` and `footer` are called with viewer=…, the URL's arguments and the criteria's cleaned
    data, `heading` also with at=…. Rows come in order, groups unbroken; each walk takes them once, so an
    iterator does.
    """

    slug: str
    title: str
    function_id: str
    rows: Callable[..., Iterable[Row]]
    heading: Callable[..., Heading]
    columns: Sequence[Column[Row]]
    criteria: type[CriteriaForm] | None = None
    group_by: Column[Row] | None = None
    totals_by: Sequence[Column[Row]] = ()
    paper: Paper = Paper.LANDSCAPE
    footer: Callable[..., Sequence[SummaryTable]] = no_footer
    cover: Cover | None = None
    # For a list too long for a web worker: the URL's arguments as JSON and, with viewer=…, back.
    freeze: Callable[..., dict[str, arguments.JSON]] = arguments.freeze
    thaw: Callable[..., dict[str, object]] = arguments.thaw

    def __post_init__(self) -> None:
        if self.columns[0].totalled:
            raise ValueError(f"{self.slug}: the first column is totalled, and 「合計」 has nowhere to stand")
        if wrong := [column.label for column in self.totalled if not column.kind.may_be_totalled]:
            raise ValueError(f"{self.slug}: neither yen nor number, but totalled: {wrong}")
        if len(set(self.csv_labels)) < len(self.csv_labels):
            raise ValueError(f"{self.slug}: two CSV columns of the same name in {self.csv_labels}")

    @property
    def totalled(self) -> tuple[Column[Row], ...]:
        return tuple(column for column in self.columns if column.totalled)

    @property
    def csv_labels(self) -> tuple[str, ...]:
        return tuple(label for column in self.columns for label in column.csv_labels)
