"""The lists of accounts: the contract's users (L29) and its operation log (L30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts import rules
from accounts.columns import certificate_ends
from accounts.functions import LOG_INQUIRY, USER_INQUIRY
from accounts.log_forms import NO_FUNCTION, LogCriteria
from accounts.models import Contract, Role, User
from chingin.kernel.clock import JST, at_time
from chingin.kernel.functions import by_id
from chingin.kernel.lists import Column, Heading, Kind, ListDefinition
from chingin.kernel.models import OperationLog, OperationLogQuerySet, Result

_STATES: Final = {rules.Standing.OPEN: "利用可", rules.Standing.BLOCKED: "閉塞"}
_LIFTS: Final = {rules.Standing.LOCKED: "ロック解除", rules.Standing.BLOCKED: "閉塞解除"}


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user of the contract as the master sees it at one instant (USR-1)."""

    user: User
    authority: str
    standing: rules.Standing
    certificate_ends: date | None

    @property
    def is_general(self) -> bool:
        """Whether the master may delete and free this user."""
        return self.user.role == Role.GENERAL

    @property
    def state(self) -> str:
        """利用可, ロック until when, or 閉塞."""
        until = self.user.locked_until
        if self.standing is rules.Standing.LOCKED and until is not None:
            return f"ロック({until.astimezone(JST):%m/%d %H:%M}まで)"
        return _STATES[self.standing]

    @property
    def lift(self) -> str:
        """The words of the button that frees the user; empty where there is none (LOCK-5)."""
        return _LIFTS.get(self.standing, "") if self.is_general else ""

    @property
    def password(self) -> str:
        """Whether the user has replaced the provisional password (LOGIN-3)."""
        return "仮パスワード" if self.user.password_is_provisional else "変更済み"


@dataclass(frozen=True, slots=True)
class Roster:
    """The registered users of one contract: the master, then the general users by their ID."""

    rows: tuple[UserRow, ...]

    @property
    def general_users(self) -> int:
        """How many of the seats are taken (USR-2)."""
        return sum(row.is_general for row in self.rows)

    @property
    def is_full(self) -> bool:
        """Whether no general user can be added."""
        return self.general_users >= rules.MAX_GENERAL_USERS


def roster(*, contract: Contract, as_of: datetime) -> Roster:
    """The contract's users at this instant; as many queries for eleven as for one."""
    users = sorted(contract.users.registered(), key=lambda user: (user.role != Role.MASTER, user.user_id))
    ends = certificate_ends([user.pk for user in users])
    return Roster(tuple(_row(user, contract, ends.get(user.pk), as_of) for user in users))


def user_row(*, user: User, contract: Contract, as_of: datetime) -> UserRow:
    """One user of the contract, told as in the list."""
    return _row(user, contract, certificate_ends([user.pk]).get(user.pk), as_of)


def _row(user: User, contract: Contract, ends: date | None, as_of: datetime) -> UserRow:
    authority = f"{contract.get_kind_display()}({user.get_role_display()})"
    return UserRow(user, authority, user.standing(at=as_of), ends)


def user_rows(*, viewer: User, as_of: datetime) -> tuple[UserRow, ...]:
    """The users of the viewer's own contract."""
    return roster(contract=_contract_of(viewer), as_of=as_of).rows


def contract_heading(*, at: datetime, viewer: User, **_criteria: object) -> Heading:
    """Lists of the whole contract have no group and no month."""
    contract = _contract_of(viewer)
    return Heading(contract_number=contract.number, contract_name=contract.name, printed_at=at)


def _contract_of(viewer: User) -> Contract:
    assert viewer.contract is not None
    return viewer.contract


CONTRACT_USERS: ListDefinition[UserRow] = ListDefinition(
    slug="L29",
    title="契約ユーザー一覧",
    function_id=USER_INQUIRY.id,
    rows=user_rows,
    heading=contract_heading,
    columns=(
        Column("ユーザーID", lambda row: row.user.user_id, width=14),
        Column("ユーザー名", lambda row: row.user.name, Kind.KANJI, width=30),
        Column("権限", lambda row: row.authority, width=18),
        Column("状態", lambda row: row.state, width=24),
        Column("証明書期限", lambda row: row.certificate_ends, Kind.DATE),
        Column("最終ログイン", lambda row: row.user.last_login, Kind.DATETIME),
    ),
)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of the operation log (操作ログ), in the order of `LOG_FIELDS`."""

    sequence: int
    at: datetime
    user_id: str
    user_name: str
    function_id: str
    operation: str
    target: str
    result: str
    address: str

    @property
    def function(self) -> str:
        """The function's words; of one that is no more, its id."""
        try:
            return by_id(self.function_id).label if self.function_id else ""
        except KeyError:
            return self.function_id


LOG_FIELDS: Final = (
    "sequence",
    "at",
    "user_id",
    "user_name",
    "function",
    "event_label",
    "target",
    "result",
    "address",
)
_RESULTS: Final[dict[str, str]] = {str(value): str(label) for value, label in Result.choices}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What LogCriteria asks for; `since` and `until` are whole days in Japan."""

    user: str = ""
    since: date | None = None
    until: date | None = None
    function: str = ""
    result: str = ""

    @property
    def conditions(self) -> dict[str, object]:
        """The lookups; what is left open is left out."""
        conditions = {
            "user_id": self.user or None,
            "at__gte": self.since and at_time(self.since, time.min),
            "at__lt": self.until and at_time(self.until + timedelta(days=1), time.min),
            "function": "" if self.function == NO_FUNCTION else self.function or None,
            "result": self.result or None,
        }
        return {lookup: value for lookup, value in conditions.items() if value is not None}


def log_entries(*, viewer: User, wanted: LogFilter) -> OperationLogQuerySet:
    """The entries of the viewer's own contract that fit."""
    chain = _contract_of(viewer).log_chain
    entries: OperationLogQuerySet = OperationLog.objects.filter(chain=chain, **wanted.conditions)
    return entries


def newest_first(entries: OperationLogQuerySet) -> OperationLogQuerySet:
    """By the time of the operation; entries of one instant in the order of the chain."""
    return entries.order_by("-at", "-sequence")


def log_rows(*, viewer: User, **criteria: object) -> Iterator[LogRow]:
    """All that fits, newest first; memory does not grow with the rows."""
    wanted = LogFilter(**criteria)  # type: ignore[arg-type]  # the cleaned data of LogCriteria
    entries = newest_first(log_entries(viewer=viewer, wanted=wanted))
    return (LogRow(*values) for values in entries.values_list(*LOG_FIELDS).iterator(chunk_size=2000))


OPERATION_LOG: ListDefinition[LogRow] = ListDefinition(
    slug="L30",
    title="操作ログ",
    function_id=LOG_INQUIRY.id,
    rows=log_rows,
    heading=contract_heading,
    criteria=LogCriteria,
    columns=(
        Column("日時", lambda row: row.at, Kind.DATETIME),
        Column("ユーザーID", lambda row: row.user_id),
        Column("ユーザー名", lambda row: row.user_name, Kind.KANJI),
        Column("機能", lambda row: row.function),
        Column("操作", lambda row: row.operation),
        Column("対象", lambda row: row.target),
        Column("結果", lambda row: _RESULTS[row.result]),
        Column("接続元", lambda row: row.address),
    ),
)
