"""照合表 of the lump deposit (まとめ入金) in the words of its pages, down to the person's lines (DED-9)."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse

from chingin.kernel.lists.screen import Link
from chingin.kernel.lists.table import Cell
from deductions.groups.models import Cycle
from deductions.rokin import rules, wording
from deductions.rokin.deposits.reconciliation import (
    BROKEN,
    MEASURES,
    STEPS,
    DepositFigures,
    DepositReconciliation,
    Step,
)
from deductions.rokin.drilldown import FILTERS, Drilldown, Filter, Row, Table, compared_table, differences_of
from deductions.rokin.models import DepositRequest, Update
from deductions.rokin.reconciliation import Part

_FIGURES: Final = {**STEPS, "broken": BROKEN}
_ASK: Final = "お取引店へお問い合わせください。"


def _signed(yen: int) -> str:
    return f"{yen:+,}円" if yen else wording.yen(0)


def _words(figures: DepositFigures) -> tuple[str, ...]:
    return (
        f"{figures.count:,}件",
        wording.yen(figures.received),
        _signed(figures.web),
        *map(wording.yen, (figures.requested, figures.stopped, figures.deposit)),
        _signed(figures.difference),
    )


def _of_line(line: Any) -> DepositFigures:
    """`line` as lines_of_deposit has it."""
    return DepositFigures(
        count=int(line.amount > 0),
        received=line.requested,
        web=line.web,
        requested=line.amount,
        stopped=line.amount if line.is_stopped else 0,
        deposit=0 if line.is_stopped else line.amount,
        broken=int(line.amount != line.requested + line.web),
    )


def _tells(line: Any) -> tuple[str, ...]:
    return (str(Update(line.update).label), "入金中止" if line.is_stopped else "")


DRILLDOWN: Final[Drilldown[DepositFigures]] = Drilldown(
    measures=MEASURES,
    heads=("依頼件数", "受信した依頼", "Web更新", "依頼", "入金中止", "入金予定", "差引"),
    words=_words,
    of_line=_of_line,
    more=("更新区分", "状態"),
    tells=_tells,
    filters={
        **FILTERS,
        "figure": Filter(
            re.compile("|".join(_FIGURES)),
            lambda name: _FIGURES[name].lines,
            lambda name: _FIGURES[name].label,
        ),
    },
)


def tables(cycle: Cycle, found: DepositReconciliation) -> Iterator[Table]:
    """The chain, its figures by 種別 and 科目, and what they are compared with."""
    people = reverse("rokin:deposit_people", args=[cycle.pk])
    yield _chain(found.chain, people)
    caption = "種別・科目ごとの照合(科目を選ぶと、職員ごとの内訳を表示します)"
    yield DRILLDOWN.table(caption, found.parts, people=people)
    sides = ("受信データの合計", "登録した明細の合計")
    yield compared_table("受信データとの照合", sides, found.received)
    if found.request:
        caption = f"まとめ入金依頼書({found.request})との照合"
        yield compared_table(caption, ("まとめ入金依頼書", "現在の明細と入金中止"), found.confirmed)


def differences(cycle: Cycle, found: DepositReconciliation) -> Iterator[str]:
    """What does not agree, where, why and what to do; nothing where everything does."""
    for part in found.parts:
        if not (part.is_sum or part.figures.agrees):
            yield _of_part(part)
    if told := differences_of(found.received):
        yield _of_received(cycle, told)
    if found.request and (told := differences_of(found.confirmed)):
        yield _of_confirmed(found.request, told)


def _chain(chain: dict[str, rules.Sum], people: str) -> Table:
    rows = (_step(STEPS[name], chain[name], f"{people}?figure={name}") for name in STEPS)
    heads = (Cell("区分", ""), Cell("件数", "list__yen"), Cell("金額", "list__yen"))
    caption = "受信した依頼から入金予定まで(区分を選ぶと、職員ごとの内訳を表示します)"
    return Table(caption, heads, tuple(rows), is_narrow=True)


def _step(step: Step, told: rules.Sum, url: str) -> Row:
    cells = (Cell(f"{told.count:,}件", "list__yen"), Cell(wording.yen(told.yen), "list__yen"))
    return Row(Link(step.label, url), cells, "list__subtotal" if step.is_sum else "")


def _of_part(part: Part[DepositFigures]) -> str:
    figures = part.figures
    return (
        f"「{part.label}」で、受信した依頼とWeb更新(更新履歴)の合計が、依頼と一致しない明細が{figures.broken:,}件あります"
        f"(受信した依頼{wording.yen(figures.received)}、Web更新{_signed(figures.web)}、"
        f"依頼{wording.yen(figures.requested)})。受信またはWeb更新の後に、明細が書き換わったおそれがあります。"
        f"まとめ入金を確定・送信する前に、{_ASK}"
    )


def _of_received(cycle: Cycle, told: str) -> str:
    return (
        f"受信データ(受信番号 {cycle.reception_id})の合計が、登録した明細と一致しません(差 {told})。"
        "受信の後に、明細が書き換わったおそれがあります。"
        f"まとめ入金を確定・送信する前に、{_ASK}"
    )


def _of_confirmed(request: DepositRequest, told: str) -> str:
    return (
        f"まとめ入金依頼書({request})が、現在の明細と一致しません(差 {told})。"
        "確定の後に、明細または入金中止が書き換わったおそれがあります。"
        "内容を確認し、労金が受け付ける前であれば、確定を解除してもう一度確定してください。"
        f"受け付けられた後は、{_ASK}"
    )
