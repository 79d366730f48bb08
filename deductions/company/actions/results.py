"""控除結果 (file kind 11) is received: each result finds its line by 明細キー, a version of them stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias

from chingin.kernel.actors import Actor
from chingin.kernel.bulk import Values, insert_rows
from chingin.kernel.corefile.findings import Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch
from chingin.kernel.japanese.kana import compare_kana
from chingin.kernel.receptions.models import Reception
from chingin.kernel.receptions.takers import LineFault
from deductions.company import emails, messages
from deductions.company.exchange import ResultLine
from deductions.company.models import Agreement, CycleResults, Outcome
from deductions.company.rules import NO_REASON
from deductions.groups.models import Cycle
from deductions.groups.receiving import contract_faults, group_faults
from deductions.rokin.models import DeductionLine

Account: TypeAlias = tuple[str, str, str]
_COLUMNS: Final = (
    "results",
    "line",
    "requested",
    "collected",
    "shortfall",
    "outcome",
    "reason",
    "previous_reason",
    "posted_on",
    "balance",
    "answered_kana",
    "agreement",
)
_NAMED: Final = 3  # keys named in the finding about lines without a result


class _Asked(NamedTuple):
    """What a result is held against."""

    pk: int
    amount: int
    account: Account
    name_kana: str


class ResultTaker:
    """Takes the sets of kind 11 (chingin.kernel.receptions.takers.RecordTaker)."""

    def lock(self, header: Header) -> None:
        """Two files for the same cycle become two versions, one after the other."""
        Cycle.objects.locked(_known_cycle(header).pk)

    def faults(self, header: Header, *, at: datetime) -> Iterator[Fault]:
        """What is wrong by what is registered here."""
        yield from contract_faults(header, capability="WAGE_EXCHANGE", at=at)
        yield from group_faults(header)
        cycle = _cycle_of(header)
        if cycle is None:
            yield Fault("sequence", messages.NO_SUCH_CYCLE, "控除依頼データを受信した控除回")
        else:
            yield from _cycle_faults(cycle, header, at=at)

    def check_of(self, header: Header) -> "ResultCheck | None":
        """The results of a set against the lines of its cycle."""
        cycle = _cycle_of(header)
        return ResultCheck(cycle) if cycle else None

    def take(
        self, reception: Reception, header: Header, batches: Iterable[Batch], *, by: Actor, at: datetime
    ) -> None:
        """Store the results as a new version, the ones before stay. `by` stands in the reception."""
        cycle = _known_cycle(header)
        results = CycleResults.objects.create(
            cycle=cycle,
            version=CycleResults.objects.of_cycle(cycle).count() + 1,
            reception=reception,
            published_at=at,
            contract_name=cycle.group.contract.name,
            group_name=cycle.group.name,
        )
        _store(results, batches)
        emails.announce_results(results, at=at)


class ResultCheck:
    """The results of one set held against the lines of their cycle (takers.SetCheck)."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._answered: set[object] = set()

    def line_faults(self, batch: Batch) -> Iterator[LineFault]:
        """Each result has its line, and says of it what was asked for."""
        self._answered.update(batch.values("line_key"))
        asked = _asked(self._cycle, batch)
        for record, row in zip(batch.numbers, batch.rows(ResultLine), strict=True):
            yield from (LineFault(record, fault, value) for fault, value in _row_faults(row, asked))

    def trailer_faults(self) -> Iterator[tuple[Fault, str]]:
        """The trailer counts too few where lines that asked for something have no result.

        Compared here: of rows that have only just come the database knows no statistics, and an anti-join of
        100,000 of them may take minutes.
        """
        asked = DeductionLine.objects.filter(cycle=self._cycle, amount__gt=0).exclude(line_key="")
        keys = asked.order_by("line_key").values_list("line_key", flat=True).iterator()
        missing = [key for key in keys if key not in self._answered]
        if missing:
            yield _unanswered(missing), f"{len(missing):,}件不足"


def _unanswered(keys: Sequence[str]) -> Fault:
    named, more = "、".join(keys[:_NAMED]), len(keys) - _NAMED
    expected = f"{named}{f' ほか{more:,}件' if more > 0 else ''}の結果も含む件数"
    return Fault("records", messages.UNANSWERED, expected)


def _cycle_of(header: Header) -> Cycle | None:
    """Only one of the bank that speaks: what is registered of another one is not told in findings (BNK-3)."""
    cycles = Cycle.objects.filter(
        group__contract__branch__bank__code=header.bank_code,
        group__contract__number=header.contract_number,
        group__number=header.group_number,
        month=header.month.code,
        pay_kind=header.pay_kind,
        sequence=header.sequence,
    )
    return cycles.select_related("group__contract").first()


def _known_cycle(header: Header) -> Cycle:
    cycle = _cycle_of(header)
    assert cycle is not None  # the header was checked
    return cycle


def _cycle_faults(cycle: Cycle, header: Header, *, at: datetime) -> Iterator[Fault]:
    if cycle.takes_updates(at=at):
        yield Fault("sequence", messages.STILL_OPEN, "更新締切を過ぎた控除回")
    current = CycleResults.objects.of_cycle(cycle).select_related("reception").first()
    if current and header.created_on < current.reception.created_on:
        expected = f"{current.reception.created_on}以後の日付"
        yield Fault("created_on", messages.OLDER_THAN_CURRENT, expected)


def _asked(cycle: Cycle, batch: Batch) -> dict[str, _Asked]:
    """The lines that the batch's keys name. A line made on the web has no key, and so no result."""
    keyed = DeductionLine.objects.filter(cycle=cycle, line_key__in=batch.values("line_key"))
    found = keyed.exclude(line_key="").values_list(
        "line_key", "pk", "amount", "branch", "subject", "account_number", "name_kana"
    )
    return {
        key: _Asked(pk, amount, (branch, subject, account), kana)
        for key, pk, amount, branch, subject, account, kana in found
    }


def _row_faults(row: ResultLine, asked: Mapping[str, _Asked]) -> Iterator[tuple[Fault, str]]:
    if row.target != "R":
        yield Fault("target", messages.NO_LEDGER_YET, "R(労金控除)"), row.target
        return
    line = asked.get(row.line_key)
    if line is None:
        yield Fault("line_key", messages.UNKNOWN_LINE, "控除依頼の明細にある明細キー"), row.line_key
        return
    if line.amount != row.requested:
        yield Fault("requested", messages.NOT_WHAT_WAS_ASKED, str(line.amount)), str(row.requested)
    account = (row.branch, row.subject, row.account_number)
    if line.account != account:
        yield Fault("account_number", messages.OTHER_ACCOUNT, "-".join(line.account)), "-".join(account)


def _store(results: CycleResults, batches: Iterable[Batch]) -> None:
    """Batch by batch."""
    before = _reasons_before(results.cycle)
    for batch in batches:
        asked = _asked(results.cycle, batch)
        insert_rows(Outcome, _COLUMNS, _rows(results, batch.rows(ResultLine), asked, before))


def _rows(
    results: CycleResults,
    rows: Iterable[ResultLine],
    asked: Mapping[str, _Asked],
    before: Mapping[Account, str],
) -> Iterator[Values]:
    for row in rows:
        line = asked[row.line_key]
        yield (
            results.pk,
            line.pk,
            row.requested,
            row.collected,
            row.requested - row.collected,
            row.outcome,
            row.reason,
            before.get(line.account, ""),
            _day(row.posted_on),
            row.balance,
            row.name_kana,
            str(_agreement(line.name_kana, row.name_kana).value),
        )


def _agreement(requested: str, answered: str) -> Agreement:
    """Most names are the same letter by letter; only the others are compared."""
    return Agreement.AGREES if requested == answered else Agreement.of(compare_kana(requested, answered))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _reasons_before(cycle: Cycle) -> dict[Account, str]:
    """前回不能: why each account fell short in the cycle before, of the same pay kind."""
    before = cycle.before()
    if before is None:
        return {}
    short = Outcome.objects.of_cycle(before).short()
    found = short.values_list("line__branch", "line__subject", "line__account_number", "reason")
    return {(branch, subject, account): reason or NO_REASON for branch, subject, account, reason in found}
