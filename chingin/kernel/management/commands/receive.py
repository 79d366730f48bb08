"""`manage.py receive FILE… [--valid-sets-only]`: files of the core system are taken (受信)."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.corefile.report import in_words
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator
from chingin.kernel.receptions.receiving import FileRefused, Receipt, receive

STEP: Final = 5.0  # seconds between two lines of progress


class Command(BaseCommand):
    """Each file by itself: whole or not at all."""

    help = "基幹システムのファイルを受信します。1か所でも誤りがあるファイルは、受信しません。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One file or more."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="受信するファイル")
        parser.add_argument(
            "--valid-sets-only",
            action="store_true",
            help="正しい組(ヘッダーからトレーラーまで)だけを受信し、残りの誤りを表示します。",
        )

    def handle(self, *, files: list[Path], valid_sets_only: bool, **_options: Any) -> None:
        """Exit 1 when one of the files was not taken, or not wholly."""
        wrong = [path for path in files if not self._receive(path, valid_sets_only=valid_sets_only)]
        if wrong:
            raise CommandError(f"{len(files)}ファイル中、{len(wrong)}ファイルに誤りがあります。")

    def _receive(self, path: Path, *, valid_sets_only: bool) -> bool:
        try:
            with path.open("rb") as source:
                outcome = receive(
                    source=source,
                    name=path.name,
                    by=operator(),
                    at=clock.now(),
                    valid_sets_only=valid_sets_only,
                    progress=self._progress(path),
                )
        except FileRefused as refusal:
            self._tell(in_words(refusal.check.report))
            self.stderr.write(refusal.in_words)
            return False
        except Refusal as refusal:
            self.stderr.write(refusal.in_words)
            return False
        except OSError as error:
            self.stderr.write(f"{path} を読めません({error.strerror})。場所と権限を確認してください。")
            return False
        self._tell(_outcome_in_words(outcome))
        return not outcome.check.count

    def _progress(self, path: Path) -> Callable[[int], None]:
        last = time.monotonic()

        def tell(records: int) -> None:
            nonlocal last
            if time.monotonic() - last >= STEP:
                last = time.monotonic()
                self.stderr.write(f"{path}: {records:,}件の明細を検査しました。")

        return tell

    def _tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _outcome_in_words(outcome: Receipt) -> Iterator[str]:
    yield from in_words(outcome.check.report)
    for one, reception in outcome.check.received_before:
        yield f"  {one.number}組目は、受信番号 #{reception.pk} としてすでに受信しています。"
    for reception in outcome.taken:
        yield (
            f"  受信番号 #{reception.pk}: 契約 {reception.contract_number}"
            f" 入金グループ {reception.group_number} {reception.month}、{reception.count:,}件を受信しました。"
        )
