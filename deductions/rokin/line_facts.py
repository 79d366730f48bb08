"""One line in words: all its facts, what a change makes of it, what can be done with it now."""

from collections.abc import Iterator
from dataclasses import dataclass

from deductions.rokin import wording
from deductions.rokin.actions.lines import NewLine
from deductions.rokin.models import DeductionLine, LineKind, LineUpdate, Origin, Update
from deductions.rokin.rules import Terms

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before → after, as a person checks it; `difference` in yen with its sign."""

    rows: tuple[tuple[str, str, str], ...]
    difference: str


def facts(line: DeductionLine) -> Facts:
    """Label and words, as the detail page shows them."""
    return (*identity(line), *_amounts(line), *_origin(line))


def identity(line: DeductionLine) -> Facts:
    """Whose line it is, of which account."""
    return (
        ("職員番号", line.employee_number),
        ("カナ氏名", line.name_kana),
        ("漢字氏名", line.name or wording.NONE),
        ("所属コード", line.department or wording.NONE),
        ("店番号", line.branch),
        ("科目", wording.subject(line.subject)),
        ("口座番号", line.account_number),
        ("種別", line.get_kind_display()),
    )


def _amounts(line: DeductionLine) -> Iterator[tuple[str, str]]:
    yield "控除金額", wording.yen(line.amount)
    yield "前回控除金額", wording.yen(line.previous)
    yield "前回との差額", wording.difference(line.amount - line.previous)
    if not line.is_own:
        yield "労金からの依頼金額", wording.yen(line.requested)
        yield "残高", wording.yen(line.balance)
    yield "開始年月", wording.month(line.start_month)
    yield "終了年月", wording.end_month(line.end_month)
    if line.kind == LineKind.LOAN:
        yield "残回数", f"{line.remaining}回"


def _origin(line: DeductionLine) -> Iterator[tuple[str, str]]:
    came_from = f"({line.get_origin_display()})" if line.origin != Origin.NONE else ""
    yield "異動区分", f"{line.get_movement_display()}{came_from}"
    yield "Webでの更新", line.get_update_display() if line.update != Update.NONE else "なし"
    if line.counter_date:
        yield "窓口受付", f"{wording.day(line.counter_date)} {line.counter_branch}店"
    yield "明細キー", line.line_key or "Webで登録した明細のため、ありません"


def comparison(before: Terms, after: Terms) -> Comparison:
    """A change before it is made, or after it was."""
    return Comparison(
        rows=(
            ("控除金額", wording.yen(before.amount), wording.yen(after.amount)),
            ("終了年月", wording.end_month(before.end_month), wording.end_month(after.end_month)),
        ),
        difference=wording.difference(after.amount - before.amount),
    )


def comparison_of(update: LineUpdate) -> Comparison:
    """What a change did."""
    return comparison(
        Terms(update.amount_before, update.end_month_before),
        Terms(update.amount_after, update.end_month_after),
    )


def draft_facts(line: DeductionLine) -> Facts:
    """What a person checks before a line is registered."""
    return (
        *identity(line),
        ("控除金額", wording.yen(line.amount)),
        ("開始年月", wording.month(line.start_month)),
        ("終了年月", wording.end_month(line.end_month)),
    )


def entry_facts(entry: NewLine) -> Facts:
    """What was entered, for one who must take it elsewhere."""
    return (
        ("職員番号", entry.employee_number),
        ("店番号", entry.branch),
        ("科目", wording.subject(entry.subject)),
        ("口座番号", entry.account_number),
        ("控除金額", wording.yen(entry.terms.amount)),
        ("開始年月", wording.month(entry.start_month)),
        ("終了年月", wording.end_month(entry.terms.end_month)),
    )


def terms_facts(terms: Terms) -> Facts:
    """The same of a change."""
    return (
        ("控除金額", wording.yen(terms.amount)),
        ("終了年月", wording.end_month(terms.end_month)),
    )
