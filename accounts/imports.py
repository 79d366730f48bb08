"""The file of old contracts (契約一括登録, CON-3): read, checked line by line, compared with what stands.

Nothing here writes, and no finding ever shows an initial password (初期パスワード).
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from accounts import rules, subscriptions
from accounts.actions.contract_import import NewContract
from accounts.actions.contracts import ContractEntry
from accounts.fields import ContractNumberField
from accounts.models import Access, Branch, Collection, Contract, ContractKind, ZaikeiAccess
from accounts.staff_forms import MAX_CONTRACT_KANA, MAX_CONTRACT_NAME, FullWidthField, KanaField
from accounts.subscriptions import Subscription
from chingin.kernel.japanese import cp932

BANK, BRANCH, NUMBER, KIND = "金融機関コード", "店番号", "契約番号", "契約種別"
NAME, KANA, ROKIN, ACCESS = "契約名", "契約名カナ", "労金控除", "利用区分"
LEDGER, SAVINGS, ZAIKEI, BALANCES, INCENTIVES = "賃控元帳", "一斉積立", "財形", "残高一覧", "奨励金"
PASSWORD = "初期パスワード"  # noqa: S105  a heading
COLUMNS: Final = (
    *(BANK, BRANCH, NUMBER, KIND, NAME, KANA, ROKIN, ACCESS),
    *(LEDGER, SAVINGS, ZAIKEI, BALANCES, INCENTIVES, PASSWORD),
)
WHOLE_LINE: Final = "行全体"
_CHUNK: Final = 500
_YES: Final = {"有": True, "無": False, "": False}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where, what stands there, what was expected. Line 0 is the file as a whole."""

    line: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.line}行目" if self.line else "ファイル"
        return f"{place} {self.column}: 「{self.found}」 → {self.expected}"


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One right line; the password is as it will be typed (CON-3 applied), or empty."""

    line: int
    entry: ContractEntry
    password: str = field(repr=False)
    # Whether it was one of six characters.
    is_legacy: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The right lines and all faults of a file."""

    lines: tuple[ContractLine, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: insert these, leave as many as they are; or why it cannot."""

    new: tuple[ContractLine, ...]
    unchanged: int
    findings: tuple[Finding, ...]


class Misfit(ValueError):
    """A cell that breaks its rule; the text is what was expected."""


def read_contracts(data: bytes) -> Reading:
    """Every line of the file, in UTF-8 (with or without BOM) or CP932."""
    try:
        text = _decoded(data)
        rows = list(_rows(text))
    except Misfit as misfit:
        return Reading(findings=(Finding(0, "形式", "読み取れません", str(misfit)),))
    if not rows or tuple(rows[0][1]) != COLUMNS:
        expected = f"1行目を見出し「{','.join(COLUMNS)}」にしてください。"
        return Reading(findings=(Finding(1, "見出し", "見出しが異なります", expected),))
    return _read(rows[1:])


def _decoded(data: bytes) -> str:
    for decode in (lambda raw: raw.decode("utf-8-sig"), cp932.decode):
        try:
            return decode(data)
        except UnicodeDecodeError:
            continue
    raise Misfit("文字コードをUTF-8またはCP932(Shift_JIS)にして保存し直してください。")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that is not empty, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Misfit(f'{reader.line_num}行目の引用符(")の対応を直してください。') from error


def _read(rows: Iterable[tuple[int, list[str]]]) -> Reading:
    branches = {(branch.bank.code, branch.code): branch for branch in Branch.objects.select_related("bank")}
    lines: list[ContractLine] = []
    findings: list[Finding] = []
    first_lines: dict[str, int] = {}
    for number, cells in rows:
        faults: list[Finding] = []
        line = _line(number, cells, branches, faults)
        if line is not None and (first := first_lines.setdefault(line.entry.number, number)) != number:
            expected = f"契約番号は1回だけ書いてください({first}行目と同じです)。"
            faults.append(Finding(number, NUMBER, line.entry.number, expected))
        findings += faults
        if line is not None and not faults:
            lines.append(line)
    return Reading(tuple(lines), tuple(findings))


def _line(
    number: int, cells: list[str], branches: Mapping[tuple[str, str], Branch], faults: list[Finding]
) -> ContractLine | None:
    """The line, or None with its faults added."""
    if len(cells) != len(COLUMNS):
        faults.append(Finding(number, WHOLE_LINE, f"{len(cells)}項目", f"{len(COLUMNS)}項目にしてください。"))
        return None
    row = dict(zip(COLUMNS, cells, strict=True))
    values = {column: _parsed(number, column, row[column], faults) for column in _PARSERS}
    branch = branches.get((row[BANK], row[BRANCH]))
    if branch is None:
        found = f"{row[BANK]}-{row[BRANCH]}"
        faults.append(Finding(number, f"{BANK}・{BRANCH}", found, "登録済みの取引店を指定してください。"))
    if faults or branch is None:
        return None
    subscription = _subscription(number, row, values, faults)
    entry = ContractEntry(
        number=values[NUMBER],
        branch=branch,
        name=values[NAME],
        name_kana=values[KANA],
        subscription=subscription,
    )
    return ContractLine(number, entry, values[PASSWORD], len(row[PASSWORD]) == rules.LEGACY_LENGTH)


def _parsed(number: int, column: str, text: str, faults: list[Finding]) -> Any:
    try:
        return _PARSERS[column](text)
    except ValidationError as error:
        expected = "".join(error.messages)
    except Misfit as misfit:
        expected = str(misfit)
    found = f"{len(text)}文字(内容は表示しません)" if column == PASSWORD else text
    faults.append(Finding(number, column, found, expected))
    return None


def _subscription(
    number: int, row: Mapping[str, str], values: Mapping[str, Any], faults: list[Finding]
) -> Subscription:
    of_member = values[KIND] == ContractKind.MEMBER
    access = _accesses(values[KIND]).get(row[ACCESS])
    if access is None:
        expected = "会員は「照会」「Web更新」" if of_member else "事業主は「照会」「明細送信」"
        faults.append(Finding(number, ACCESS, row[ACCESS], f"{expected}のどちらかにしてください。"))
        access = ""
    zaikei = (ZaikeiAccess.INQUIRY if of_member else access) if values[ZAIKEI] else ""
    wanted = Subscription(
        kind=values[KIND],
        rokin_collection=values[ROKIN],
        rokin_access=access if of_member else "",
        has_ledger=values[LEDGER],
        has_group_savings=values[SAVINGS],
        zaikei_access=zaikei,
        has_zaikei_balances=values[BALANCES],
        has_zaikei_incentives=values[INCENTIVES],
    )
    if not faults:
        faults += _misfits(number, row, wanted)
    return wanted


def _accesses(kind: str) -> dict[str, str]:
    choices = Access.choices if kind == ContractKind.MEMBER else ZaikeiAccess.choices
    return {"": ""} | {label: value for value, label in choices}


def _misfits(number: int, row: Mapping[str, str], wanted: Subscription) -> Iterator[Finding]:
    for name, rule in subscriptions.faults(wanted).items():
        if name == "zaikei_access" and wanted.kind == ContractKind.EMPLOYER and row[ZAIKEI] != "有":
            yield Finding(number, ZAIKEI, row[ZAIKEI], "事業主の契約では「有」にしてください。")
        else:
            column = _COLUMN_OF[wanted.kind, name]
            yield Finding(number, column, row[column], rule)


_SERVICES: Final = {
    "rokin_collection": ROKIN,
    "rokin_access": ACCESS,
    "has_ledger": LEDGER,
    "has_group_savings": SAVINGS,
    "zaikei_access": ZAIKEI,
    "has_zaikei_balances": BALANCES,
    "has_zaikei_incentives": INCENTIVES,
}
_COLUMN_OF: Final = {
    (str(kind), name): column for kind in ContractKind for name, column in _SERVICES.items()
} | {(str(ContractKind.EMPLOYER), "zaikei_access"): ACCESS}


def _one_of(words: Mapping[str, Any]) -> Callable[[str], Any]:
    expected = "".join(f"「{word}」" for word in words if word)
    blank = "または空欄" if "" in words else ""

    def parse(text: str) -> Any:
        if text not in words:
            raise Misfit(f"{expected}のどれか{blank}にしてください。")
        return words[text]

    return parse


def _initial_password(text: str) -> str:
    """CON-3: six old characters become valid as themselves + `r@`; all others keep CON-2."""
    password = rules.legacy_initial_password(text)
    found = rules.initial_password_fault(password) if password else None
    is_legacy_as_delivered = password != text and found is rules.PasswordFault.FOUR_KINDS
    if found is None or is_legacy_as_delivered:
        return password
    raise Misfit("半角英大・小文字、数字、記号の4種をすべて使った8桁(旧形式は半角6桁)にしてください。")


def _words(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    return {str(label): value for value, label in choices}


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    NUMBER: ContractNumberField().clean,
    KIND: _one_of(_words(ContractKind.choices)),
    NAME: FullWidthField(label=NAME, longest=MAX_CONTRACT_NAME).clean,
    KANA: KanaField(label=KANA, longest=MAX_CONTRACT_KANA).clean,
    ROKIN: _one_of(_words(Collection.choices) | {"": ""}),
    LEDGER: _one_of(_YES),
    SAVINGS: _one_of(_YES),
    ZAIKEI: _one_of(_YES),
    BALANCES: _one_of(_YES),
    INCENTIVES: _one_of(_YES),
    PASSWORD: _initial_password,
}


def plan(lines: Sequence[ContractLine]) -> Plan:
    """Compare with what is registered. An identical contract stays; any difference is a fault, named."""
    registered = _registered([line.entry.number for line in lines])
    new: list[ContractLine] = []
    findings: list[Finding] = []
    for line in lines:
        present = registered.get(line.entry.number)
        if present is None:
            new.append(line)
        else:
            findings += _differences(line, present)
    return Plan(tuple(new), len(lines) - len(new), tuple(findings))


def _registered(numbers: Sequence[str]) -> dict[str, Contract]:
    chunks = (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
    rows = Contract.objects.select_related("branch__bank")
    return {row.number: row for chunk in chunks for row in rows.filter(number__in=chunk)}


def _differences(line: ContractLine, present: Contract) -> Iterator[Finding]:
    for name, value in line.entry.values.items():
        stored = getattr(present, name)
        if value != stored:
            expected = (
                f"登録済みの内容は「{_in_words(present, name)}」です。変更は職員用の画面で行ってください。"
            )
            yield Finding(line.line, _LABELS[name], _plain(value), expected)
    if present.ended_at is not None:
        yield Finding(line.line, NUMBER, present.number, "この契約は終了しています。行を除いてください。")
    elif line.password and not present.initial_password:
        expected = "登録済みの契約の初期パスワードは、set_initial_password で登録してください。"
        yield Finding(line.line, PASSWORD, "内容は表示しません", expected)


_LABELS: Final = {field.name: str(field.verbose_name) for field in Contract._meta.fields}


def _in_words(contract: Contract, name: str) -> str:
    display = getattr(contract, f"get_{name}_display", None)
    return str(display()) if display else _plain(getattr(contract, name))


def _plain(value: object) -> str:
    return ("有" if value else "無") if isinstance(value, bool) else str(value)


def with_hashes(lines: Sequence[ContractLine], *, progress: Callable[[int], None]) -> Iterator[NewContract]:
    """The contracts to insert. A hash costs about 50 ms outside Python's lock, so the cores share them."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for count, (line, encoded) in enumerate(zip(lines, pool.map(_hash, lines), strict=True), start=1):
            progress(count)
            yield NewContract(line.entry, encoded)


def _hash(line: ContractLine) -> str:
    return make_password(line.password) if line.password else ""
