"""`manage.py receive FILE… [--valid-sets-only]`: files of the core system are taken (受信)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.corefile.report import in_words, unreadable
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import in_steps, operator, printable_name
from chingin.kernel.os_errors import reason
from chingin.kernel.receptions.receiving import FileRefused, Receipt, receive


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
        name = printable_name(path.name)
        try:
            with path.open("rb") as source:
                outcome = receive(
                    source=source,
                    name=name,
                    by=operator(),
                    at=clock.now(),
                    valid_sets_only=valid_sets_only,
                    progress=in_steps(
                        self.stderr.write,
                        lambda step, records: f"{name}: {records:,}件の明細を{step}しました。",
                    ),
                )
        except FileRefused as refusal:
            self._tell(in_words(refusal.check.report))
            self.stderr.write(refusal.in_words)
            return False
        except Refusal as refusal:
            self.stderr.write(refusal.in_words)
            return False
        except OSError as error:
            self._tell(in_words(unreadable(printable_name(path), reason(error))))
            return False
        self._tell(_outcome_in_words(outcome))
        return not outcome.check.count

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
