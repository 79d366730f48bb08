"""From a figure of 照合表 to the people behind it and to their lines: tables for the screen."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from chingin.kernel.lists.screen import Link, Pager, cut
from chingin.kernel.lists.table import EMPTY, Cell
from chingin.kernel.yen import format_yen
from deductions.groups.codes import LINE_KINDS
from deductions.rokin import wording
from deductions.rokin.reconciliation import Compared, FiguresT, Measures, Part, employees

_YEN: Final = "list__yen"
_EMPLOYEE: Final = "employee"
_IN_ORDER: Final = ("employee_number", "subject", "branch", "account_number", "pk")
_WHO: Final = ("職員番号", "カナ氏名", "漢字氏名")
_WHICH: Final = ("職員番号", "カナ氏名", "科目", "店番号-口座番号")


@dataclass(frozen=True, slots=True)
class Row:
    """What the row is about, with the way on from it, and its cells; `span`: of the first."""

    name: Link
    cells: tuple[Cell, ...]
    css: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """As `rokin/reconciliation/_table.html` shows it."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people or lines, ending with the sum of all of them. `about`: which lines these are."""

    about: str
    table: Table
    pager: Pager


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the query: its form, the lines that it leaves, how that is said."""

    form: re.Pattern[str]
    keeps: Callable[[str], Q]
    words: Callable[[str], str]


FILTERS: Final[Mapping[str, Filter]] = {
    "kind": Filter(re.compile(r"[SL]"), lambda code: Q(kind=code), lambda code: LINE_KINDS[code]),
    "subject": Filter(re.compile(r"[0-9]{2}"), lambda code: Q(subject=code), wording.subject),
    _EMPLOYEE: Filter(
        re.compile(r"[0-9A-Z-]{1,10}"),
        lambda number: Q(employee_number=number),
        lambda number: f"職員番号 {number}",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Drilldown(Generic[FiguresT]):
    """What the pages of one 照合表 say.

    `heads`: of the figures, 件数 first; `words`: the figures under them; `of_line`: those of one line;
    `tells`: what else is told of a line, under `more`.
    """

    measures: Measures[FiguresT]
    heads: tuple[str, ...]
    words: Callable[[FiguresT], tuple[str, ...]]
    of_line: Callable[[Any], FiguresT]
    more: tuple[str, ...]
    tells: Callable[[Any], tuple[str, ...]]
    filters: Mapping[str, Filter]

    def table(self, caption: str, parts: Iterable[Part[FiguresT]], *, people: str) -> Table:
        """By 種別 and 科目; each row leads to the people behind it, at the URL `people`."""
        *rows, total = (
            Row(
                Link(part.label, f"{people}?{part.query}".rstrip("?")),
                self._figures(part.figures),
                _css(part),
            )
            for part in parts
        )
        ending = Row(total.name, total.cells, "list__total")
        return Table(caption, (Cell("種別・科目", ""), *_yens(self.heads)), (*rows, ending))

    def wanted(self, lines: QuerySet[Any, Any], query: QueryDict) -> QuerySet[Any, Any]:
        """The lines that the query asks for. Raises Http404 for what is no code and no number."""
        asked = self._asked(query)
        kept: QuerySet[Any, Any] = lines.filter(*(self.filters[name].keeps(asked[name]) for name in asked))
        return kept

    def people(self, found: QuerySet[Any, Any], query: QueryDict, *, lines: str) -> Page:
        """By 職員番号; each leads to the employee's lines, at the URL `lines`."""
        wanted = self.wanted(found, query)
        everybody = employees(wanted)
        shown = cut(everybody.count(), query)
        # Sums of those on the page alone: a union may have 50,000 people.
        numbers = everybody[shown.start : shown.stop].values_list("employee_number", flat=True)
        of_page = self.measures.people(wanted.filter(employee_number__in=list(numbers)))
        rows = [self._person(person, query, lines) for person in of_page]
        heads = (*_plain(_WHO), *_yens(self.heads))
        total = Row(Link("合計", ""), self._total(wanted), "list__total", len(_WHO))
        caption = "職員別内訳(職員番号を選ぶと、明細を表示します)"
        return Page(self._about(query), _ended(caption, heads, rows, total), shown.pager)

    def lines(self, found: QuerySet[Any, Any], query: QueryDict) -> Page:
        """By 職員番号, 科目, account."""
        wanted = self.wanted(found, query)
        shown = cut(wanted.count(), query)
        rows = [self._line(line) for line in wanted.order_by(*_IN_ORDER)[shown.start : shown.stop]]
        heads = (*_plain(_WHICH), *_yens(self.heads[1:]), *_plain(self.more))
        cells = (*self._total(wanted)[1:], *_plain("" for _ in self.more))
        total = Row(Link("合計", ""), cells, "list__total", len(_WHICH))
        return Page(self._about(query), _ended("明細", heads, rows, total), shown.pager)

    def _asked(self, query: QueryDict) -> dict[str, str]:
        asked = {name: str(query[name]) for name in self.filters if query.get(name)}
        for name, value in asked.items():
            if not self.filters[name].form.fullmatch(value):
                raise Http404
        return asked

    def _about(self, query: QueryDict) -> str:
        """「51 住宅ローン 職員番号 001001」; 「全明細」 without a filter."""
        asked = self._asked(query)
        return " ".join(self.filters[name].words(asked[name]) for name in asked) or "全明細"

    def _person(self, person: Mapping[str, Any], query: QueryDict, lines: str) -> Row:
        number = str(person["employee_number"])
        way = f"{lines}?{urlencode({**self._asked(query), _EMPLOYEE: number})}"
        figures = self._figures(self.measures.figures(person))
        return Row(Link(number, way), (*_plain((person["kana"], person["kanji"])), *figures))

    def _line(self, line: Any) -> Row:
        subject = Cell(wording.subject(line.subject), "list__code")
        account = Cell(f"{line.branch}-{line.account_number}", "list__code")
        of_whom = (Cell(line.name_kana, ""), subject, account)
        figures = self._figures(self.of_line(line))[1:]
        return Row(Link(line.employee_number, ""), (*of_whom, *figures, *_plain(self.tells(line))))

    def _total(self, lines: QuerySet[Any, Any]) -> tuple[Cell, ...]:
        return self._figures(self.measures.total(lines))

    def _figures(self, figures: FiguresT) -> tuple[Cell, ...]:
        return _yens(self.words(figures))


def compared_table(caption: str, sides: tuple[str, str], compared: Iterable[Compared]) -> Table:
    """Two sides beside each other, each row with whether they agree."""
    heads = (Cell("項目", ""), *_yens(sides), Cell("照合", ""))
    return Table(caption, heads, tuple(_compared(one) for one in compared))


def differences_of(compared: Iterable[Compared]) -> str:
    """「件数 -1件、貯蓄合計 +1,000円」: what the first side tells more or less; "" where all agree."""
    return "、".join(f"{one.label} {one.difference:+,}{one.unit}" for one in compared if one.difference)


def _compared(one: Compared) -> Row:
    sides = _yens(f"{format_yen(side)}{one.unit}" for side in (one.told, one.stored))
    judged = Cell("不一致", "list__differs") if one.difference else Cell("一致", "")
    return Row(Link(one.label, ""), (*sides, judged))


def _ended(caption: str, heads: tuple[Cell, ...], rows: list[Row], total: Row) -> Table:
    """With the total; a table without rows says so."""
    return Table(caption, heads, (*(rows or [Row(Link(EMPTY, ""), (), "list__empty", len(heads))]), total))


def _css(part: Part[Any]) -> str:
    return "list__subtotal" if part.is_sum else ""


def _plain(texts: Iterable[str]) -> Iterator[Cell]:
    return (Cell(text, "") for text in texts)


def _yens(texts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, _YEN) for text in texts)
