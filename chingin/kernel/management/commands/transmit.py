"""`manage.py transmit --kind KIND --out DIR [--bank CODE]`: files for the bank's core system (送信)."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.corefile.kinds import FileKind, kind_by_code
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import operator
from chingin.kernel.transmissions.models import Transmission
from chingin.kernel.transmissions.senders import kinds, sender_of
from chingin.kernel.transmissions.transmitting import Dispatch, transmit

STEP: Final = 5.0  # seconds between two lines of progress


class Command(BaseCommand):
    """One file for each bank that has something to be sent."""

    help = (
        "基幹システムへ送るファイルを作ります。送信済みのものは二度送りません。"
        "途中で止まったときは、同じコマンドをもう一度実行します。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which kind, where to, for whom."""
        titles = " / ".join(_kind(code).label for code in kinds())
        parser.add_argument("--kind", required=True, choices=kinds(), help=titles)
        parser.add_argument(
            "--out", required=True, type=Path, metavar="DIR", help="ファイルを書き出すフォルダー"
        )
        parser.add_argument(
            "--bank", default="", metavar="9999", help="金融機関コード(省略するとすべての労働金庫)"
        )

    def handle(self, *, kind: str, out: Path, bank: str, **_options: Any) -> None:
        """Bank by bank; exit 1 when one of them did not get all that was due."""
        if not out.is_dir():
            raise CommandError(f"{out} というフォルダーはありません。--out の場所を確認してください。")
        outcomes = [self._transmit(kind, code, out) for code in _banks(kind, bank)]
        done = [outcome for outcome in outcomes if outcome is not None]
        if len(done) < len(outcomes) or not all(outcome.is_whole for outcome in done):
            raise CommandError("送信できなかったものがあります。上の説明を確認してください。")
        if not any(outcome.written for outcome in done):
            self.stdout.write(f"送信するものはありません({_kind(kind).label})。")

    def _transmit(self, kind: str, bank_code: str, out: Path) -> Dispatch | None:
        try:
            outcome = transmit(
                kind=kind,
                bank_code=bank_code,
                directory=out,
                by=operator(),
                at=clock.now(),
                progress=self._progress(f"{_kind(kind).label} {bank_code}"),
            )
        except Refusal as refusal:
            self.stderr.write(refusal.in_words)
            return None
        for transmission in outcome.written:
            for line in _in_words(transmission):
                self.stdout.write(line)
        for remark in outcome.remarks:
            self.stdout.write(remark)
        for told in (*(refusal.in_words for refusal in outcome.refusals), *map(str, outcome.misfits)):
            self.stderr.write(told)
        return outcome

    def _progress(self, what: str) -> Callable[[int], None]:
        last = time.monotonic()

        def tell(rows: int) -> None:
            nonlocal last
            if time.monotonic() - last >= STEP:
                last = time.monotonic()
                self.stderr.write(f"{what}: {rows:,}件まで進みました。")

        return tell


def _banks(kind: str, wanted: str) -> Sequence[str]:
    known = sender_of(kind).banks()
    if wanted and wanted not in known:
        raise CommandError(
            f"金融機関コード {wanted} の労働金庫は登録されていません。コードを確認してください。"
        )
    return [wanted] if wanted else known


def _kind(code: str) -> FileKind:
    kind = kind_by_code(code)
    assert kind is not None, code
    return kind


def _in_words(transmission: Transmission) -> Iterator[str]:
    trailer = _kind(transmission.kind).trailer
    labels = (trailer.place(name).field.label for name in trailer.names)
    totals = "、".join(
        f"{label} {transmission.totals[label]:,}" for label in labels if label in transmission.totals
    )
    yield f"{transmission.name}: {transmission.set_count:,}組 {transmission.count:,}件、{totals}"
    yield f"  SHA-256 {transmission.sha256}"
