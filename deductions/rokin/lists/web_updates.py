"""まとめ入金WEB更新依頼明細書 (L09): what was done on the web, line by line, before 確定."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.models import User
from chingin.kernel.lists import Code, Column, Kind, ListDefinition
from chingin.kernel.lists.queried import QueriedRows
from deductions.groups.codes import STOP_REASONS, UPDATES
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.functions import UPDATE_LIST
from deductions.rokin.models import DepositStop, LineUpdate

from .lines import subject_code

_OF_THE_LINE: Final = ("employee_number", "name_kana", "branch", "subject", "account_number")
_PLACE: Final = ("employee_number", "subject", "branch", "account_number")
_STOPPED: Final = "4"
_LIFTED: Final = "5"  # in no file: a lifted stop is sent as if it had never been set
_KINDS: Final = {**UPDATES, _LIFTED: "中止解除"}


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One thing done to one account. `source`, `place` and `number` put what one press did in order."""

    employee_number: str
    name_kana: str
    branch: str
    subject: str
    account_number: str
    done: str
    before: int
    after: int
    why: str
    moment: datetime
    who: str
    source: int
    place: str
    number: int


def update_rows(*, viewer: User, cycle: Cycle) -> QueriedRows[UpdateRow]:
    """By 操作日時, also what was undone later."""
    return rows_until(viewer=viewer, cycle=cycle, until=None)


def rows_until(*, viewer: User, cycle: Cycle, until: datetime | None) -> QueriedRows[UpdateRow]:
    """The same, of what was done up to this instant."""
    changes, *others = (
        _changes(viewer, cycle, until),
        _stops(viewer, cycle, until, at="set_at", kind=_STOPPED),
        _stops(viewer, cycle, until, at="lifted_at", kind=_LIFTED),
    )
    return QueriedRows(
        found=changes.union(*others, all=True).order_by("moment", "source", "place", "number"),
        row=UpdateRow,
        totalled=("before", "after"),
        keys={},
    )


def _changes(viewer: User, cycle: Cycle, until: datetime | None) -> QuerySet[Any, Any]:
    """変更, 解除 and 新規 of lines."""
    updates = LineUpdate.objects.visible_to(viewer).of_cycle(cycle).filter(_by("at", until))
    return (
        updates.select_related(None)
        .annotate(
            **_line_facts(),
            done=F("kind"),
            before=F("amount_before"),
            after=F("amount_after"),
            why=Value("", CharField()),
            moment=F("at"),
            who=F("user_id"),
            source=Value(0, IntegerField()),
            place=Value("", CharField()),
            number=F("pk"),
        )
        .order_by()
    )


def _stops(viewer: User, cycle: Cycle, until: datetime | None, *, at: str, kind: str) -> QuerySet[Any, Any]:
    """中止 or 中止解除, with the amount that the line had at that time."""
    done = DepositStop.objects.visible_to(viewer).of_cycle(cycle).filter(_by(at, until))
    last = LineUpdate.objects.filter(line=OuterRef("line"), at__lte=OuterRef(at)).order_by("-version")
    amount = Coalesce(Subquery(last.values("amount_after")[:1]), F("line__requested"))
    return done.annotate(
        **_line_facts(),
        done=Value(kind, CharField()),
        before=amount if kind == _STOPPED else Value(0),
        after=amount if kind == _LIFTED else Value(0),
        why=F("reason"),
        moment=F(at),
        who=F("set_by" if kind == _STOPPED else "lifted_by"),
        source=Value(int(kind), IntegerField()),
        place=Concat(*(f"line__{name}" for name in _PLACE)),
        number=F("pk"),
    )


def _line_facts() -> dict[str, F]:
    return {name: F(f"line__{name}") for name in _OF_THE_LINE}


def _by(at: str, until: datetime | None) -> Q:
    """Done at all, and not after `until`."""
    return Q(**{f"{at}__lte": until}) if until else Q(**{f"{at}__isnull": False})


@lru_cache
def update_code(code: str) -> Code:
    """更新区分."""
    return Code(code, _KINDS[code])


def stop_reason(row: UpdateRow) -> Code | None:
    """理由: 中止 has one, and 中止解除 names the one that it lifts."""
    return Code(row.why, STOP_REASONS[row.why]) if row.why else None


COLUMNS: Final[Sequence[Column[UpdateRow]]] = (
    Column("職員番号", lambda row: row.employee_number),
    Column("カナ氏名", lambda row: row.name_kana, Kind.KANA, width=18),
    Column("店番号", lambda row: row.branch, width=7),
    Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=18),
    Column("口座番号", lambda row: row.account_number, width=9),
    Column("更新区分", lambda row: update_code(row.done), Kind.CODE, width=10),
    Column("変更前", lambda row: row.before, Kind.YEN, totalled=True),
    Column("変更後", lambda row: row.after, Kind.YEN, totalled=True),
    Column("理由", stop_reason, Kind.CODE, width=16),
    Column("操作日時", lambda row: row.moment, Kind.DATETIME),
    Column("ユーザーID", lambda row: row.who, width=12),
)
WEB_UPDATES: Final[ListDefinition[UpdateRow]] = ListDefinition(
    slug="L09",
    title="まとめ入金WEB更新依頼明細書",
    function_id=UPDATE_LIST.id,
    rows=update_rows,
    heading=cycle_heading,
    columns=COLUMNS,
)
