"""`manage.py check_file FILE… [--for-reception]`: what is wrong with core files, without taking them."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chingin.kernel import clock
from chingin.kernel.corefile.reading import check
from chingin.kernel.corefile.report import Report, as_json, in_words, unreadable
from chingin.kernel.management.console import printable_name
from chingin.kernel.os_errors import reason
from chingin.kernel.receptions.checking import check_for_reception


class Command(BaseCommand):
    """Reads files and reports; takes none of them, and asks the database only where it is told to."""

    help = (
        "基幹システムのファイルを検査します。受信はしません。"
        "登録内容(契約・控除回・明細など)との照合は、--for-reception を付けたときだけ行います。"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One file or more."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="検査するファイル")
        parser.add_argument(
            "--for-reception",
            action="store_true",
            help="登録内容とも照合し、このまま受信できるかどうかを検査します(データベースを読みます)。",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="結果をJSONで表示します。")

    def handle(self, *, files: list[Path], as_json: bool, for_reception: bool, **_options: Any) -> None:
        """A report for each file; exit 1 when one of them has a finding."""
        reports = [_checked(path, _checked_for_reception if for_reception else check) for path in files]
        self.stdout.write(_json(reports) if as_json else _words(reports))
        if wrong := sum(not report.ok for report in reports):
            raise CommandError(f"{len(files)}ファイル中、{wrong}ファイルに誤りがあります。")


def _checked_for_reception(stream: BinaryIO, *, name: str) -> Report:
    """All that `receive` would say of the file now."""
    return check_for_reception(stream, name=name, at=clock.now()).report


def _checked(path: Path, checked: Callable[..., Report]) -> Report:
    name = printable_name(path)
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting
            raise IsADirectoryError(errno.EISDIR, "no file")
        with path.open("rb") as stream:
            return checked(stream, name=name)
    except OSError as error:
        return unreadable(name, reason(error))


def _json(reports: list[Report]) -> str:
    whole = {"ok": all(report.ok for report in reports), "files": [as_json(report) for report in reports]}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _words(reports: list[Report]) -> str:
    return "\n".join(line for report in reports for line in in_words(report))
