"""What the pages of 控除結果 (DED-11) show: the lists of a version, the people and the lines behind a sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from accounts.models import User
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.queried import sum_of
from chingin.kernel.lists.screen import Link
from deductions.company.models import CycleResults, OutcomeState
from deductions.company.reconciliation import MEASURES, Reconciliation
from deductions.company.result_lists import KANA, RESULTS, SHORTFALLS, reason_code
from deductions.company.rules import Figures
from deductions.groups.cycle_lists import Shelf
from deductions.rokin import wording
from deductions.rokin.drilldown import FILTERS, Drilldown, Table, compared_table, differences_of


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


def shelves(results: CycleResults, *, viewer: User) -> Iterator[Shelf]:
    """Each list of this version with its count and the ways to it."""
    arguments = {"viewer": viewer, "cycle": results.cycle, "version": results.version}
    for one in LISTS:
        place = url(one.name, results)
        links = tuple(
            Link(medium.label, place if medium is Medium.SCREEN else f"{place}?output={medium}")
            for medium in Medium
        )
        count = sum_of(one.definition, **arguments).count
        yield Shelf(one.definition.title, one.about, f"{count:,}件", links)


def tables(results: CycleResults, found: Reconciliation) -> tuple[Table, ...]:
    """照合表; each row leads to the people behind it. Then the received file."""
    caption = "依頼と結果の照合(科目を選ぶと、職員ごとの内訳を表示します)"
    sides = ("受信データの合計", "登録した結果の合計")
    return (
        DRILLDOWN.table(caption, found.parts, people=url("people", results)),
        compared_table("受信データとの照合", sides, found.received),
    )


def differences(found: Reconciliation) -> Iterator[str]:
    """What does not agree, in sentences; nothing where everything does."""
    if found.unanswered:
        yield (
            f"結果のない明細が{found.unanswered:,}件、{wording.yen(found.total.difference)}あります。"
            "Webで新規登録した明細は、労金の明細キーがないため、結果を照合できません。"
            "明細ごとの結果は、お取引店へお問い合わせください。"
        )
    if told := differences_of(found.received):
        yield (
            f"受信データの合計が、登録した結果と一致しません(差 {told})。"
            "受信の後に、登録した結果が書き換わったおそれがあります。お取引店へお問い合わせください。"
        )


def _words(figures: Figures) -> tuple[str, ...]:
    yens = (figures.requested, figures.collected, figures.shortfall, figures.difference)
    return (f"{figures.count:,}件", *map(wording.yen, yens))


def _of_line(line: Any) -> Figures:
    """`line` as answered_lines has it."""
    return Figures(1, line.amount, line.collected or 0, line.shortfall or 0)


def _tells(line: Any) -> tuple[str, ...]:
    state = str(OutcomeState(line.outcome).label) if line.outcome else "結果なし"
    return state, str(reason_code(line.reason)) if line.shortfall else ""


DRILLDOWN: Final[Drilldown[Figures]] = Drilldown(
    measures=MEASURES,
    heads=("件数", "依頼", "控除", "不能(中止を含む)", "差引(結果なし)"),
    words=_words,
    of_line=_of_line,
    more=("結果区分", "不能事由"),
    tells=_tells,
    filters=FILTERS,
)


def url(name: str, results: CycleResults) -> str:
    """A page of this version."""
    return reverse(f"company:{name}", kwargs={"cycle": results.cycle_id, "version": results.version})
