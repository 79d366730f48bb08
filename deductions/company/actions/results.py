"""控除結果 (file kind 11) is received: each result finds its line by 明細キー, a version of them stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias

from chingin.kernel.actors import Actor
from chingin.kernel.bulk import Values, insert_rows
from chingin.kernel.corefile.findings import Fault, Finding, Findings
from chingin.kernel.corefile.header import Header
from chingin.kernel.corefile.reading import Batch
from chingin.kernel.corefile.report import Report
from chingin.kernel.errors import Refusal
from chingin.kernel.japanese.kana import compare_kana
from chingin.kernel.receptions.models import Reception
from chingin.kernel.receptions.receiving import Check, FileRefused
from chingin.kernel.receptions.takers import LineFault
from deductions.company import emails, messages
from deductions.company.exchange import RESULT_LINE, RESULT_TOTALS, ResultLine
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


class ResultsRefused(FileRefused):
    """The results do not fit the lines; `check.report` names each record."""

    message = messages.RESULTS_REFUSED

    def __init__(self, report: Report) -> None:
        self.check = Check(report, known={}, conflicts={})
        first = report.findings[0]
        Refusal.__init__(
            self,
            count=f"{self.check.count:,}",
            record=f"{first.record:,}",
            field=first.field,
            value=first.value,
            expected=first.expected,
        )


class _Asked(NamedTuple):
    """What a result is held against."""

    pk: int
    amount: int
    account: Account
    name_kana: str


class ResultTaker:
    """Takes the sets of kind 11 (chingin.kernel.receptions.takers.Taker)."""

    def faults(self, header: Header, *, at: datetime) -> Iterator[Fault]:
        """What is wrong by what is registered here."""
        yield from contract_faults(header, capability="WAGE_EXCHANGE", at=at)
        yield from group_faults(header)
        cycle = _cycle_of(header)
        if cycle is None:
            yield Fault("sequence", messages.NO_SUCH_CYCLE, "控除依頼データを受信した控除回")
        else:
            yield from _cycle_faults(cycle, header, at=at)

    def line_faults(self, header: Header, batch: Batch) -> Iterator[LineFault]:
        """What is wrong with its records by the lines of the cycle."""
        cycle = _cycle_of(header)
        if cycle is not None:
            yield from _line_faults(batch, batch.rows(ResultLine), _asked(cycle, batch))

    def take(
        self, reception: Reception, header: Header, batches: Iterable[Batch], *, by: Actor, at: datetime
    ) -> None:
        """Store the results as a new version, the ones before stay. Raises ResultsRefused, which undoes it.

        `by` stands in the reception.
        """
        cycle = _locked(header)
        version = CycleResults.objects.of_cycle(cycle).count() + 1
        results = CycleResults.objects.create(
            cycle=cycle, version=version, reception=reception, published_at=at
        )
        found = _Objections(reception)
        _store(results, batches, found)
        if not found.kept:
            found.unanswered(_unanswered(results))
        found.refuse()
        emails.announce_results(results, at=at)


class _Objections:
    """All that is wrong with a set, to be said at once."""

    def __init__(self, reception: Reception) -> None:
        self._file = reception.file
        self._findings = Findings()
        self._last = 1

    @property
    def kept(self) -> bool:
        return bool(self._findings.total)

    def passed(self, batch: Batch, faults: Iterable[LineFault]) -> None:
        """A batch was looked at."""
        self._last = batch.numbers[-1]
        for record, fault, value in faults:
            place = RESULT_LINE.place(fault.field)
            self._add(record, fault, (place.first, place.last), place.field.label, value)

    def unanswered(self, keys: Sequence[str]) -> None:
        """The trailer counts too few: lines that were asked for have no result."""
        if not keys:
            return
        named, more = "、".join(keys[:_NAMED]), len(keys) - _NAMED
        expected = f"{named}{f' ほか{more:,}件' if more > 0 else ''}の結果も含む件数"
        place = RESULT_TOTALS.place("records")
        fault = Fault("records", messages.UNANSWERED, expected)
        value = f"{len(keys):,}件不足"
        self._add(self._last + 1, fault, (place.first, place.last), place.field.label, value)

    def refuse(self) -> None:
        """Raise ResultsRefused if there is anything."""
        if self.kept:
            raise ResultsRefused(
                Report(
                    file=self._file.name,
                    size=self._file.size,
                    sha256=self._file.sha256,
                    line_end="",
                    records=self._file.records,
                    sets=(),
                    findings=tuple(self._findings.kept),
                    left_out=self._findings.left_out,
                )
            )

    def _add(self, record: int, fault: Fault, span: tuple[int, int], label: str, value: str) -> None:
        finding = Finding(
            fault.message.code, self._file.name, record, *span, label, value, expected=fault.expected
        )
        self._findings.add(finding)


def _cycle_of(header: Header) -> Cycle | None:
    cycles = Cycle.objects.filter(
        group__number=header.group_number,
        month=header.month.code,
        pay_kind=header.pay_kind,
        sequence=header.sequence,
    )
    return cycles.first()


def _locked(header: Header) -> Cycle:
    """Two files for the same cycle become two versions, one after the other."""
    cycle = _cycle_of(header)
    assert cycle is not None  # the header was checked
    return Cycle.objects.locked(cycle.pk)


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


def _line_faults(
    batch: Batch, rows: Iterable[ResultLine], asked: Mapping[str, _Asked]
) -> Iterator[LineFault]:
    for record, row in zip(batch.numbers, rows, strict=True):
        yield from (LineFault(record, fault, value) for fault, value in _row_faults(row, asked))


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


def _store(results: CycleResults, batches: Iterable[Batch], found: _Objections) -> None:
    """Batch by batch; once something is wrong the rest is only looked at."""
    before = _reasons_before(results.cycle)
    for batch in batches:
        rows, asked = list(batch.rows(ResultLine)), _asked(results.cycle, batch)
        found.passed(batch, _line_faults(batch, rows, asked))
        if not found.kept:
            insert_rows(Outcome, _COLUMNS, _rows(results, rows, asked, before))


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


def _unanswered(results: CycleResults) -> list[str]:
    """Keys of lines that asked for something and got no result in this version, in order.

    Compared here: of rows that have only just come the database knows no statistics, and an anti-join of
    100,000 of them may take minutes.
    """
    answered = set(Outcome.objects.filter(results=results).values_list("line_id", flat=True).iterator())
    asked = DeductionLine.objects.filter(cycle=results.cycle, amount__gt=0).exclude(line_key="")
    keys = asked.order_by("line_key").values_list("pk", "line_key").iterator()
    return [key for pk, key in keys if pk not in answered]
