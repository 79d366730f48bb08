"""`manage.py import_contracts FILE.csv [--dry-run]`: the contracts of the old system (CON-3)."""

import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.contract_import import Source, import_contracts
from accounts.imports import ContractLine, Finding, plan, read_contracts, with_hashes
from accounts.management.console import faults_told
from chingin.kernel import clock
from chingin.kernel.management.console import operator
from chingin.kernel.os_errors import reason

MOST_FINDINGS: Final = 1000
STEP: Final = 500


class Command(BaseCommand):
    """All lines or none."""

    help = "契約をCSVファイルから一括登録します。1行でも誤りがあれば、何も登録しません。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether to stop before writing."""
        parser.add_argument("file", type=Path, metavar="FILE", help="UTF-8またはCP932のCSV")
        parser.add_argument("--dry-run", action="store_true", help="確認だけ行い、登録しません。")

    def handle(self, *, file: Path, dry_run: bool, **_options: Any) -> None:
        """Read, compare, hash, insert."""
        data = _content(file)
        reading = read_contracts(data)
        planned = plan(reading.lines)
        self._refuse((*reading.findings, *planned.findings))
        self._tell(planned.new, planned.unchanged)
        if dry_run:
            self.stdout.write("確認だけを行いました。何も登録していません。")
        elif planned.new:
            self._insert(planned.new, Source(file.name, hashlib.sha256(data).hexdigest()))

    def _refuse(self, findings: Iterable[Finding]) -> None:
        found = sorted(findings, key=lambda finding: finding.line)
        for finding in found[:MOST_FINDINGS]:
            self.stderr.write(str(finding))
        if found:
            shown = f"(はじめの{MOST_FINDINGS:,}件を表示)" if len(found) > MOST_FINDINGS else ""
            raise CommandError(f"誤りが{len(found):,}件あります{shown}。何も登録していません。")

    def _tell(self, new: Iterable[ContractLine], unchanged: int) -> None:
        new = list(new)
        passwords = sum(1 for line in new if line.password)
        legacy = sum(1 for line in new if line.is_legacy)
        self.stdout.write(f"新規登録: {len(new):,}件 / 登録済みで変更なし: {unchanged:,}件")
        self.stdout.write(f"初期パスワードあり: {passwords:,}件(うち旧6桁に r@ を付けたもの: {legacy:,}件)")

    def _insert(self, new: tuple[ContractLine, ...], source: Source) -> None:
        contracts = list(with_hashes(new, progress=self._progress(len(new))))
        with faults_told():
            import_contracts(contracts=contracts, source=source, by=operator(), at=clock.now())
        self.stdout.write(f"{len(contracts):,}件を登録しました。")

    def _progress(self, total: int) -> Callable[[int], None]:
        began = time.monotonic()

        def tell(count: int) -> None:
            if count % STEP == 0:
                left = (time.monotonic() - began) / count * (total - count)
                self.stderr.write(
                    f"初期パスワードを暗号化しています: {count:,}/{total:,}件(残り約{left:.0f}秒)"
                )

        return tell


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} を読めません({reason(error)})。場所と権限を確認してください。") from error
