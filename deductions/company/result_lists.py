"""控除結果リスト (L10), 控除不能リスト (L11), カナ氏名不一致リスト (L12)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import F, QuerySet

from accounts.models import User
from chingin.kernel.lists import Code, Column, Heading, Kind, ListDefinition
from chingin.kernel.lists.queried import Key, QueriedRows
from deductions.company.functions import RESULT_LISTS
from deductions.company.models import Agreement, CycleResults, Outcome, OutcomeQuerySet, OutcomeState
from deductions.company.rules import NO_REASON
from deductions.groups.codes import SHORTFALL_REASONS
from deductions.groups.headings import cycle_heading
from deductions.groups.models import Cycle
from deductions.rokin.lists.lines import subject_code

_REASONS: Final = {NO_REASON: "中止(事由なし)", **SHORTFALL_REASONS}
_ACCOUNT: Final = ("subject", "branch", "account_number", "pk")
_OF_THE_LINE: Final = {
    "department": F("line__department"),
    "employee_number": F("line__employee_number"),
    "kana": F("line__name_kana"),
    "kanji": F("line__name"),
    "branch": F("line__branch"),
    "subject": F("line__subject"),
    "account_number": F("line__account_number"),
}


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One result with its line; the fields are the query's."""

    department: str
    employee_number: str
    kana: str
    kanji: str
    branch: str
    subject: str
    account_number: str
    requested: int
    collected: int
    shortfall: int
    outcome: str
    reason: str
    previous_reason: str
    posted_on: date | None
    balance: int
    answered_kana: str
    agreement: str


@dataclass(frozen=True, kw_only=True)
class ResultHeading(Heading):
    """A correction says which version it is, so that two sheets are not mistaken for each other."""

    version: int | None = None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """With the version, where it is named."""
        told = tuple(Heading._facts(self))
        return (*told, ("結果の版", f"第{self.version}版")) if self.version else told


def result_heading(*, at: datetime, cycle: Cycle, version: int | None = None, **_: object) -> Heading:
    """As of every list of a cycle, with the version of the results, and the names of its day."""
    of_cycle = cycle_heading(at=at, cycle=cycle)
    versions = CycleResults.objects.of_cycle(cycle)
    kept = (versions.filter(version=version) if version else versions).first()
    return ResultHeading(
        contract_number=of_cycle.contract_number,
        contract_name=kept.contract_name if kept else of_cycle.contract_name,
        printed_at=of_cycle.printed_at,
        group_number=of_cycle.group_number,
        group_name=kept.group_name if kept else of_cycle.group_name,
        month=of_cycle.month,
        pay_kind=of_cycle.pay_kind,
        sequence=of_cycle.sequence,
        version=version,
    )


def all_rows(*, viewer: User, cycle: Cycle, version: int | None = None) -> QueriedRows[OutcomeRow]:
    """By 結果区分, 所属, 職員番号."""
    found = _with_lines(_outcomes(viewer, cycle, version)).order_by(
        "outcome", "department", "employee_number", *_ACCOUNT
    )
    return _rows(found, totalled=("requested", "collected", "shortfall"))


def short_rows(*, viewer: User, cycle: Cycle, version: int | None = None) -> QueriedRows[OutcomeRow]:
    """By 不能事由, 職員番号: 一部, 不能 and 中止, so that 不能額 is what L10 says is lacking."""
    found = _with_lines(_outcomes(viewer, cycle, version).short()).order_by(
        "reason", "employee_number", *_ACCOUNT
    )
    return _rows(found, totalled=("requested", "shortfall"))


def kana_rows(*, viewer: User, cycle: Cycle, version: int | None = None) -> QueriedRows[OutcomeRow]:
    """By 職員番号: every name that is not letter by letter the same, those that agree with a note too."""
    found = _with_lines(_outcomes(viewer, cycle, version).with_unequal_kana()).order_by(
        "employee_number", *_ACCOUNT
    )
    return _rows(found, totalled=("requested",))


def _outcomes(viewer: User, cycle: Cycle, version: int | None) -> OutcomeQuerySet:
    return Outcome.objects.visible_to(viewer).of_cycle(cycle, version=version)


def _with_lines(outcomes: OutcomeQuerySet) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = outcomes.annotate(**_OF_THE_LINE)
    return found


def _rows(found: QuerySet[Any, Any], *, totalled: tuple[str, ...]) -> QueriedRows[OutcomeRow]:
    return QueriedRows(found=found, row=OutcomeRow, totalled=totalled, keys=_KEYS)


@lru_cache
def outcome_code(code: str) -> Code:
    """結果区分."""
    return Code(code, str(OutcomeState(code).label))


@lru_cache
def reason_code(code: str) -> Code:
    """不能事由; what was stopped needs none."""
    return Code(code or NO_REASON, _REASONS[code or NO_REASON])


@lru_cache
def agreement_code(code: str) -> Code:
    """推定理由."""
    return Code(code, str(Agreement(code).label))


def previous_reason(row: OutcomeRow) -> Code | None:
    """前回不能: why the same account fell short in the cycle before, if it did."""
    return reason_code(row.previous_reason) if row.previous_reason else None


_DEPARTMENT: Final[Column[OutcomeRow]] = Column("所属", lambda row: row.department, width=7)
_NUMBER: Final[Column[OutcomeRow]] = Column("職員番号", lambda row: row.employee_number)
_KANA: Final[Column[OutcomeRow]] = Column("カナ氏名", lambda row: row.kana, Kind.KANA, width=16)
_KEY: Final[tuple[Column[OutcomeRow], ...]] = (
    Column("店番号", lambda row: row.branch, width=7),
    Column("科目", lambda row: subject_code(row.subject), Kind.CODE, width=16),
    Column("口座番号", lambda row: row.account_number, width=9),
)
_REQUESTED: Final[Column[OutcomeRow]] = Column("依頼額", lambda row: row.requested, Kind.YEN, totalled=True)
_OUTCOME: Final[Column[OutcomeRow]] = Column(
    "結果区分", lambda row: outcome_code(row.outcome), Kind.CODE, width=8
)
_REASON: Final[Column[OutcomeRow]] = Column(
    "不能事由", lambda row: reason_code(row.reason), Kind.CODE, width=20
)
_KEYS: Final = {
    _OUTCOME.label: Key("outcome", outcome_code),
    _REASON.label: Key("reason", reason_code),
}

RESULTS: Final[ListDefinition[OutcomeRow]] = ListDefinition(
    slug="L10",
    title="控除結果リスト",
    function_id=RESULT_LISTS.id,
    rows=all_rows,
    heading=result_heading,
    columns=(
        _DEPARTMENT,
        _NUMBER,
        _KANA,
        *_KEY,
        _REQUESTED,
        Column("控除額", lambda row: row.collected, Kind.YEN, totalled=True),
        Column("差額", lambda row: row.shortfall, Kind.YEN, totalled=True),
        _OUTCOME,
        Column("記帳日", lambda row: row.posted_on, Kind.DATE),
        Column("残高", lambda row: row.balance, Kind.YEN),
    ),
    group_by=_OUTCOME,
)
SHORTFALLS: Final[ListDefinition[OutcomeRow]] = ListDefinition(
    slug="L11",
    title="控除不能リスト",
    function_id=RESULT_LISTS.id,
    rows=short_rows,
    heading=result_heading,
    columns=(
        _NUMBER,
        _KANA,
        Column("漢字氏名", lambda row: row.kanji, Kind.KANJI),
        *_KEY,
        _REQUESTED,
        Column("不能額", lambda row: row.shortfall, Kind.YEN, totalled=True),
        _REASON,
        Column("前回不能", previous_reason, Kind.CODE, width=20),
    ),
    group_by=_REASON,
)
KANA: Final[ListDefinition[OutcomeRow]] = ListDefinition(
    slug="L12",
    title="カナ氏名不一致リスト",
    function_id=RESULT_LISTS.id,
    rows=kana_rows,
    heading=result_heading,
    columns=(
        _NUMBER,
        Column("依頼カナ", lambda row: row.kana, Kind.KANA, width=26),
        Column("回答カナ", lambda row: row.answered_kana, Kind.KANA, width=26),
        Column("推定理由", lambda row: agreement_code(row.agreement), Kind.CODE, width=28),
        _REQUESTED,
        _OUTCOME,
    ),
)
