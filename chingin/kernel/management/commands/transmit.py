"""Files for the bank's core system (送信).

`manage.py transmit --kind KIND --out DIR [--bank CODE]`; `transmit --again NAME --out DIR` for a lost one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.clock import moment
from chingin.kernel.corefile.kinds import FileKind, kind_by_code
from chingin.kernel.errors import Refusal
from chingin.kernel.management.console import in_steps, operator, told_to_the_operator
from chingin.kernel.transmissions.drafting import Progress
from chingin.kernel.transmissions.models import Transmission, TransmissionWriting
from chingin.kernel.transmissions.senders import kinds, sender_of
from chingin.kernel.transmissions.transmitting import Dispatch, transmit, write_again


class Command(BaseCommand):
    """One file for each bank that has something to be sent; or one file once more, as it was."""

    help = (
        "基幹システムへ送るファイルを作ります。送信済みのものは二度送りません。"
        "途中で止まったときは、同じコマンドをもう一度実行します。"
        "書き出したファイルが失われたときは、--again で同じ内容のファイルをもう一度書き出します。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which kind or which file, where to, for whom."""
        titles = " / ".join(_kind(code).label for code in kinds())
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--kind", choices=kinds(), help=titles)
        what.add_argument(
            "--again", metavar="NAME", help="一度書き出したファイルの名前(例: 50_9999_0000000001.dat)"
        )
        parser.add_argument(
            "--out", required=True, type=Path, metavar="DIR", help="ファイルを書き出すフォルダー"
        )
        parser.add_argument(
            "--bank",
            default="",
            metavar="9999",
            help="金融機関コード(省略するとすべての労働金庫。--again では指定しません)",
        )

    def handle(self, *, kind: str | None, again: str | None, out: Path, bank: str, **_options: Any) -> None:
        """Exit 1 when something that was due, or asked for again, does not lie there."""
        if not out.is_dir():
            raise CommandError(f"{out} というフォルダーはありません。--out の場所を確認してください。")
        if again is not None:
            self._write_again(again, out, bank)
            return
        assert kind is not None, "the parser asks for one of the two"
        self._transmit_all(kind, out, bank)

    def _transmit_all(self, kind: str, out: Path, bank: str) -> None:
        """Bank by bank."""
        outcomes = [self._transmit(kind, code, out) for code in _banks(kind, bank)]
        done = [outcome for outcome in outcomes if outcome is not None]
        if len(done) < len(outcomes) or not all(outcome.is_whole for outcome in done):
            raise CommandError("送信できなかったものがあります。上の説明を確認してください。")
        if not any(outcome.written for outcome in done):
            self.stdout.write(f"送信するものはありません({_kind(kind).label})。")
            for outcome in done:
                self._tell_of_last(outcome.before, out)

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
        self._tell(outcome)
        for refused in (*outcome.refusals, *outcome.misfits):
            self.stderr.write(refused.in_words)
        return outcome

    def _write_again(self, name: str, out: Path, bank: str) -> None:
        if bank:
            raise CommandError("--bank は --again と同時に指定できません。--bank を外して実行してください。")
        with told_to_the_operator():
            outcome = write_again(
                name=name, directory=out, by=operator(), at=clock.now(), progress=self._progress(name)
            )
        self._tell(outcome)
        self.stdout.write(f"記録したときと同じ内容のファイルが {out.absolute() / name} にあります。")

    def _tell(self, outcome: Dispatch) -> None:
        for transmission in outcome.written:
            for line in _in_words(transmission):
                self.stdout.write(line)
        for remark in outcome.remarks:
            self.stdout.write(remark)

    def _tell_of_last(self, last: TransmissionWriting | None, out: Path) -> None:
        """Where an earlier run wrote, unless that file lies here: by itself it is never written again."""
        if last is None or (out.absolute() / last.transmission.name).exists():
            return
        name = last.transmission.name
        self.stdout.write(
            f"最後のファイル {name} は、{moment(last.at)}に {last.path} へ書き出しました。"
            "ファイルが失われたときは、同じ内容のファイルを、"
            f"manage.py transmit --again {name} --out {out} で書き出せます。"
        )

    def _progress(self, what: str) -> Progress:
        return in_steps(self.stderr.write, lambda rows: f"{what}: {rows:,}件まで進みました。")


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
