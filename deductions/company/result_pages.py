"""What the pages of 控除結果 (DED-11) show: the lists of a version, the people and the lines behind a sum."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse

from accounts.models import User
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.paging import ROWS_A_PAGE
from chingin.kernel.lists.queried import sum_of
from chingin.kernel.lists.screen import Link, Pager, query_url
from chingin.kernel.yen import format_yen
from deductions.company.models import CycleResults, OutcomeState
from deductions.company.reconciliation import Reconciliation, answered_lines, figures_of, people
from deductions.company.result_lists import KANA, RESULTS, SHORTFALLS, reason_code
from deductions.company.rules import Figures
from deductions.groups.codes import LINE_KINDS
from deductions.groups.cycle_lists import Shelf
from deductions.rokin import wording

# Which lines a page of people or lines is about, from the query: field and form by parameter.
FILTERS: Final = {
    "kind": ("kind", re.compile(r"[SL]")),
    "subject": ("subject", re.compile(r"[0-9]{2}")),
    "employee": ("employee_number", re.compile(r"[0-9A-Z-]{1,10}")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultList:
    """One list of the results. `name`: in URLs; `about`: one sentence."""

    name: str
    definition: ListDefinition[Any]
    about: str


LISTS: Final = (
    ResultList(
        name="result_list",
        definition=RESULTS,
        about="控除を依頼した全明細の結果です。結果区分ごとの小計が付きます。",
    ),
    ResultList(
        name="shortfalls",
        definition=SHORTFALLS,
        about="全額を控除できなかった明細(一部・不能・中止)です。不能事由ごとの小計と、前回の不能事由が付きます。",
    ),
    ResultList(
        name="kana_names",
        definition=KANA,
        about="依頼したカナ氏名と、回答のカナ氏名が異なる明細です。結果は明細キーだけで照合しています。",
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in words, and the way on from the row's name."""

    name: Link
    cells: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people or lines with the sum of all of them."""

    about: str
    rows: Sequence[Row]
    total: tuple[str, ...]
    pager: Pager


def shelves(results: CycleResults, *, viewer: User) -> Iterator[Shelf]:
    """Each list of this version with its count and the ways to it."""
    arguments = {"viewer": viewer, "cycle": results.cycle, "version": results.version}
    for one in LISTS:
        url = _url(one.name, results)
        links = tuple(
            Link(medium.label, url if medium is Medium.SCREEN else f"{url}?output={medium}")
            for medium in Medium
        )
        count = sum_of(one.definition, **arguments).count
        yield Shelf(one.definition.title, one.about, f"{count:,}件", links)


def parts(results: CycleResults, found: Reconciliation) -> Iterator[Row]:
    """The rows of 照合表; each leads to the people behind it."""
    for part in found.parts:
        url = f"{_url('people', results)}?{part.query}".rstrip("?")
        yield Row(Link(part.label, url), in_words(part.figures), part.is_sum)


def differences(found: Reconciliation) -> Iterator[str]:
    """What does not agree, in sentences; nothing where everything does."""
    if found.unanswered:
        yield (
            f"結果のない明細が{found.unanswered:,}件、{wording.yen(found.total.difference)}あります。"
            "Webで新規登録した明細は、労金の明細キーがないため、結果を照合できません。"
            "明細ごとの結果は、お取引店へお問い合わせください。"
        )
    for one in found.received:
        if one.difference:
            yield (
                f"{one.label}が一致しません。受信データは{format_yen(one.told)}、登録した結果は"
                f"{format_yen(one.stored)}、差は{one.difference:+,}です。お取引店へお問い合わせください。"
            )


def wanted(query: QueryDict) -> dict[str, str]:
    """The filter that the query names. Raises Http404 for what is no code and no number."""
    asked: dict[str, str] = {}
    for name, (field, form) in FILTERS.items():
        if value := query.get(name, ""):
            if not form.fullmatch(str(value)):
                raise Http404
            asked[field] = str(value)
    return asked


def page_of_people(results: CycleResults, lines: QuerySet[Any, Any], query: QueryDict) -> Page:
    """By 職員番号; each leads to the employee's lines."""
    shown, pager = _cut(people(lines), query)
    rows = [
        Row(
            Link(person["employee_number"], _with(_url("lines", results), query, person["employee_number"])),
            (person["kana"], person["kanji"], *in_words(_of(person))),
        )
        for person in shown
    ]
    return Page(_about(query), rows, in_words(figures_of(lines)), pager)


def page_of_lines(lines: QuerySet[Any, Any], query: QueryDict) -> Page:
    """In the order of the lists."""
    shown, pager = _cut(answered_lines(lines), query)
    rows = [Row(Link(line.employee_number, ""), _line(line)) for line in shown]
    return Page(_about(query), rows, in_words(figures_of(lines)), pager)


def in_words(figures: Figures) -> tuple[str, ...]:
    """件数, 依頼, 控除, 不能, 差引."""
    yens = (figures.requested, figures.collected, figures.shortfall, figures.difference)
    return (f"{figures.count:,}件", *map(wording.yen, yens))


def _of(person: dict[str, Any]) -> Figures:
    return Figures(person["count"], int(person["asked"]), int(person["taken"]), int(person["lacking"]))


def _line(line: Any) -> tuple[str, ...]:
    figures = Figures(1, line.amount, line.collected or 0, line.shortfall or 0)
    state = OutcomeState(line.outcome).label if line.outcome else "結果なし"
    reason = str(reason_code(line.reason)) if line.shortfall else ""
    return (
        line.name_kana,
        wording.subject(line.subject),
        f"{line.branch}-{line.account_number}",
        *in_words(figures)[1:],
        str(state),
        reason,
    )


def _about(query: QueryDict) -> str:
    """「51 住宅ローン 職員番号 001001」; 「全明細」 without a filter."""
    asked = wanted(query)
    words = (
        LINE_KINDS.get(asked.get("kind", ""), ""),
        wording.subject(asked["subject"]) if "subject" in asked else "",
        f"職員番号 {asked['employee_number']}" if "employee_number" in asked else "",
    )
    return " ".join(word for word in words if word) or "全明細"


def _cut(rows: QuerySet[Any, Any], query: QueryDict) -> tuple[Sequence[Any], Pager]:
    """The page that the query names; past the end it is the last one."""
    page = Paginator(rows, ROWS_A_PAGE).get_page(query.get("page"))
    number, pages, count = page.number, page.paginator.num_pages, page.paginator.count
    previous = Link("前のページ", query_url(query, page=str(number - 1))) if page.has_previous() else None
    following = Link("次のページ", query_url(query, page=str(number + 1))) if page.has_next() else None
    told = f"全{count:,}件中 {page.start_index():,}〜{page.end_index():,}件" if count else "全0件"
    return list(page), Pager(told, f"{number:,}/{pages:,}ページ", previous, following)


def _with(url: str, query: QueryDict, employee: str) -> str:
    kept = {name: query[name] for name in FILTERS if query.get(name)}
    return f"{url}?{urlencode({**kept, 'employee': employee})}"


def _url(name: str, results: CycleResults) -> str:
    return reverse(f"company:{name}", kwargs={"cycle": results.cycle_id, "version": results.version})
